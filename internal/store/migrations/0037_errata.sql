-- +goose Up
-- Corrections of entries for those who were quoted a text that was wrong. The text is a
-- published one: nothing here is sealed. revisions: those whose text was wrong, with a
-- blank before and behind each. A citizen is corrected once for each new revision, however
-- often somebody asks for it: the key of errata_recipients. state: waiting, owed, or
-- skipped, of whom must not be written to by now.

CREATE TABLE errata (
  id          TEXT PRIMARY KEY,
  agency_id   TEXT NOT NULL REFERENCES agencies (id),
  entry       TEXT NOT NULL,
  title       TEXT NOT NULL,
  revision    TEXT NOT NULL,
  revisions   TEXT NOT NULL,
  since_at    BIGINT NOT NULL,
  text        TEXT NOT NULL,
  sensitive   BIGINT NOT NULL,
  reason      TEXT NOT NULL,
  made_at     BIGINT NOT NULL,
  made_by     TEXT NOT NULL,
  approved_at BIGINT NOT NULL DEFAULT 0,
  approved_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX errata_agency ON errata (agency_id, made_at);

CREATE TABLE errata_recipients (
  agency_id       TEXT NOT NULL,
  entry           TEXT NOT NULL,
  revision        TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  erratum_id      TEXT NOT NULL REFERENCES errata (id),
  answer_id       TEXT NOT NULL DEFAULT '',
  state           TEXT NOT NULL,
  PRIMARY KEY (agency_id, entry, revision, conversation_id)
);
CREATE INDEX errata_recipients_erratum ON errata_recipients (erratum_id);
CREATE INDEX errata_recipients_waiting ON errata_recipients (erratum_id, conversation_id) WHERE state = 'waiting';
