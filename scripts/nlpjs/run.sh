#!/usr/bin/env bash
# Measures nlp.js on the same labelled files as `loket faq eval`, for comparison.
# It is installed from npm into a temporary folder and never becomes part of
# the project. Node.js 18 or newer and npm must be there (apt-get install nodejs
# npm).
# usage: run.sh LANGUAGE TRAIN.tsv OOS.tsv|- TEST.tsv...   (LANGUAGE: id or en)
set -euo pipefail
[ $# -ge 4 ] || { echo "usage: run.sh LANGUAGE TRAIN.tsv OOS.tsv|- TEST.tsv..." >&2; exit 2; }
command -v npm >/dev/null || { echo "npm is missing: apt-get install nodejs npm" >&2; exit 1; }
here=$(cd "$(dirname "$0")" && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
npm install --prefix "$place" --no-audit --no-fund --loglevel=error \
  @nlpjs/basic@4.27.0 @nlpjs/lang-id@4.26.1 @nlpjs/lang-en@4.26.1 >&2
cp "$here/eval.js" "$place/eval.js"
node "$place/eval.js" "$@"
