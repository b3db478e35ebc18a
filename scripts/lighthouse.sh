#!/usr/bin/env bash
# Holds the sign-in page, the inbox and the pages of citizens (chat, answers, one answer) of a
# running demo office, on a phone and on a desk, to what Lighthouse says of performance,
# accessibility and best practices, and those of citizens to SEO as well. Lighthouse is
# installed from npm into a temporary folder and never becomes part of the project.
# Node.js 18.20 or newer with npm, curl and Chromium must be there.
# Every page is measured three times, and the run with the middle performance counts.
# usage: lighthouse.sh [LEAST]   (the least score, of 100; 95 unless told)
#   LIGHTHOUSE_PAGES=REGEX measures only pages whose names fit (sign-in-phone, answer-desk …);
#   LIGHTHOUSE_REPORTS=DIR keeps the reports; LIGHTHOUSE=PROGRAM is one already installed.
set -euo pipefail
cd "$(dirname "$0")/.."
least=${1:-95}
agency=disdukcapil-kota-kupang

for need in node npm curl; do
  command -v "$need" >/dev/null || { echo "lighthouse: $need is missing: apt-get install nodejs npm curl" >&2; exit 1; }
done
chrome=$(command -v chromium || command -v chromium-browser || command -v google-chrome || command -v google-chrome-stable || command -v chromium-headless-shell) ||
  { echo "lighthouse: Chromium is missing: apt-get install chromium" >&2; exit 1; }

place=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || { kill "$server" 2>/dev/null && wait "$server" 2>/dev/null; } || true
  rm -rf "$place"
}
trap finish EXIT
reports=${LIGHTHOUSE_REPORTS:-$place/reports}
mkdir -p "$reports" "$place/home"
if [ -z "${LIGHTHOUSE:-}" ]; then
  npm install --prefix "$place" --no-audit --no-fund --ignore-scripts --loglevel=error lighthouse@12 >&2
  LIGHTHOUSE=$place/node_modules/.bin/lighthouse
fi

# A demo office on a port of its own, with its account signed in and citizens waiting.
"${GO:-go}" build -o "$place/loket" ./cmd/loket
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
(cd "$place" && exec env -i PATH="$PATH" HOME="$place/home" LOKET_DATA_DIR="$place/data" LOKET_HTTP_ADDR=127.0.0.1:"$port" \
  LOKET_PUBLIC_URL=http://127.0.0.1:"$port" LOKET_QUIET=0s \
  ./loket serve --demo >"$place/out" 2>"$place/log") &
server=$!
base=
for _ in $(seq 600); do
  base=$(sed -n 's/^Loket siap: //p' "$place/out" 2>/dev/null || true)
  [ -z "$base" ] || break
  kill -0 "$server" 2>/dev/null || { cat "$place/log" >&2; exit 1; }
  sleep 0.1
done
[ -n "$base" ] || { echo "lighthouse: the program is not ready after a minute" >&2; exit 1; }
password=$(sed -n 's/^Kata sandi: //p' "$place/out")
for person in $(seq 12); do
  curl -fsS -o /dev/null -c "$place/citizen" "$base/chat/$agency"
  curl -fsS -o /dev/null -b "$place/citizen" -H 'Content-Type: application/json' "$base/chat/$agency/messages" \
    --data "{\"client_id\":\"lighthouse-$person-00000000\",\"text\":\"parkir motor nomor $person di mana?\"}"
done
curl -fsS -o /dev/null -c "$place/staff" --data-urlencode akun=demo --data-urlencode "sandi=$password" "$base/masuk"
cookie=$(awk '$6 == "loket" { print "loket=" $7 }' "$place/staff")
node -e 'require("fs").writeFileSync(process.argv[1], JSON.stringify({ Cookie: process.argv[2] }))' "$place/headers.json" "$cookie"
inbox=$(curl -fsS -b "$place/staff" "$base/loket?tab=semua")
grep -q 'data-daftar' <<<"$inbox" || { echo "lighthouse: the demo account is not signed in" >&2; exit 1; }

look() { # look NAME ADDRESS FLAGS...: measures one page and prints its scores
  local name=$1 address=$2 categories=performance,accessibility,best-practices run
  [[ $name =~ ${LIGHTHOUSE_PAGES:-.} ]] || return 0
  shift 2
  if [ "${1:-}" = seo ]; then categories+=,seo; shift; fi
  for run in 1 2 3; do
    CHROME_PATH=$chrome "$LIGHTHOUSE" "$address" "$@" --quiet --only-categories=$categories \
      --chrome-flags='--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage' \
      --output=json --output-path="$reports/$name-$run.json"
  done
  node -e '
    const [name, least, ...files] = process.argv.slice(1);
    const runs = files.map(file => JSON.parse(require("fs").readFileSync(file)));
    for (const { runtimeError } of runs) if (runtimeError) { console.error(name, runtimeError.message); process.exit(1); }
    const speed = run => Math.round(100 * run.categories.performance.score);
    const report = runs.sort((a, b) => speed(a) - speed(b))[1];
    const all = Object.values(report.categories).map(c => [c.title, Math.round(100 * c.score)]);
    console.log(name.padEnd(14), all.map(([t, s]) => `${t} ${s}`).join(", "), `(performance ${runs.map(speed).join(" ")})`);
    for (const c of Object.values(report.categories)) for (const ref of c.auditRefs) {
      const audit = report.audits[ref.id];
      if (ref.weight > 0 && audit.score !== null && audit.score < 0.9) console.log("   ", audit.id, audit.displayValue || audit.title);
    }
    process.exit(all.every(([, s]) => s >= least) ? 0 : 1);' "$name" "$least" "$reports/$name"-[123].json
}

short=0
echo "load average: $(cut -d ' ' -f 1-3 /proc/loadavg), $(nproc) cores"
for form in phone desk; do
  flags=()
  [ "$form" = phone ] || flags=(--preset=desktop)
  look "sign-in-$form" "$base/masuk" "${flags[@]}" || short=1
  look "chat-$form" "$base/chat/$agency" seo "${flags[@]}" || short=1
  look "answers-$form" "$base/tanya/$agency" seo "${flags[@]}" || short=1
  look "answer-$form" "$base/tanya/$agency/ktp-el-hilang" seo "${flags[@]}" || short=1
  look "inbox-$form" "$base/loket?tab=semua" "${flags[@]}" --extra-headers="$place/headers.json" || short=1
done
exit "$short"
