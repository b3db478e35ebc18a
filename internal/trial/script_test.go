package trial_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"loket/internal/faketelegram"
	"loket/internal/loket"
)

// scripts are words that would run in a page that took them for more than words:
// every vector behind what would end the place it stands in.
func scripts() (all []string) {
	vectors := []string{
		`<script>alert(1)</script>`, `<ScRiPt>alert(1)</sCrIpT>`, `<script src=data:,alert(1)></script>`, `<img src=x onerror=alert(1)>`,
		`<svg onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`, `<body onload=alert(1)>`, `<input autofocus onfocus=alert(1)>`,
		`<details open ontoggle=alert(1)>`, `<iframe srcdoc="<script>alert(1)</script>"></iframe>`, `<iframe src="javascript:alert(1)"></iframe>`,
		`<a href="javascript:alert(1)" autofocus>klik</a>`, `<form action="javascript:alert(1)"><button>kirim</button></form>`,
		`<object data="javascript:alert(1)"></object>`, `<embed src="javascript:alert(1)">`, `<math><mtext></math><img src=x onerror=alert(1)>`,
		`<meta http-equiv="refresh" content="0;url=javascript:alert(1)">`, `<base href="javascript:alert(1)//">`, `<link rel=stylesheet href="data:,alert(1)">`,
		`<video><source onerror=alert(1)></video>`, `<marquee onstart=alert(1)>`, `<template><script>alert(1)</script></template>`,
		`&lt;script&gt;alert(1)&lt;/script&gt;`, `%3Cscript%3Ealert(1)%3C/script%3E`, `＜script＞alert(1)＜/script＞`, `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
		"<img\tsrc=x\nonerror=alert(1)>", `<!--><img src=x onerror=alert(1)>-->`, `<xmp><img src=x onerror=alert(1)></xmp>`,
	}
	for _, before := range []string{"", `">`, `'>`, `</textarea>`} {
		for _, v := range vectors {
			all = append(all, before+v)
		}
	}
	return all
}

// firstScript is the chat of the first citizen who writes a script.
const firstScript = int64(31000)

// TestScripts has citizens whose names and words are scripts, notes and ready replies
// that are, and opens every page that shows them in a real Chromium: no dialog
// opens, no script of theirs is on a page, and the page's policy has nothing to
// refuse.
func TestScripts(t *testing.T) {
	t.Parallel()
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	c := newCounter(t, roomy(t, onTelegram(fake)))
	c.start()
	payloads := scripts()
	if len(payloads) < 100 {
		t.Fatalf("%d payloads, want at least 100", len(payloads))
	}
	for i, words := range payloads {
		chat := firstScript + int64(i)
		fake.Deliver(faketelegram.Text(chat, "saya mau bicara dengan petugas. "+words).By(chat, words, words))
	}
	tickets := awaitTickets(t, c, len(payloads))
	admin := newOfficer(t, c)
	saved := 0
	for i, ticket := range tickets {
		form := url.Values{"catatan": {payloads[i]}}
		if !admin.did(t.Context(), ticket, "catatan", form) {
			t.Fatalf("the note %q was refused: %v", payloads[i], admin.refused)
		}
		title := []rune(payloads[i])
		ready := url.Values{"judul": {string(title[:min(80, len(title))])}, "isi": {payloads[i]}}
		status, _, err := admin.post(t.Context(), "/loket/balasan-siap", ready)
		if err != nil {
			t.Fatal(err)
		}
		if status == http.StatusSeeOther {
			saved++
		}
	}
	if saved < 100 {
		t.Errorf("%d ready replies were saved, want at least 100", saved)
	}
	staff := newChromium(t)
	staff.signIn(c, "demo", c.password)
	for _, path := range []string{"/loket?tab=semua&diam=1", "/loket/balasan-siap"} {
		staff.goTo(c.base + path)
		staff.wantHarmless(path)
	}
	for _, ticket := range tickets {
		path := "/loket/tiket/" + string(ticket)
		staff.goTo(c.base + path)
		staff.wantHarmless(path)
	}
	staff.press(`form[action$="/ambil"] button`)
	staff.untilSays(".fakta", "Anda pegang")
	staff.wantHarmless("the ticket that is held")
	get[bool](staff, `document.querySelector('[name="siap"]').closest('details').open = true`)
	staff.press(`[name="siap"]`)
	staff.untilSays(".kabar", "Balasan siap ada di kotak balasan")
	staff.wantHarmless("the reply form")
	staff.wantQuiet()
}

// awaitTickets waits until so many tickets are open.
func awaitTickets(t *testing.T, c *counter, want int) (ids []loket.TicketID) {
	t.Helper()
	ledger := c.ledger()
	tick, late := time.NewTicker(100*time.Millisecond), time.After(patience)
	defer tick.Stop()
	for {
		rows, err := ledger.OpenTickets(t.Context(), demoAgency, want)
		if err == nil && len(rows) == want {
			for _, row := range rows {
				ids = append(ids, row.Ticket.ID)
			}
			return ids
		}
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("%d tickets after %v (%v), want %d", len(rows), patience, err, want)
		}
	}
}

// wantHarmless fails when something on the page is more than the page's own.
func (b *tab) wantHarmless(what string) {
	b.t.Helper()
	foreign := get[[]string](b, `[
		...[...document.scripts].filter(s => !s.src.startsWith(location.origin + '/aset/')),
		...document.querySelectorAll('iframe, object, embed, base, body svg, body meta, body link, body style, math, marquee, video, xmp, template'),
		...[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on') || /^\s*javascript:/i.test(a.value) && ['href', 'src', 'action', 'formaction'].includes(a.name))),
	].map(e => e.outerHTML.slice(0, 120))`)
	if len(foreign) > 0 {
		b.t.Errorf("%s holds %s", what, strings.Join(foreign, "\n"))
	}
	b.until(what+" shows a payload", `document.body.innerText.includes('alert(1)')`)
}
