-- PUT lets a ticket wait, or moves it to another place. A leased ticket stays
-- with its holder.
--
-- ARGV[1] -> ticket
-- ARGV[2] -> due, Unix ms
--
-- Returns {"ok"}, or {"none"} when the ticket is leased.
if call('ZSCORE', lease, ARGV[1]) then return {'none'} end
call('ZADD', ready, ARGV[2], ARGV[1])
return {'ok'}
