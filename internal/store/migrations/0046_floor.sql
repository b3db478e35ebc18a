-- +goose Up
-- The oldest tables whose program may work with these. A migration that the program
-- before it could not live with sets this to its own version.
CREATE TABLE schema_floor (version BIGINT NOT NULL);
INSERT INTO schema_floor (version) VALUES (46);
