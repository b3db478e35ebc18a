package main

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"loket/internal/config"
	"loket/internal/faketelegram"
	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/report"
	"loket/internal/store"
)

func TestGapTo(t *testing.T) {
	t.Parallel()
	date := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC) // stands for the whole second
	cases := []struct {
		name          string
		before, after time.Duration // of our clock, around the answer
		want          time.Duration
	}{
		{"Same", 0, 100 * time.Millisecond, 0},
		{"WithinItsSecond", 900 * time.Millisecond, 990 * time.Millisecond, 0},
		{"SlowAnswer", -2 * time.Second, time.Second, 0},
		{"Ahead", 4 * time.Second, 5 * time.Second, 3 * time.Second},
		{"Behind", -6 * time.Second, -5 * time.Second, -5 * time.Second},
	}
	for _, c := range cases {
		if got := gapTo(date, date.Add(c.before), date.Add(c.after)); !got.known || got.ahead != c.want {
			t.Errorf("%s: gapTo() = %+v, want %v", c.name, got, c.want)
		}
	}
	if got := gapTo(time.Time{}, date, date); got.known {
		t.Errorf("gapTo(no date) = %+v, want unknown", got)
	}
}

func TestCheckClock(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name     string
		ledger   store.Health
		telegram clockGap
		want     verdict
		says     string
	}{
		{"NothingToCompare", store.Health{}, clockGap{}, none, "Tidak ada jam lain"},
		{"DatabaseAgrees", store.Health{HasClock: true, ClockAhead: 2 * time.Second}, clockGap{}, green, "server basis data"},
		{"BehindTheDatabase", store.Health{HasClock: true, ClockAhead: -2001 * time.Millisecond}, clockGap{}, red, "terlambat 2,0 detik"},
		{"AheadOfTelegram", store.Health{HasClock: true}, clockGap{true, 61 * time.Second}, red, "terlalu cepat 61,0 detik dari jam Telegram"},
		{"BothAgree", store.Health{HasClock: true}, clockGap{true, -time.Second}, green, "Telegram"},
	}
	for _, c := range cases {
		got := (&examination{ledger: c.ledger}).checkClock(c.telegram)
		if got.State != c.want || !strings.Contains(got.Found, c.says) || (got.State == red) != (got.Cure != "") {
			t.Errorf("%s: checkClock() = %+v, want %s: …%s…", c.name, got, c.want, c.says)
		}
	}
}

func TestCheckLedgerAndKey(t *testing.T) {
	t.Parallel()
	c := config.Default()
	c.DataDir, c.DatabaseURL, c.SecretKeyFile = t.TempDir(), "sqlite:x.db", "x.key"
	whole := store.Health{Schema: 2, Newest: 2, HasData: true}
	with := func(change func(*store.Health)) store.Health { h := whole; change(&h); return h }
	bad := loket.Errorf(loket.CodeInvalid, "Rusak.")
	cases := []struct {
		name   string
		x      examination
		ledger verdict
		key    verdict
	}{
		{"Whole", examination{ledger: whole}, green, green},
		{"OldSchema", examination{ledger: with(func(h *store.Health) { h.Schema = 1 })}, green, green},
		{"LaterSchema", examination{ledger: with(func(h *store.Health) { h.Schema = 3 })}, red, green},
		{"Broken", examination{ledger: with(func(h *store.Health) { h.Integrity = bad })}, red, green},
		{"ReadOnly", examination{ledger: with(func(h *store.Health) { h.Write = errors.New("readonly") })}, red, green},
		{"OutOfReach", examination{ledger: store.Health{Newest: 2}, atLedger: bad}, red, green},
		{"KeyGone", examination{ledger: whole, keyErr: fs.ErrNotExist}, green, red},
		{"NothingYet", examination{ledger: store.Health{Newest: 2, Missing: true}, keyErr: fs.ErrNotExist}, green, green},
		{"AnotherKey", examination{ledger: with(func(h *store.Health) { h.Seal = bad })}, green, red},
		{"KeyUnreadable", examination{ledger: whole, keyErr: bad}, green, red},
		{"OldKeyGone", examination{ledger: with(func(h *store.Health) { h.KeysGone = []string{"0badc0de"} })}, green, red},
		{"ChangeOfKeysNotDone", examination{ledger: whole, keys: drawn(t, 2)}, green, yellow},
	}
	for _, one := range cases {
		one.x.config = c
		if one.x.keys == nil {
			one.x.keys = drawn(t, 1)
		}
		if got := one.x.checkLedger(); got.State != one.ledger || got.Found == "" {
			t.Errorf("%s: checkLedger() = %+v, want %s", one.name, got, one.ledger)
		}
		if got := one.x.checkKey(); got.State != one.key || got.Found == "" {
			t.Errorf("%s: checkKey() = %+v, want %s", one.name, got, one.key)
		}
	}
	if err := (mark{LostKeys: []string{"0badc0de"}}).write(c); err != nil {
		t.Fatal(err)
	}
	x := examination{config: c, keys: drawn(t, 1), ledger: with(func(h *store.Health) { h.KeysGone, h.Seal = []string{"0badc0de"}, bad })}
	if got := x.checkKey(); got.State != green {
		t.Errorf("checkKey(a key that was given up) = %+v, want green", got)
	}
	if err := (mark{Since: time.Now()}).write(c); err != nil {
		t.Fatal(err)
	}
	x = examination{config: c, ledger: store.Health{Newest: 2, Missing: true}}
	if got := x.checkLedger(); got.State != red || !strings.Contains(got.Found, "loket restore") {
		t.Errorf("checkLedger(gone) = %+v, want red with the way back", got)
	}
}

// drawn are n keys.
func drawn(t *testing.T, n int) (keys []privacy.Key) {
	t.Helper()
	for i := range n {
		key, err := privacy.GenerateKeyFile(filepath.Join(t.TempDir(), strconv.Itoa(i)))
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, key)
	}
	return keys
}

func TestGrouped(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1.000", 1234567: "1.234.567"} {
		if got := report.Grouped(n); got != want {
			t.Errorf("report.Grouped(%d) = %q, want %q", n, got, want)
		}
	}
	for n, want := range map[int64]string{1: "1 kB", 3 << 20 / 2: "1,5 MB", 5 << 30 / 2: "2,5 GB"} {
		if got := size(n); got != want {
			t.Errorf("size(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestCheckGroup(t *testing.T) {
	t.Parallel()
	const group = -1_000_000_000_007
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	check := func(token string) (finding, bool) {
		c := config.Default()
		c.Telegram.Token, c.Telegram.APIURL, c.Telegram.StaffChat = token, fake.URL(), group
		return (&examination{shell: &shell{ctx: t.Context()}, config: c}).checkGroup(c.Agencies[0])
	}
	want := func(f finding, state verdict, says string) {
		t.Helper()
		if f.State != state || !strings.Contains(f.Found+f.Cure, says) || (f.State != green) != (f.Cure != "") {
			t.Errorf("checkGroup() = %+v, want %s: …%s…", f, state, says)
		}
	}
	if f, due := check(""); due {
		t.Errorf("checkGroup(no token) = %+v, want none", f)
	}
	f, _ := check("700000001:another")
	want(f, red, "LOKET_TELEGRAM_STAFF_CHAT")
	f, _ = check(fake.Token())
	want(f, green, "nyalakan Topik")
	fake.SetForum(group, false)
	f, _ = check(fake.Token())
	want(f, yellow, "Kelola Topik")
	fake.SetForum(group, true)
	f, _ = check(fake.Token())
	want(f, green, "topik sendiri")
}
