-- +goose Up
-- Filters of the inbox that a member of staff keeps under a name. They hold no words
-- that were searched for.
CREATE TABLE folders (
  id         TEXT PRIMARY KEY,
  agency_id  TEXT NOT NULL REFERENCES agencies (id),
  staff_id   TEXT NOT NULL,
  name       TEXT NOT NULL,
  query      TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  UNIQUE (staff_id, name)
);

-- When a member of staff last opened a ticket. What the citizen wrote since is
-- unread; the rows of closed tickets are dropped.
CREATE TABLE ticket_reads (
  ticket_id TEXT NOT NULL,
  staff_id  TEXT NOT NULL,
  read_at   BIGINT NOT NULL,
  PRIMARY KEY (ticket_id, staff_id)
);
