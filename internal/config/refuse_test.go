package config_test

import (
	"strings"
	"testing"

	"loket/internal/config"
	"loket/internal/loket"
)

// office is a file of one agency; its fields are replaced by the cases.
func office(replace ...string) string {
	return strings.NewReplacer(replace...).Replace(
		"agencies:\n  - id: dinas\n    code: DNS\n    name: Dinas\n    zone: Asia/Jakarta\n    unverified: handover\n")
}

// TestLoadRefuses holds every refusal to its promise: it names what is wrong
// and what to write instead, in words for a person.
func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		file string
		env  map[string]string
		want []string // all of them, in this order
	}{
		{"UnknownField", "http_addr: :80\nagencies:\n  - id: dinas\n    nama: Dinas\n", nil, []string{
			"loket.yaml tidak dapat dipakai:", `[4:5] tidak ada pengaturan bernama "nama"; periksa ejaannya`, ">  4 |     nama: Dinas", "\n           ^",
		}},
		{"FieldTwice", "quiet: 1s\nquiet: 2s\n", nil, []string{"[2:1] susunan YAML keliru;", "baris yang berulang", ">  2 | quiet: 2s", "\n       ^"}},
		{"WrongKind", "agencies: 5\n", nil, []string{"[1:11] nilai ini bukan jenis yang diminta", ">  1 | agencies: 5"}},
		{"WrongIndent", "agencies:\n  - id: a\n   code: x\n", nil, []string{"[3:4] susunan YAML keliru", ">  3 |    code: x"}},
		{"NotYAML", "\xff\xfe\x00", nil, []string{"loket.yaml tidak dapat dipakai:", "[1:1]"}},
		{"QuietNotADuration", "quiet: lama\n", nil, []string{`loket.yaml, quiet: "lama" harus lama waktu dari 0s sampai 1m, misalnya 8s.`}},
		{"APIPerMinute", "api:\n  per_minute: -1\n", nil, []string{"api, per_minute: -1 tidak dapat dipakai. Tulis 1 sampai 60000."}},
		{"WebhookHost", "api:\n  webhook_hosts: ['https://antrean.kantor.lan/']\n", nil, []string{`api, webhook_hosts: "https://antrean.kantor.lan/" bukan host. Tulis misalnya antrean.kantor.lan:8080`}},
		{"AgencyID", office("dinas\n", "Dinas Kota\n"), nil, []string{"Instansi Dinas Kota: id harus huruf kecil"}},
		{"AgencyCode", office("DNS", "dns"), nil, []string{`Instansi dinas: code "dns" harus 2 sampai 5 huruf besar, misalnya KPG.`}},
		{"AgencyName", office("name: Dinas", "name: ''"), nil, []string{"Instansi dinas: name masih kosong."}},
		{"AgencyTwice", office() + strings.TrimPrefix(office(), "agencies:\n"), nil, []string{"Instansi dinas: id dan code tidak boleh sama"}},
		{"Zone", office("Asia/Jakarta", "WITA"), nil, []string{`Instansi dinas: zone "WITA" tidak dikenal. Tulis misalnya Asia/Makassar untuk WITA.`}},
		{"ZoneEmpty", office("Asia/Jakarta", "''"), nil, []string{`zone "" tidak dikenal.`}},
		{"ZoneOfThisMachine", office("Asia/Jakarta", "Local"), nil, []string{`zone "Local" tidak dikenal.`}},
		{"Link", office("unverified: handover", "links: [\"https://contoh.id/a\"]"), nil, []string{`links, "https://contoh.id/a" bukan nama situs. Tulis tanpa https://`}},
		{"SecondFactor", "quiet: 1s\nconsole:\n  second_factor: kadang\n", nil, []string{"[3:18] console, second_factor: \"kadang\" tidak dikenal. Tulis required (wajib, baku) atau off (hanya untuk mencoba)", ">  3 |   second_factor: kadang"}},
		{"TrustedProxy", "trusted_proxies:\n  - 10.0.0.5\n  - proksi\n", nil, []string{"[3:5] trusted_proxies: \"proksi\" bukan alamat IP. Tulis misalnya 10.0.0.5 atau 10.0.0.0/24"}},
		{"TrustedEverybody", "trusted_proxies: [0.0.0.0/0]\n", nil, []string{"[1:19] trusted_proxies: \"0.0.0.0/0\" mencakup semua alamat, jadi siapa pun dapat mengaku proksi."}},
		{"Desk", "desk: {citizen_hours: 500, silent: diam}", nil, []string{"desk, citizen_hours: 500 jam kerja tidak dapat dipakai. Tulis 1 sampai 240.", "desk, silent: \"diam\" tidak dikenal. Pilih return atau close."}},
		{"Units", "agencies: [{id: a, code: AAA, name: A, zone: Asia/Jakarta, units: [{id: umum, name: X}, {id: aduan}]}]", nil, []string{"units, id \"umum\"", "units, aduan: name masih kosong"}},
		{"Policy", office() + "    policy:\n      - from: besok\n        answers: [{minutes: 0}, {kind: keluhan, minutes: 30}, {unit: gudang, minutes: 30}, {priority: kilat, minutes: 30}]\n", nil, []string{
			`Instansi dinas, policy ke-1 (besok): from "besok" bukan tanggal.`, "policy ke-1 (besok), answers ke-1: minutes 0 tidak dapat dipakai. Tulis 1 sampai 14400 menit jam kantor.",
			`answers ke-2: kind "keluhan" tidak dikenal. Pakai pertanyaan, pengaduan, permohonan, aspirasi, penipuan.`,
			`answers ke-3: unit "gudang" tidak ada. Pakai umum atau id dari bagian units.`, `answers ke-4: priority "kilat" tidak dikenal. Pakai biasa, tinggi, darurat.`,
		}},
		{"PolicyTwice", office() + "    policy:\n      - {from: 2026-12-01, answers: [{minutes: 30}, {kind: pengaduan, minutes: 60}, {kind: PENGADUAN, minutes: 90}]}\n      - {from: 2026-12-01}\n", nil, []string{
			"policy ke-1 (2026-12-01), answers ke-3: sama syaratnya dengan policy ke-1 (2026-12-01), answers ke-2. Hapus salah satu.",
			"policy ke-2 (2026-12-01): mulai pada hari yang sama dengan policy ke-1 (2026-12-01).", "policy ke-2 (2026-12-01): answers masih kosong. Tulis misalnya answers: [{minutes: 30}].",
		}},
		{"PolicyMisspelt", office() + "    policy: [{from: 2026-12-01, answers: [{menit: 30}]}]\n", nil, []string{`tidak ada pengaturan bernama "menit"`}},
		{"OnCallTooLong", office() + "    on_call: " + strings.Repeat("x", 101) + "\n", nil, []string{"Instansi dinas: on_call: isinya 101 karakter, paling banyak 100."}},
		{"OnCallOfTwoLines", office() + "    on_call: \"satu\\ndua\"\n", nil, []string{"Instansi dinas: on_call: isinya harus satu baris teks biasa."}},
		{"Retention", "retention: {conversations: 3, quarantine: 4000}", nil, []string{"retention, conversations: 3 hari tidak dapat dipakai. Tulis 7 sampai 3650.", "retention, quarantine: 4000 hari"}},
		{"Capacity", office("unverified: handover", "capacity: 0"), nil, []string{`capacity: 0 tiket tidak dapat dipakai. Tulis 1 sampai 100.`}},
		{"CapacityTooMuch", office("unverified: handover", "capacity: 101"), nil, []string{`capacity: 101 tiket tidak dapat dipakai.`}},
		{"Handling", office("unverified: handover", "handling_minutes: 0"), nil, []string{`handling_minutes harus 1 sampai 480 menit.`}},
		{"Unverified", office("handover", "diam"), nil, []string{`unverified "diam" tidak dikenal. Pilih quote-with-note atau handover.`}},
		{"FactTooLong", office() + "    facts: {kontak-kua: " + strings.Repeat("x", 301) + "}\n", nil, []string{"Instansi dinas: facts, kontak-kua: isinya 301 karakter, paling banyak 300."}},
		{"FactOfTwoLines", office() + "    facts: {kontak-kua: \"satu\\ndua\"}\n", nil, []string{"Instansi dinas: facts, kontak-kua: isinya harus satu baris teks biasa."}},
		{"FactsNoMapping", office() + "    facts: [kontak-kua]\n", nil, []string{"nilai ini bukan jenis yang diminta", "facts: [kontak-kua]"}},
		{"Address", "", map[string]string{"LOKET_HTTP_ADDR": "8080"}, []string{`LOKET_HTTP_ADDR="8080" bukan alamat. Tulis misalnya 127.0.0.1:8080.`}},
		{"PublicURLWithPath", "public_url: https://tanya.contoh.go.id/warga", nil, []string{`public_url: "https://tanya.contoh.go.id/warga" tidak dapat dipakai. Tulis alamat situs ini`}},
		{"PublicURLPlain", "", map[string]string{"LOKET_PUBLIC_URL": "http://tanya.contoh.go.id"}, []string{`public_url: "http://tanya.contoh.go.id"`, "misalnya https://tanya.contoh.go.id."}},
		{"PublicURLNoScheme", "public_url: tanya.contoh.go.id", nil, []string{`public_url: "tanya.contoh.go.id"`}},
		{"PublicURLUser", "public_url: https://a:b@tanya.contoh.go.id", nil, []string{`public_url:`}},
		{"PublicURLStar", "public_url: https://*.contoh.go.id", nil, []string{`public_url:`}},
		{"WidgetPlain", office() + "    widget: [\"http://contoh.go.id\"]\n", nil, []string{`Instansi dinas: widget, "http://contoh.go.id" bukan alamat situs.`}},
		{"WidgetPath", office() + "    widget: [\"https://contoh.go.id/chat\"]\n", nil, []string{`widget, "https://contoh.go.id/chat"`}},
		{"WidgetDirectives", office() + "    widget: [\"https://contoh.go.id; script-src *\"]\n", nil, []string{`widget, "https://contoh.go.id; script-src *"`}},
		{"WidgetEverybody", office() + "    widget: [\"*\"]\n", nil, []string{`widget, "*"`}},
		{"MetricsToken", "", map[string]string{"LOKET_METRICS_TOKEN": "rahasia"}, []string{"LOKET_METRICS_TOKEN harus 32 sampai 256 huruf, angka, _ atau -."}},
		{"RateNotANumber", "", map[string]string{"LOKET_TELEGRAM_RATE": "abc"}, []string{`LOKET_TELEGRAM_RATE="abc": harus angka mulai dari 0, misalnya 30; 0 berarti tanpa batas.`}},
		{"RateNaN", "", map[string]string{"LOKET_TELEGRAM_RATE": "NaN"}, []string{`LOKET_TELEGRAM_RATE="NaN"`}},
		{"RateNegative", "", map[string]string{"LOKET_TELEGRAM_CHAT_RATE": "-1"}, []string{`LOKET_TELEGRAM_CHAT_RATE="-1"`}},
		{"RateHuge", "", map[string]string{"LOKET_TELEGRAM_CHAT_RATE": "Inf"}, []string{`LOKET_TELEGRAM_CHAT_RATE="Inf"`}},
		{"StaffChat", "", map[string]string{"LOKET_TELEGRAM_STAFF_CHAT": "@petugas"}, []string{"harus bilangan bulat, misalnya -1001234567890."}},
		{"Quiet", "", map[string]string{"LOKET_QUIET": "2h"}, []string{`LOKET_QUIET="2h": harus lama waktu dari 0s sampai 1m`}},
		{"Mode", "", map[string]string{"LOKET_TELEGRAM_MODE": "push"}, []string{`LOKET_TELEGRAM_MODE="push" tidak dikenal. Pilih polling atau webhook.`}},
		{"WebhookWithoutAddress", "", map[string]string{"LOKET_TELEGRAM_TOKEN": "1:a", "LOKET_TELEGRAM_MODE": "webhook"}, []string{"Mode webhook memerlukan LOKET_TELEGRAM_WEBHOOK_URL"}},
		{"WebhookWeakSecret", "", map[string]string{
			"LOKET_TELEGRAM_TOKEN": "1:a", "LOKET_TELEGRAM_MODE": "webhook",
			"LOKET_TELEGRAM_WEBHOOK_URL": "https://x", "LOKET_TELEGRAM_WEBHOOK_SECRET": "pendek",
		}, []string{"LOKET_TELEGRAM_WEBHOOK_SECRET: 32 sampai 256"}},
		{"FileAndEnvironmentTogether", office("DNS", "d", "Asia/Jakarta", "WIB"), map[string]string{"LOKET_QUIET": "x", "LOKET_TELEGRAM_RATE": "y"}, []string{
			`LOKET_TELEGRAM_RATE="y"`, `LOKET_QUIET="x"`, `code "d"`, `zone "WIB"`,
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Load(written(t, c.file), environment(c.env))
			if got := loket.CodeOf(err); got != loket.CodeInvalid {
				t.Fatalf("Load(%q, %v) = %v with code %q, want code invalid", c.file, c.env, err, got)
			}
			rest := err.Error()
			for _, want := range c.want {
				_, after, found := strings.Cut(rest, want)
				if !found {
					t.Fatalf("Load(%q, %v) =\n%v\nwant %q in it, in this order: %q", c.file, c.env, err, want, c.want)
				}
				rest = after
			}
		})
	}
}

// TestLoadHidesSecrets promises that no complaint repeats a secret.
func TestLoadHidesSecrets(t *testing.T) {
	t.Parallel()
	const key, token, hook = "not-32-bytes-but-private", "123:private-token", "private"
	_, err := config.Load(written(t, ""), environment(map[string]string{
		"LOKET_SECRET_KEY": key, "LOKET_TELEGRAM_TOKEN": token, "LOKET_TELEGRAM_MODE": "webhook",
		"LOKET_TELEGRAM_WEBHOOK_URL": "https://x", "LOKET_TELEGRAM_WEBHOOK_SECRET": hook, "LOKET_QUIET": "x",
	}))
	if err == nil || strings.Contains(err.Error(), "private") {
		t.Errorf("Load with secrets = %v, want an error that repeats none of them", err)
	}
}

// TestLoadUnreadable is a path that names no file.
func TestLoadUnreadable(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{"Missing": t.TempDir() + "/tidak-ada.yaml", "Folder": t.TempDir()} {
		_, err := config.Load(path, environment(nil))
		if loket.CodeOf(err) != loket.CodeInvalid || !strings.Contains(err.Error(), "Berkas konfigurasi "+path+" tidak dapat dibaca") {
			t.Errorf("%s: Load(%q) = %v, want a refusal that names it", name, path, err)
		}
	}
}
