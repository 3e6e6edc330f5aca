-- One token from one bucket, as keys::bucket has it: thousandths of a token, by this server's own clock.
-- KEYS[1] the bucket; ARGV[1] tokens a second, which is thousandths a millisecond; ARGV[2] what it holds, in thousandths.
local rate, capacity = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local kept = redis.call('HMGET', KEYS[1], 'level', 'at')
local level, at = tonumber(kept[1]) or capacity, tonumber(kept[2]) or now
-- A clock that was stepped back adds nothing and takes nothing.
if now > at then level = level + (now - at) * rate end
level = math.min(level, capacity)
local allowed = 0
if level >= 1000 then
    level = level - 1000
    allowed = 1
end
redis.call('HSET', KEYS[1], 'level', string.format('%.0f', level), 'at', string.format('%.0f', now))
-- A full bucket need not be kept.
redis.call('PEXPIRE', KEYS[1], math.ceil((capacity - level) / rate) + 1000)
return { allowed, level }
