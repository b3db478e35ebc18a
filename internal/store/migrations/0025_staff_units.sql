-- +goose Up
-- The units whose tickets a member of staff takes, sorted, with commas between;
-- empty: those of every unit.

ALTER TABLE staff ADD COLUMN units TEXT NOT NULL DEFAULT '';
