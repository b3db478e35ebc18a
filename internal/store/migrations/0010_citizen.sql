-- +goose Up
-- What a citizen is asked when staff close a ticket: once per episode, which is
-- why that is unique. The words beside a score are a note, sealed there.

CREATE TABLE ratings (
  id              TEXT PRIMARY KEY,
  agency_id       TEXT NOT NULL REFERENCES agencies (id),
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  ticket_id       TEXT NOT NULL REFERENCES tickets (id),
  episode_id      TEXT NOT NULL UNIQUE,
  state           TEXT NOT NULL,
  score           BIGINT NOT NULL DEFAULT 0,
  asked_at        BIGINT NOT NULL,
  changed_at      BIGINT NOT NULL
);
CREATE INDEX ratings_conversation ON ratings (conversation_id, asked_at);

-- What opens a ticket from elsewhere. Only the keyed hash of a PIN is kept.

CREATE TABLE pins (
  ticket_id   TEXT PRIMARY KEY REFERENCES tickets (id),
  agency_id   TEXT NOT NULL REFERENCES agencies (id),
  pin_hash    BYTEA NOT NULL,
  hash_key_id TEXT NOT NULL,
  made_at     BIGINT NOT NULL
);

-- Every wrong try to open a ticket by its PIN, for fifteen minutes. The number may
-- belong to no ticket; the asker is a conversation or a keyed hash.

CREATE TABLE pin_tries (
  id        TEXT PRIMARY KEY,
  agency_id TEXT NOT NULL REFERENCES agencies (id),
  number    TEXT NOT NULL,
  asker     TEXT NOT NULL,
  at        BIGINT NOT NULL
);
CREATE INDEX pin_tries_number ON pin_tries (agency_id, number, at);
CREATE INDEX pin_tries_asker ON pin_tries (agency_id, asker, at);
CREATE INDEX pin_tries_at ON pin_tries (at);

-- Tickets that go on, or may go on, in another conversation. Only the hash of a
-- token is kept; it opens once.

CREATE TABLE moves (
  id                TEXT PRIMARY KEY,
  agency_id         TEXT NOT NULL REFERENCES agencies (id),
  ticket_id         TEXT NOT NULL REFERENCES tickets (id),
  token_hash        BYTEA NOT NULL UNIQUE,
  from_conversation TEXT NOT NULL REFERENCES conversations (id),
  to_conversation   TEXT NOT NULL DEFAULT '',
  made_at           BIGINT NOT NULL,
  expires_at        BIGINT NOT NULL,
  used_at           BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX moves_ticket ON moves (ticket_id, used_at);
