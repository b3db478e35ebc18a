package trial_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"loket/internal/faketelegram"
)

var (
	toldPIN   = regexp.MustCompile(`PIN: (\d{6})\.`)
	toldToken = regexp.MustCompile(`\?start=(\S+)`)
)

const (
	checkPath   = "/cek/disdukcapil-kota-kupang"
	answersPath = "/tanya/disdukcapil-kota-kupang"
	moreWords   = "tolong sekalian untuk mobil"
	phoneChat   = 4711
)

// TestCitizenSide follows one ticket in a real Chromium and on a Telegram, against
// the running program: opened on the web chat, looked up elsewhere with its PIN,
// moved to Telegram, answered, closed, asked about, and opened again.
func TestCitizenSide(t *testing.T) {
	t.Parallel()
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	c := newCounter(t, onTelegram(fake))
	c.start()
	citizen := newChromium(t)
	stranger, staff := citizen.person(), citizen.person()
	number, pin := "", ""
	step := func(name string, do func(t *testing.T)) {
		t.Run(name, func(t *testing.T) {
			citizen.t, stranger.t, staff.t, c.t = t, t, t, t
			do(t)
		})
	}

	step("Web/ReceiptTellsNumberAndPIN", func(t *testing.T) {
		waitFor(t, func() bool { return fake.Calls("getUpdates") > 0 }, patience)
		citizen.look(360, 740, "light")
		citizen.goTo(c.base + "/chat/disdukcapil-kota-kupang")
		citizen.untilSays("#state", "Terhubung")
		citizen.say(unknown)
		citizen.untilSays("#lines .receipt .bubble", "Nomor: KPG-")
		number = ticketNumber.FindString(citizen.lastLine())
		if found := toldPIN.FindStringSubmatch(citizen.lastLine()); found != nil {
			pin = found[1]
		}
		if number == "" || pin == "" {
			t.Fatalf("receipt = %q, want number and PIN in it", citizen.lastLine())
		}
	})
	step("Page/OpensWithBoth", func(*testing.T) {
		stranger.goTo(c.base + checkPath)
		stranger.opens(number, wrongPIN(pin))
		stranger.untilSays(".pesan", "tidak cocok")
		stranger.goTo(c.base + checkPath)
		stranger.opens(number, pin)
		stranger.untilSays("h1", number)
		stranger.untilSays(".percakapan .kata", unknown)
		stranger.until("does not show the PIN", `!document.body.innerText.includes(`+quoted(pin)+`)`)
	})
	step("Page/TakesMoreOnce", func(*testing.T) {
		stranger.fill("#pesan", moreWords)
		stranger.press(`form[action$="/tulis"] button`)
		stranger.untilSays(".kabar", "sudah kami terima")
		stranger.untilSays(".percakapan .kata", moreWords)
	})
	step("Page/FitsPhoneAndDesk", func(*testing.T) {
		for _, width := range []int64{360, 1280} {
			stranger.photograph("tiket", width, "light")
		}
		form := stranger.another()
		form.goTo(c.base + checkPath)
		for _, width := range []int64{360, 1280} {
			form.photograph("cek", width, "dark")
		}
	})
	step("Web/MovesToTelegram", func(t *testing.T) {
		citizen.until("pressed", `[...document.querySelectorAll('#lines .choices button')].find(b => b.textContent === 'Lanjut di Telegram').click() || true`)
		citizen.untilSays("#lines .ours a", "https://t.me/"+fake.Username())
		link := get[string](citizen, `document.querySelector('#lines .ours a[href^="https://t.me/"]').href`)
		fake.Deliver(faketelegram.Command(phoneChat, "/start "+toldToken.FindStringSubmatch(link)[1]))
		phoneReads(t, fake, "Tiket "+number+" dilanjutkan di sini")
		citizen.untilSays("#lines .ours .bubble", "sekarang dilanjutkan di Telegram")
	})
	step("Staff/ReadsBothAndRepliesThere", func(t *testing.T) {
		staff.signIn(c, "demo", c.password)
		staff.press(".antrean a")
		staff.untilSays(".percakapan .kata", unknown)
		staff.untilSays(".percakapan .kata", moreWords)
		staff.until("does not read the PIN", `!document.body.innerText.includes(`+quoted(pin)+`)`)
		staff.press(`form[action$="/ambil"] button`)
		staff.untilSays(".fakta", "Anda pegang")
		staff.fill("#teks", humanWord)
		staff.press(`form[action$="/balas"] button:not(.kedua)`)
		staff.untilSays(".kabar", "Balasan Anda tercatat")
		phoneReads(t, fake, humanWord)
	})
	step("Closed/IsAskedAndOpenedAgain", func(t *testing.T) {
		staff.press(`button[formaction$="/tutup"]`)
		staff.untilSays(".kabar", "Tiket sudah ditutup.")
		asked := phoneReads(t, fake, "Apakah pertanyaan Anda sudah terjawab?")
		fake.Deliver(faketelegram.Callback(phoneChat, asked.MessageID, asked.Buttons[1][0].Data))
		phoneReads(t, fake, "Tiket Anda kami buka lagi")
	})
	citizen.t, stranger.t = t, t
	citizen.wantQuiet()
}

// opens fills in the form that looks up a ticket.
func (b *tab) opens(number, pin string) {
	b.t.Helper()
	b.fill("#nomor", number)
	b.fill("#pin", pin)
	b.press(`form.isian button`)
}

func wrongPIN(pin string) string {
	if pin == "000000" {
		return "111111"
	}
	return "000000"
}

// phoneReads waits until words have come to the citizen's telephone.
func phoneReads(t *testing.T, fake *faketelegram.Server, words string) (found faketelegram.Sent) {
	t.Helper()
	waitFor(t, func() bool {
		for _, s := range fake.Sent() {
			if s.Chat == phoneChat && strings.Contains(s.Text, words) {
				found = s
				return true
			}
		}
		return false
	}, 20*time.Second)
	return found
}
