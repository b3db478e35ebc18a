-- +goose Up
-- Closings that staff enter while the counter runs, beside those of loket.yaml. One
-- that was lifted ends when it was, or, if it was entered by mistake, where it began.

CREATE TABLE closures (
  id         TEXT PRIMARY KEY,
  agency_id  TEXT NOT NULL REFERENCES agencies (id),
  from_at    BIGINT NOT NULL,
  until_at   BIGINT NOT NULL,
  reason     TEXT NOT NULL,
  made_at    BIGINT NOT NULL,
  made_by    TEXT NOT NULL,
  lifted_at  BIGINT NOT NULL DEFAULT 0,
  lifted_by  TEXT NOT NULL DEFAULT ''
);
CREATE INDEX closures_agency ON closures (agency_id, until_at);

-- What is switched off now; what was, stands in the audit log. kind: bot, channel,
-- entry. target: a channel or an entry; empty: the agency's bot.

CREATE TABLE switches (
  agency_id TEXT NOT NULL REFERENCES agencies (id),
  kind      TEXT NOT NULL,
  target    TEXT NOT NULL,
  reason    TEXT NOT NULL,
  off_at    BIGINT NOT NULL,
  off_by    TEXT NOT NULL,
  PRIMARY KEY (agency_id, kind, target)
);
