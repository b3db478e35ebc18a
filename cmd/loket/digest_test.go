package main

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"loket/internal/calendar"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
	"loket/internal/store/storetest"
)

// digestHours are those of an office that is open Monday to Friday, but for one Monday.
func digestHours(t *testing.T) *calendar.Meter {
	t.Helper()
	made, err := calendar.New(calendar.Rules{
		Zone: "Asia/Makassar", Week: calendar.DefaultWeek(),
		Exceptions: []calendar.Exception{{Date: calendar.Date{Year: 2026, Month: 11, Day: 23}, Kind: calendar.Closed, Reason: "upacara", By: "x"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return calendar.NewMeter(calendar.History{{Calendar: made}})
}

// TestDueDigests asks at moments of November 2026, in WITA.
func TestDueDigests(t *testing.T) {
	t.Parallel()
	hours := digestHours(t)
	settings := config.Digest{Daily: "08.00", Weekly: "08.30", Monthly: "09.00", Email: []string{"a@b.id"}}
	for at, want := range map[string]string{
		"2026-11-17 07:59": "",
		"2026-11-17 08:00": "day",
		"2026-11-17 23:00": "day", // the server was down until now
		"2026-11-18 07:30": "",
		"2026-11-16 08:00": "day",
		"2026-11-16 08:30": "day week",
		"2026-11-21 12:00": "",         // Saturday
		"2026-11-23 12:00": "",         // closed
		"2026-11-24 12:00": "day week", // the first open day of the week
		"2026-11-02 12:00": "day week month",
		"2026-11-01 12:00": "", // Sunday
		"2026-12-01 12:00": "day month",
	} {
		now, err := time.ParseInLocation("2006-01-02 15:04", at, hours.Zone())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, d := range dueDigests(settings, now.UTC(), hours) {
			got = append(got, string(d.period))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("due at %s: %v, want %s", at, got, want)
		}
	}
	if due := dueDigests(config.Digest{}, time.Now(), hours); len(due) != 0 {
		t.Errorf("an office that wants none is owed %v", due)
	}
}

// replica is a process that looks after the digests of one ledger.
func replica(t *testing.T, ledger *store.Store, now func() time.Time, send func(context.Context, letter, func() error) error) digests {
	t.Helper()
	hours := digestHours(t)
	return digests{
		ledger: ledger, now: now, send: send, sender: "contoh.go.id",
		agency: config.Agency{Agency: digestOffice(), Digest: config.Digest{Daily: "08.00", Email: []string{"a@contoh.go.id", "b@contoh.go.id"}}},
		hours:  func(context.Context) (report.Hours, error) { return hours, nil },
		make: func(_ context.Context, p report.Period, asOf time.Time) (report.Digest, error) {
			return report.Digest{Title: "Ringkasan harian", Span: report.DayText(asOf), Period: p, AsOf: asOf, From: asOf, Sentences: []string{"Ada 3 percakapan."}}, nil
		},
	}
}

func digestOffice() loket.Agency {
	return loket.Agency{ID: "kupang", Code: "KPG", Name: "Disdukcapil Kota Kupang", Zone: "Asia/Makassar"}
}

// digestLedger is a ledger at the time a digest falls due, and its clock.
func digestLedger(t *testing.T) (ledger *store.Store, clock *time.Time) {
	t.Helper()
	at := time.Date(2026, 11, 17, 8, 1, 0, 0, time.FixedZone("WITA", 8*3600))
	clock = &at
	ledger, err := store.Open(t.Context(), storetest.ReadySQLite(t),
		store.Options{Sealer: storetest.Sealer(t, 1), Now: func() time.Time { return *clock }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := ledger.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := ledger.Register(t.Context(), digestOffice()); err != nil {
		t.Fatal(err)
	}
	return ledger, clock
}

// TestDigestIsSentOnce has two replicas look after the same digests, again and again.
func TestDigestIsSentOnce(t *testing.T) {
	t.Parallel()
	ledger, clock := digestLedger(t)
	server := openMailServer(t, &mailServer{})
	p := postman{mail: config.Mail{Server: server.address, From: "loket@contoh.go.id"}}
	now := func() time.Time { return *clock }
	for range 3 {
		for range 2 {
			if err := replica(t, ledger, now, p.send).once(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		*clock = clock.Add(20 * time.Minute)
	}
	got := server.accepted()
	if len(got) != 2 || !strings.Contains(got[0], "To: a@contoh.go.id") || !strings.Contains(got[1], "To: b@contoh.go.id") {
		t.Fatalf("%d letters, want one to each", len(got))
	}
	if !strings.Contains(got[0], `filename="ringkasan-day-2026-11-17.pdf"`) || !strings.Contains(got[0], `filename="ringkasan-day-2026-11-17.png"`) {
		t.Error("a letter lacks the PDF or the picture")
	}
}

// TestDigestAfterTrouble tries again while nothing can have arrived, and not after.
func TestDigestAfterTrouble(t *testing.T) {
	t.Parallel()
	t.Run("OutOfReach/TriesAgain", func(t *testing.T) {
		t.Parallel()
		ledger, clock := digestLedger(t)
		now, sent := func() time.Time { return *clock }, 0
		away := errors.New("away")
		err := replica(t, ledger, now, func(context.Context, letter, func() error) error { return away }).once(t.Context())
		if !errors.Is(err, away) {
			t.Fatalf("once() = %v, want it told", err)
		}
		back := replica(t, ledger, now, func(_ context.Context, _ letter, committed func() error) error {
			sent++
			return committed()
		})
		if err := back.once(t.Context()); err != nil || sent != 0 {
			t.Errorf("tried at once: %d, %v, want a pause", sent, err)
		}
		*clock = clock.Add(digestPause)
		if err := back.once(t.Context()); err != nil || sent != 2 {
			t.Errorf("after the pause %d, %v, want both sent", sent, err)
		}
	})
	t.Run("RefusedAtTheEnd/TriesAgain", func(t *testing.T) {
		t.Parallel()
		ledger, clock := digestLedger(t)
		server := openMailServer(t, &mailServer{full: true})
		d := replica(t, ledger, func() time.Time { return *clock }, postman{mail: config.Mail{Server: server.address, From: "loket@contoh.go.id"}}.send)
		if err := d.once(t.Context()); err == nil {
			t.Fatal("a refusal was not told")
		}
		server.setFull(false)
		*clock = clock.Add(2 * time.Hour)
		if err := d.once(t.Context()); err != nil || len(server.accepted()) != 2 {
			t.Errorf("once there is room: %v, %d letters, want both", err, len(server.accepted()))
		}
	})
	t.Run("DiedInTheMiddle/IsInDoubt", func(t *testing.T) {
		t.Parallel()
		ledger, clock := digestLedger(t)
		now, again := func() time.Time { return *clock }, 0
		dying := replica(t, ledger, now, func(_ context.Context, _ letter, committed func() error) error {
			if err := committed(); err != nil {
				return err
			}
			panic("died")
		})
		func() {
			defer func() { _ = recover() }()
			_ = dying.once(t.Context())
		}()
		*clock = clock.Add(digestLease + time.Minute)
		err := replica(t, ledger, now, func(_ context.Context, l letter, committed func() error) error {
			again++
			if l.to == "a@contoh.go.id" {
				t.Error("what may have arrived went again")
			}
			return committed()
		}).once(t.Context())
		if err == nil || !strings.Contains(err.Error(), "may or may not") || again != 1 {
			t.Errorf("once() = %v after a death with %d sent, want it told and the other one sent", err, again)
		}
	})
	t.Run("DiedBefore/IsSent", func(t *testing.T) {
		t.Parallel()
		ledger, clock := digestLedger(t)
		now, sent := func() time.Time { return *clock }, map[string]int{}
		func() {
			defer func() { _ = recover() }()
			_ = replica(t, ledger, now, func(context.Context, letter, func() error) error { panic("died") }).once(t.Context())
		}()
		*clock = clock.Add(digestLease + time.Minute)
		err := replica(t, ledger, now, func(_ context.Context, l letter, committed func() error) error {
			sent[l.to]++
			return committed()
		}).once(t.Context())
		if err != nil || sent["a@contoh.go.id"] != 1 || sent["b@contoh.go.id"] != 1 {
			t.Errorf("once() = %v, sent %v, want one each", err, sent)
		}
	})
}
