package console_test

import (
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/web/webtest"
)

// TestFragmentsInEnglish: what comes into a page after it was loaded is in its reader's
// language, and what people wrote stays as they wrote it.
func TestFragmentsInEnglish(t *testing.T) {
	live(t, func(t *testing.T, o liveOffice, b *webtest.Browser) {
		b.Post("/bahasa", "bahasa", "en")
		w := o.listen(t.Context(), b, "/loket/arus?tab=menunggu&sejak=0", "")
		next(t, w)
		o.put("t1", 5*time.Minute, "Menunggu", nil)
		o.happen(loket.Stirred{Ticket: "t1", Citizen: true})
		if said := next(t, w); !strings.Contains(said, ">5 min<") || !strings.Contains(said, "waiting <") || strings.Contains(said, "menunggu <") {
			t.Errorf("a new ticket is told as\n%s\nwant it in English", said)
		}
		page := b.Get("/loket").Page(t)
		if got := page.One(".antrean .tanya").Text(); !strings.HasSuffix(got, "Menunggu") {
			t.Errorf("the citizen's word is shown as %q, want it as written", got)
		}
		if got := page.One("#arus").Attr["data-kata-sisa"]; got != "# left" {
			t.Errorf("the page's script says %q, want English", got)
		}
		if refused := b.Post("/loket/tiket/t1/balas", "epoch", "1").Page(t).One("[role=alert]").Text(); !strings.HasPrefix(refused, "The reply is empty.") {
			t.Errorf("an empty reply is refused with %q, want it in English", refused)
		}
	})
}

// TestWordsOfCitizensInEnglish: in an English page what a citizen, the catalogue or a
// member of staff for a citizen wrote is marked as Indonesian, so that it is read aloud
// and hyphenated as such; what the page says itself is not.
func TestWordsOfCitizensInEnglish(t *testing.T) {
	t.Parallel()
	o, b := stocked(t)
	if err := o.desk.SaveReady(t.Context(), loket.Staff{ID: "penyelia"}, loket.ReadyReply{ID: "r1", Title: "Salam pembuka", Text: "Selamat pagi."}); err != nil {
		t.Fatal(err)
	}
	o.put("t2", time.Hour, "ktp saya hilang", func(v *loket.TicketView) {
		v.Ticket.State, v.Ticket.Staff, v.Ticket.LeaseEpoch, v.Ticket.LeaseUntil = loket.TicketClaimed, "petugas", 1, o.clock.Now().Add(time.Minute)
		v.Ticket.Topic, v.Ticket.Message, v.Lines = "topik-kk", "m1", talk(o.clock.Now())
		v.Lines[0].Message, v.Lines[0].Outcome = "m1", loket.OutcomeHandedOff
		v.Notes = []loket.Note{{Name: "Rekan", At: o.clock.Now(), Text: "catatan rekan"}}
	})
	b.Post("/bahasa", "bahasa", "en")
	refused := b.Post("/loket/tiket/t2/balas", "epoch", "1", "sekali", "x", "teks", "Kirim kode OTP Anda ke sini.").Page(t)
	pages := map[string]*webtest.Node{
		"inbox": b.Get("/loket?tab=semua").Page(t), "ticket": b.Get("/loket/tiket/t2?jawaban=ktp-hilang").Page(t),
		"person": b.Get("/loket/tiket/t2/warga").Page(t),
	}
	for _, c := range []struct{ page, words, code string }{
		{"inbox", "ktp saya hilang", "id"},
		{"inbox", "topik-kk", "id"},
		{"inbox", "You hold it", "en"},
		{"ticket", "akta?", "id"},
		{"ticket", "Maksud Anda?", "id"},
		{"ticket", "Akta kelahiran", "id"},
		{"ticket", "1. surat", "id"},
		{"ticket", "Siap.", "id"},
		{"ticket", "catatan rekan", "id"},
		{"ticket", "KTP-el hilang", "id"},
		{"ticket", "Bawa surat kehilangan.", "id"},
		{"ticket", "Salam pembuka", "id"},
		{"ticket", "Conversation", "en"},
		{"person", "ktp saya hilang", "id"},
		{"person", "First wrote", "en"},
	} {
		found := pages[c.page].One("main").Saying(c.words)
		if len(found) == 0 {
			t.Errorf("%s: nothing says %q", c.page, c.words)
		}
		for _, n := range found {
			if got := n.Language(); got != c.code {
				t.Errorf("%s: %q of a %s is marked %q, want %q", c.page, c.words, n.Name, got, c.code)
			}
		}
	}
	for _, selector := range []string{".tolak .kata", ".tolak q", "textarea#teks"} {
		if n := refused.One(selector); n == nil || n.Attr["lang"] != "id" {
			t.Errorf("what the guard refused: %s is not marked as Indonesian", selector)
		}
	}
}
