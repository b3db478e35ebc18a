#!/usr/bin/env bash
# Packs what a server needs into one archive beside the program: the program,
# install.sh with its units, the examples and the pages to follow.
# usage: package.sh VERSION   (after make build)
set -euo pipefail
cd "$(dirname "$0")/.."
go=${GO:-go}
name=loket-$1-$("$go" env GOOS)-$("$go" env GOARCH)

staging=$(mktemp -d)
trap 'rm -rf "$staging"' EXIT
mkdir -p "$staging/$name/docs"
cp bin/loket deployments/install.sh deployments/loket.sh deployments/loket.env deployments/loket.yaml "$staging/$name/"
cp -r deployments/systemd deployments/caddy deployments/nginx "$staging/$name/"
cp docs/install.md docs/install.en.md docs/backup.md docs/setup.md docs/watching.md LICENSE "$staging/$name/docs/"
tar -C "$staging" --owner=0 --group=0 -czf "bin/$name.tar.gz" "$name"
(cd bin && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
echo "bin/$name.tar.gz"
