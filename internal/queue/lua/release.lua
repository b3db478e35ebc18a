-- RELEASE lets a leased ticket wait again at a given place. One that is nowhere,
-- or waits already, is put there too: the ledger has decided that it waits.
--
-- ARGV[1] -> ticket
-- ARGV[2] -> request
-- ARGV[3] -> due, Unix ms
--
-- Returns {"ok"}, or {"lost"} when another request holds the ticket.
local owner = call('HGET', own, ARGV[1])
if owner then
  local _, _, _, request = read(owner)
  if request and request ~= '' and request ~= ARGV[2] then return {'lost'} end
end
drop(ARGV[1])
call('ZADD', ready, ARGV[3], ARGV[1])
return {'ok'}
