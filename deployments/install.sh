#!/bin/sh
# Installs Loket on a server with systemd, or takes it away again. May be run
# any number of times: what is there already stays, settings above all.
set -eu

usage() {
	cat <<'EOF'
Pemakaian: install.sh [--binary BERKAS]
           install.sh --remove [--purge [--yes]]

  (tanpa pilihan)   pasang atau perbarui Loket, lalu periksa dengan loket doctor
  --binary BERKAS   program yang dipasang (baku: loket di samping skrip ini, atau bin/loket)
  --remove          lepas program dan layanannya; data, pengaturan, dan cadangan tetap
  --purge           bersama --remove: hapus juga data, KUNCI, pengaturan, cadangan, dan akun sistem loket
  --yes             bersama --purge: tanpa bertanya
  --root FOLDER     untuk percobaan: pasang ke bawah FOLDER, tanpa akun dan tanpa systemd
EOF
}

fail() { # fail WHAT CURE
	printf 'install.sh: %s\n%s\n' "$1" "$2" >&2
	exit 1
}
say() { printf '%s\n' "$*"; }

here=$(cd "$(dirname "$0")" && pwd)
binary= root= remove= purge= yes=
while [ $# -gt 0 ]; do
	case $1 in
	--binary | --root)
		[ $# -ge 2 ] || fail "$1 tanpa nilai." "Lihat: install.sh --help"
		case $1 in --binary) binary=$2 ;; *) root=${2%/} ;; esac
		shift
		;;
	--remove) remove=1 ;;
	--purge) purge=1 ;;
	--yes) yes=1 ;;
	-h | --help) usage && exit 0 ;;
	*) fail "Pilihan $1 tidak dikenal." "Lihat: install.sh --help" ;;
	esac
	shift
done
[ -z "$purge" ] || [ -n "$remove" ] || fail "--purge tanpa --remove." "Untuk menghapus semuanya: install.sh --remove --purge"
[ -n "$root" ] || [ "$(id -u)" -eq 0 ] || fail "Harus sebagai root." "Ulangi dengan: sudo $0"

lib=$root/usr/local/lib/loket
command=$root/usr/local/bin/loket
doc=$root/usr/local/share/doc/loket
units=$root/etc/systemd/system
settings=$root/etc/loket
data=$root/var/lib/loket
backups=$root/var/backups/loket

system() { [ -z "$root" ]; }                        # on the machine itself
running() { system && [ -d /run/systemd/system ]; } # and systemd leads it
owned() { if system; then chown "$1" "$2"; fi; }    # owned OWNER PATH
put() { # put MODE FROM TO: whole or not at all; says when something changed
	if [ -e "$3" ] && cmp -s "$2" "$3"; then
		chmod "$1" "$3"
		return
	fi
	cp "$2" "$3.baru"
	chmod "$1" "$3.baru"
	mv -f "$3.baru" "$3"
	say "  $3"
}

remove() {
	if running; then
		systemctl disable --now loket.service loket-backup.timer 2>/dev/null || true
	fi
	rm -f "$units/loket.service" "$units/loket-backup.service" "$units/loket-backup.timer" "$command"
	rm -rf "$lib" "$doc"
	if running; then
		systemctl daemon-reload
		systemctl reset-failed loket.service loket-backup.service 2>/dev/null || true
	fi
	say "Loket dilepas."
	if [ -z "$purge" ]; then
		say "Tetap ada: $data (data dan kunci), $settings, $backups. Memasang lagi melanjutkannya; menghapusnya: --remove --purge"
		return
	fi
	rm -rf "$data" "$settings" "$backups"
	if system && id loket >/dev/null 2>&1; then
		userdel loket
	fi
	say "Data, kunci, pengaturan, dan cadangan sudah dihapus. Cadangan di tempat lain tidak dapat dibuka tanpa salinan kunci."
}

if [ -n "$remove" ]; then
	if [ -n "$purge" ] && [ -z "$yes" ]; then
		printf 'Semua percakapan, tiket, kunci, dan cadangan di %s dan %s akan hilang untuk selamanya.\nKetik hapus lalu Enter untuk melanjutkan: ' "$data" "$backups"
		read -r answer || answer=
		[ "$answer" = hapus ] || fail "Dibatalkan; tidak ada yang diubah." "Tanpa --purge data tetap: install.sh --remove"
	fi
	remove
	exit 0
fi

if [ -z "$binary" ]; then
	for binary in "$here/loket" "$here/../bin/loket" ''; do
		[ ! -f "$binary" ] || break
	done
fi
[ -n "$binary" ] || fail "Program loket tidak ditemukan di samping skrip ini." "Buat dengan: make build; atau sebut: install.sh --binary BERKAS"
[ -f "$binary" ] || fail "Program $binary tidak ada." "Periksa nama berkas setelah --binary."
version=$("$binary" version) || fail "Program $binary tidak dapat dijalankan di mesin ini." "Pakai loket untuk jenis mesin ini: $(uname -m)"

say "Memasang $version. Yang berubah:"
if system && ! id loket >/dev/null 2>&1; then
	useradd --system --user-group --home-dir /var/lib/loket --no-create-home --shell /usr/sbin/nologin loket
	say "  akun sistem loket"
fi
mkdir -p "$lib" "$doc" "$units" "$root/usr/local/bin"
for folder in "$data" "$backups"; do # the account's, and nobody else's
	[ -d "$folder" ] || mkdir -p -m 0700 "$folder"
	owned loket:loket "$folder"
done
[ -d "$settings" ] || mkdir -p -m 0750 "$settings"
owned root:loket "$settings"

if ! cmp -s "$binary" "$lib/loket"; then
	cp "$binary" "$lib/loket.baru" # first: it may be loket.lama
	chmod 0755 "$lib/loket.baru"
	if [ -e "$lib/loket" ]; then
		cp -p "$lib/loket" "$lib/loket.lama" # to go back to: --binary
	fi
	mv -f "$lib/loket.baru" "$lib/loket"
	say "  $lib/loket"
fi
for unit in loket.service loket-backup.service loket-backup.timer; do
	put 0644 "$here/systemd/$unit" "$units/$unit"
done
for page in install.md install.en.md backup.md setup.md watching.md; do
	for docs in "$here/docs" "$here/../docs"; do
		if [ -f "$docs/$page" ]; then
			put 0644 "$docs/$page" "$doc/$page"
			break
		fi
	done
done
put 0644 "$here/loket.yaml" "$doc/loket.yaml"
put 0755 "$here/loket.sh" "$command"
if [ ! -e "$settings/loket.env" ]; then
	put 0640 "$here/loket.env" "$settings/loket.env"
	owned root:loket "$settings/loket.env"
fi

system || exit 0
if running; then
	systemctl daemon-reload
	systemctl enable --quiet loket.service loket-backup.timer
	systemctl restart loket-backup.timer
fi
say "Pemeriksaan pertama (loket doctor):"
"$command" doctor || fail "Ada yang merah di atas; Loket belum dijalankan." "Perbaiki yang disebut, lalu jalankan skrip ini lagi."
if running; then
	systemctl restart loket.service
	say "Loket berjalan. Langkah berikutnya: sudo loket setup, atau baca kunci sekali pakai: journalctl -u loket"
else
	say "systemd tidak berjalan di sini. Menjalankan Loket di depan: loket serve"
fi
