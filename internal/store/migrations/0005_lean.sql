-- +goose Up
-- Every index is written with every row, whether the row has what it is asked for
-- or not. So an index holds only rows somebody asks for by it, and nothing that
-- nobody asks.

DROP INDEX answers_ticket;
DROP INDEX answers_entry;

DROP INDEX messages_ticket;
CREATE INDEX messages_ticket ON messages (ticket_id) WHERE ticket_id <> '';

DROP INDEX sends_answer;
CREATE INDEX sends_answer ON sends (answer_id) WHERE parts > 1;

DROP INDEX events_message;
CREATE INDEX events_message ON events (message_id) WHERE kind IN ('quote', 'ask', 'receipt');
DROP INDEX events_answer;
CREATE INDEX events_answer ON events (answer_id) WHERE kind = 'delivered';
DROP INDEX events_ticket;
CREATE INDEX events_ticket ON events (ticket_id, kind) WHERE ticket_id <> '';
