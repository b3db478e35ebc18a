package trial_test

import (
	"errors"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/faq"
	"loket/internal/assist/assisttest"
	"loket/internal/loket"
)

// TestCurator is a curator's day in a real Chromium, against the running program: what a
// citizen asked in vain becomes a draft, the linter holds it back, a question is tried
// against it, an admin publishes it, the bot answers from it, and it is taken off again; another expires.
func TestCurator(t *testing.T) {
	t.Parallel()
	c := newCounter(t, machine(map[string]string{}, assisttest.New(t)))
	c.start()
	citizen := newChromium(t)
	curator, chief := citizen.person(), citizen.person()
	token := regexp.MustCompile(`lkt_\S+`).FindString(c.command("staff", "token", "add", "demo", "--scope", "ask"))
	step := func(name string, do func(t *testing.T)) {
		if !t.Run(name, func(t *testing.T) {
			citizen.t, curator.t, chief.t, c.t = t, t, t, t
			do(t)
		}) {
			t.FailNow() // what follows would wait in vain
		}
	}
	citizen.goTo(c.base + "/chat/disdukcapil-kota-kupang")
	citizen.untilSays("#state", "Terhubung")
	citizen.say(unknown)
	citizen.untilSays("#lines .receipt .bubble", "Nomor: KPG-")
	curator.signInAt(c, "/katalog/pertanyaan", "kurator1", addCurator(c, "kurator1"))
	chief.signIn(c, "demo", c.password)

	step("Draft/FromAnUnansweredQuestion", func(*testing.T) {
		curator.untilSays("main h1", "Pertanyaan yang belum terjawab")
		curator.until("finds the citizen's words", `document.querySelector('[name=contoh]').value.includes('parkir motor')`)
		curator.press(`form[action="/katalog/pertanyaan"] button`)
		curator.untilSays("main section .cip", "Nama dari mesin, bisa keliru")
		if ticked := get[int](curator, `document.querySelectorAll('main fieldset input:checked').length`); ticked != 0 {
			curator.t.Errorf("%d of the machine's questions are ticked by themselves", ticked)
		}
		curator.untilSays("main fieldset", "di mana boleh parkir motor")
		curator.wantNoBarriers("pertanyaan-kurator")
		curator.shows("pertanyaan-kurator")
		curator.press(`form[action="/katalog/rancangan"] button:not(.kedua)`)
		curator.untilSays("main", "Jawaban ini baru")
	})
	step("Lint/HoldsItBack", func(*testing.T) {
		curator.set("#title", "Parkir di kantor")
		curator.set("#questions", strings.Join(parkingQuestions(), "\n"))
		curator.set("#answer", "Kirim NIK Anda ke sini.")
		curator.set("#refer_to", "Disdukcapil Kota Kupang")
		curator.press(`#isi-rancangan [name=kirim]`)
		curator.untilSays("[role=alert]", "masih ada kesalahan")
		curator.untilSays("#answer-kata .awas", "data pribadi")
		curator.wantNoBarriers("rancangan-keliru")
	})
	step("Try/BeforeAnybodyReadsIt", func(*testing.T) {
		curator.set("#answer", "Parkir motor ada di pintu timur, tanpa biaya.")
		curator.press(`#isi-rancangan [name=kirim]`)
		curator.untilSays(".kabar", "Rancangan dikirim untuk ditinjau.")
		curator.untilSays(".telegram .gelembung", "pintu timur")
		curator.fill("[name=tanya]", "parkir motor sebelah mana")
		curator.press(".cari button")
		curator.untilSays("#hasil-coba", "Parkir di kantor")
		curator.wantNoBarriers("rancangan-dicoba")
		curator.shows("rancangan-dicoba")
	})
	step("Author/MayNotPublishAlone", func(*testing.T) {
		curator.untilSays("main", "Perlu orang kedua: biaya atau denda.")
		curator.press(`form[action$="/terbit"] button`)
		curator.untilSays("[role=alert]", "Perubahan ini perlu orang kedua.")
	})
	step("Second/SeesWhatChangesAndPublishes", func(t *testing.T) {
		chief.goTo(c.base + "/katalog/rancangan")
		chief.press(`.antrean a`)
		chief.press(`a[href*="calon=rancangan"]`)
		chief.untilSays("#hasil-gerbang", "pertanyaan")
		chief.wantNoBarriers("gerbang")
		chief.press(`form[action="/katalog/gerbang"] button`)
		chief.untilSays("[role=status]", "Diterbitkan.")
		published := time.Now()
		c.within(patience, "the new answer", func() bool { return strings.Contains(c.answers(token, parkingQuestions()[0]), "pintu timur") })
		t.Logf("the running bot answers from the draft %v after its publication", time.Since(published).Round(time.Millisecond))
		chief.goTo(c.base + "/katalog/rancangan")
		chief.wantNoBarriers("rancangan-semua")
		chief.shows("rancangan-semua")
	})
	asker := citizen.person()
	asker.goTo(c.base + "/chat/disdukcapil-kota-kupang")
	asker.untilSays("#state", "Terhubung")
	step("Citizen/ReadsIt", func(t *testing.T) {
		asker.t = t
		asker.asks(parkingQuestions()[0], "Parkir motor ada di pintu timur")
	})
	step("Entry/IsTakenOff", func(t *testing.T) {
		asker.t = t
		chief.goTo(c.base + "/katalog/jawaban/parkir-di-kantor")
		chief.untilSays(".hasil", "Pertama kali terbit.")
		chief.wantNoBarriers("jawaban-katalog")
		chief.press(`form[action="/katalog/rancangan"].berikut button`)
		chief.set("#status", "withdrawn")
		chief.press(`#isi-rancangan [name=kirim]`)
		chief.untilSays(".kabar", "Rancangan dikirim")
		chief.press(`form[action$="/terbit"] button`)
		chief.untilSays(".kabar", "Rancangan terbit.")
		c.within(patience, "no answer any more", func() bool { return !strings.Contains(c.answers(token, parkingQuestions()[0]), "pintu timur") })
		asker.asks("maaf, "+parkingQuestions()[1], "Nomor: KPG-")
		chief.goTo(c.base + "/katalog?keadaan=tidak-dikutip")
		chief.untilSays(".antrean", "Parkir di kantor")
		chief.wantNoBarriers("katalog")
	})
	step("Tables/AreChangedOnce", func(*testing.T) {
		curator.goTo(c.base + "/katalog/fakta?fakta=alamat-kantor")
		curator.shows("fakta")
		curator.wantNoBarriers("fakta")
		curator.set("#value", "Jl. Contoh 1, Kupang")
		curator.press(`#ubah button`)
		curator.untilSays("main", "Alamat kantor Dukcapil: Jl. Contoh 1, Kupang")
		curator.shows("rancangan-fakta")
		curator.wantNoBarriers("rancangan-fakta")
		curator.press(`#isi-rancangan [name=kirim]`)
		curator.untilSays(".kabar", "Rancangan dikirim")
		curator.untilSays(".akhir", "Perlu orang kedua: jawaban peka.")
		chief.goTo(get[string](curator, `location.href`))
		chief.press(`form[action$="/terbit"] button`)
		chief.untilSays(".kabar", "Rancangan terbit.")
		c.within(patience, "the address", func() bool {
			return strings.Contains(c.answers(token, "alamat kantor dukcapil di mana"), "Jl. Contoh 1, Kupang")
		})
		curator.goTo(c.base + "/katalog/kata?kata=gmn")
		curator.shows("kata")
		curator.wantNoBarriers("kata")
	})
	step("Other/Expires", func(t *testing.T) {
		const entry, words = "ktp-el-hilang", "urat keterangan hilang"
		quoted := func() bool { return strings.Contains(c.answers(token, known), words) }
		if read, _ := c.get(answersPath + "/" + entry); read != http.StatusOK || !quoted() {
			t.Fatalf("%s is read with %d and quoted: %v, want it while it lasts", entry, read, quoted())
		}
		c.lasts(entry, "2026-01-01")
		c.within(patience, "the end of "+entry, func() bool {
			read, _ := c.get(answersPath + "/" + entry)
			return read == http.StatusNotFound && !quoted()
		})
		chief.goTo(c.base + "/katalog?keadaan=tidak-dikutip")
		chief.untilSays(".antrean", "KTP-el hilang")
	})
	citizen.t = t
	citizen.wantQuiet()
}

// answers is what the running bot would tell a citizen, by its interface for programs.
func (c *counter) answers(token, question string) string {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.base+"/api/v1/ask", strings.NewReader(`{"text":`+quoted(question)+`}`))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	body, err := io.ReadAll(a.Body)
	if err != nil || a.StatusCode != http.StatusOK {
		c.t.Fatalf("ask: status %d, %v: %s", a.StatusCode, err, body)
	}
	return string(body)
}

// lasts has an entry hold until a day, as if it had been published so: one that is over
// is refused on the curator's pages.
func (c *counter) lasts(entry string, until faq.Date) {
	c.t.Helper()
	ledger := c.ledger()
	const office = "disdukcapil-kota-kupang"
	items, latest, err := ledger.Catalogue(c.t.Context(), office)
	if err != nil {
		c.t.Fatal(err)
	}
	live, err := faq.Assemble(items)
	if err != nil {
		c.t.Fatal(err)
	}
	e, _ := live.Entry(entry)
	e.ValidUntil = until
	changed, err := live.With(e)
	if err != nil {
		c.t.Fatal(err)
	}
	p := loket.Publication{
		Agency: office, Number: latest.Number + 1, Version: changed.Version, By: "uji", Source: loket.SourceCurator,
		Items: slices.DeleteFunc(changed.Items(), func(i loket.CatalogueItem) bool { return i.ID != entry }),
	}
	if err := errors.Join(ledger.Publish(c.t.Context(), p), ledger.Close()); err != nil {
		c.t.Fatal(err)
	}
}

// parkingQuestions are ways to ask where to park.
func parkingQuestions() []string {
	return []string{
		"parkir motor di mana", "di mana tempat parkir motor", "parkiran motor sebelah mana", "parkir mobil di sebelah mana", "ada tempat parkir ka",
		"lahan parkir kantor di mana", "motor diparkir di mana", "bisa parkir mobil di kantor", "parkirnya lewat pintu mana", "tempat parkir dispenduk di mana",
	}
}

// addCurator makes an account of a curator and returns its password.
func addCurator(c *counter, login string) string {
	c.t.Helper()
	for line := range strings.Lines(c.command("staff", "add", login, "--role", "kurator")) {
		if m := passwordLine.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
			return m[1]
		}
	}
	c.t.Fatal("loket staff add printed no password")
	return ""
}

// signInAt signs somebody in on the way to a page.
func (b *tab) signInAt(c *counter, path, login, password string) {
	b.t.Helper()
	b.goTo(c.base + path)
	b.fill("#akun", login)
	b.fill("#sandi", password)
	b.press(`form[action="/masuk"] button`)
	b.until("is at "+path, `location.pathname === `+quoted(path))
}
