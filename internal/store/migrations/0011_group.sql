-- +goose Up
-- The staff group as a desk. Which messenger account is a member of staff's: found
-- by a keyed hash, sealed for a change of keys.

CREATE TABLE staff_links (
  id            TEXT PRIMARY KEY REFERENCES staff (id),
  agency_id     TEXT NOT NULL REFERENCES agencies (id),
  person_hash   BYTEA NOT NULL,
  person_sealed BYTEA NOT NULL,
  key_id        TEXT NOT NULL,
  linked_at     BIGINT NOT NULL
);
CREATE UNIQUE INDEX staff_links_person ON staff_links (person_hash);

-- A code by which a member of staff links an account by themselves: used once.

CREATE TABLE staff_codes (
  staff_id   TEXT PRIMARY KEY REFERENCES staff (id),
  agency_id  TEXT NOT NULL REFERENCES agencies (id),
  code_hash  BYTEA NOT NULL,
  expires_at BIGINT NOT NULL
);

-- What staff did in the group, each once, and what the group is to be told of it
-- while owed = 1. Nothing in it comes from a citizen.

CREATE TABLE group_said (
  channel_id TEXT NOT NULL REFERENCES channels (id),
  origin_key TEXT NOT NULL,
  agency_id  TEXT NOT NULL REFERENCES agencies (id),
  staff_id   TEXT NOT NULL REFERENCES staff (id),
  said_at    BIGINT NOT NULL,
  answer     TEXT NOT NULL,
  reply_to   TEXT NOT NULL,
  thread     TEXT NOT NULL,
  owed       BIGINT NOT NULL,
  PRIMARY KEY (channel_id, origin_key)
);
CREATE INDEX group_said_owed ON group_said (channel_id, said_at) WHERE owed = 1;
CREATE INDEX group_said_old ON group_said (said_at);

-- The one message that lists the tickets without a card, and the page staff asked
-- for.

CREATE TABLE group_boards (
  channel_id TEXT PRIMARY KEY REFERENCES channels (id),
  chat       TEXT NOT NULL,
  message    TEXT NOT NULL,
  shown      TEXT NOT NULL,
  page       BIGINT NOT NULL
);

-- A card is found by its message, and tells which claim it shows. What it shows
-- is a digest from now on.
ALTER TABLE topics ADD COLUMN epoch BIGINT NOT NULL DEFAULT 0;
CREATE INDEX topics_card ON topics (channel_id, chat, card) WHERE card <> '';
