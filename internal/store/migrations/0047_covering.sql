-- +goose Up
-- A page of a busy office reads each close of seven days, whether it lasts, each wait for
-- staff of its period and each ticket that is open: all it needs of them stands in an
-- index. A row with pauses, whose text is of any length, is looked up.
DROP INDEX waits_resolved;
CREATE INDEX waits_resolved ON waits (agency_id, end_at, start_at, wall_ms, office_ms, ended, channel_id, unit_id, staff_id, kind, topic)
  WHERE measure = 'M-08' AND pauses = '';
CREATE INDEX waits_resolved_paused ON waits (agency_id, end_at, start_at) WHERE measure = 'M-08' AND pauses <> '';
CREATE INDEX waits_lasting ON waits (agency_id, end_at, start_at, wall_ms, office_ms, ended, channel_id, unit_id, staff_id, kind, topic)
  WHERE measure = 'M-09' AND pauses = '';
CREATE INDEX waits_lasting_paused ON waits (agency_id, end_at, start_at) WHERE measure = 'M-09' AND pauses <> '';
CREATE INDEX waits_open ON waits (agency_id, end_at, start_at, wall_ms, office_ms, ended, channel_id, unit_id, staff_id, kind, topic)
  WHERE measure = 'M-18' AND pauses = '';
CREATE INDEX waits_open_paused ON waits (agency_id, end_at, start_at) WHERE measure = 'M-18' AND pauses <> '';
CREATE INDEX waits_handed ON waits (agency_id, start_at, end_at, wall_ms, office_ms, ended, channel_id, unit_id, staff_id, kind, topic)
  WHERE measure = 'M-03' AND pauses = '';
CREATE INDEX waits_handed_paused ON waits (agency_id, measure, start_at) WHERE measure = 'M-03' AND pauses <> '';
