-- +goose Up
-- What staff write for each other, sealed under the citizen's key and erased with
-- it. It is never sent.

CREATE TABLE notes (
  id              TEXT PRIMARY KEY,
  agency_id       TEXT NOT NULL REFERENCES agencies (id),
  conversation_id TEXT NOT NULL REFERENCES conversations (id),
  ticket_id       TEXT NOT NULL REFERENCES tickets (id),
  author_id       TEXT NOT NULL,
  kind            TEXT NOT NULL,
  body_sealed     BYTEA NOT NULL,
  key_id          TEXT NOT NULL,
  created_at      BIGINT NOT NULL
);
CREATE INDEX notes_ticket ON notes (ticket_id);
CREATE INDEX notes_conversation ON notes (conversation_id);

-- A paused ticket comes back by itself at snoozed_until.
CREATE INDEX tickets_paused ON tickets (snoozed_until) WHERE state IN ('waiting_citizen', 'snoozed');

-- What a citizen's next message may open again.
CREATE INDEX tickets_closed ON tickets (conversation_id, closed_at) WHERE state = 'closed';

-- The ticket this one was merged into; it is closed for good.
ALTER TABLE tickets ADD COLUMN merged_into TEXT NOT NULL DEFAULT '';

-- What the law gives a kind of ticket: first_reply_due and close_due stand since the
-- first migration; 0: none.
ALTER TABLE tickets ADD COLUMN verify_due BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN extended BIGINT NOT NULL DEFAULT 0;

-- Since when a contact is blocked: blocked_until and blocked_reason stand since the
-- first migration.
ALTER TABLE contacts ADD COLUMN blocked_at BIGINT NOT NULL DEFAULT 0;

-- A ticket that is opened again is promised anew, so that its first reply says
-- nothing of what is owed now: a broken promise that was answered is late.
UPDATE tickets SET promise_state = 'late' WHERE promise_state = 'broken' AND first_reply_at > 0;
DROP INDEX tickets_promised;
CREATE INDEX tickets_promised ON tickets (channel_id, promise_at)
  WHERE promise_at > 0 AND promise_state IN ('given', 'renewed', 'broken') AND state <> 'closed';
