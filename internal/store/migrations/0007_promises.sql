-- +goose Up
-- The latest time a citizen was told stands in promise_at since the first
-- migration; here is what became of it, the time as it was first told, and how
-- often a later one was told.

ALTER TABLE tickets ADD COLUMN promise_state TEXT NOT NULL DEFAULT '';
ALTER TABLE tickets ADD COLUMN promise_first_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN promise_renewals BIGINT NOT NULL DEFAULT 0;

-- What the watch over promises asks for, what counts a place in the queue, and
-- who was at work.
CREATE INDEX tickets_promised ON tickets (channel_id, promise_at)
  WHERE promise_at > 0 AND first_reply_at = 0 AND state <> 'closed';
CREATE INDEX tickets_waiting ON tickets (agency_id, unit_id, priority, due_at, id) WHERE state = 'waiting';
CREATE INDEX tickets_claimed ON tickets (agency_id, unit_id, lease_until, staff_id) WHERE state = 'claimed';
CREATE INDEX events_staff ON events (agency_id, unit_id, at, actor_id) WHERE actor_kind = 'staff';
