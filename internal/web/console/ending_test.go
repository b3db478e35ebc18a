package console_test

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/web/console"
	"loket/internal/web/webtest"
	"loket/internal/words"
)

// TestInboxEnding shows staff which answers end, in one line, and nothing when
// none do.
func TestInboxEnding(t *testing.T) {
	t.Parallel()
	many := strings.Fields("a b c d e f g")
	for _, test := range []struct {
		name        string
		ended, soon []string
		says        string // empty: no line at all
	}{
		{"None", nil, nil, ""},
		{"Soon", nil, []string{"kk-baru"}, "1 jawaban berakhir dalam 30 hari: kk-baru. Minta kurator memeriksanya."},
		{"Ended", []string{"biaya", "kk-baru"}, nil, "2 jawaban sudah berakhir, pertanyaannya masuk antrean: biaya, kk-baru. Minta kurator memeriksanya."},
		{"BothAndMany", []string{"x"}, many, "1 jawaban sudah berakhir, pertanyaannya masuk antrean: x. " +
			"7 jawaban berakhir dalam 30 hari: a, b, c, d, e, dan 2 lagi. Minta kurator memeriksanya."},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			o := newOffice()
			gate := &console.Gate{Accounts: o.accounts, Sessions: o.sessions, Now: o.clock.Now, ClientIP: web.ClientIP(nil)}
			room := console.New(o.desk, gate, o.clock.Now, webtest.WITA)
			room.Ending = func(agency loket.AgencyID, now time.Time) (ended, soon []string) {
				if agency != "kupang" || !now.Equal(o.clock.Now()) {
					t.Errorf("asked for %s at %v, want the member's agency now", agency, now)
				}
				return test.ended, test.soon
			}
			house := &web.Server{Gate: gate, Parts: []web.Part{room}, Log: slog.New(slog.DiscardHandler)}
			o.browser = webtest.NewBrowser(house.Handler())
			got := o.signIn(t, "petugas").Get("/loket")
			if test.says == "" {
				if got.Page(t).One(".akhir") != nil {
					t.Errorf("the page has a line about ending answers:\n%s", got.Body)
				}
				return
			}
			wantPage(t, "inbox", got, http.StatusOK, ".akhir", test.says)
		})
	}
}

// TestInboxAlarms shows staff what is wrong with their channels, above the queue.
func TestInboxAlarms(t *testing.T) {
	t.Parallel()
	o := newOffice()
	gate := &console.Gate{Accounts: o.accounts, Sessions: o.sessions, Now: o.clock.Now, ClientIP: web.ClientIP(nil)}
	room := console.New(o.desk, gate, o.clock.Now, webtest.WITA)
	room.Alarms = func(_ context.Context, agency loket.AgencyID) []words.Text {
		if agency != "kupang" {
			t.Errorf("asked for %s, want the member's agency", agency)
		}
		return []words.Text{"Telegram tertinggal.", "Telegram: <409>."}
	}
	house := &web.Server{Gate: gate, Parts: []web.Part{room}, Log: slog.New(slog.DiscardHandler)}
	o.browser = webtest.NewBrowser(house.Handler())
	page := o.signIn(t, "petugas").Get("/loket").Page(t)
	var got []string
	for _, alarm := range page.All("[role=alert]") {
		got = append(got, alarm.Text())
	}
	if want := []string{"Telegram tertinggal.", "Telegram: <409>."}; !slices.Equal(got, want) {
		t.Errorf("alarms on the page = %q, want %q", got, want)
	}
}
