-- CLAIM leases the ticket that is due first. The same staff and request get the
-- same ticket again for as long as their lease lives.
--
-- ARGV[1] -> staff
-- ARGV[2] -> request
-- ARGV[3] -> now, Unix ms
-- ARGV[4] -> end of the lease, Unix ms
-- ARGV[5] -> how many ended leases to give back first
--
-- Returns {"ok", ticket, due}, {"none"} when nobody waits, or {"rebuild"} when
-- the generation is missing.
local staff, request, now, ends = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if call('EXISTS', gen) == 0 then return {'rebuild'} end
sweep(now, ARGV[5])
local ticket, due = held_by(staff .. '|' .. request)
if ticket then
  if overdue(ticket, now) == false then return {'ok', ticket, due} end
  give_back(ticket, now)
end
local first = call('ZRANGE', ready, 0, 0, 'WITHSCORES')
if #first == 0 then return {'none'} end
ticket, due = first[1], whole(first[2])
call('ZREM', ready, ticket)
hold(ticket, ends, due .. '|' .. now .. '|' .. staff .. '|' .. request)
return {'ok', ticket, due}
