-- +goose Up
-- Digests an office is owed: one row for each period and each place it goes to, made
-- as of a moment so that it can be made again. state: owed, sending, sent, uncertain,
-- dead. It holds no figures and no text.

CREATE TABLE digests (
  agency_id  TEXT NOT NULL REFERENCES agencies (id),
  period     TEXT NOT NULL,
  from_at    BIGINT NOT NULL,
  target     TEXT NOT NULL,
  as_of      BIGINT NOT NULL,
  state      TEXT NOT NULL,
  attempts   BIGINT NOT NULL DEFAULT 0,
  not_before BIGINT NOT NULL DEFAULT 0,
  problem    TEXT NOT NULL DEFAULT '',
  changed_at BIGINT NOT NULL,
  PRIMARY KEY (agency_id, period, from_at, target)
);

-- Tickets are listed by when they were opened.

CREATE INDEX tickets_opened ON tickets (agency_id, opened_at);
