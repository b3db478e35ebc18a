-- MARK begins a pass of the reconciler.
--
-- ARGV[1] -> mark to set when there is none
--
-- Returns {"ok", the mark that stands}.
call('SET', KEYS[6], ARGV[1], 'NX')
return {'ok', call('GET', KEYS[6])}
