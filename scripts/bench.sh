#!/usr/bin/env bash
# Runs the benchmarks: first the whole program against an instant fake Telegram,
# on SQLite with synchronous=FULL, then every package's own. The figures depend
# on what runs beside them, so the load average is printed first.
# usage: bench.sh [COUNT]   (how often each is measured; 3 unless told)
set -euo pipefail
cd "$(dirname "$0")/.."
go=${GO:-go}
count=${1:-3}

echo "load average: $(cut -d ' ' -f 1-3 /proc/loadavg), $(nproc) cores"
trial() { "$go" test -run '^$' -count "$count" -timeout 60m -bench "$1" -benchtime "$2" ./internal/trial; }
trial Start 10x
trial Answers/closed-loop-64 12800x
trial BesideLibrary 12800x
trial Answers/poisson-100 3000x
trial Inbox 200x
trial ReportsBesideChat 250x
"$go" list ./... | grep -v /internal/trial | xargs "$go" test -run '^$' -bench . -benchmem -timeout 60m
