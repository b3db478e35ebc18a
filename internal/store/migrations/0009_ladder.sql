-- +goose Up
-- How the delay of a ticket is told upwards: since when an answer is owed (0: none
-- is), the level that was reached, when the next one is due (0: none is, or it is
-- not computed), and the hours and policy by which the ticket's times were computed.
ALTER TABLE tickets ADD COLUMN owed_from BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN escalation BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN escalate_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE tickets ADD COLUMN computed_by TEXT NOT NULL DEFAULT '';

-- What nobody has answered yet is owed since it was opened.
UPDATE tickets SET owed_from = opened_at WHERE state <> 'closed' AND first_reply_at = 0;

-- The steps that are due, and what is to be recomputed.
CREATE INDEX tickets_escalating ON tickets (channel_id, escalate_at)
  WHERE escalate_at > 0 AND state IN ('waiting', 'claimed', 'perlu_periksa');
CREATE INDEX tickets_computed_by ON tickets (channel_id, agency_id, computed_by) WHERE state <> 'closed';
