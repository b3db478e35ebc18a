-- +goose Up
-- Times are BIGINT milliseconds UTC, 0 for "not yet". Texts that come from or
-- go to a person are sealed: *_sealed with the name of the key in key_id, which
-- is a master key's id for rows without a contact, the contact's id otherwise.
-- States are text without a CHECK, so that a later release may add one.

CREATE TABLE agencies (
  id         TEXT PRIMARY KEY,
  code       TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  zone       TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE channels (
  id          TEXT PRIMARY KEY,
  agency_id   TEXT NOT NULL REFERENCES agencies (id),
  kind        TEXT NOT NULL,
  name        TEXT NOT NULL,
  owner       TEXT NOT NULL DEFAULT '',
  epoch       BIGINT NOT NULL DEFAULT 0,
  lease_until BIGINT NOT NULL DEFAULT 0,
  created_at  BIGINT NOT NULL,
  disabled_at BIGINT NOT NULL DEFAULT 0,
  disabled_reason TEXT NOT NULL DEFAULT ''
);

CREATE TABLE contacts (
  id             TEXT PRIMARY KEY,
  agency_id      TEXT NOT NULL REFERENCES agencies (id),
  channel_id     TEXT NOT NULL REFERENCES channels (id),
  id_hash        BYTEA NOT NULL,
  hash_key_id    TEXT NOT NULL,
  key_sealed     BYTEA NOT NULL,
  key_id         TEXT NOT NULL,
  external_sealed BYTEA NOT NULL,
  name_sealed    BYTEA NOT NULL,
  created_at     BIGINT NOT NULL,
  unreachable_at BIGINT NOT NULL DEFAULT 0,
  blocked_until  BIGINT NOT NULL DEFAULT 0,
  blocked_reason TEXT NOT NULL DEFAULT '',
  erased_at      BIGINT NOT NULL DEFAULT 0,
  UNIQUE (channel_id, id_hash)
);

CREATE TABLE conversations (
  id             TEXT PRIMARY KEY,
  agency_id      TEXT NOT NULL REFERENCES agencies (id),
  channel_id     TEXT NOT NULL REFERENCES channels (id),
  contact_id     TEXT NOT NULL UNIQUE REFERENCES contacts (id),
  address_sealed BYTEA NOT NULL,
  topic          TEXT NOT NULL DEFAULT '',
  choices        TEXT NOT NULL DEFAULT '[]',
  topic_at       BIGINT NOT NULL DEFAULT 0,
  episode_id     TEXT NOT NULL DEFAULT '',
  episode_open   BIGINT NOT NULL DEFAULT 0,
  last_seq       BIGINT NOT NULL DEFAULT 0,
  last_in_at     BIGINT NOT NULL DEFAULT 0,
  last_out_at    BIGINT NOT NULL DEFAULT 0,
  human_at       BIGINT NOT NULL DEFAULT 0,
  told_at        BIGINT NOT NULL DEFAULT 0,
  notice_at      BIGINT NOT NULL DEFAULT 0,
  seen_seq       BIGINT NOT NULL DEFAULT 0,
  created_at     BIGINT NOT NULL
);
CREATE INDEX conversations_open ON conversations (last_out_at) WHERE episode_open = 1;

CREATE TABLE messages (
  id              TEXT PRIMARY KEY,
  agency_id       TEXT NOT NULL REFERENCES agencies (id),
  channel_id      TEXT NOT NULL REFERENCES channels (id),
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  episode_id      TEXT NOT NULL,
  ticket_id       TEXT NOT NULL DEFAULT '',
  answer_id       TEXT NOT NULL DEFAULT '',
  origin_hash     BYTEA NOT NULL,
  origin_sealed   BYTEA NOT NULL,
  kind            TEXT NOT NULL,
  body_sealed     BYTEA NOT NULL,
  key_id          TEXT NOT NULL,
  data            TEXT NOT NULL DEFAULT '',
  hidden          TEXT NOT NULL DEFAULT '[]',
  edit_of         TEXT NOT NULL DEFAULT '',
  replaces_hash   BYTEA,
  seq             BIGINT NOT NULL,
  state           TEXT NOT NULL,
  outcome         TEXT NOT NULL DEFAULT '',
  sent_at         BIGINT NOT NULL DEFAULT 0,
  received_at     BIGINT NOT NULL,
  consider_after  BIGINT NOT NULL DEFAULT 0,
  settled_at      BIGINT NOT NULL DEFAULT 0,
  attempts        BIGINT NOT NULL DEFAULT 0,
  problem         TEXT NOT NULL DEFAULT '',
  UNIQUE (channel_id, origin_hash),
  UNIQUE (conversation_id, seq)
);
CREATE INDEX messages_pending ON messages (channel_id, consider_after) WHERE state = 'pending';
CREATE INDEX messages_ticket ON messages (ticket_id);
CREATE INDEX messages_replaces ON messages (channel_id, replaces_hash) WHERE replaces_hash IS NOT NULL;

CREATE TABLE tickets (
  id              TEXT PRIMARY KEY,
  number          TEXT NOT NULL UNIQUE,
  agency_id       TEXT NOT NULL REFERENCES agencies (id),
  channel_id      TEXT NOT NULL REFERENCES channels (id),
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  episode_id      TEXT NOT NULL,
  message_id      TEXT NOT NULL,
  unit_id         TEXT NOT NULL,
  kind            TEXT NOT NULL,
  priority        BIGINT NOT NULL DEFAULT 0,
  state           TEXT NOT NULL,
  topic           TEXT NOT NULL DEFAULT '',
  reason          TEXT NOT NULL DEFAULT '',
  staff_id        TEXT NOT NULL DEFAULT '',
  lease_epoch     BIGINT NOT NULL DEFAULT 0,
  lease_until     BIGINT NOT NULL DEFAULT 0,
  due_at          BIGINT NOT NULL,
  promise_at      BIGINT NOT NULL DEFAULT 0,
  first_reply_due BIGINT NOT NULL DEFAULT 0,
  next_reply_due  BIGINT NOT NULL DEFAULT 0,
  close_due       BIGINT NOT NULL DEFAULT 0,
  snoozed_until   BIGINT NOT NULL DEFAULT 0,
  attempts        BIGINT NOT NULL DEFAULT 0,
  pin_hash        BYTEA,
  hash_key_id     TEXT NOT NULL DEFAULT '',
  opened_at       BIGINT NOT NULL,
  claimed_at      BIGINT NOT NULL DEFAULT 0,
  first_reply_at  BIGINT NOT NULL DEFAULT 0,
  closed_at       BIGINT NOT NULL DEFAULT 0,
  closed_by       TEXT NOT NULL DEFAULT '',
  version         BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX tickets_one_open_question ON tickets (conversation_id)
  WHERE kind = 'question' AND state <> 'closed';
CREATE INDEX tickets_conversation ON tickets (conversation_id) WHERE state <> 'closed';
CREATE INDEX tickets_open ON tickets (agency_id, unit_id, due_at) WHERE state <> 'closed';

CREATE TABLE answers (
  id              TEXT PRIMARY KEY,
  agency_id       TEXT NOT NULL REFERENCES agencies (id),
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  message_id      TEXT NOT NULL DEFAULT '',
  ticket_id       TEXT NOT NULL DEFAULT '',
  kind            TEXT NOT NULL,
  entry           TEXT NOT NULL DEFAULT '',
  revision        TEXT NOT NULL DEFAULT '',
  model           TEXT NOT NULL DEFAULT '',
  verdict         TEXT NOT NULL DEFAULT '',
  facet           TEXT NOT NULL DEFAULT '',
  check_code      TEXT NOT NULL DEFAULT '',
  author_id       TEXT NOT NULL DEFAULT '',
  created_at      BIGINT NOT NULL,
  delivered_at    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX answers_ticket ON answers (ticket_id);
CREATE INDEX answers_entry ON answers (agency_id, entry, created_at) WHERE entry <> '';

CREATE TABLE sends (
  id                 TEXT PRIMARY KEY,
  agency_id          TEXT NOT NULL REFERENCES agencies (id),
  channel_id         TEXT NOT NULL REFERENCES channels (id),
  conversation_id    TEXT NOT NULL DEFAULT '',
  message_id         TEXT NOT NULL DEFAULT '',
  ticket_id          TEXT NOT NULL DEFAULT '',
  answer_id          TEXT NOT NULL DEFAULT '',
  kind               TEXT NOT NULL,
  target             TEXT NOT NULL,
  address_sealed     BYTEA NOT NULL,
  op                 TEXT NOT NULL,
  part               BIGINT NOT NULL,
  parts              BIGINT NOT NULL,
  lane               BIGINT NOT NULL,
  class              TEXT NOT NULL,
  content_sealed     BYTEA NOT NULL,
  key_id             TEXT NOT NULL,
  state              TEXT NOT NULL,
  attempts           BIGINT NOT NULL DEFAULT 0,
  doubts             BIGINT NOT NULL DEFAULT 0,
  not_before         BIGINT NOT NULL DEFAULT 0,
  expires_at         BIGINT NOT NULL DEFAULT 0,
  channel_message_id TEXT NOT NULL DEFAULT '',
  seq                BIGINT NOT NULL DEFAULT 0,
  problem            TEXT NOT NULL DEFAULT '',
  created_at         BIGINT NOT NULL,
  begun_at           BIGINT NOT NULL DEFAULT 0,
  delivered_at       BIGINT NOT NULL DEFAULT 0,
  seen_at            BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX sends_owed ON sends (channel_id, lane, id) WHERE state = 'owed';
CREATE INDEX sends_sending ON sends (channel_id) WHERE state = 'sending';
CREATE INDEX sends_conversation ON sends (conversation_id, seq);
CREATE INDEX sends_answer ON sends (answer_id);

CREATE TABLE events (
  seq              BIGINT PRIMARY KEY,
  id               TEXT NOT NULL UNIQUE,
  agency_id        TEXT NOT NULL REFERENCES agencies (id),
  at               BIGINT NOT NULL,
  recorded_at      BIGINT NOT NULL,
  kind             TEXT NOT NULL,
  episode_id       TEXT NOT NULL DEFAULT '',
  conversation_id  TEXT NOT NULL DEFAULT '',
  ticket_id        TEXT NOT NULL DEFAULT '',
  message_id       TEXT NOT NULL DEFAULT '',
  answer_id        TEXT NOT NULL DEFAULT '',
  channel_id       TEXT NOT NULL DEFAULT '',
  unit_id          TEXT NOT NULL DEFAULT '',
  topic            TEXT NOT NULL DEFAULT '',
  entry            TEXT NOT NULL DEFAULT '',
  revision         TEXT NOT NULL DEFAULT '',
  actor_kind       TEXT NOT NULL,
  actor_id         TEXT NOT NULL DEFAULT '',
  until_at         BIGINT NOT NULL DEFAULT 0,
  value            BIGINT NOT NULL DEFAULT 0,
  calendar_version TEXT NOT NULL DEFAULT ''
);
CREATE INDEX events_kind ON events (agency_id, kind, at);
CREATE INDEX events_message ON events (message_id, kind);
CREATE INDEX events_answer ON events (answer_id, kind);
CREATE INDEX events_ticket ON events (ticket_id, kind);

CREATE TABLE staff (
  id            TEXT PRIMARY KEY,
  agency_id     TEXT NOT NULL REFERENCES agencies (id),
  login         TEXT NOT NULL UNIQUE,
  name          TEXT NOT NULL,
  role          TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  totp_sealed   BYTEA,
  key_id        TEXT NOT NULL DEFAULT '',
  created_at    BIGINT NOT NULL,
  changed_at    BIGINT NOT NULL,
  disabled_at   BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE sessions (
  token      TEXT PRIMARY KEY,
  data       BYTEA NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_expiry ON sessions (expires_at);

CREATE TABLE audit (
  seq         BIGINT PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  agency_id   TEXT NOT NULL DEFAULT '',
  at          BIGINT NOT NULL,
  actor_kind  TEXT NOT NULL,
  actor_id    TEXT NOT NULL DEFAULT '',
  action      TEXT NOT NULL,
  object_kind TEXT NOT NULL DEFAULT '',
  object_id   TEXT NOT NULL DEFAULT '',
  reason      TEXT NOT NULL DEFAULT '',
  origin      TEXT NOT NULL DEFAULT '',
  before_hash BYTEA,
  previous    BYTEA NOT NULL,
  mac         BYTEA NOT NULL,
  mac_key_id  TEXT NOT NULL
);

CREATE TABLE quarantine (
  id          TEXT PRIMARY KEY,
  agency_id   TEXT NOT NULL REFERENCES agencies (id),
  channel_id  TEXT NOT NULL REFERENCES channels (id),
  at          BIGINT NOT NULL,
  reason      TEXT NOT NULL,
  raw_sealed  BYTEA NOT NULL,
  key_id      TEXT NOT NULL,
  resolved_at BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX quarantine_open ON quarantine (channel_id, at) WHERE resolved_at = 0;

