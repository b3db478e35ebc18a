-- +goose Up
-- Files that staff send, in pieces of 256 KiB, sealed under the citizen's key and
-- erased with it. They are kept for 30 days. id: the send and the piece's number.

CREATE TABLE file_pieces (
  id         TEXT PRIMARY KEY,
  send_id    TEXT NOT NULL REFERENCES sends (id),
  piece      BIGINT NOT NULL,
  data_sealed BYTEA NOT NULL,
  key_id     TEXT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE INDEX file_pieces_send ON file_pieces (send_id, piece);
CREATE INDEX file_pieces_created ON file_pieces (created_at);

-- What the channel calls the file a message brought; NULL: none, or it is past its
-- time. The file itself is never kept.
ALTER TABLE messages ADD COLUMN file_sealed BYTEA;
CREATE INDEX messages_file ON messages (received_at) WHERE file_sealed IS NOT NULL;
