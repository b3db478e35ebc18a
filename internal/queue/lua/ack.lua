-- ACK removes a ticket, whoever holds it: the ledger has decided.
--
-- ARGV[1] -> ticket
--
-- Returns {"ok"}, whether or not it was there.
drop(ARGV[1])
call('ZREM', ready, ARGV[1])
return {'ok'}
