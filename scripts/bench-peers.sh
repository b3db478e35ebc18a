#!/usr/bin/env bash
# Measures Loket beside bare echoes made with go-telegram, grammY and telegraf, and
# beside the stack a small team would build instead (grammY, node-nlp, BullMQ,
# better-sqlite3): first speed, memory and start, then deaths, repeated deliveries and
# lost answers. The peers are installed from npm into a temporary folder and never
# become part of the project. Node.js 20 or newer with npm must be there, and to build
# better-sqlite3 where none is ready made: g++, make, Python 3 and Node.js's headers
# (they come with Debian's and NodeSource's package). The figures depend on what runs
# beside them, so the load average is printed first.
# usage: bench-peers.sh [ROUNDS [MESSAGES [KILLS]]]   (3 6400 20 unless told)
#   LOKET_PEERS=DIR is a folder where they are installed already, or shall stay.
set -euo pipefail
cd "$(dirname "$0")/.."
go=${GO:-go}
export LOKET_PEERS_ROUNDS=${1:-3} LOKET_PEERS_MESSAGES=${2:-6400} LOKET_PEERS_KILLS=${3:-20}
from=internal/trial/testdata/peers

for need in node npm; do
  command -v "$need" >/dev/null || { echo "bench-peers: $need is missing: apt-get install nodejs npm" >&2; exit 1; }
done
if [ -z "${LOKET_PEERS:-}" ]; then
  LOKET_PEERS=$(mktemp -d)
  trap 'rm -rf "$LOKET_PEERS"' EXIT
fi
export LOKET_PEERS
cp $from/*.js $from/package.json "$LOKET_PEERS"

loads() { (cd "$LOKET_PEERS" && node -e 'new (require("better-sqlite3"))(":memory:").close(); require("node-nlp"); require("telegraf")' >/dev/null 2>&1); }
if ! loads; then
  # Without the headers beside Node.js, the compiler's helper would fetch them.
  headers=$(dirname "$(dirname "$(realpath "$(command -v node)")")")
  [ ! -e "$headers/include/node/node_api.h" ] || export npm_config_nodedir=$headers
  npm install --prefix "$LOKET_PEERS" --no-audit --no-fund --loglevel=error >&2
  loads || (cd "$LOKET_PEERS" && npm rebuild better-sqlite3 --loglevel=error >&2)
  loads || { echo "bench-peers: better-sqlite3 was neither fetched nor built: apt-get install g++ make python3, and Node.js's headers" >&2; exit 1; }
fi

echo "load average: $(cut -d ' ' -f 1-3 /proc/loadavg), $(nproc) cores, Node.js $(node --version), $("$go" env GOVERSION)"
measure() { "$go" test -v -run '^$' -benchtime 1x -timeout 2h -bench "$1" ./internal/trial; }
measure '^BenchmarkPeers$'
LOKET_PEERS_MESSAGES=2000 measure '^BenchmarkPeersFaults$'
