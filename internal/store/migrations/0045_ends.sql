-- +goose Up
-- What has not settled when a page is opened is found without looking at rows of other days.
DROP INDEX waits_ends;
CREATE INDEX waits_ends ON waits (agency_id, end_at, start_at, measure);
DROP INDEX waits_resolved;
CREATE INDEX waits_resolved ON waits (agency_id, end_at, start_at) WHERE measure = 'M-08';
