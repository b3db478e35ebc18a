-- +goose Up
-- Who is at work: one row for each member of staff, of now, without a history. A
-- claim locks the row of who claims, so that two of one person are counted in turn.

CREATE TABLE presence (
  staff_id  TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agencies (id),
  said      TEXT NOT NULL DEFAULT '',
  said_at   BIGINT NOT NULL DEFAULT 0,
  said_by   TEXT NOT NULL DEFAULT '',
  returned  BIGINT NOT NULL DEFAULT 0,
  active_at BIGINT NOT NULL DEFAULT 0,
  worked_at BIGINT NOT NULL DEFAULT 0,
  unit_id   TEXT NOT NULL DEFAULT ''
);
CREATE INDEX presence_agency ON presence (agency_id);

-- Who holds a ticket now has a row from the beginning.
INSERT INTO presence (staff_id, agency_id, active_at)
SELECT staff_id, MIN(agency_id), MAX(claimed_at) FROM tickets WHERE state = 'claimed' AND staff_id <> '' GROUP BY staff_id;

-- Hours of a member's own within those of the office, in minutes after midnight on
-- the agency's clock; weekday 0 is Sunday. No row: they serve whenever it is open.
CREATE TABLE shifts (
  staff_id  TEXT NOT NULL,
  agency_id TEXT NOT NULL REFERENCES agencies (id),
  weekday   BIGINT NOT NULL,
  opens     BIGINT NOT NULL,
  closes    BIGINT NOT NULL,
  PRIMARY KEY (staff_id, weekday, opens)
);
CREATE INDEX shifts_agency ON shifts (agency_id);

-- Who has a ticket's page open; rows are dropped minutes after they were last seen.
CREATE TABLE viewers (
  ticket_id TEXT NOT NULL,
  staff_id  TEXT NOT NULL,
  doing     TEXT NOT NULL,
  seen_at   BIGINT NOT NULL,
  PRIMARY KEY (ticket_id, staff_id)
);
CREATE INDEX viewers_seen ON viewers (seen_at);

-- What somebody holds is counted with every claim of theirs.
CREATE INDEX tickets_held ON tickets (staff_id) WHERE state = 'claimed';
