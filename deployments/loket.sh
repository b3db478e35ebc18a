#!/bin/sh
# loket on a server: every command as the account that serves, in its folder
# and with its settings, so that what a command writes belongs to it.
set -eu
if [ "$(id -u)" -ne 0 ] && [ "$(id -un)" != loket ]; then
	echo "loket: Jalankan sebagai root: sudo loket $*" >&2
	exit 1
fi
cd /var/lib/loket
export LOKET_DATA_DIR=/var/lib/loket/data
if [ -r /etc/loket/loket.env ]; then
	set -a
	. /etc/loket/loket.env
	set +a
fi
umask 077
if [ "$(id -un)" = loket ]; then
	exec /usr/local/lib/loket/loket "$@"
fi
exec setpriv --reuid=loket --regid=loket --init-groups --no-new-privs /usr/local/lib/loket/loket "$@"
