-- +goose Up
-- Tokens by which programs act for an account. Only the hash of a token is kept.

CREATE TABLE api_tokens (
  id         TEXT PRIMARY KEY,
  agency_id  TEXT NOT NULL REFERENCES agencies (id),
  staff_id   TEXT NOT NULL REFERENCES staff (id),
  hash       BYTEA NOT NULL,
  scopes     TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_on    BIGINT NOT NULL DEFAULT 0,
  revoked_at BIGINT NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX api_tokens_hash ON api_tokens (hash);
CREATE INDEX api_tokens_staff ON api_tokens (staff_id);

-- What programs had done, so that a repeated call is done once: acted_at is written
-- in the transaction that does it, by the latest attempt only.

CREATE TABLE api_calls (
  token_id      TEXT NOT NULL REFERENCES api_tokens (id),
  call_key      TEXT NOT NULL,
  attempt       BIGINT NOT NULL,
  request_hash  BYTEA NOT NULL,
  began_at      BIGINT NOT NULL,
  acted_at      BIGINT NOT NULL DEFAULT 0,
  status        BIGINT NOT NULL DEFAULT 0,
  answer_sealed BYTEA,
  key_id        TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (token_id, call_key)
);
CREATE INDEX api_calls_began ON api_calls (began_at);

-- Programs that are told what happens: up to which event, and how that goes.
-- busy_by is the process that tells it now, until busy_until.

CREATE TABLE webhooks (
  id            TEXT PRIMARY KEY,
  agency_id     TEXT NOT NULL REFERENCES agencies (id),
  url           TEXT NOT NULL,
  events        TEXT NOT NULL,
  secret_sealed BYTEA NOT NULL,
  key_id        TEXT NOT NULL,
  created_by    TEXT NOT NULL REFERENCES staff (id),
  created_at    BIGINT NOT NULL,
  cursor_seq    BIGINT NOT NULL,
  failures      BIGINT NOT NULL DEFAULT 0,
  failing_from  BIGINT NOT NULL DEFAULT 0,
  next_at       BIGINT NOT NULL DEFAULT 0,
  paused_at     BIGINT NOT NULL DEFAULT 0,
  paused_for    TEXT NOT NULL DEFAULT '',
  busy_by       TEXT NOT NULL DEFAULT '',
  busy_until    BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX webhooks_agency ON webhooks (agency_id);

CREATE TABLE webhook_deliveries (
  id         TEXT PRIMARY KEY,
  webhook_id TEXT NOT NULL REFERENCES webhooks (id),
  seq        BIGINT NOT NULL,
  event      TEXT NOT NULL,
  at         BIGINT NOT NULL,
  tried_at   BIGINT NOT NULL,
  attempts   BIGINT NOT NULL,
  status     BIGINT NOT NULL,
  took_ms    BIGINT NOT NULL,
  error      TEXT NOT NULL
);
CREATE UNIQUE INDEX webhook_deliveries_event ON webhook_deliveries (webhook_id, seq);
CREATE INDEX webhook_deliveries_old ON webhook_deliveries (tried_at);

-- Programs read an agency's tickets in the order they were opened.
CREATE INDEX tickets_agency ON tickets (agency_id, id);
