-- +goose Up
-- What an agency's clerk answers from, change by change. Rows are only added:
-- a publication holds what it changed, and the catalogue after it is the newest
-- row of every item. A content of NULL takes the item out. Nothing here is
-- sealed: every word of it is meant for citizens.

CREATE TABLE publications (
  agency_id   TEXT NOT NULL REFERENCES agencies (id),
  number      BIGINT NOT NULL,
  version     TEXT NOT NULL,
  at          BIGINT NOT NULL,
  by          TEXT NOT NULL,
  source      TEXT NOT NULL,
  source_hash TEXT NOT NULL DEFAULT '',
  note        TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (agency_id, number)
);

CREATE TABLE publication_items (
  agency_id TEXT NOT NULL,
  number    BIGINT NOT NULL,
  kind      TEXT NOT NULL,
  item_id   TEXT NOT NULL,
  revision  TEXT NOT NULL,
  content   BYTEA,
  PRIMARY KEY (agency_id, kind, item_id, number),
  FOREIGN KEY (agency_id, number) REFERENCES publications (agency_id, number)
);
CREATE INDEX publication_items_number ON publication_items (agency_id, number);
