-- +goose Up
-- The rows behind one figure are read alone.

CREATE INDEX waits_measure ON waits (agency_id, measure, start_at);
