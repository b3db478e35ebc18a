-- +goose Up
-- A ticket's turn is its deadline less the head start of its priority. The queue is
-- read by it: of an agency, for its list and for whoever takes the next; of a unit,
-- to count who waits before a ticket.

DROP INDEX tickets_waiting;
CREATE INDEX tickets_waiting ON tickets
  (agency_id, unit_id, (due_at - CASE priority WHEN 2 THEN 3153600000000 WHEN 1 THEN 604800000 ELSE 0 END), id)
  WHERE state = 'waiting';
CREATE INDEX tickets_turn ON tickets
  (agency_id, (due_at - CASE priority WHEN 2 THEN 3153600000000 WHEN 1 THEN 604800000 ELSE 0 END), id)
  WHERE state <> 'closed';
