package trial_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"loket/internal/faketelegram"
	"loket/internal/loket"
)

// watchLimit is longer than the time between two looks at deadlines.
const watchLimit = time.Minute

// lateOffice is a configuration with an answer within 100 minutes, and more lines.
func lateOffice(lines string) string {
	return `agencies:
  - id: disdukcapil-kota-kupang
    code: KPG
    name: Disdukcapil Kota Kupang
    zone: Asia/Makassar
    on_call: Piket 0380 123456
    policy: [{from: 2026-11-01, answers: [{minutes: 100}]}]
` + lines
}

// configured gives the program a file.
func (w *waiter) configured(text string) {
	w.t.Helper()
	w.c.env["LOKET_CONFIG"] = filepath.Join(w.c.dir, "loket.yaml")
	if err := os.WriteFile(w.c.env["LOKET_CONFIG"], []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// hears waits until somebody has read a text with all the words, and returns how
// often they did.
func (w *waiter) hears(chat int64, words ...string) int {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.t.Context(), watchLimit)
	defer cancel()
	found := func(sent []faketelegram.Sent) (n int) {
		for _, s := range sent {
			if s.Chat == chat && !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(s.Text, word) }) {
				n++
			}
		}
		return n
	}
	if err := w.fake.WaitFor(ctx, func(sent []faketelegram.Sent) bool { return found(sent) > 0 }); err != nil {
		w.t.Fatalf("nobody said %q to %d: %v\nwas said: %v", words, chat, err, texts(w.fake.Sent()))
	}
	return found(w.fake.Sent())
}

// TestEscalation: the staff group hears of a ticket that is late, once each step
// however often the program starts, and of an emergency at night with whom to
// call; a closure that is read by SIGHUP tells a waiting citizen another time once.
func TestEscalation(t *testing.T) {
	t.Parallel()
	w := newWaiter(t)
	w.c.env["LOKET_TELEGRAM_STAFF_CHAT"] = strconv.FormatInt(staffGroup, 10)
	w.configured(lateOffice(""))
	w.livesFrom(morning(10, 1))
	w.fake.Deliver(faketelegram.Text(firstChat, "saya mau bicara dengan petugas"))
	w.hears(staffGroup, "pertanyaan", "Masuk 23-11 10.01", "Status: menunggu")
	for _, life := range []struct {
		minute int
		says   string
	}{{25, "hampir lewat tenggat"}, {42, "lewat tenggat, perlu penyelia"}, {92, "jauh lewat tenggat, perlu pimpinan"}} {
		w.livesFrom(morning(11, life.minute))
		w.hears(staffGroup, "pertanyaan · 23-11 10.01", life.says)
	}
	w.fake.Deliver(faketelegram.Text(firstChat+1, "saya mau bicara dengan petugas"))
	w.hears(firstChat+1, "paling lambat hari ini")
	w.configured(lateOffice("    closures: [{date: 2026-11-23, reason: pemadaman listrik}]\n"))
	if err := w.c.cmd.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	if n := w.hears(firstChat+1, "Waktu baru", "besok"); n != 1 {
		t.Errorf("the citizen was told another time %d times, want once", n)
	}
	w.livesFrom(morning(22, 0))
	w.fake.Deliver(faketelegram.Text(firstChat+2, "tolong rumah saya kebakaran"))
	w.hears(staffGroup, "DARURAT. Hubungi sekarang: Piket 0380 123456")
	if n := w.hears(firstChat+1, "Waktu baru"); n != 1 {
		t.Errorf("the citizen was told another time %d times, want once", n)
	}
	w.wantSteps()
}

// wantSteps wants the steps of the first ticket once each, in order.
func (w *waiter) wantSteps() {
	w.t.Helper()
	events, err := w.c.ledger().Events(w.t.Context(), 0, 10_000)
	if err != nil {
		w.t.Fatal(err)
	}
	steps := map[loket.TicketID][]int64{}
	var first loket.TicketID
	for _, e := range events {
		if e.Kind != loket.EventEscalate {
			continue
		}
		if first == "" {
			first = e.Ticket
		}
		steps[e.Ticket] = append(steps[e.Ticket], e.Value)
	}
	if !slices.Equal(steps[first], []int64{1, 2, 3, 4}) {
		w.t.Errorf("steps of the first ticket = %v, want each once", steps[first])
	}
}
