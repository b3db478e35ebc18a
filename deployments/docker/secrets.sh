#!/bin/sh
# Makes what compose.yaml needs and nobody should think up: passwords of
# PostgreSQL and Redis, the token of /metrics, and .env with the site's name.
# What is there already stays; so it may be run again.
# usage: secrets.sh NAME
set -eu
umask 077
cd "$(dirname "$0")"
name=${1:-}
case $name in
'' | -* | *[!a-zA-Z0-9.-]*)
	echo 'secrets.sh: Sebut nama situsnya, tanpa https://. Misalnya: ./secrets.sh tanya.contoh.go.id' >&2
	exit 2
	;;
esac

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; } # 64 hexadecimal digits
made=0
put() { # put FILE OWNER: what was written beside it, for the account that reads it in its container
	if [ "$(id -u)" -eq 0 ]; then chown "$2" "$1.baru"; fi
	chmod 0400 "$1.baru"
	mv "$1.baru" "$1"
	made=$((made + 1))
}

mkdir -p secrets
if [ ! -e secrets/database-url ]; then
	password=$(random)
	printf '%s' "$password" >secrets/postgres-password.baru
	put secrets/postgres-password 0
	printf 'postgres://loket:%s@postgres:5432/loket?sslmode=disable\n' "$password" >secrets/database-url.baru
	put secrets/database-url 65532
fi
if [ ! -e secrets/redis-url ]; then
	password=$(random)
	cat >secrets/redis-acl.baru <<EOF
user default off
user loket on #$(printf '%s' "$password" | sha256sum | cut -d ' ' -f 1) resetkeys ~loket:* resetchannels -@all +@read +@write +@scripting +@transaction +@connection -@dangerous +info
EOF
	put secrets/redis-acl 999
	printf 'redis://loket:%s@redis:6379\n' "$password" >secrets/redis-url.baru
	put secrets/redis-url 65532
fi
if [ ! -e secrets/metrics-token ]; then
	random >secrets/metrics-token.baru
	put secrets/metrics-token 65532
fi
printf 'LOKET_DOMAIN=%s\n' "$name" >.env
if [ "$(id -u)" -ne 0 ]; then
	echo 'secrets.sh: Bukan root, jadi pemilik berkas belum diatur. Jalankan: sudo chown 65532 secrets/*-url secrets/metrics-token; sudo chown 999 secrets/redis-acl' >&2
fi
echo "$made berkas rahasia dibuat di $(pwd)/secrets, situs $name. Jangan masukkan ke git."
