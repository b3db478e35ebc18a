-- +goose Up
-- The version of the data-protection notice a citizen was last given, and when
-- they withdrew their consent; 0: they did not. Every giving and every
-- withdrawal is an event besides (privacy_notice, consent_withdrawn,
-- consent_given).

ALTER TABLE conversations ADD COLUMN notice_version TEXT NOT NULL DEFAULT '';
ALTER TABLE conversations ADD COLUMN withdrawn_at BIGINT NOT NULL DEFAULT 0;
