#!/usr/bin/env bash
# Replaces three programs of another version by three of this one while questions come
# (TestUpgrade in internal/trial): nothing may be lost or said twice.
# usage: upgrade.sh REVISION   (the version before: anything that git knows)
set -euo pipefail
cd "$(dirname "$0")/.."
from=$(git rev-parse --verify "$1^{commit}") || exit 1

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir "$place/src"
git archive "$from" | tar -x -C "$place/src"
(cd "$place/src" && "${GO:-go}" build -o "$place/loket" ./cmd/loket)
echo "from ${from:0:12} to $(git describe --tags --always --dirty)"
LOKET_UPGRADE_FROM=$place/loket "${GO:-go}" test -count=1 -v -timeout 1h -run '^TestUpgrade$' ./internal/trial
