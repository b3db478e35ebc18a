-- TAKE leases one particular ticket. Whoever holds it already holds on, under
-- the new request.
--
-- ARGV[1] -> ticket
-- ARGV[2] -> staff
-- ARGV[3] -> request
-- ARGV[4] -> now, Unix ms
-- ARGV[5] -> end of the lease, Unix ms
--
-- Returns {"ok"}, {"none"} when another holds the ticket, when it does not
-- wait, or when the request holds another one, or {"rebuild"} when the
-- generation is missing.
local ticket, staff, request, now, ends = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
if call('EXISTS', gen) == 0 then return {'rebuild'} end
local held = held_by(staff .. '|' .. request)
if held and overdue(held, now) == false then
  if held == ticket then return {'ok'} end
  return {'none'}
end
if held then give_back(held, now) end
if overdue(ticket, now) then give_back(ticket, now) end
local due = call('ZSCORE', ready, ticket)
local owner = call('HGET', own, ticket)
if owner then
  local place, _, holder = read(owner)
  if holder ~= staff then return {'none'} end
  due = place
  drop(ticket)
end
if not due then return {'none'} end
call('ZREM', ready, ticket)
hold(ticket, ends, whole(due) .. '|' .. now .. '|' .. staff .. '|' .. request)
return {'ok'}
