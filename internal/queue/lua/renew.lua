-- RENEW moves the end of a lease that still lives. A lease restored from the
-- ledger has no request: the first to renew it becomes its request.
--
-- ARGV[1] -> ticket
-- ARGV[2] -> request
-- ARGV[3] -> now, Unix ms
-- ARGV[4] -> new end of the lease, Unix ms
--
-- Returns {"ok"}, {"lost"} when the lease has ended or belongs to another
-- request, or {"rebuild"} when it is unknown and the generation is missing.
local ticket, now = ARGV[1], ARGV[3]
local owner = call('HGET', own, ticket)
if not owner and call('EXISTS', gen) == 0 then return {'rebuild'} end
if not owner or overdue(ticket, now) ~= false then return {'lost'} end
local due, _, staff, request = read(owner)
if not due then return {'lost'} end
if request ~= '' and request ~= ARGV[2] then return {'lost'} end
drop(ticket)
hold(ticket, ARGV[4], due .. '|' .. now .. '|' .. staff .. '|' .. ARGV[2])
return {'ok'}
