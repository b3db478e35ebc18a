package trial_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"loket/internal/faketelegram"
	"loket/internal/loket"
)

// chequered is a JPEG on which something can be seen.
func chequered(t *testing.T, width, height int) []byte {
	t.Helper()
	p := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			p.SetRGBA(x, y, color.RGBA{R: byte(x / 4), G: byte(y / 3), B: byte((x/40 + y/40) % 2 * 255), A: 255})
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestFiles is the way of files through the running program in a real Chromium: a
// picture that staff send is saved by the citizen whose web chat it is and by nobody
// else, and goes to Telegram as a photo; one that a citizen sent on Telegram is looked
// at with a reason, blurred first.
func TestFiles(t *testing.T) {
	t.Parallel()
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	c := newCounter(t, onTelegram(fake))
	c.env["LOKET_CONFIG"] = endingCatalogue(t)
	layForm(t, filepath.Join(filepath.Dir(c.env["LOKET_CONFIG"]), "katalog", "forms"))
	c.start()
	browser := newChromium(t)
	f := &filing{tab: browser, c: c, fake: fake, citizen: browser.person()}
	f.signIn(c, "demo", c.password)
	f.sendsAPicture()
	f.sendsAForm()
	f.looksAtAPhoto()
	f.wantQuiet()
}

// filing is a member of staff at work with files, a citizen on the web chat, and
// Telegram.
type filing struct {
	*tab
	c       *counter
	fake    *faketelegram.Server
	citizen *tab
}

// takes opens the one ticket that waits and takes it.
func (f *filing) takes(id loket.TicketID) {
	f.t.Helper()
	f.goTo(f.c.base + "/loket/tiket/" + string(id))
	f.press(`form[action$="/ambil"] button`)
	f.untilSays(".fakta", "Anda pegang")
}

// sendsAPicture has the web chat's citizen get a picture.
func (f *filing) sendsAPicture() {
	f.t.Helper()
	f.citizen.goTo(f.c.base + "/chat/disdukcapil-kota-kupang")
	f.citizen.untilSays("#state", "Terhubung")
	f.citizen.say("petugas")
	f.takes(awaitTickets(f.t, f.c, 1)[0])
	file := filepath.Join(f.t.TempDir(), "peta loket.jpg")
	if err := os.WriteFile(file, chequered(f.t, 640, 480), 0o600); err != nil {
		f.t.Fatal(err)
	}
	f.run("choose a file", chromedp.SetUploadFiles(chromedp.CSS("#berkas"), []string{file}))
	f.fill("#teks", "Ini peta loketnya.")
	f.press(`#balasan button[type="submit"]`)
	f.untilSays(".percakapan .berkas", "peta loket.jpg (")
	f.picturesOf("berkas-balasan")
	f.citizen.untilSays("#lines .ours a.file", "peta loket.jpg")
	fetched := `(async () => { const r = await fetch(document.querySelector('a.file').href); const b = await createImageBitmap(await r.blob());
		window.got = [r.status, r.headers.get('Content-Disposition'), b.width, b.height].join(' ') })()`
	if _, err := eval[bool](f.citizen, `(() => { `+fetched+`; return true })()`); err != nil {
		f.t.Fatal(err)
	}
	f.citizen.until("the file comes", `window.got`)
	if got, want := get[string](f.citizen, `window.got`), `200 attachment; filename="peta loket.jpg" 640 480`; got != want {
		f.t.Errorf("the citizen gets %q, want %q", got, want)
	}
	stranger := f.citizen.person()
	stranger.goTo(f.c.base + "/chat/disdukcapil-kota-kupang")
	stranger.goTo(get[string](f.citizen, `document.querySelector('a.file').href`))
	if text := stranger.text(); !strings.Contains(text, "not_found") {
		f.t.Errorf("a stranger reads %q", text)
	}
}

// layForm lays out a form of the catalogue.
func layForm(t *testing.T, dir string) {
	t.Helper()
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	form := []byte("%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n")
	if err := os.WriteFile(filepath.Join(dir, "F-1.02.pdf"), form, 0o600); err != nil {
		t.Fatal(err)
	}
}

// sendsAForm has the citizen get a form that an entry names.
func (f *filing) sendsAForm() {
	f.t.Helper()
	f.fill("#cari", "pisah kk")
	f.enter()
	f.untilSays("#katalog button", "Kirim formulir F-1.02")
	f.picturesOf("berkas-formulir")
	f.press(`#katalog button[name="formulir"]`)
	f.untilSays(".percakapan .berkas", "F-1.02.pdf (")
	f.citizen.untilSays("#lines .ours a.file", "F-1.02.pdf")
}

// looksAtAPhoto has a photo of a citizen on Telegram looked at, and a picture sent
// back.
func (f *filing) looksAtAPhoto() {
	f.t.Helper()
	const chat = 501
	f.fake.Shelve("fake-photo", chequered(f.t, 800, 600))
	f.fake.Deliver(faketelegram.Text(chat, "petugas"))
	ids := awaitTickets(f.t, f.c, 2)
	f.fake.Deliver(faketelegram.Photo(chat, ""))
	f.takes(ids[1])
	page := get[string](f.tab, `location.pathname`)
	f.until("the photo stands in the conversation", `document.querySelector('.berkas a') || (location.reload(), false)`)
	f.picturesOf("lampiran-tiket")
	f.press(".berkas a")
	f.untilSays("h2", "Lihat lampiran")
	f.picturesOf("lampiran-alasan")
	f.fill("#alasan", "memastikan suratnya terbaca")
	f.press("#lihat button")
	f.until("its colours are shown", `document.querySelector('img.lampiran')?.naturalWidth === 320`)
	f.picturesOf("lampiran-samar")
	f.press("#lihat button")
	f.until("it is shown", `document.querySelector('img.lampiran')?.naturalWidth === 800`)
	f.picturesOf("lampiran-tampil")
	rows, err := f.c.ledger().AuditRows(f.t.Context(), loket.AuditFilter{Agency: demoAgency, Action: "attachment.", Limit: 10})
	if err != nil || len(rows) != 2 || rows[0].Action != "attachment.view" || rows[1].Reason != "memastikan suratnya terbaca" {
		f.t.Errorf("audit = %+v, %v, want the two looks", rows, err)
	}
	if strings.Contains(f.text(), f.fake.Token()) {
		f.t.Error("the page names the token")
	}

	f.goTo(f.c.base + page)
	file := filepath.Join(f.t.TempDir(), "balasan.jpg")
	if err := os.WriteFile(file, chequered(f.t, 300, 200), 0o600); err != nil {
		f.t.Fatal(err)
	}
	f.run("choose a file", chromedp.SetUploadFiles(chromedp.CSS("#berkas"), []string{file}))
	f.fill("#teks", "Ini contohnya.")
	f.press(`#balasan button[type="submit"]`)
	err = f.fake.WaitFor(f.t.Context(), func(all []faketelegram.Sent) bool {
		last := all[len(all)-1]
		return last.File != nil && last.File.Photo && last.Chat == chat && unsigned(last.Text) == "Ini contohnya."
	})
	if err != nil {
		f.t.Error(err)
	}
}
