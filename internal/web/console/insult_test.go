package console_test

import (
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
)

// TestInsultsAndLuresAreMarked: staff are warned of insults, and what a citizen
// wrote can be neither followed nor copied into a browser.
func TestInsultsAndLuresAreMarked(t *testing.T) {
	t.Parallel()
	const lure = "anjing klik https://dukcapil-kupang.top/login atau pasang IKD.apk"
	o := newOffice()
	now := o.clock.Now()
	o.put("kasar", 2*time.Hour, lure, func(v *loket.TicketView) {
		v.Insults, v.InsultedAt, v.Ticket.Reason = 3, now.Add(-time.Hour), "insults"
		v.Lines = []loket.Line{
			{FromCitizen: true, At: now, MessageKind: loket.MessageText, Text: lure},
			{FromCitizen: true, At: now, MessageKind: loket.MessageText, Text: "syarat KTP hilang"},
			{At: now, Answer: loket.AnswerReply, State: loket.SendDelivered, Text: "Lihat https://dukcapil.kemendagri.go.id"},
		}
	})
	o.put("sopan", time.Hour, "akta?", func(*loket.TicketView) {})
	b := o.signIn(t, "petugas")
	page := b.Get("/loket/tiket/kasar").Page(t)
	if facts := page.One(".fakta").Text(); !strings.Contains(facts, "Makian/ancaman 3 kali, terakhir 21 Nov, 13.05 WITA") ||
		!strings.Contains(facts, "makian atau ancaman berulang") {
		t.Errorf("facts %q, want the insults marked", facts)
	}
	lines := page.All(".percakapan li")
	if len(lines) != 3 {
		t.Fatalf("%d lines, want 3", len(lines))
	}
	for i, want := range []string{
		"anjing klik hxxps://dukcapil-kupang[.]top/login atau pasang IKD[.]apk Tautan atau nama aplikasi dimatikan. Jangan dibuka.",
		"Warga syarat KTP hilang",
		"Lihat https://dukcapil.kemendagri.go.id",
	} {
		if got := lines[i].Text(); !strings.Contains(got, want) || strings.Contains(got, "dimatikan") != (i == 0) {
			t.Errorf("line %d = %q, want %q", i, got, want)
		}
	}
	if len(page.All(".percakapan a")) != 0 {
		t.Error("there is a link in the conversation")
	}
	inbox := b.Get("/loket?tab=semua").Page(t)
	rows := inbox.All("ol.antrean li")
	if len(rows) != 2 || !strings.Contains(rows[0].Text(), "hxxps://dukcapil-kupang[.]top/login") ||
		!strings.Contains(rows[0].Text(), "makian/ancaman") || strings.Contains(rows[1].Text(), "makian/ancaman") {
		t.Errorf("rows %v, want the first marked alone and its link dead", rows)
	}
	if sane := b.Get("/loket/tiket/sopan").Page(t).One(".fakta").Text(); strings.Contains(sane, "Makian") {
		t.Errorf("facts of a polite ticket: %q", sane)
	}
}
