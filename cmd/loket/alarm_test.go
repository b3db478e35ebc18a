package main

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"loket/bot"
	"loket/bot/telegram"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/store"
	"loket/internal/store/storetest"
)

// alarmed is a house with a Telegram channel that this process owns, and a clock.
type alarmed struct {
	*house
	t     *testing.T
	clock *lokettest.Clock
	lease loket.Lease
	text  strings.Builder // of the log
}

func openAlarmed(t *testing.T) *alarmed {
	t.Helper()
	a := &alarmed{t: t, clock: lokettest.NewClock()}
	c, err := config.Load("", func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	ledger, err := store.Open(t.Context(), storetest.ReadySQLite(t),
		store.Options{Sealer: storetest.Sealer(t, 1), Now: a.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ledger.Close() })
	channel := telegramChannel(c.Agencies[0])
	if err := ledger.Register(t.Context(), c.Agencies[0].Agency, channel); err != nil {
		t.Fatal(err)
	}
	adapter, err := telegram.New(telegram.Config{Token: "1:a", ChannelID: channel.ID, Receiver: noReceiver{}})
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation(c.Agencies[0].Zone)
	if err != nil {
		t.Fatal(err)
	}
	a.house = &house{
		config: c, ledger: ledger, now: a.clock.Now, bots: []*telegramBot{{Adapter: adapter, agency: c.Agencies[0]}}, reloader: &reloader{}, log: slog.New(slog.NewTextHandler(&a.text, nil)),
		zones: map[loket.AgencyID]*time.Location{c.Agencies[0].ID: zone},
	}
	if a.lease, err = ledger.AcquireLease(t.Context(), channel.ID, loket.Owner{Replica: "a", Process: "b"}, true); err != nil {
		t.Fatal(err)
	}
	return a
}

// noReceiver is for an adapter that hears nothing.
type noReceiver struct{ bot.Receiver }

// renews lets time pass and the channel be heard at a time.
func (a *alarmed) renews(after time.Duration, heard time.Time) {
	a.t.Helper()
	a.clock.Add(after)
	if _, err := a.ledger.RenewLease(a.t.Context(), a.lease, heard); err != nil {
		a.t.Fatal(err)
	}
}

// says wants the alarms to be those that begin so.
func (a *alarmed) says(want ...string) {
	a.t.Helper()
	got := a.alarms(a.t.Context(), a.config.Agencies[0].ID)
	if len(got) != len(want) {
		a.t.Fatalf("alarms = %q, want %q", got, want)
	}
	for i := range want {
		if !strings.HasPrefix(got[i].String(), want[i]) {
			a.t.Errorf("alarm = %q, want it to begin %q", got[i], want[i])
		}
	}
}

// TestAlarms lets polling stop: staff hear of it within a quarter of an hour, and
// after a day of what is lost.
func TestAlarms(t *testing.T) {
	t.Parallel()
	a := openAlarmed(t)
	last := a.clock.Now()
	a.says()
	a.renews(0, last)
	a.renews(behindAfter, last)
	a.says()
	raised := a.tellChanges(t.Context(), nil)
	a.renews(alarmEvery, last)
	raised = a.tellChanges(t.Context(), raised)
	const behind = "Telegram tertinggal: pesan warga belum diambil sejak 23 Nov, 09.00 WITA."
	a.says(behind)
	if since := a.clock.Now().Sub(last); since > 15*time.Minute || !strings.Contains(a.text.String(), "tertinggal") {
		t.Errorf("%v after polling stopped the log is %q, want it told within 15 minutes", since, a.text.String())
	}
	raised = a.tellChanges(t.Context(), raised)
	if n := strings.Count(a.text.String(), "msg=alarm "); n != 1 {
		t.Errorf("the alarm is logged %d times while it lasts, want once", n)
	}
	a.renews(24*time.Hour, last)
	a.says(behind, "Telegram: pesan 24 jam ke belakang mungkin hilang. Loket tidak mengambil pesan dari 23-11-2026 09.00 WITA sampai sekarang.")
	a.renews(time.Minute, a.clock.Now().Add(time.Minute))
	a.says("Telegram: pesan 24 jam ke belakang mungkin hilang. Loket tidak mengambil pesan dari 23-11-2026 09.00 WITA sampai 24-11-2026 09.12 WITA.")
	a.tellChanges(t.Context(), raised)
	if !strings.Contains(a.text.String(), "alarm is over") {
		t.Errorf("log = %q, want the end of the alarm", a.text.String())
	}
	if err := a.channelsReady(t.Context()); err == nil || !strings.Contains(err.Error(), loket.GapText) {
		t.Errorf("channelsReady() = %v, want it to tell of the gap", err)
	}
	a.renews(gapShown+time.Minute, a.clock.Now().Add(gapShown+time.Minute))
	if got := a.alarms(t.Context(), "lain"); got != nil {
		t.Errorf("alarms of another agency = %q, want none", got)
	}
}

// TestTelegramWorks holds a process to account for polling from when it has to
// poll, and lets one line of /readyz tell of it.
func TestTelegramWorks(t *testing.T) {
	t.Parallel()
	a := openAlarmed(t)
	a.began = a.clock.Now()
	a.renews(0, a.began)
	a.renews(pollPatience, a.began)
	if err := a.telegramWorks(t.Context()); err != nil {
		t.Errorf("telegramWorks() after %v = %v, want nil", pollPatience, err)
	}
	a.renews(time.Second, a.began)
	if err := a.telegramWorks(t.Context()); err == nil || !strings.Contains(err.Error(), "selama 66 detik") {
		t.Errorf("telegramWorks() a second later = %v, want its silence", err)
	}
	a.renews(behindAfter, a.began)
	a.says("Telegram tertinggal")
	if err := a.channelsReady(t.Context()); err != nil {
		t.Errorf("channelsReady() beside it = %v, want it said once", err)
	}
	begun := a.clock.Now()
	a.bots[0].fetching.Store(&begun)
	if err := a.telegramWorks(t.Context()); err != nil {
		t.Errorf("telegramWorks() when fetching has just begun = %v, want nil", err)
	}
	if err := a.channelsReady(t.Context()); err == nil || !strings.Contains(err.Error(), "tertinggal") {
		t.Errorf("channelsReady() = %v, want it to say that nobody fetched", err)
	}
}
