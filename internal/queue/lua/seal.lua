-- SEAL ends a pass of the reconciler: from here on the line may be trusted.
--
-- ARGV[1] -> the mark that stood when the pass began
-- ARGV[2] -> generation
--
-- Returns {"ok"}, or {"rebuild"} when Redis was wiped during the pass.
if call('GET', KEYS[6]) ~= ARGV[1] then return {'rebuild'} end
call('SET', gen, ARGV[2])
return {'ok'}
