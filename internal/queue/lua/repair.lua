-- REPAIR brings tickets from the state they were seen in to the state the
-- ledger wants. One that has moved since it was seen is left to the next pass.
--
-- ARGV[1..7] -> of the first ticket, and so on for each of up to 1,000:
--   ticket
--   seen: due in ready, end in lease, owner in own; each "" when absent
--   want: due in ready, end in lease, owner in own; each "" for none
--
-- Returns {"ok", how many were changed}.
local function same(score, seen)
  if not score then return seen == '' end
  return tonumber(score) == tonumber(seen)
end

-- One that is missing, as all are after a wipe, is the common case.
local function add(ticket, due)
  if call('ZSCORE', lease, ticket) then return 0 end
  return call('ZADD', ready, 'NX', due, ticket)
end

local changed = 0
for i = 1, #ARGV, 7 do
  local ticket, due, ends, owner = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  if due == '' and ends == '' and owner == '' and ARGV[i + 5] == '' then
    changed = changed + add(ticket, ARGV[i + 4])
  elseif same(call('ZSCORE', ready, ticket), due) and same(call('ZSCORE', lease, ticket), ends)
    and (call('HGET', own, ticket) or '') == owner then
    if ends ~= '' or owner ~= '' then drop(ticket) end
    if due ~= '' then call('ZREM', ready, ticket) end
    if ARGV[i + 4] ~= '' then call('ZADD', ready, ARGV[i + 4], ticket) end
    if ARGV[i + 5] ~= '' then hold(ticket, ARGV[i + 5], ARGV[i + 6]) end
    changed = changed + 1
  end
end
return {'ok', tostring(changed)}
