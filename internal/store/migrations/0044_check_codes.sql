-- +goose Up
-- Anybody may ask whether the agency wrote what bears a code.
CREATE INDEX answers_check ON answers (agency_id, check_code) WHERE check_code <> '';
