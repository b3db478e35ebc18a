-- REAP gives back tickets whose lease has ended, each at the place it had.
--
-- ARGV[1] -> now, Unix ms
-- ARGV[2] -> at most how many
--
-- Returns {"ok", how many}.
return {'ok', tostring(sweep(ARGV[1], ARGV[2]))}
