-- +goose Up
-- When the latest event of a conversation, or of its tickets, was known: with each event
-- one row changes, and none of those in waits that stay as they are.

CREATE TABLE threads (
  conversation_id TEXT PRIMARY KEY,
  agency_id       TEXT NOT NULL,
  known_at        BIGINT NOT NULL
);
INSERT INTO threads (conversation_id, agency_id, known_at)
SELECT conversation_id, MIN(agency_id), MAX(known_at) FROM waits GROUP BY conversation_id;
CREATE INDEX threads_known ON threads (agency_id, known_at);
ALTER TABLE waits DROP COLUMN known_at;
