-- +goose Up
-- Tokens that open the first-run page: keyed hashes, gone once used.

CREATE TABLE setup_tokens (
  hash       BYTEA PRIMARY KEY,
  made_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
