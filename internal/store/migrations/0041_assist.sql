-- +goose Up
-- What a language model was asked for: purposes and sizes, and no text at all. A day's row is
-- the budget's: it is raised before a call by all that the call may take, and corrected after
-- it, so that a crash in between has spent rather too much than too little. cost: millionths
-- of a rupiah. day: in the agency's zone, as 2026-12-01.

CREATE TABLE assist_days (
  agency_id TEXT NOT NULL REFERENCES agencies (id),
  day       TEXT NOT NULL,
  tokens    BIGINT NOT NULL,
  cost      BIGINT NOT NULL,
  PRIMARY KEY (agency_id, day)
);

CREATE TABLE assist_calls (
  id        TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agencies (id),
  at        BIGINT NOT NULL,
  purpose   TEXT NOT NULL,
  prompt    TEXT NOT NULL,
  model     TEXT NOT NULL,
  outcome   TEXT NOT NULL,
  input     BIGINT NOT NULL,
  output    BIGINT NOT NULL,
  cost      BIGINT NOT NULL,
  took_ms   BIGINT NOT NULL
);
CREATE INDEX assist_calls_agency ON assist_calls (agency_id, at);
