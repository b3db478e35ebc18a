-- +goose Up
-- Surveys citizens were offered: once per episode, which is why that is unique. scores
-- and profile are lists of small numbers (loket.Survey); there is no text.

CREATE TABLE surveys (
  id              TEXT PRIMARY KEY,
  agency_id       TEXT NOT NULL REFERENCES agencies (id),
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  channel_id      TEXT NOT NULL REFERENCES channels (id),
  ticket_id       TEXT NOT NULL REFERENCES tickets (id),
  episode_id      TEXT NOT NULL UNIQUE,
  unit_id         TEXT NOT NULL,
  topic           TEXT NOT NULL,
  state           TEXT NOT NULL,
  scores          TEXT NOT NULL,
  profile         TEXT NOT NULL,
  offered_at      BIGINT NOT NULL,
  changed_at      BIGINT NOT NULL
);
CREATE INDEX surveys_conversation ON surveys (conversation_id, offered_at);
CREATE INDEX surveys_offered ON surveys (agency_id, offered_at);

-- Who was served in a period is counted by when their tickets ended.

CREATE INDEX tickets_ended ON tickets (agency_id, closed_at) WHERE state = 'closed';
