package config_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/config"
	"loket/internal/loket"
)

// environment is a getenv over a map.
func environment(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

// written writes a configuration file and returns its path.
func written(t testing.TB, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "loket.yaml")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// derived is the configuration without a file and without an environment.
func derived() config.Config {
	c := config.Default()
	c.DatabaseURL, c.SecretKeyFile = "sqlite:data/loket.db", "data/secret.key"
	return c
}

// samePrefix compares addresses, which keep their parts to themselves.
func samePrefix() cmp.Option {
	return cmp.Comparer(func(a, b netip.Prefix) bool { return a == b })
}

// twoConsole is what twoAgencies says of the staff's pages.
func twoConsole() config.Console {
	return config.Console{
		SecondFactor: config.SecondFactorOff,
		Proxies:      []netip.Prefix{netip.MustParsePrefix("10.0.0.5/32"), netip.MustParsePrefix("fd00::/8")},
	}
}

// twoAgencies names everything a file can name.
const twoAgencies = `
http_addr: 0.0.0.0:9090
data_dir: /var/lib/loket
quiet: 3s
retention: {conversations: 180, quarantine: 14}
console: {second_factor: off}
trusted_proxies: [10.0.0.5, "fd00::/8"]
agencies:
  - id: disdukcapil-kota-kupang
    code: KPG
    name: Disdukcapil Kota Kupang
    zone: Asia/Makassar
    unverified: handover
    handling_minutes: 20
    capacity: 3
    catalogue: /etc/loket/katalog
    facts:
      telepon-kantor: 0380
      kontak-kua: "KUA Oebobo: Jl. Contoh 1"
    own_numbers: ["0380123456", 0812]
    links: [contoh.id]
    hours:
      Senin: ["08.00-12.00", "13.00-15.30"]
      jumat: ["07.30-11.30"]
    seasons:
      - name: Ramadan
        from: 2027-02-08
        to: 2027-03-09
        hours: {senin: [08.00-15.00], JUMAT: [08.00-15.30]}
      - name: jam baru
        from: 2027-04-01
        hours: {senin: [07.30-15.30]}
    closures:
      - date: 2026-12-24
        reason: cuti bersama
        by: Kepala Dinas
      - date: 2026-12-31
        reason: tutup buku
        hours: ["08.00-12.00"]
      - {date: 2027-01-09, kind: tambahan, hours: [09.00-12.00], reason: layanan Sabtu}
  - id: disdukcapil-jayapura
    code: JYP
    name: Disdukcapil Kota Jayapura
    zone: Asia/Jayapura
`

func twoAgenciesRead() []config.Agency {
	return []config.Agency{
		{
			Agency:     loket.Agency{ID: "disdukcapil-kota-kupang", Code: "KPG", Name: "Disdukcapil Kota Kupang", Zone: "Asia/Makassar"},
			Unverified: config.HandOver, Catalogue: "/etc/loket/katalog", OwnNumbers: []string{"0380123456", "0812"}, Links: []string{"contoh.id"},
			Handling: 20 * time.Minute, Capacity: 3, Freeze: config.DefaultFreeze,
			Facts: map[string]string{"telepon-kantor": "0380", "kontak-kua": "KUA Oebobo: Jl. Contoh 1"},
			Hours: map[string][]string{"Senin": {"08.00-12.00", "13.00-15.30"}, "jumat": {"07.30-11.30"}},
			Seasons: []config.Season{
				{Name: "Ramadan", From: "2027-02-08", To: "2027-03-09", Hours: map[string][]string{"senin": {"08.00-15.00"}, "JUMAT": {"08.00-15.30"}}},
				{Name: "jam baru", From: "2027-04-01", Hours: map[string][]string{"senin": {"07.30-15.30"}}},
			},
			Closures: []config.Closure{
				{Date: "2026-12-24", Reason: "cuti bersama", By: "Kepala Dinas"},
				{Date: "2026-12-31", Reason: "tutup buku", Hours: []string{"08.00-12.00"}},
				{Date: "2027-01-09", Reason: "layanan Sabtu", Kind: "tambahan", Hours: []string{"09.00-12.00"}},
			},
		},
		{
			Agency:     loket.Agency{ID: "disdukcapil-jayapura", Code: "JYP", Name: "Disdukcapil Kota Jayapura", Zone: "Asia/Jayapura"},
			Unverified: config.QuoteWithNote, Handling: config.DefaultHandling, Capacity: config.DefaultCapacity,
			Freeze: config.DefaultFreeze,
		},
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		file string
		env  map[string]string
		want func(*config.Config) // what differs from the defaults
	}{
		{"Nothing/Defaults", "", nil, func(*config.Config) {}},
		{"OnlyComments/Defaults", "# belum ada\n", nil, func(*config.Config) {}},
		{"NoAgencies/TheDemoAgency", "agencies: []\n", nil, func(*config.Config) {}},
		{"File/Everything", twoAgencies, nil, func(c *config.Config) {
			c.HTTPAddr, c.DataDir, c.Quiet = "0.0.0.0:9090", "/var/lib/loket", 3*time.Second
			c.Retention = loket.Retention{Conversations: 180 * 24 * time.Hour, Quarantine: 14 * 24 * time.Hour}
			c.Console = twoConsole()
			c.DatabaseURL, c.SecretKeyFile = "sqlite:/var/lib/loket/loket.db", "/var/lib/loket/secret.key"
			c.Agencies = twoAgenciesRead()
		}},
		{"Environment/OverTheFile", twoAgencies, map[string]string{
			"LOKET_HTTP_ADDR": ":80", "LOKET_DATA_DIR": "/data", "LOKET_QUIET": "0s",
		}, func(c *config.Config) {
			c.HTTPAddr, c.DataDir, c.Quiet = ":80", "/data", 0
			c.Retention = loket.Retention{Conversations: 180 * 24 * time.Hour, Quarantine: 14 * 24 * time.Hour}
			c.Console = twoConsole()
			c.DatabaseURL, c.SecretKeyFile = "sqlite:/data/loket.db", "/data/secret.key"
			c.Agencies = twoAgenciesRead()
		}},
		{"Environment/Servers", "", map[string]string{
			"LOKET_DATABASE_URL": "postgres://db/loket", "LOKET_REDIS_URL": "redis://cache/0",
			"LOKET_SECRET_KEY": "c2VjcmV0", "LOKET_SECRET_KEY_FILE": "/run/secrets/loket",
			"LOKET_METRICS_TOKEN": "abcdefghijklmnopqrstuvwxyz_-0123456789",
		}, func(c *config.Config) {
			c.DatabaseURL, c.RedisURL = "postgres://db/loket", "redis://cache/0"
			c.SecretKey, c.SecretKeyFile = "c2VjcmV0", "/run/secrets/loket"
			c.MetricsToken = "abcdefghijklmnopqrstuvwxyz_-0123456789"
		}},
		{"Environment/Telegram", "", map[string]string{
			"LOKET_TELEGRAM_TOKEN": "1:abc", "LOKET_TELEGRAM_API_URL": "http://127.0.0.1:1", "LOKET_TELEGRAM_MODE": "webhook",
			"LOKET_TELEGRAM_WEBHOOK_URL":    "https://chat.example.go.id/telegram",
			"LOKET_TELEGRAM_WEBHOOK_SECRET": "abcdefghijklmnopqrstuvwxyz_-0123456789",
			"LOKET_TELEGRAM_STAFF_CHAT":     "-1001234567890", "LOKET_TELEGRAM_RATE": "0", "LOKET_TELEGRAM_CHAT_RATE": "0.5",
		}, func(c *config.Config) {
			c.Telegram = config.Telegram{
				Token: "1:abc", APIURL: "http://127.0.0.1:1", Mode: config.Webhook,
				WebhookURL:    "https://chat.example.go.id/telegram",
				WebhookSecret: "abcdefghijklmnopqrstuvwxyz_-0123456789", StaffChat: -1001234567890, ChatRate: 0.5,
			}
		}},
		{"File/PublicURL", "public_url: https://Tanya.Contoh.go.id/\n", nil, func(c *config.Config) { c.PublicURL = "https://tanya.contoh.go.id" }},
		{"File/Widget", "agencies:\n  - {id: dinas, code: DNS, name: Dinas, zone: Asia/Jakarta, widget: [\"https://Contoh.go.id/\", \"http://localhost:8000\"]}\n", nil, func(c *config.Config) {
			c.Agencies[0].Agency = loket.Agency{ID: "dinas", Code: "DNS", Name: "Dinas", Zone: "Asia/Jakarta"}
			c.Agencies[0].Widget = []string{"https://contoh.go.id", "http://localhost:8000"}
		}},
		{"Environment/PublicURLHere", "public_url: https://contoh.go.id\n", map[string]string{"LOKET_PUBLIC_URL": "http://127.0.0.1:8080"}, func(c *config.Config) {
			c.PublicURL = "http://127.0.0.1:8080"
		}},
		{"Environment/BlankIsUnset", "", map[string]string{"LOKET_HTTP_ADDR": " ", "LOKET_TELEGRAM_RATE": "", "LOKET_REDIS_URL": "\t"}, func(*config.Config) {}},
		{"Environment/Trimmed", "", map[string]string{"LOKET_REDIS_URL": " redis://cache \n"}, func(c *config.Config) { c.RedisURL = "redis://cache" }},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := config.Load(written(t, c.file), environment(c.env))
			if err != nil {
				t.Fatalf("Load(%q, %v) = %v, want no error", c.file, c.env, err)
			}
			want := derived()
			c.want(&want)
			if diff := cmp.Diff(want, got, samePrefix()); diff != "" {
				t.Errorf("Load(%q, %v) (-want +got):\n%s", c.file, c.env, diff)
			}
		})
	}
}

// TestLoadWithoutPath is what happens in a working directory.
func TestLoadWithoutPath(t *testing.T) {
	t.Chdir(t.TempDir())
	got, err := config.Load("", environment(nil))
	if diff := cmp.Diff(derived(), got, samePrefix()); diff != "" || err != nil {
		t.Errorf("Load without a file = %v (-want +got):\n%s", err, diff)
	}
	if err := os.WriteFile("loket.yaml", []byte("http_addr: 127.0.0.1:81\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err = config.Load("", environment(nil))
	if err != nil || got.HTTPAddr != "127.0.0.1:81" {
		t.Errorf("Load with loket.yaml here = %q, %v, want 127.0.0.1:81", got.HTTPAddr, err)
	}
}

// TestDefault promises that nobody shares the defaults with another.
func TestDefault(t *testing.T) {
	t.Parallel()
	one := config.Default()
	one.Agencies[0].Name = "Lain"
	if got := config.Default().Agencies[0].Name; got != "Disdukcapil Kota Kupang" {
		t.Errorf("Default() after a change of another = %q, want it untouched", got)
	}
}
