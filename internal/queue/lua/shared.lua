-- What every script of a line begins with.
--
-- KEYS[1] -> loket:{<agency>:<unit>}:ready  ZSET    ticket -> due, Unix ms
-- KEYS[2] -> loket:{<agency>:<unit>}:lease  ZSET    ticket -> end of lease, Unix ms
-- KEYS[3] -> loket:{<agency>:<unit>}:own    HASH    ticket -> "due|touched|staff|request"
-- KEYS[4] -> loket:{<agency>:<unit>}:req    HASH    "staff|request" -> ticket
-- KEYS[5] -> loket:{<agency>:<unit>}:gen    STRING  generation; absent: wiped
-- KEYS[6] -> loket:{<agency>:<unit>}:mark   STRING  set once; gone: wiped
--
-- Every script returns a list of strings whose first is "ok", "none", "lost"
-- or "rebuild". A ticket is in ready or in lease, never in both; it is in own
-- exactly when it is in lease. A staff id holds no "|", a request id may. An
-- empty request stands in own for a lease restored from the ledger.
local ready, lease, own, req, gen = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local call = redis.call

-- whole writes a score as digits: never an exponent, never a fraction.
local function whole(score)
  return string.format('%.0f', tonumber(score))
end

-- read takes an owner apart: due, holder ("staff|request"), staff, request.
local function read(owner)
  local due, holder = string.match(owner, '^(%-?%d+)|[^|]*|(.*)$')
  if not due then return nil end
  local staff, request = string.match(holder, '^([^|]*)|(.*)$')
  return due, holder, staff, request
end

-- hold makes a lease of a ticket that is nowhere else.
local function hold(ticket, ends, owner)
  call('ZADD', lease, ends, ticket)
  call('HSET', own, ticket, owner)
  local _, holder, _, request = read(owner)
  if request and request ~= '' then call('HSET', req, holder, ticket) end
end

-- drop ends a ticket's lease, if it has one, and puts it nowhere.
local function drop(ticket)
  local owner = call('HGET', own, ticket)
  if owner then
    local _, holder = read(owner)
    if holder and call('HGET', req, holder) == ticket then call('HDEL', req, holder) end
    call('HDEL', own, ticket)
  end
  call('ZREM', lease, ticket)
end

-- give_back returns a leased ticket to the line at the place it had. When Redis
-- has lost the place the ticket is due now, until the reconciler corrects it.
local function give_back(ticket, now)
  local owner = call('HGET', own, ticket)
  local due = owner and read(owner) or now
  drop(ticket)
  call('ZADD', ready, 'NX', due, ticket)
end

-- overdue tells whether a ticket's lease has ended; nil when it has none.
local function overdue(ticket, now)
  local ends = call('ZSCORE', lease, ticket)
  if not ends then return nil end
  return tonumber(ends) <= tonumber(now)
end

-- sweep gives back at most limit tickets whose lease has ended.
local function sweep(now, limit)
  local ended = call('ZRANGEBYSCORE', lease, '-inf', now, 'LIMIT', 0, limit)
  for _, ticket in ipairs(ended) do give_back(ticket, now) end
  return #ended
end

-- held_by finds the ticket that a holder has a lease of; nil when none.
local function held_by(holder)
  local ticket = call('HGET', req, holder)
  if not ticket then return nil end
  local owner = call('HGET', own, ticket)
  if not owner then return nil end
  local due, has = read(owner)
  if has ~= holder then return nil end
  return ticket, due
end

