#!/usr/bin/env bash
# Runs every fuzz target of the module, one after the other.
# usage: fuzz.sh FUZZTIME   (1000000x = inputs, 30s = time; for each target)
set -euo pipefail
cd "$(dirname "$0")/.."
go=${GO:-go}
time=${1:?usage: fuzz.sh FUZZTIME, for example 1000000x or 30s}

# One line a target: "./path/to/file_test.go:FuzzName".
targets=$(grep -rHoE --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' . | sed 's/func //' | sort)
[ -n "$targets" ] || { echo "fuzz: there is no fuzz target" >&2; exit 1; }

while IFS=: read -r file name; do
  echo "== $name ($(dirname "$file"))"
  "$go" test -run '^$' -fuzz "^$name\$" -fuzztime "$time" -fuzzminimizetime 1x "$(dirname "$file")" </dev/null
done <<<"$targets"
echo "fuzz: $(wc -l <<<"$targets") targets, $time each: nothing found"
