-- +goose Up
-- Past events from other systems. What is imported is laid down in the tables
-- staged_*, where nothing else looks, and moved in one transaction; see
-- docs/decisions/036-staged-history.md.

ALTER TABLE events ADD COLUMN import_id TEXT NOT NULL DEFAULT '';
CREATE INDEX events_import ON events (import_id) WHERE import_id <> '';

-- id: the agency. What names in its files become is hashed with this secret.
CREATE TABLE histories (
  id            TEXT PRIMARY KEY REFERENCES agencies (id),
  secret_sealed BYTEA NOT NULL,
  key_id        TEXT NOT NULL
);

CREATE TABLE imports (
  id          TEXT PRIMARY KEY,
  agency_id   TEXT NOT NULL REFERENCES agencies (id),
  digest      TEXT NOT NULL,
  lines       BIGINT NOT NULL,
  done        BIGINT NOT NULL DEFAULT 0,
  events      BIGINT NOT NULL DEFAULT 0,
  began_at    BIGINT NOT NULL,
  finished_at BIGINT NOT NULL DEFAULT 0,
  UNIQUE (agency_id, digest)
);

CREATE TABLE staged_staff (
  import_id TEXT NOT NULL REFERENCES imports (id),
  id        TEXT NOT NULL,
  name      TEXT NOT NULL,
  PRIMARY KEY (import_id, id)
);

CREATE TABLE staged_messages (
  import_id       TEXT NOT NULL REFERENCES imports (id),
  id              TEXT NOT NULL,
  channel_id      TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  episode_id      TEXT NOT NULL,
  ticket_id       TEXT NOT NULL,
  origin_hash     BYTEA NOT NULL,
  origin_sealed   BYTEA NOT NULL,
  body_sealed     BYTEA NOT NULL,
  key_id          TEXT NOT NULL,
  hidden          TEXT NOT NULL,
  seq             BIGINT NOT NULL,
  at              BIGINT NOT NULL,
  PRIMARY KEY (import_id, id)
);

CREATE TABLE staged_answers (
  import_id       TEXT NOT NULL REFERENCES imports (id),
  id              TEXT NOT NULL,
  channel_id      TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  message_id      TEXT NOT NULL,
  ticket_id       TEXT NOT NULL,
  kind            TEXT NOT NULL,
  entry           TEXT NOT NULL,
  author_id       TEXT NOT NULL,
  address_sealed  BYTEA NOT NULL,
  content_sealed  BYTEA NOT NULL,
  key_id          TEXT NOT NULL,
  seq             BIGINT NOT NULL,
  at              BIGINT NOT NULL,
  PRIMARY KEY (import_id, id)
);

CREATE TABLE staged_notes (
  import_id       TEXT NOT NULL REFERENCES imports (id),
  id              TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  ticket_id       TEXT NOT NULL,
  author_id       TEXT NOT NULL,
  body_sealed     BYTEA NOT NULL,
  key_id          TEXT NOT NULL,
  at              BIGINT NOT NULL,
  PRIMARY KEY (import_id, id)
);

CREATE TABLE staged_tickets (
  import_id       TEXT NOT NULL REFERENCES imports (id),
  id              TEXT NOT NULL,
  number          TEXT NOT NULL,
  channel_id      TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  episode_id      TEXT NOT NULL,
  message_id      TEXT NOT NULL,
  unit_id         TEXT NOT NULL,
  kind            TEXT NOT NULL,
  topic           TEXT NOT NULL,
  staff_id        TEXT NOT NULL,
  opened_at       BIGINT NOT NULL,
  claimed_at      BIGINT NOT NULL,
  first_reply_at  BIGINT NOT NULL,
  closed_at       BIGINT NOT NULL,
  PRIMARY KEY (import_id, id)
);

CREATE TABLE staged_events (
  import_id       TEXT NOT NULL REFERENCES imports (id),
  n               BIGINT NOT NULL,
  id              TEXT NOT NULL,
  at              BIGINT NOT NULL,
  kind            TEXT NOT NULL,
  episode_id      TEXT NOT NULL,
  conversation_id TEXT NOT NULL,
  ticket_id       TEXT NOT NULL,
  message_id      TEXT NOT NULL,
  answer_id       TEXT NOT NULL,
  channel_id      TEXT NOT NULL,
  unit_id         TEXT NOT NULL,
  topic           TEXT NOT NULL,
  entry           TEXT NOT NULL,
  actor_kind      TEXT NOT NULL,
  actor_id        TEXT NOT NULL,
  until_at        BIGINT NOT NULL,
  value           BIGINT NOT NULL,
  PRIMARY KEY (import_id, n)
);
