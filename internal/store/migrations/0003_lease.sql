-- +goose Up
-- Who owns a channel stands in channels (owner, epoch, lease_until) since the
-- first migration. A send that is being made remembers the epoch it was begun
-- under, so that a later owner can tell its own from a former one's.

ALTER TABLE sends ADD COLUMN epoch BIGINT NOT NULL DEFAULT 0;

-- When a channel was last heard: 0 for one that is not fetched from. A gap is a
-- silence longer than the platform keeps messages; until_at 0: not over yet.
ALTER TABLE channels ADD COLUMN heard_at BIGINT NOT NULL DEFAULT 0;

CREATE TABLE channel_gaps (
  channel_id TEXT NOT NULL REFERENCES channels (id),
  from_at    BIGINT NOT NULL,
  until_at   BIGINT NOT NULL DEFAULT 0,
  found_at   BIGINT NOT NULL,
  PRIMARY KEY (channel_id, from_at)
);
