package webchat_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"loket/internal/loket"
)

// TestBrowser is a citizen with a cheap phone in a real Chromium.
func TestBrowser(t *testing.T) {
	t.Parallel()
	room := kupangRoom()
	room.Agency.Name, room.Suggestions = "Dinas "+hostile, append(room.Suggestions, hostile)
	room.Ask = func(entry string) (loket.Button, bool) {
		return loket.Button{Label: "KK hilang", Data: "q:" + entry}, true
	}
	s := newSiteOf(t, room)
	s.answer = s.echo
	tab := newTab(t)
	tab.run("open", chromedp.EmulateViewport(360, 740), chromedp.Navigate(s.url+"/chat/"+kupang))
	tab.until("connected", `document.getElementById('state').textContent === 'Terhubung'`)
	step := func(name string, do func()) {
		t.Run(name, func(t *testing.T) {
			tab.t = t
			do()
		})
	}

	step("Type/SeesTheAnswer", func() {
		tab.send("syarat KTP?")
		tab.wantLines("mine: syarat KTP?", "ours: Anda menulis: syarat KTP?")
		tab.until("box is empty", `document.getElementById('text').value === ''`)
	})
	step("Button/IsAnswered", func() {
		tab.run("press", chromedp.Click(chromedp.CSS(`#lines .choices button`)))
		tab.wantLines("mine: syarat KTP?", "ours: Anda menulis: syarat KTP?", "mine: Ya, itu", "ours: Anda menekan: y")
	})
	step("Down/KeepsAndSendsOnce", func() {
		s.setDown(errors.New("gone"))
		tab.send("halo?")
		waits := `document.querySelector('#pending .meta')?.textContent === 'menunggu sambungan'`
		tab.until("waits", waits)
		tab.run("reload", chromedp.Reload())
		tab.until("says that there is no line", `document.getElementById('state').textContent === 'Menunggu sambungan…'`)
		s.setDown(nil)
		tab.until("sent once", `document.querySelectorAll('#pending .line').length === 0 && document.querySelectorAll('#lines .line').length === 6`)
	})
	step("ShiftEnter/MakesALine", func() {
		tab.run("type", chromedp.SendKeys(chromedp.CSS("#text"), "satu"))
		tab.enter(shift)
		tab.send("dua")
		tab.until("one message of two lines", `document.querySelectorAll('#lines .mine .bubble')[3]?.textContent === 'satu\ndua'`)
		tab.until("answered", `document.querySelectorAll('#lines .line').length === 8`)
	})
	step("TooLong/SaysWhyAndGivesItBack", func() {
		eval[bool](tab, `(document.getElementById('text').value = 'a'.repeat(10001), true)`)
		tab.enter(0)
		tab.until("says why", `document.querySelector('#lines .failed .meta')?.textContent.includes('10.000 karakter')`)
		tab.until("gives it back", `document.getElementById('text').value.length === 10001`)
		tab.run("reload", chromedp.Reload())
		tab.until("is forgotten", `document.querySelectorAll('#lines .line').length === 8 && document.querySelectorAll('#pending .line').length === 0`)
	})
	step("Markup/ShownAsText", func() {
		tab.send(hostile)
		tab.until("answered", `document.querySelectorAll('#lines .line').length === 10`)
		tab.until("as text", fmt.Sprintf(`document.querySelector('#lines .line:last-child .bubble')?.textContent === 'Anda menulis: ' + %q`, hostile))
		tab.until("no markup", `document.querySelectorAll('main img, main script, main iframe').length === 0`)
	})
	step("Link/OnlyHTTP", func() {
		s.handler.Announce(s.say(tab.holder(s), loket.Line{
			Answer: loket.AnswerReply,
			Text:   "Lihat https://dukcapil.kemendagri.go.id/a?b=1. Bukan javascript:alert(1) atau http://",
		}))
		tab.until("one link", `[...document.querySelectorAll('#lines a')].map(a => a.getAttribute('href')).join() === 'https://dukcapil.kemendagri.go.id/a?b=1'`)
		tab.until("by staff", `document.querySelector('#lines .reply .who')?.textContent === 'Petugas'`)
	})
	step("Linked/AsksOnce", func() {
		tab.run("open a link", chromedp.Navigate(s.url+"/chat/"+kupang+"?jawaban=kk-hilang"))
		tab.until("connected", `document.getElementById('state').textContent === 'Terhubung'`)
		tab.run("press", chromedp.Click(chromedp.CSS(`#asked button`)))
		tab.until("answered", `document.querySelector('#lines .line:last-child .bubble')?.textContent === 'Anda menekan: q:kk-hilang'`)
		tab.until("asked once", `document.getElementById('asked').hidden`)
	})
	step("Reading/IsShownUntilSomethingComes", func() {
		s.answer = nil
		tab.send("belum dijawab")
		tab.until("is being read", `!document.getElementById('typing').hidden && document.getElementById('typing').textContent.includes('sedang dibaca')`)
		s.handler.Announce(s.say(tab.holder(s), loket.Line{Answer: loket.AnswerQuote, Text: "Jawabannya"}))
		tab.until("is no more", `document.getElementById('typing').hidden && document.querySelector('#lines .line:last-child .bubble').textContent === 'Jawabannya'`)
		s.answer = s.echo
	})
	step("Phone/NothingSticksOut", func() {
		tab.until("fits", `document.documentElement.scrollWidth <= 360 && document.documentElement.scrollHeight <= 740`)
	})
	step("Seen/IsTold", func() {
		at := tab.holder(s)
		tab.poll("ledger knows", func() bool { return s.glance(at) == int64(len(s.transcript(at))) })
	})
	step("Reload/NothingDoubled", func() {
		before := tab.lines()
		tab.run("reload", chromedp.Reload())
		tab.until("ready", `document.getElementById('log').getAttribute('aria-busy') === 'false'`)
		tab.wantLines(before...)
		tab.until("nothing unread", `document.querySelectorAll('.divider.new').length === 0`)
	})
	tab.t = t
	tab.wantQuiet()
}

// echo answers whatever comes in, as the clerk would.
func (s *site) echo(in loket.Inbound) {
	line := loket.Line{Answer: loket.AnswerQuote, Text: "Anda menulis: " + in.Text}
	line.Buttons = [][]loket.Button{{{Label: "Ya, itu", Data: "y"}}, {{Label: hostile, Data: "x"}}}
	if in.Kind == loket.MessageButton {
		line = loket.Line{Answer: loket.AnswerReceipt, Text: "Anda menekan: " + in.Data}
	}
	s.handler.Announce(s.say(holder{in.Channel, in.Person}, line))
}
