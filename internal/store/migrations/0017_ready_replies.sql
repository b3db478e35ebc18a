-- +goose Up
-- What staff say often, of a unit ('': of all). Nothing here is sealed: every word
-- of it is meant for citizens and names none of them.

CREATE TABLE ready_replies (
  id         TEXT PRIMARY KEY,
  agency_id  TEXT NOT NULL REFERENCES agencies (id),
  unit_id    TEXT NOT NULL DEFAULT '',
  title      TEXT NOT NULL,
  body       TEXT NOT NULL,
  changed_by TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE INDEX ready_replies_agency ON ready_replies (agency_id, title);

-- Who was named in a note and has not looked at the ticket since.

CREATE TABLE mentions (
  ticket_id TEXT NOT NULL REFERENCES tickets (id),
  staff_id  TEXT NOT NULL REFERENCES staff (id),
  agency_id TEXT NOT NULL REFERENCES agencies (id),
  by_id     TEXT NOT NULL,
  at        BIGINT NOT NULL,
  PRIMARY KEY (ticket_id, staff_id)
);
CREATE INDEX mentions_staff ON mentions (staff_id, at);
