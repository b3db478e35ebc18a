-- +goose Up
-- Entries of a catalogue while curators write them. content: the entry as canonical JSON,
-- meant for citizens like what is published, so nothing of it is sealed. base: the
-- revision it began from; empty: it is new. version grows with every change, so that
-- nobody decides on words they have not read.

CREATE TABLE drafts (
  id          TEXT PRIMARY KEY,
  agency_id   TEXT NOT NULL REFERENCES agencies (id),
  entry_id    TEXT NOT NULL,
  base        TEXT NOT NULL,
  content     BYTEA NOT NULL,
  note        TEXT NOT NULL,
  state       TEXT NOT NULL,
  version     BIGINT NOT NULL,
  made_by     TEXT NOT NULL,
  made_at     BIGINT NOT NULL,
  changed_by  TEXT NOT NULL,
  changed_at  BIGINT NOT NULL,
  decided_by  TEXT NOT NULL DEFAULT '',
  decided_at  BIGINT NOT NULL DEFAULT 0,
  reason      TEXT NOT NULL DEFAULT '',
  publication BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX drafts_agency ON drafts (agency_id, changed_at);
