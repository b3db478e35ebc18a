-- +goose Up
-- The rows of waits that begin in an hour, put into few bytes: what exact figures are
-- read from. They are true while packed is the hour's version, and it is summed up; an
-- older program beside this one moves the version on, and not packed.

ALTER TABLE rollup_hours ADD COLUMN packed BIGINT NOT NULL DEFAULT 0;

CREATE TABLE packed_waits (
  agency_id TEXT NOT NULL,
  hour_at   BIGINT NOT NULL,
  piece     BIGINT NOT NULL,
  packed    BYTEA NOT NULL,
  PRIMARY KEY (agency_id, hour_at, piece)
);
