/**
 * What happens as a whole in Redis. Keys begin with the prefix in ARGV[1]; of a collection C they are
 *
 *   d:C:KEY      a document: hash of `j` (JSON), `r` (revision), `e` (expires), `i` (its members of the sets of C)
 *   k:C          sorted set of its keys
 *   w:C:FIELD    sorted set of VALUE NUL KEY, for conditions
 *   o:C:FIELD    the same of texts and numbers alone, for order
 *   x:C          sorted set of keys by the time they expire
 *
 * and `c:NAME`, `k`, `x` the same for counters. Members of score 0 are in the order of their bytes, which is that of code points.
 */
const HELPERS = `
local prefix = ARGV[1]
local now = tonumber(ARGV[2])
local function is_over(expires) return expires and tonumber(expires) <= now end
local function remove(collection, key)
  local id = prefix .. 'd:' .. collection .. ':' .. key
  local entries = redis.call('HGET', id, 'i')
  if not entries then return end
  for _, entry in ipairs(cjson.decode(entries)) do redis.call('ZREM', prefix .. entry[1], entry[2]) end
  redis.call('ZREM', prefix .. 'k:' .. collection, key)
  redis.call('ZREM', prefix .. 'x:' .. collection, key)
  redis.call('DEL', id)
end
local function live(id)
  local found = redis.call('HMGET', id, 'j', 'r', 'e')
  if not found[1] or is_over(found[3]) then return nil end
  return found
end
`;

/** collection, key → json, revision, expires */
export const GET = `${HELPERS}
return live(prefix .. 'd:' .. ARGV[3] .. ':' .. ARGV[4])
`;

/** collection, key, expected or '', json, revision, expires or '', entries as [set, member][] → 1, or 0 when the condition fails */
export const PUT = `${HELPERS}
local collection, key, expected = ARGV[3], ARGV[4], ARGV[5]
local id = prefix .. 'd:' .. collection .. ':' .. key
if expected ~= '' then
  local found = live(id)
  if expected ~= (found and found[2] or 'absent') then return 0 end
end
remove(collection, key)
redis.call('HSET', id, 'j', ARGV[6], 'r', ARGV[7], 'i', ARGV[9])
redis.call('ZADD', prefix .. 'k:' .. collection, 0, key)
if ARGV[8] ~= '' then
  redis.call('HSET', id, 'e', ARGV[8])
  redis.call('ZADD', prefix .. 'x:' .. collection, ARGV[8], key)
  redis.call('SADD', prefix .. 'expiring', collection)
end
for _, entry in ipairs(cjson.decode(ARGV[9])) do redis.call('ZADD', prefix .. entry[1], 0, entry[2]) end
return 1
`;

/** collection, key, expected or '' → 1, or 0 when it was not there */
export const DELETE = `${HELPERS}
local found = live(prefix .. 'd:' .. ARGV[3] .. ':' .. ARGV[4])
if not found or (ARGV[5] ~= '' and ARGV[5] ~= found[2]) then return 0 end
remove(ARGV[3], ARGV[4])
return 1
`;

/**
 * collection, sorted set, whether its members begin with a value, from, to, descending, most members looked at, most documents,
 * then pairs of set and value that must hold → the last member looked at or '', then member, json, revision, expires of each found
 */
export const LIST = `${HELPERS}
local collection, set, valued, descending = ARGV[3], prefix .. ARGV[4], ARGV[5] == '1', ARGV[8] == '1'
local most, limit = tonumber(ARGV[9]), tonumber(ARGV[10])
local members
if descending then members = redis.call('ZREVRANGEBYLEX', set, ARGV[7], ARGV[6], 'LIMIT', 0, most)
else members = redis.call('ZRANGEBYLEX', set, ARGV[6], ARGV[7], 'LIMIT', 0, most) end
local result, found = { '' }, 0
for at, member in ipairs(members) do
  local key = member
  if valued then key = string.sub(member, string.find(member, '\\0', 1, true) + 1) end
  local holds = true
  for index = 11, #ARGV, 2 do
    holds = holds and redis.call('ZSCORE', prefix .. ARGV[index], ARGV[index + 1] .. '\\0' .. key)
  end
  local document = holds and live(prefix .. 'd:' .. collection .. ':' .. key)
  if document then
    found = found + 1
    table.insert(result, member)
    for part = 1, 3 do table.insert(result, document[part] or '') end
  end
  if found == limit then return result end
  if at == most then result[1] = member end
end
return result
`;

/** collection, then pairs of set and value that must hold; the first leads → number of documents */
export const COUNT = `${HELPERS}
local collection = ARGV[3]
local expiring = redis.call('ZCOUNT', prefix .. 'x:' .. collection, '-inf', now)
if #ARGV == 3 then return redis.call('ZCARD', prefix .. 'k:' .. collection) - expiring end
local set, value = prefix .. ARGV[4], ARGV[5]
if #ARGV == 5 and expiring == 0 then return redis.call('ZLEXCOUNT', set, '[' .. value .. '\\0', '(' .. value .. '\\1') end
local found = 0
for _, member in ipairs(redis.call('ZRANGEBYLEX', set, '[' .. value .. '\\0', '(' .. value .. '\\1')) do
  local key = string.sub(member, #value + 2)
  local holds = not is_over(redis.call('HGET', prefix .. 'd:' .. collection .. ':' .. key, 'e'))
  for index = 6, #ARGV, 2 do
    holds = holds and redis.call('ZSCORE', prefix .. ARGV[index], ARGV[index + 1] .. '\\0' .. key)
  end
  if holds then found = found + 1 end
end
return found
`;

/** name, by, expires or '' → the new value */
export const INCREMENT = `${HELPERS}
local name = ARGV[3]
local id = prefix .. 'c:' .. name
local found = redis.call('HMGET', id, 'v', 'e')
if not found[1] or is_over(found[2]) then
  redis.call('DEL', id)
  redis.call('ZADD', prefix .. 'k', 0, name)
  redis.call('ZREM', prefix .. 'x', name)
  if ARGV[5] ~= '' then
    redis.call('HSET', id, 'e', ARGV[5])
    redis.call('ZADD', prefix .. 'x', ARGV[5], name)
  end
end
return redis.call('HINCRBY', id, 'v', ARGV[4])
`;

/** after, limit → name, value, expires or '' of each counter */
export const COUNTERS = `${HELPERS}
local result = {}
local after, limit = ARGV[3], tonumber(ARGV[4])
for _, name in ipairs(redis.call('ZRANGEBYLEX', prefix .. 'k', after == '' and '-' or '(' .. after, '+')) do
  local found = redis.call('HMGET', prefix .. 'c:' .. name, 'v', 'e')
  if not is_over(found[2]) then
    for _, part in ipairs({ name, found[1], found[2] or '' }) do table.insert(result, part) end
    if #result >= limit * 3 then return result end
  end
end
return result
`;

/** most of each kind → nothing */
export const PURGE = `${HELPERS}
local most = ARGV[3]
for _, collection in ipairs(redis.call('SMEMBERS', prefix .. 'expiring')) do
  for _, key in ipairs(redis.call('ZRANGEBYSCORE', prefix .. 'x:' .. collection, '-inf', now, 'LIMIT', 0, most)) do remove(collection, key) end
end
for _, name in ipairs(redis.call('ZRANGEBYSCORE', prefix .. 'x', '-inf', now, 'LIMIT', 0, most)) do
  redis.call('DEL', prefix .. 'c:' .. name)
  redis.call('ZREM', prefix .. 'k', name)
  redis.call('ZREM', prefix .. 'x', name)
end
`;
