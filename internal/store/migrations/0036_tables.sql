-- +goose Up
-- A draft is of an entry, or of one of the tables that entries rest on: words, form codes,
-- local facts. kind: as in publication_items; of a table there is no entry_id.

ALTER TABLE drafts ADD COLUMN kind TEXT NOT NULL DEFAULT 'entry';
