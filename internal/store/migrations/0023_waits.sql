-- +goose Up
-- What figures are read from: one row per wait, or per thing that a share counts.
-- Every row is derived from events and may be derived again; nothing else is in it.

CREATE TABLE waits (
  id              TEXT PRIMARY KEY,
  measure         TEXT NOT NULL,
  agency_id       TEXT NOT NULL,
  start_at        BIGINT NOT NULL,
  end_at          BIGINT NOT NULL,
  ended           TEXT NOT NULL,
  wall_ms         BIGINT NOT NULL,
  office_ms       BIGINT NOT NULL,
  value           BIGINT NOT NULL,
  pauses          TEXT NOT NULL,
  channel_id      TEXT NOT NULL,
  unit_id         TEXT NOT NULL,
  topic           TEXT NOT NULL,
  kind            TEXT NOT NULL,
  staff_id        TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  episode_id      TEXT NOT NULL,
  ticket_id       TEXT NOT NULL,
  detail          TEXT NOT NULL,
  known_at        BIGINT NOT NULL
);
CREATE INDEX waits_period ON waits (agency_id, start_at);
CREATE INDEX waits_conversation ON waits (conversation_id);
CREATE INDEX waits_tickets ON waits (agency_id, end_at) WHERE measure = 'M-18';

-- How far what follows the events has read.

CREATE TABLE projections (
  name TEXT PRIMARY KEY,
  seq  BIGINT NOT NULL
);

-- The hours of an office, each from a moment on, so that a change of hours does not
-- change figures of the past.

CREATE TABLE calendars (
  agency_id TEXT NOT NULL REFERENCES agencies (id),
  from_at   BIGINT NOT NULL,
  version   TEXT NOT NULL,
  rules     TEXT NOT NULL,
  PRIMARY KEY (agency_id, from_at)
);

-- Rows are derived a conversation at a time. Nothing looks events up by message or
-- answer any more.

CREATE INDEX events_conversation ON events (conversation_id);
DROP INDEX events_message;
DROP INDEX events_answer;
