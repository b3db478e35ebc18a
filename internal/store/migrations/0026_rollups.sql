-- +goose Up
-- What long reports are read from besides waits: sums of the rows that began in an
-- hour or a day, for each value of one part. All is derived from waits and may be
-- derived again.

-- Each hour in which a row begins or a ticket ends. The version changes whenever one of
-- its rows does, or its sums are made anew.

CREATE TABLE rollup_hours (
  agency_id TEXT NOT NULL,
  hour_at   BIGINT NOT NULL,
  version   BIGINT NOT NULL,
  waits     BIGINT NOT NULL,
  built_at  BIGINT NOT NULL,
  due_at    BIGINT NOT NULL,
  PRIMARY KEY (agency_id, hour_at)
);
CREATE INDEX rollup_due ON rollup_hours (due_at);

-- Each local day that is summed up, and the sum of its hours' versions then: while it
-- is still that, so is the day.

CREATE TABLE rollup_days (
  agency_id TEXT NOT NULL,
  day_at    BIGINT NOT NULL,
  versions  BIGINT NOT NULL,
  PRIMARY KEY (agency_id, day_at)
);

CREATE TABLE rollups (
  agency_id TEXT NOT NULL,
  span      TEXT NOT NULL,
  part      TEXT NOT NULL,
  start_at  BIGINT NOT NULL,
  part_key  TEXT NOT NULL,
  sums      BYTEA NOT NULL,
  PRIMARY KEY (agency_id, span, part, start_at, part_key)
);

-- What is open, or not settled yet, is read live.

CREATE INDEX waits_ends ON waits (agency_id, end_at);

INSERT INTO rollup_hours (agency_id, hour_at, version, waits, built_at, due_at)
SELECT agency_id, hour_at, 1, SUM(n), 0, 0 FROM (
  SELECT agency_id, start_at - start_at % 3600000 AS hour_at, 1 AS n FROM waits
  UNION ALL
  SELECT agency_id, end_at - end_at % 3600000, 0 FROM waits WHERE measure = 'M-18' AND end_at > 0) AS t
GROUP BY agency_id, hour_at;

INSERT INTO projections (name, seq) SELECT 'rollups', seq FROM projections WHERE name = 'waits';
