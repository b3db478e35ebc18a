-- +goose Up
-- By when tickets should be answered from a day on, as supervisors enter it while the
-- counter runs, beside the policy of loket.yaml. answers: JSON, a list of rules. What
-- was withdrawn stays, and counts no more.

CREATE TABLE policies (
  id           TEXT PRIMARY KEY,
  agency_id    TEXT NOT NULL REFERENCES agencies (id),
  from_at      BIGINT NOT NULL,
  answers      TEXT NOT NULL,
  reason       TEXT NOT NULL,
  made_at      BIGINT NOT NULL,
  made_by      TEXT NOT NULL,
  withdrawn_at BIGINT NOT NULL DEFAULT 0,
  withdrawn_by TEXT NOT NULL DEFAULT ''
);
CREATE INDEX policies_agency ON policies (agency_id, withdrawn_at);
