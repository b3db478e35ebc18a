package console_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
	"loket/internal/web/webtest"
)

// fill puts one ticket of every state on the desk.
func (o *office) fill() {
	now := o.clock.Now()
	claimed := func(by loket.StaffID, name string, until time.Time) func(*loket.TicketView) {
		return func(v *loket.TicketView) {
			v.Ticket.State, v.Ticket.Staff, v.Ticket.LeaseEpoch, v.Ticket.LeaseUntil = loket.TicketClaimed, by, 1, until
			v.Holder = name
		}
	}
	o.put("baru", 4*time.Minute, "baru masuk", nil)
	o.put("lama", 2*time.Hour+5*time.Minute, "sudah lama", func(v *loket.TicketView) {
		v.Ticket.DueAt, v.Channel, v.Messages = now.Add(-12*time.Minute), loket.WebChat, 3
	})
	o.put("saya", time.Hour, "milik saya", claimed("petugas", "Rekan petugas", now.Add(time.Minute)))
	o.put("rekan", 30*time.Minute, "milik rekan", claimed("penyelia", "Rekan penyelia", now.Add(time.Minute)))
	o.put("lepas", 50*time.Minute, "masa pegang habis", claimed("penyelia", "Rekan penyelia", now))
	o.put("selesai", 9*time.Hour, "sudah ditutup", func(v *loket.TicketView) { v.Ticket.State = loket.TicketClosed })
	o.put("lain", 9*time.Hour, "kantor lain", func(v *loket.TicketView) { v.Ticket.Agency = "soe" })
}

func questions(t *testing.T, got webtest.Answer) []string {
	t.Helper()
	var all []string
	for _, n := range got.Page(t).All("ol.antrean .tanya") {
		all = append(all, n.Text())
	}
	return all
}

func TestInbox(t *testing.T) {
	t.Parallel()
	o := newOffice()
	o.fill()
	b := o.signIn(t, "petugas")

	t.Run("Tabs/FirstTurnFirst", func(t *testing.T) {
		t.Parallel()
		for address, want := range map[string][]string{
			"/loket":              {"sudah lama", "masa pegang habis", "baru masuk"},
			"/loket?tab=menunggu": {"sudah lama", "masa pegang habis", "baru masuk"},
			"/loket?tab=apa":      {"sudah lama", "masa pegang habis", "baru masuk"},
			"/loket?tab=milik":    {"milik saya"},
			"/loket?tab=semua":    {"sudah lama", "milik saya", "masa pegang habis", "milik rekan", "baru masuk"},
		} {
			if diff := cmp.Diff(want, questions(t, b.Clone().Get(address))); diff != "" {
				t.Errorf("tickets of %s (-want +got):\n%s", address, diff)
			}
		}
	})
	t.Run("Tabs/Counts", func(t *testing.T) {
		t.Parallel()
		page := b.Clone().Get("/loket?tab=milik").Page(t)
		if got := page.One(".tab").Text(); got != "Milik saya 1 Menunggu 3 Semua 5 Belum terlayani 5" {
			t.Errorf("tabs = %q, want them with their counts", got)
		}
		if got := page.One(".tab [aria-current=page]").Text(); got != "Milik saya 1" {
			t.Errorf("current tab = %q, want Milik saya", got)
		}
	})
	t.Run("Row", func(t *testing.T) {
		t.Parallel()
		page := b.Clone().Get("/loket?tab=semua").Page(t)
		want := []string{
			"menunggu 2 jam 5 mnt tenggat 13.53 WITA · lewat 12 mnt Pertanyaan Chat situs 3 pesan KPG-7F3Q9K-X",
			"menunggu 1 jam tenggat 15.05 WITA · sisa 1 jam Anda pegang Pertanyaan Telegram KPG-7F3Q9K-X",
			"menunggu 50 mnt tenggat 15.15 WITA · sisa 1 jam 10 mnt Pertanyaan Telegram KPG-7F3Q9K-X",
			"menunggu 30 mnt tenggat 15.35 WITA · sisa 1 jam 30 mnt dipegang Rekan penyelia Pertanyaan Telegram KPG-7F3Q9K-X",
			"menunggu 4 mnt tenggat 16.01 WITA · sisa 1 jam 56 mnt Pertanyaan Telegram KPG-7F3Q9K-X",
		}
		var got []string
		for _, row := range page.All("ol.antrean .rinci") {
			got = append(got, row.Text())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("rows (-want +got):\n%s", diff)
		}
		if len(page.All("ol.antrean .cip.awas")) != 1 || page.All("ol.antrean a")[0].Attr["href"] != "/loket/tiket/lama" {
			t.Error("the late ticket is not marked, or its row does not lead to it")
		}
	})
	t.Run("Reload/CanBeStopped", func(t *testing.T) {
		t.Parallel()
		page := b.Clone().Get("/loket?tab=semua").Page(t)
		if got := page.One("[http-equiv=refresh]").Attr["content"]; got != "30;url=/loket?tab=semua&otomatis=1" {
			t.Errorf("reload = %q, want the same tab in 30 s, marked as by itself", got)
		}
		stop := page.All("main p.redup a")[0].Attr["href"]
		still := b.Clone().Get(stop).Page(t)
		if still.One("[http-equiv=refresh]") != nil || still.One("main p.redup a").Attr["href"] != "/loket?tab=semua" {
			t.Errorf("%s still reloads by itself, or has no way back", stop)
		}
	})
}

func TestInboxEmpty(t *testing.T) {
	t.Parallel()
	o := newOffice()
	b := o.signIn(t, "petugas")
	for address, want := range map[string]string{
		"/loket?tab=milik":  "Anda tidak memegang tiket. Ambil satu dari yang menunggu.",
		"/loket":            "Tidak ada yang menunggu. Semua pertanyaan sudah dipegang atau dijawab.",
		"/loket?tab=semua":  "Tidak ada tiket yang terbuka.",
		"/loket?ditutup=1":  "Tidak ada yang menunggu. Semua pertanyaan sudah dipegang atau dijawab.",
		"/loket?otomatis=1": "Tidak ada yang menunggu. Semua pertanyaan sudah dipegang atau dijawab.",
	} {
		wantPage(t, address, b.Get(address), http.StatusOK, ".kosong", want)
	}
	wantPage(t, "after closing", b.Get("/loket?ditutup=1"), http.StatusOK, "[role=status]", "Tiket sudah ditutup.")
	o.desk.Break(errors.New("ledger is locked"))
	if got := b.Get("/loket"); got.Status != http.StatusInternalServerError || strings.Contains(got.Body, "locked") {
		t.Errorf("list without ledger: status %d, want 500 without the reason", got.Status)
	}
}
