-- +goose Up
-- Months whose figures are settled: what a report of the month says from then on. A
-- month is listed first and its figures follow; without them it is not closed yet.

CREATE TABLE frozen_months (
  agency_id TEXT NOT NULL REFERENCES agencies (id),
  from_at   BIGINT NOT NULL,
  to_at     BIGINT NOT NULL,
  frozen_at BIGINT NOT NULL,
  PRIMARY KEY (agency_id, from_at)
);

-- part: what the figures are told apart by. figures: a report as JSON, compressed. It
-- names nobody: names of staff are looked up when it is read.

CREATE TABLE frozen_figures (
  agency_id TEXT NOT NULL,
  from_at   BIGINT NOT NULL,
  part      TEXT NOT NULL,
  figures   BYTEA NOT NULL,
  PRIMARY KEY (agency_id, from_at, part)
);

-- What became another row since, as it would have stood at that moment.

CREATE TABLE frozen_changes (
  agency_id       TEXT NOT NULL,
  from_at         BIGINT NOT NULL,
  conversation_id TEXT NOT NULL,
  measure         TEXT NOT NULL,
  PRIMARY KEY (agency_id, from_at, conversation_id, measure)
);

-- A resolution counts once it has lasted for seven days: until then it is read live.

CREATE INDEX waits_resolved ON waits (agency_id, end_at) WHERE measure = 'M-08';
