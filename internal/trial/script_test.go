package trial_test

import (
	_ "embed"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"loket/internal/faketelegram"
	"loket/internal/loket"
)

// scriptLines are words that would run in a page that took them for more than words,
// one a line; what does not show as it is stands quoted.
//
//go:embed testdata/naskah.txt
var scriptLines string

// fewestScripts is how many of them there must be, no two alike.
const fewestScripts = 400

// scripts reads them.
func scripts(t *testing.T) (all []string) {
	t.Helper()
	seen := map[string]bool{}
	for line := range strings.Lines(scriptLines) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "# ") { // what the next have in common
			continue
		}
		if strings.HasPrefix(line, `"`) {
			var err error
			if line, err = strconv.Unquote(line); err != nil {
				t.Fatalf("script %d: %v", len(all), err)
			}
		}
		if seen[line] {
			t.Fatalf("script %q stands there twice", line)
		}
		seen[line] = true
		all = append(all, line)
	}
	if len(all) < fewestScripts {
		t.Fatalf("%d scripts, want at least %d", len(all), fewestScripts)
	}
	return all
}

// packed joins words to texts of at most so many characters.
func packed(words []string, most int) (texts []string) {
	text := ""
	for _, w := range words {
		if text != "" && len([]rune(text))+1+len([]rune(w)) > most {
			texts, text = append(texts, text), ""
		}
		text = strings.TrimPrefix(text+"\n"+w, "\n")
	}
	return append(texts, text)
}

const (
	firstScript = int64(31000) // the chat of the first citizen who writes them
	scriptsEach = 12           // of one citizen: less than a chat may write in a minute
)

// attacked is a counter everything of which that somebody can write is scripts.
type attacked struct {
	*testing.T
	c        *counter
	scripts  []string
	citizens [][]string // what each wrote
	tickets  []loket.TicketID
}

// TestScripts puts every script into a citizen's name and words, an entry of the
// catalogue, a note, a ready reply, the reason of an unmasking and of
// a switch, some into file names and folders, and opens every page that shows them in a real Chromium: no dialog opens,
// nothing of theirs is part of a page, and the page's policy has nothing to refuse.
func TestScripts(t *testing.T) {
	t.Parallel()
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	a := &attacked{T: t, scripts: scripts(t)}
	for rest := a.scripts; len(rest) > 0; rest = rest[min(len(rest), scriptsEach):] {
		a.citizens = append(a.citizens, rest[:min(len(rest), scriptsEach)])
	}
	a.c = newCounter(t, a.hostileCatalogue(onTelegram(fake)))
	a.c.start()
	a.write(fake)
	a.workAtTheDesk()
	staff := newChromium(t)
	staff.signIn(a.c, "demo", a.c.password)
	for _, path := range []string{"/loket?tab=semua&diam=1", "/loket/balasan-siap", "/penyelia"} {
		staff.goTo(a.c.base + path)
		staff.wantHarmless(path)
	}
	a.audit(staff)
	for i, ticket := range a.tickets {
		path := "/loket/tiket/" + string(ticket)
		staff.goTo(a.c.base + path + "?cari=" + url.QueryEscape(topicOf(i)))
		staff.wantHarmless(path)
		staff.goTo(a.c.base + path + "/warga")
		staff.fill("#alasan", "memeriksa nama "+a.scripts[i])
		staff.press("#data button")
		staff.untilSays(".kabar", "Data kontak tampil sekali")
		staff.wantHarmless(path + "/warga")
	}
	a.reply(staff)
	a.chat(staff.person())
	staff.wantQuiet()
}

// hostileCatalogue is a configuration with a catalogue that quotes all of them.
func (a *attacked) hostileCatalogue(env map[string]string) map[string]string {
	a.Helper()
	dir := a.TempDir()
	var entries strings.Builder
	entries.WriteString("entries:\n")
	seen := strings.NewReplacer("\x00", "", "\x01", "", "\f", "", "\ufeff", "") // a catalogue is refused for what does not show
	for i, words := range a.citizens {
		fmt.Fprintf(&entries, "  - id: %s\n    title: %s\n    status: published\n    questions: [%q]\n    answer: %s\n",
			topicOf(i), strconv.Quote(seen.Replace("Kartu "+words[0])), "bagaimana mengurus "+topicOf(i),
			strconv.Quote(seen.Replace(strings.Join(words, "\n"))))
	}
	config := filepath.Join(dir, "loket.yaml")
	folder := filepath.Join(dir, "katalog")
	text := "agencies:\n  - {id: disdukcapil-kota-kupang, code: KPG, name: Disdukcapil Kota Kupang, zone: Asia/Makassar, capacity: 100, catalogue: " + folder + "}\n"
	if err := os.Mkdir(folder, 0o700); err != nil {
		a.Fatal(err)
	}
	for path, content := range map[string]string{config: text, filepath.Join(folder, "naskah.yaml"): entries.String()} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			a.Fatal(err)
		}
	}
	env["LOKET_CONFIG"] = config
	return env
}

// topicOf names the i-th entry by a word of its own.
func topicOf(i int) string { return "naskah" + string(rune('a'+i/26)) + string(rune('a'+i%26)) }

// write lets the citizens write, each under a name of theirs, and send a file.
func (a *attacked) write(fake *faketelegram.Server) {
	for i, words := range a.citizens {
		chat, first, last := firstScript+int64(i), strings.Join(words[:len(words)/2], " "), strings.Join(words[len(words)/2:], " ")
		for n, w := range words {
			if n == 0 {
				w = "saya mau bicara dengan petugas. " + w
			}
			fake.Deliver(faketelegram.Text(chat, w).By(chat, first, last))
		}
		fake.Deliver(faketelegram.Document(chat, words[0]+".pdf", words[len(words)-1]).By(chat, first, last))
	}
	a.tickets = awaitTickets(a.T, a.c, len(a.citizens))
}

// workAtTheDesk writes what staff write.
func (a *attacked) workAtTheDesk() {
	a.Helper()
	admin := newOfficer(a.T, a.c)
	post := func(path string, form url.Values) (done bool) {
		status, _, err := admin.post(a.Context(), path, form)
		if err != nil {
			a.Fatal(err)
		}
		return status == http.StatusSeeOther || status == http.StatusOK
	}
	ready := func(words ...string) bool {
		title := []rune(words[0])
		return post("/loket/balasan-siap", url.Values{"judul": {string(title[:min(80, len(title))])}, "isi": {strings.Join(words, "\n")}})
	}
	saved := 0
	for words := range slices.Chunk(a.scripts, 4) { // an office has 200 ready replies at most
		if ready(words...) {
			saved += len(words)
			continue
		}
		for _, w := range words { // the guard refuses those with a foreign address
			if ready(w) {
				saved++
			}
		}
	}
	if saved < fewestScripts*3/4 {
		a.Errorf("%d scripts stand in ready replies, want at least %d", saved, fewestScripts*3/4)
	}
	for i, words := range a.scripts {
		if !admin.did(a.Context(), a.tickets[i/scriptsEach], "catatan", url.Values{"catatan": {words}}) {
			a.Fatalf("the note %q was refused: %v", words, admin.refused)
		}
		if name := words; i%30 == 0 && len(name) <= 40 {
			post("/loket/folder", url.Values{"nama": {name}, "saringan": {"tab=semua"}})
		}
	}
	for i, reason := range packed(a.scripts, 290) {
		if !post("/loket/tiket/"+string(a.tickets[i%len(a.tickets)])+"/warga/data", url.Values{"alasan": {"periksa " + reason}}) {
			a.Fatalf("unmasking for %q was refused", reason)
		}
	}
	if !post("/penyelia/sakelar", url.Values{"sakelar": {"entry:" + topicOf(len(a.citizens)-1)}, "arah": {"mati"}, "alasan": {a.scripts[0]}}) {
		a.Fatal("the switch was refused")
	}
}

// audit goes through the log, page by page.
func (a *attacked) audit(staff *tab) {
	a.Helper()
	staff.goTo(a.c.base + "/audit?tindakan=contact.unmask")
	for page := 1; ; page++ {
		staff.wantHarmless(fmt.Sprintf("page %d of the log", page))
		older := get[string](staff, `[...document.querySelectorAll('main a')].find(a => a.search.includes('sebelum='))?.href ?? ''`)
		if older == "" {
			break
		}
		staff.goTo(older)
	}
}

// reply puts a ready reply into the form of a ticket that is held.
func (a *attacked) reply(staff *tab) {
	a.Helper()
	staff.goTo(a.c.base + "/loket/tiket/" + string(a.tickets[0]))
	staff.press(`form[action$="/ambil"] button`)
	staff.untilSays(".fakta", "Anda pegang")
	staff.wantHarmless("the ticket that is held")
	get[bool](staff, `document.querySelector('[name="siap"]').closest('details').open = true`)
	staff.press(`[name="siap"]`)
	staff.untilSays(".kabar", "Balasan siap ada di kotak balasan")
	staff.wantHarmless("the reply form")
}

// chat has somebody write all of them on the web, and look their ticket up by its number
// and PIN.
func (a *attacked) chat(citizen *tab) {
	a.Helper()
	citizen.goTo(a.c.base + "/chat/disdukcapil-kota-kupang")
	citizen.untilSays("#state", "Terhubung")
	citizen.say("saya mau bicara dengan petugas")
	citizen.untilSays("#lines .receipt .bubble", "Nomor: KPG-")
	receipt := citizen.lastLine()
	texts := packed(a.scripts, 3500)
	for i, text := range texts {
		get[bool](citizen, `(() => { const box = document.querySelector('#text'); box.value = `+quoted(text)+`; box.form.requestSubmit(); return true })()`)
		citizen.until("the words stand there", fmt.Sprintf(`document.querySelectorAll('#lines .mine').length >= %d`, i+2))
	}
	citizen.wantHarmless("the chat")
	citizen.goTo(a.c.base + checkPath)
	citizen.opens(ticketNumber.FindString(receipt), toldPIN.FindStringSubmatch(receipt)[1])
	citizen.untilSays("h1", "KPG-")
	citizen.wantHarmless("the ticket's own page")
	citizen.wantQuiet()
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
		...[...document.scripts].filter(s => !s.src.startsWith(location.origin + '/aset/') && !s.src.startsWith(location.origin + '/chat/assets/')),
		...document.querySelectorAll('iframe, object, embed, base, body svg, body meta, body link, body style, math, marquee, video, xmp, template'),
		...[...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on') || /^\s*javascript:/i.test(a.value) && ['href', 'src', 'action', 'formaction'].includes(a.name))),
	].map(e => e.outerHTML.slice(0, 120))`)
	if len(foreign) > 0 {
		b.t.Errorf("%s holds %s", what, strings.Join(foreign, "\n"))
	}
	b.until(what+" shows a payload", `document.body.innerText.includes('alert(1)')`)
}
