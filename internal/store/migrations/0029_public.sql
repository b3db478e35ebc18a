-- +goose Up
-- Since when an agency shows its figures to everybody; 0: it does not.

ALTER TABLE agencies ADD COLUMN public_at BIGINT NOT NULL DEFAULT 0;
