-- +goose Up
-- The audit log is read by agency, the newest first, and its newest anchor is looked
-- for every hour.
CREATE INDEX audit_agency ON audit (agency_id, seq);
CREATE INDEX audit_anchors ON audit (seq) WHERE action = 'audit.anchor';

-- Who looked at a contact's data is asked for by what was looked at.
CREATE INDEX audit_actor ON audit (actor_id, at);
