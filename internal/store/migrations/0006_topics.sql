-- +goose Up
-- A ticket's topic in a staff group that is a forum, and the card that shows the
-- ticket there. It tells where they are, so that a restart or another owner of
-- the channel goes on with them; nothing in it comes from a citizen.

CREATE TABLE topics (
  ticket_id  TEXT PRIMARY KEY REFERENCES tickets (id),
  agency_id  TEXT NOT NULL REFERENCES agencies (id),
  channel_id TEXT NOT NULL REFERENCES channels (id),
  chat       TEXT NOT NULL,
  name       TEXT NOT NULL,
  thread     TEXT NOT NULL,
  card       TEXT NOT NULL,
  shown      TEXT NOT NULL,
  made       BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  closed_at  BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX topics_kept ON topics (channel_id) WHERE closed_at = 0;

-- How many insults and threats came in a row, each within a day of the one
-- before, and when the last of them came; 0: none did.

ALTER TABLE conversations ADD COLUMN insults BIGINT NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN insulted_at BIGINT NOT NULL DEFAULT 0;
