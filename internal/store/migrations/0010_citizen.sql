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
