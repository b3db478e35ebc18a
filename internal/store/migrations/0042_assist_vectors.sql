-- +goose Up
-- Embeddings of the texts of published entries, so that each text is paid for once. texts is a
-- fingerprint of what was embedded; vectors holds one vector after the other, each of size
-- numbers of four bytes, the lowest first. The entry '' stands for what no entry answers.

CREATE TABLE assist_vectors (
  agency_id TEXT NOT NULL REFERENCES agencies (id),
  entry     TEXT NOT NULL,
  model     TEXT NOT NULL,
  texts     TEXT NOT NULL,
  size      BIGINT NOT NULL,
  vectors   BYTEA NOT NULL,
  made_at   BIGINT NOT NULL,
  PRIMARY KEY (agency_id, entry, model)
);
