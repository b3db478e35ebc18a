package trial_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"loket/internal/assist/assisttest"
)

// TestScreens photographs the pages as they are shown to people, at the widths
// of a cheap phone and of an office screen, light and dark, into
// LOKET_SCREENSHOTS (without it no pictures are made); nothing
// may stick out sideways on any of them, and none may keep anybody out.
func TestScreens(t *testing.T) {
	t.Parallel()
	c := newCounter(t, machine(map[string]string{"LOKET_CONFIG": endingCatalogue(t)}, assisttest.New(t)))
	c.start()
	citizen := newChromium(t)
	staff := citizen.person()
	staff.signIn(c, "demo", c.password)
	aBusyMorning(c, citizen, staff)
	drafted(c, staff)
	summed(c, citizen, staff)
	team := aColleague(c, citizen, staff)
	person := aReading(c, staff)
	c.command("openness", "on")
	at := get[string](staff, `location.pathname`)
	citizen.picturesOf("chat")
	stranger := citizen.person()
	stranger.goTo(c.base + "/chat/disdukcapil-kota-kupang")
	stranger.picturesOf("chat-baru")
	staff.picturesOf("tiket")
	team.picturesOf("rekan")
	person.picturesOf("warga-data")
	picturesAt(c, citizen, "depan", "/", "masuk", "/masuk", "cek", checkPath,
		"jawaban", answersPath+"?cari=urus+kk&untuk=pelaku-usaha", "satu-jawaban", answersPath+"/ktp-el-hilang",
		"lembar", "/lembar/disdukcapil-kota-kupang?topik=pelaku-usaha:usaha", "transparansi", "/transparansi/disdukcapil-kota-kupang")
	picturesAt(c, staff, "antrean", "/loket?tab=semua", "warga", at+"/warga", "akun", "/akun", "perhatian", "/perhatian", "audit", "/audit",
		"tidak-ada", "/tidak-ada", "laporan", "/laporan", "perbaikan", "/laporan/perbaikan", "ikm", "/laporan/ikm", "sampel", "/laporan/sampel",
		"laporan-baris", "/laporan/baris?ukuran=M-03", "laporan-ukuran", "/laporan/ukuran/M-03",
		"katalog", "/katalog", "katalog-jawaban", "/katalog/jawaban/kia-baru", "katalog-pertanyaan", "/katalog/pertanyaan",
		"katalog-kata", "/katalog/kata?kata=gmn", "katalog-fakta", "/katalog/fakta?fakta=alamat-kantor", "katalog-formulir", "/katalog/fakta?formulir=F-1.02")
	inEnglish(c, citizen.another(), "depan", "/", "masuk", "/masuk", "cek", checkPath)
	inEnglish(c, staff.another(), "antrean", "/loket?tab=semua", "tiket", at, "laporan", "/laporan",
		"penyelia", "/penyelia", "kalender", "/penyelia/kalender", "tenggat", "/penyelia/tenggat", "audit", "/audit", "akun", "/akun",
		"balasan-siap", "/loket/balasan-siap", "tidak-ada", "/tidak-ada", "katalog", "/katalog", "katalog-jawaban", "/katalog/jawaban/kia-baru", "katalog-kata", "/katalog/kata", "katalog-fakta", "/katalog/fakta")
	inbox := staff.another()
	inbox.goTo(c.base + "/loket")
	inbox.untilSays(".akhir", "legalisir")
	inbox.untilSays(".akhir", "kia-baru")
	citizen.wantQuiet()
}

// drafted has a machine draft a reply to the open ticket. It stays beside the words that
// were typed.
func drafted(c *counter, staff *tab) {
	ticket := c.base + get[string](staff, `location.pathname`)
	staff.fill("#teks", "Selamat pagi.")
	staff.press("#saran [data-susun]")
	staff.untilSays("#saran .cip", "Rancangan mesin, periksa dulu")
	if n, typed := get[int](staff, `document.querySelectorAll('#saran li').length`), get[string](staff, `document.getElementById('teks').value`); n != 2 || typed != "Selamat pagi." {
		staff.t.Errorf("the draft has %d sentences beside %q, want 2 beside what was typed", n, typed)
	}
	staff.press("#saran [name=rancangan]")
	staff.untilSays(".kabar", "Rancangan mesin ada di kotak balasan")
	staff.goTo(ticket)
	staff.press("#saran [data-susun]")
	staff.untilSays("#saran .cip", "Rancangan mesin, periksa dulu")
}

// summed has a machine sum up the open ticket's conversation, which the citizen makes long
// enough. Each point leads to the lines that say so.
func summed(c *counter, citizen, staff *tab) {
	for _, words := range []string{"baik, terima kasih", "motornya besar", "saya datang besok pagi", "apakah bayar?"} {
		citizen.say(words)
	}
	t := staff.another()
	t.goTo(c.base + get[string](staff, `location.pathname`))
	t.press(`[formaction$="/ringkasan"]`)
	t.untilSays("#ringkasan", "Ditulis mesin, bisa keliru")
	t.until("three numbers lead to a line, which stands further down the page",
		`[...document.querySelectorAll('#ringkasan li a')].filter(a => document.querySelector(a.getAttribute('href'))).length === 3`)
	t.picturesOf("tiket-ringkasan")
	t.close()
}

// picturesAt photographs pages, given by name and address, each in a new tab of that
// person, which is closed then: an open page asks for news.
func picturesAt(c *counter, who *tab, pages ...string) {
	for i := 0; i < len(pages); i += 2 {
		t := who.another()
		t.goTo(c.base + pages[i+1])
		t.picturesOf(pages[i])
		t.close()
	}
}

// inEnglish photographs pages, given by name and address, in English, and leaves the
// browser in Indonesian.
func inEnglish(c *counter, t *tab, pages ...string) {
	t.goTo(c.base + pages[1])
	t.press(".bahasa button")
	t.until("is in English", `document.documentElement.lang === 'en'`)
	for i := 0; i < len(pages); i += 2 {
		t.goTo(c.base + pages[i+1])
		t.until("stays in English", `document.documentElement.lang === 'en'`)
		for _, width := range []int64{360, 1280} {
			picture := fmt.Sprintf("%s-%d-english", pages[i], width)
			t.photograph(picture, width, "light")
			t.wantNoBarriers(picture)
		}
	}
	t.press(".bahasa button")
	t.until("is in Indonesian again", `document.documentElement.lang === 'id'`)
}

// endingCatalogue is a configuration with the shipped catalogue in a folder, in
// which one answer has ended and another soon will.
func endingCatalogue(t *testing.T) (path string) {
	t.Helper()
	dir := t.TempDir()
	folder := filepath.Join(dir, "katalog")
	if err := os.CopyFS(folder, os.DirFS(filepath.Join("..", "..", "faq", "disdukcapil", "catalogue"))); err != nil {
		t.Fatal(err)
	}
	for entry, days := range map[string]int{"legalisir": -2, "kia-baru": 10} {
		until := time.Now().AddDate(0, 0, days).Format(time.DateOnly)
		name, line := fileOf(t, folder, entry)
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		content = bytes.Replace(content, []byte(line), []byte(line+"    valid_until: "+until+"\n"), 1)
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path = filepath.Join(dir, "loket.yaml")
	config := "agencies:\n  - {id: disdukcapil-kota-kupang, code: KPG, name: Disdukcapil Kota Kupang, zone: Asia/Makassar, catalogue: " + folder + "}\n"
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// fileOf finds the file of a folder that an entry begins in, and its first line.
func fileOf(t *testing.T, folder, entry string) (name, line string) {
	t.Helper()
	line = "  - id: " + entry + "\n"
	names, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		if content, err := os.ReadFile(name); err == nil && bytes.Contains(content, []byte(line)) {
			return name, line
		}
	}
	t.Fatalf("no file of the catalogue has the entry %s", entry)
	return "", ""
}

// aBusyMorning makes something to look at: answers, a choice, a reply, and
// tickets that wait. The citizen's page stays on a long transcript, the
// staff's on a ticket that is held.
func aBusyMorning(c *counter, citizen, staff *tab) {
	for _, words := range []string{
		"ktp saya tertahan di leasing motor",
		"istri saya warga negara timor leste, akta nikahnya dari dili. " +
			"kalau mau dicatatkan di sini apa perlu terjemahan tersumpah dulu, dan bisa diwakilkan kakak saya?",
	} {
		other := citizen.person()
		other.goTo(c.base + "/chat/disdukcapil-kota-kupang")
		other.untilSays("#state", "Terhubung")
		other.say(words)
		other.until("is answered", `document.querySelector('#lines .ours')`)
		if get[bool](other, `!!document.querySelector('#lines .choices')`) {
			other.press("#lines .choices button:last-child") // none of these: a human, please
		}
		other.untilSays("#lines .ours .bubble", "Nomor: KPG-")
	}
	citizen.look(360, 740, "light")
	citizen.goTo(c.base + "/chat/disdukcapil-kota-kupang")
	citizen.untilSays("#state", "Terhubung")
	citizen.say("syarat ktp hilang")
	citizen.untilSays("#lines .ours .bubble", "Surat keterangan hilang")
	citizen.say(unknown)
	citizen.untilSays("#lines .receipt .bubble", "Nomor: KPG-")
	staff.goTo(c.base + "/loket")
	staff.run("open the last ticket", chromedp.Click(chromedp.CSS(".antrean li:last-child a")))
	staff.untilSays(".percakapan .kata", unknown)
	staff.press(`form[action$="/ambil"] button`)
	staff.untilSays(".fakta", "Anda pegang")
	staff.fill("#teks", humanWord)
	staff.press(`form[action$="/balas"] button:not(.kedua)`)
	staff.untilSays(".kabar", "Balasan Anda tercatat")
	citizen.untilSays("#lines .reply .bubble", humanWord)
}

// aReading reads the contact data of who the open ticket is with, for a reason, and
// finds it in the audit log. It returns the page with the data.
func aReading(c *counter, staff *tab) (person *tab) {
	person = staff.another()
	person.goTo(c.base + get[string](staff, `location.pathname`))
	person.press(`a[href$="/warga"]`)
	person.untilSays("#kontak", "••••")
	person.fill("#alasan", "memastikan nomor antrean warga")
	person.press("#data button")
	person.untilSays(".kabar", "Data kontak tampil sekali")
	log := staff.another()
	log.goTo(c.base + "/audit?tindakan=contact.unmask")
	log.untilSays("tbody", "memastikan nomor antrean warga")
	log.untilSays("#keadaan", "Utuh s.d. baris")
	return person
}

// aColleague opens the ticket that staff have open, which their page tells by
// itself, and goes home. It returns the list of who is at work.
func aColleague(c *counter, citizen, staff *tab) (team *tab) {
	colleague := citizen.person()
	colleague.signIn(c, "petugas2", addStaff(c, "petugas2"))
	colleague.goTo(c.base + get[string](staff, `location.pathname`))
	colleague.untilSays(".dilihat", "Petugas Demo (membuka)")
	staff.untilSays(".dilihat", "petugas2 (membuka)")
	colleague.goTo(c.base + "/loket?diam=1")
	colleague.press(`[formaction="/loket/pulang"]`)
	colleague.untilSays(".tugas", "Anda tercatat pulang")
	third := citizen.person()
	third.signIn(c, "petugas3", addStaff(c, "petugas3"))
	third.goTo(c.base + "/loket?diam=1")
	if get[bool](third, `!!document.querySelector('[value="kerja"]')`) { // the office is closed just now
		third.press(`[value="kerja"]`)
	}
	third.press(`[value="istirahat"]`)
	third.untilSays(".tugas", "Anda istirahat")
	team = staff.another()
	team.goTo(c.base + "/loket?tab=semua&diam=1")
	team.press(".tugas summary")
	team.untilSays(".rekan", "Pulangkan")
	return team
}

// photograph looks at a page, of which nothing may stick out sideways, and writes a
// picture of the whole of it where LOKET_SCREENSHOTS says; without it nobody looks. A
// page with a part that scrolls by itself is shown at the size of a window.
func (b *tab) photograph(name string, width int64, scheme string) {
	b.t.Helper()
	height := int64(740)
	if width > 1000 {
		height = 800
	}
	b.look(width, height, scheme)
	b.until("all its forms are open", `[...document.querySelectorAll("details")].every(d => d.open = true)`)
	b.until(fmt.Sprintf("nothing sticks out at %d", width), fmt.Sprintf(`document.documentElement.scrollWidth <= %d`, width))
	if tall := get[int64](b, `document.documentElement.scrollHeight`); tall > height {
		b.look(width, tall, scheme)
	}
	dir := os.Getenv("LOKET_SCREENSHOTS")
	if dir == "" {
		return
	}
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatalf("photograph %s: %v", name, err)
	}
	if err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o644)); err != nil {
		b.t.Fatal(err)
	}
}
