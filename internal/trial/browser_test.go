package trial_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"loket/internal/report"
)

// What is asked and answered in the browser.
const (
	known     = "syarat ktp hilang"
	unknown   = "parkir motor di mana?"
	humanWord = "Parkir motor ada di pintu timur. Petugas kami akan membantu Ibu."
	lateWord  = "Maaf baru dibalas, parkirnya juga ada di belakang."
)

// ticketNumber is a number as the demo office draws it.
var ticketNumber = regexp.MustCompile(`KPG-[0-9A-HJKMNP-TV-Z]{6}-[0-9A-HJKMNP-TV-Z]`)

// TestBrowser is a day at the counter in a real Chromium, against the running
// program: a citizen with a cheap phone, and two members of staff.
func TestBrowser(t *testing.T) {
	t.Parallel()
	c := newCounter(t, nil)
	c.start()
	citizen := newChromium(t)
	citizen.look(360, 740, "light")
	demo, petugas3 := citizen.person(), citizen.person()
	rinaPassword := addStaff(c, "petugas3")
	ticket, address := "", ""
	step := func(name string, do func(t *testing.T)) {
		t.Run(name, func(t *testing.T) {
			citizen.t, demo.t, petugas3.t, c.t = t, t, t, t
			do(t)
		})
	}

	step("Citizen/FindsTheChat", func(*testing.T) {
		citizen.goTo(c.base + "/")
		citizen.press(`.pintu a[href^="/chat/"]`)
		citizen.untilSays("#state", "Terhubung")
	})
	step("Citizen/ChoosesAndFollowsUp", func(*testing.T) { citizen.chooses() })
	step("Citizen/GoesOnAfterAnOutage", func(*testing.T) { citizen.outlives(c) })
	step("Citizen/ReadsTheRequirements", func(*testing.T) {
		citizen.say(known)
		citizen.untilSays("#lines .ours .bubble", "Surat keterangan hilang dari kepolisian")
	})
	step("Citizen/GetsAReceipt", func(t *testing.T) {
		citizen.say(unknown)
		citizen.untilSays("#lines .receipt .bubble", "Nomor: KPG-")
		ticket = ticketNumber.FindString(citizen.lastLine())
		if ticket == "" {
			t.Fatalf("receipt = %q, want a ticket number in it", citizen.lastLine())
		}
	})
	step("Staff/SeesTheTicketWaiting", func(*testing.T) {
		demo.signIn(c, "demo", c.password)
		petugas3.signIn(c, "petugas3", rinaPassword)
		for _, staff := range []*tab{demo, petugas3} {
			staff.untilSays(".antrean .tanya", unknown)
			staff.untilSays(".antrean code", ticket)
			staff.press(".antrean a")
			staff.untilSays("h1", ticket)
			staff.untilSays(".percakapan .kata", known)
		}
		address = get[string](demo, "location.href")
	})
	step("Staff/ClaimsAndReplies", func(*testing.T) {
		get[bool](citizen, "window.notReloaded = true")
		citizen.looksAway(true)
		demo.press(`form[action$="/ambil"] button`)
		demo.untilSays(".fakta", "Anda pegang")
		demo.fill("#teks", humanWord)
		demo.press(`form[action$="/balas"] button:not(.kedua)`)
		demo.untilSays(".kabar", "Balasan Anda tercatat")
	})
	step("Citizen/ReadsTheReplyAtOnce", func(*testing.T) {
		citizen.until("counts what is unread", `/^\(1\) /.test(document.title)`)
		citizen.looksAway(false)
		citizen.until("has read it", `!/^\(/.test(document.title)`)
		citizen.untilSays("#lines .reply .bubble", humanWord)
		citizen.untilSays("#lines .reply .who", "Petugas")
		citizen.until("was not reloaded", "window.notReloaded")
	})
	step("Citizen/OpensTheKeyboardAndStillReads", func(*testing.T) {
		citizen.look(360, 380, "light")
		citizen.until("the last line is in view", `document.querySelector('#lines .line:last-child').getBoundingClientRect().bottom
			<= document.getElementById('log').getBoundingClientRect().bottom`)
	})
	step("Colleague/MayNotClaim", func(*testing.T) {
		petugas3.press(`form[action$="/ambil"] button`)
		petugas3.untilSays(".pesan", "Tiket ini sedang dipegang rekan lain.")
		petugas3.until("has no form to reply with", `!document.querySelector('form[action$="/balas"]')`)
	})
	step("Colleague/RepliesTooLate", func(*testing.T) {
		petugas3.replyFromAnOldPage(lateWord)
		petugas3.untilSays(".pesan", "Balasan Anda tidak dikirim.")
		petugas3.until("keeps the draft", `document.querySelector('#teks').value === `+quoted(lateWord))
	})
	step("Report/SameAsTheCommand", func(t *testing.T) { sameFigures(t, c, demo) })
	step("Staff/RepliesToAClosedTicket", func(*testing.T) {
		demo.goTo(address) // before there is a draft, which would keep the ticket open
		stale := demo.another()
		stale.goTo(address)
		stale.fill("#teks", lateWord)
		demo.press(`button[formaction$="/tutup"]`)
		demo.untilSays(".kabar", "Tiket sudah ditutup.")
		stale.press(`form[action$="/balas"] button:not(.kedua)`)
		stale.untilSays(".pesan", "Tiket ini sudah ditutup.")
		stale.until("keeps the draft", `document.querySelector('#teks').value === `+quoted(lateWord))
	})
	step("Citizen/Rates", func(*testing.T) {
		citizen.untilSays("#lines .ours .bubble", "Apakah pertanyaan Anda sudah terjawab?")
		citizen.picks("Ya")
		citizen.untilSays("#lines .ours:last-child .bubble", "Bagaimana pelayanan kami?")
		citizen.picks("4")
		citizen.untilSays("#lines .ours:last-child .bubble", "Terima kasih")
	})
	step("Citizen/ReloadsAndNothingIsDoubled", func(t *testing.T) {
		before := citizen.lines()
		citizen.run("reload", chromedp.Reload())
		citizen.until("ready", `document.getElementById('log').getAttribute('aria-busy') === 'false'`)
		if after := citizen.lines(); !slices.Equal(before, after) || !once(after) {
			t.Errorf("transcript after a reload = %q, want the lines %q, what the citizen wrote once", after, before)
		}
	})
	step("Ctrl-C/StopsInTime", func(t *testing.T) {
		citizen.untilSays("#state", "Terhubung")
		if took := c.interrupt(); took > 10*time.Second {
			t.Errorf("stopping with an open stream took %v, want at most 10s", took)
		}
		citizen.until("says that there is no line", `document.getElementById('state').textContent !== 'Terhubung'`)
	})
	citizen.t = t
	citizen.wantQuiet()
}

// say sends words as a citizen does.
func (b *tab) say(words string) {
	b.t.Helper()
	b.fill("#text", words)
	b.enter()
	b.untilSays("#lines .mine .bubble", words)
}

// lines is the transcript as the citizen reads it: who and what.
func (b *tab) lines() []string {
	b.t.Helper()
	return get[[]string](b, `[...document.querySelectorAll('#lines .line, #pending .line')].map(line =>
		line.querySelector('.who').textContent + ': ' + line.querySelector('.bubble').textContent)`)
}

func (b *tab) lastLine() string {
	b.t.Helper()
	lines := b.lines()
	return lines[len(lines)-1]
}

// signIn signs a member of staff in, on the way to the queue.
func (b *tab) signIn(c *counter, login, password string) {
	b.t.Helper()
	b.goTo(c.base + "/loket")
	b.fill("#akun", login)
	b.fill("#sandi", password)
	b.press(`form[action="/masuk"] button`)
	b.untilSays("h1", "Antrean")
}

// replyFromAnOldPage sends the form of a page that was left open since the
// claim was lost: this person's session, their words, an epoch of the past.
func (b *tab) replyFromAnOldPage(words string) {
	b.t.Helper()
	get[bool](b, `(() => {
		const form = document.createElement('form');
		form.method = 'post';
		form.action = location.pathname.replace(/\/ambil$/, '') + '/balas';
		for (const [name, value] of Object.entries({ epoch: '1', sekali: 'old-page', teks: `+quoted(words)+` })) {
			const field = document.createElement('input');
			Object.assign(field, { type: 'hidden', name, value });
			form.append(field);
		}
		document.body.append(form);
		setTimeout(() => form.submit());
		return true;
	})()`)
}

// sameFigures compares the page of the report with the command beside it.
func sameFigures(t *testing.T, c *counter, staff *tab) {
	t.Helper()
	var printed report.Report
	if err := json.Unmarshal([]byte(c.command("report", "--json")), &printed); err != nil {
		t.Fatalf("read loket report --json: %v", err)
	}
	staff.goTo(c.base + "/laporan")
	for _, id := range []string{report.HandOffWait} {
		measures := printed.Of(id, report.Wall)
		if len(measures) == 0 || measures[0].N < 1 {
			t.Fatalf("loket report --json: %s = %+v, want n of 1 and more", id, measures)
		}
		all := measures[0]
		want := []string{all.MedianText().String(), all.P90Text().String(), fmt.Sprint(all.N), fmt.Sprint(all.Waiting)}
		got := get[[]string](staff, `[...document.querySelectorAll('#`+id+` .besar dd')].slice(0, 4).map(node => node.firstChild.textContent.trim())`)
		if !slices.Equal(got, want) {
			t.Errorf("%s on the page = %q, want as the command says %q", id, got, want)
		}
	}
}

// addStaff makes an account beside the running program and returns the
// password that was printed.
func addStaff(c *counter, login string) string {
	c.t.Helper()
	for line := range strings.Lines(c.command("staff", "add", login)) {
		if m := passwordLine.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			return m[1]
		}
	}
	c.t.Fatal("loket staff add printed no password")
	return ""
}

// interrupt stops the program as Ctrl-C does and returns how long it took; its
// exit must be clean.
func (c *counter) interrupt() time.Duration {
	c.t.Helper()
	began := time.Now()
	if err := c.cmd.Process.Signal(os.Interrupt); err != nil {
		c.t.Fatal(err)
	}
	err := c.cmd.Wait()
	c.cmd = nil
	if err != nil {
		c.t.Errorf("stopping: %v, want a clean exit", err)
	}
	return time.Since(began)
}
