#!/usr/bin/env bash
# Everything a change is held to besides the tests. Goes through all steps and
# exits 1 when one of them complains.
set -uo pipefail
cd "$(dirname "$0")/.."
go=${GO:-go}
tools=scripts/tools/go.mod # the linters have a module file of their own
complaints=()

step() { # step NAME COMMAND...
  local name=$1 began=$SECONDS
  shift
  if "$@"; then
    printf 'ok    %-14s %ds\n' "$name" $((SECONDS - began))
  else
    printf 'FAIL  %-14s %ds\n' "$name" $((SECONDS - began))
    complaints+=("$name")
  fi
}
tool() { "$go" tool -modfile="$tools" "$@"; }
silent() { # silent COMMAND...: it must succeed and have nothing to list
  local listed
  listed=$("$@") || return 1
  [ -z "$listed" ] || { echo "$listed"; return 1; }
}
large() { # what nobody writes by hand: a program that was built, a ledger
  git ls-files -z | { xargs -0 -r stat -c '%s %n' -- 2>/dev/null || true; } | awk '$1 > 1048576'
}
vulnerabilities() { # a database out of reach is said, and is no complaint
  local said status
  said=$(tool govulncheck ./... 2>&1)
  status=$?
  if [ "$status" -ne 0 ] && grep -qE 'fetching vulnerabilities|no such host|connection refused|dial tcp|Forbidden' <<<"$said"; then
    echo "govulncheck: NOT CHECKED, its database cannot be reached from here: $(tail -n 1 <<<"$said")"
    return 0
  fi
  [ "$status" -eq 0 ] || echo "$said"
  return "$status"
}

step large-files silent large
step gofmt silent gofmt -l .
step gofumpt silent tool gofumpt -l .
step vet "$go" vet ./...
step staticcheck tool staticcheck ./...
step golangci-lint tool golangci-lint run
step house "$go" test -count=1 -v -run '^Test(Layers|Budget)$' ./cmd/loket
step deployments "$go" -C deployments/check test ./...
step govulncheck vulnerabilities

if [ ${#complaints[@]} -gt 0 ]; then
  echo "check: ${complaints[*]}" >&2
  exit 1
fi
