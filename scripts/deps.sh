#!/usr/bin/env bash
# Installs by apt what the tests need and this machine lacks. Silent when
# nothing is missing; when it cannot install, it names what is and exits 1.
set -euo pipefail

any() { # any FILE...: is one of these (unexpanded patterns included) a file?
  local file
  for file in "$@"; do [ -e "$file" ] && return 0; done
  return 1
}
has() { # has COMMAND...: is one of these on the PATH?
  local name
  for name in "$@"; do command -v "$name" >/dev/null 2>&1 && return 0; done
  return 1
}
database() { # Debian leaves PostgreSQL's server programs out of the PATH
  has psql && { has initdb || any /usr/lib/postgresql/*/bin/initdb; }
}
compiler() { # the race detector links with the C library
  has "${CC:-gcc}" && any /usr/include/*/stdlib.h /usr/include/stdlib.h
}
certificates() { # modules are fetched over https
  any "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}" /etc/pki/tls/certs/ca-bundle.crt
}

# The headless shell is Chromium without the windows: the same pages in half the
# processor time. Where it cannot be installed any other Chromium will do.
browsers=(chromium-headless-shell)
settle() { browsers=(chromium chromium-browser google-chrome google-chrome-stable chromium-headless-shell); }

look() { # fills missing with the packages this machine lacks
  missing=()
  has redis-server || missing+=(redis-server)
  database || missing+=(postgresql)
  has "${browsers[@]}" || missing+=("${browsers[0]}")
  any /usr/lib/libpulse.so.0 /usr/lib/*/libpulse.so.0 /usr/lib64/libpulse.so.0 || missing+=(libpulse0)
  has systemd-analyze || missing+=(systemd)
  compiler || missing+=(gcc libc6-dev)
  certificates || missing+=(ca-certificates)
  [ ${#missing[@]} -eq 0 ]
}

look && exit 0

give_up() {
  settle
  look && exit 0
  echo "deps: missing: ${missing[*]}" >&2
  echo "deps: $1" >&2
  exit 1
}

root=()
if [ "$(id -u)" -ne 0 ]; then
  has sudo || give_up "not root and no sudo: install them as root, then run this again"
  root=(sudo)
fi
has apt-get || give_up "no apt-get here: install them by your system's own means"

apt() { "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@"; }
echo "deps: installing ${missing[*]}"
apt update || give_up "apt-get update did not work"
if ! has chromium-headless-shell && ! apt-cache show chromium-headless-shell >/dev/null 2>&1; then
  settle
  look && exit 0
fi
apt install -y --no-install-recommends "${missing[@]}" || give_up "apt-get install did not work"
look || give_up "apt-get installed its package, and still it is not there"
