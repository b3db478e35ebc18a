-- +goose Up
-- The second factor of staff. Its secret is staff.totp_sealed; the step of the last
-- code that was taken is kept, so that no code is taken twice. Sessions of an earlier
-- epoch are over.

ALTER TABLE staff ADD COLUMN totp_step BIGINT NOT NULL DEFAULT 0;
ALTER TABLE staff ADD COLUMN session_epoch BIGINT NOT NULL DEFAULT 0;

-- Codes for when the device with the secret is gone: a hash each, gone once used.

CREATE TABLE recovery_codes (
  staff_id  TEXT NOT NULL REFERENCES staff (id),
  agency_id TEXT NOT NULL REFERENCES agencies (id),
  code_hash TEXT NOT NULL,
  PRIMARY KEY (staff_id, code_hash)
);

-- When codes were tried last, five slots for each place: a keyed hash of an address
-- an account has signed in from, or '' for everywhere else.

CREATE TABLE factor_tries (
  staff_id  TEXT NOT NULL REFERENCES staff (id),
  agency_id TEXT NOT NULL REFERENCES agencies (id),
  place     TEXT NOT NULL,
  slot      BIGINT NOT NULL,
  tried_at  BIGINT NOT NULL,
  PRIMARY KEY (staff_id, place, slot)
);
