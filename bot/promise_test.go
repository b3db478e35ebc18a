package bot

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"loket/faq"
	"loket/faq/disdukcapil"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

func TestEdits(t *testing.T) {
	t.Parallel()
	edit := func(c *counter, of loket.Inbound, text string) loket.Inbound {
		in := c.text("a", text)
		in.OriginKey, in.Replaces = "e:"+strings.TrimPrefix(of.OriginKey, "m:")+":1", of.OriginKey
		return in
	}
	t.Run("BeforeTheAnswer/StandsForTheMessage", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		first := c.text("a", "ikan lele")
		c.receives(first)
		got := c.does(edit(c, first, "syarat ktp hilang"))
		if got.outcome() != loket.OutcomeQuoted || len(got.situated.Pending) != 0 {
			t.Errorf("the edit became %q, %d left, want quoted and none", got.outcome(), len(got.situated.Pending))
		}
		c.later(time.Minute)
		if n := len(c.tickets(loket.KindQuestion)); n != 0 {
			t.Errorf("the replaced words opened %d tickets, want none", n)
		}
	})
	t.Run("AfterTheAnswer/OtherWordsAreConsidered", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		first := c.text("a", "syarat ktp hilang")
		c.receives(first)
		if got := c.does(edit(c, first, "kk rusak bagaimana")); got.outcome() != loket.OutcomeQuoted || len(got.answers) != 1 {
			t.Errorf("the edit became %q with %d answers, want quoted with 1", got.outcome(), len(got.answers))
		}
	})
	t.Run("AfterTheAnswer/TheSameWordsAreNot", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		first := c.text("a", "syarat ktp hilang")
		c.receives(first)
		if got := c.does(edit(c, first, "Syarat KTP  hilang")); len(got.answers) != 0 || len(got.situated.Pending) != 0 {
			t.Errorf("an edit of the same words got %d answers, want none", len(got.answers))
		}
	})
	t.Run("SameMessageTwice/IsOne", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		in := c.text("a", "syarat ktp hilang")
		c.receives(in, in)
		receipts := c.receives(in)
		c.wantOutcomes(loket.OutcomeQuoted)
		if !receipts[0].Duplicate || len(c.ledger.answers) != 1 {
			t.Errorf("the same message thrice got %d answers, want 1", len(c.ledger.answers))
		}
	})
}

// TestQuoteIsTheEntry asks for every entry by button, whole and in detail: what
// goes out is the entry's own text at the revision recorded, nothing else.
func TestQuoteIsTheEntry(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	c.bot.Settings.Flood = false
	for _, e := range c.book.Catalog.Entries() {
		for data, want := range map[string]string{"q:" + e.ID: e.Render(faq.Whole, true), "d:" + e.ID: e.RenderDetail()} {
			if len(data) > 64 {
				t.Errorf("the button %q is longer than 64 bytes", data)
			}
			got := c.does(c.of("a", loket.MessageButton, "", data))
			a := got.answers[0]
			if a.Kind != loket.AnswerQuote || a.Entry != e.ID || a.Revision != e.Revision || wordsOf(a) != want {
				t.Errorf("%s is answered with %s %s at %s:\n%s\nwant its text at %s", data, a.Kind, a.Entry, a.Revision, wordsOf(a), e.Revision)
			}
			for _, carried := range buttonsOf(a) {
				if len(carried) > 64 {
					t.Errorf("a button under %s carries %q: longer than 64 bytes", e.ID, carried)
				}
			}
		}
	}
}

func TestExpiredEntry(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	c.book = expiringBook(t, "ktp-el-hilang", "2026-11-23")
	if got := c.says("a", "syarat ktp hilang"); got.outcome() != loket.OutcomeQuoted {
		t.Errorf("on its last day the entry is %q, want quoted", got.outcome())
	}
	c.later(15 * time.Hour) // midnight in Kupang, 16.00 UTC of the last day
	if got := c.says("b", "halo, syarat ktp hilang"); got.outcome() != loket.OutcomeHandedOff || got.situated.Ticket.Topic != "ktp-el-hilang" {
		t.Errorf("after its last day the entry is %q: %s, want handed over", got.outcome(), got.words())
	}
	got := c.says("d", "ktp hilang bagaimana? kk rusak bagaimana?")
	if got.outcome() != loket.OutcomeHandedOff || len(got.answers) != 2 {
		t.Errorf("beside another question it is %q with %v, want handed over beside a quote", got.outcome(), got.kinds())
	}
	for _, a := range got.answers {
		if a.Entry == "ktp-el-hilang" {
			t.Error("an expired entry was quoted")
		}
	}
}

// expiringBook is the reference catalogue with one entry's last day set.
func expiringBook(t *testing.T, entry, lastDay string) *Book {
	t.Helper()
	files, err := disdukcapil.Files()
	if err != nil {
		t.Fatal(err)
	}
	copied := fstest.MapFS{}
	err = fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, path)
		id := "  - id: " + entry + "\n"
		text := strings.Replace(string(data), id, id+"    valid_until: "+lastDay+"\n", 1)
		copied[path] = &fstest.MapFile{Data: []byte(text)}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := faq.Load(copied)
	if err != nil {
		t.Fatal(err)
	}
	book, err := bookOf(catalog)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestPersonalDataIsNeitherKeptNorSaid(t *testing.T) {
	t.Parallel()
	const nik, phone = "5371010101900001", "081234567890"
	c := openCounter(t)
	redaction := c.bot.Redactor.Redact(nik)
	if redaction.Text == nik {
		t.Fatal("the redactor keeps a NIK")
	}
	for i, text := range []string{
		"nik saya " + nik, "5371.0101.0190.0001 syarat ktp hilang?", "hubungi " + phone, strings.Repeat("x", textLimit-8) + nik,
	} {
		person := fmt.Sprint("p", i)
		c.says(person, text)
		c.does(c.of(person, loket.MessagePhoto, "foto "+nik, ""))
		c.does(c.of(person, loket.MessageCommand, "/lain "+nik, ""))
		c.does(c.of(person, loket.MessageButton, "", "q:"+nik))
		c.later(10 * time.Second)
		lines, err := c.ledger.Lines(t.Context(), lokettest.Channels()[0].ID, person, 0, 100)
		c.must(err)
		for _, line := range lines {
			wantClean(t, line.Text, nik[:12], phone)
		}
	}
	c.deliver()
	for _, send := range c.port.got {
		wantClean(t, send.Content.Text, nik[4:12], phone)
	}
	for _, problem := range filesUnder(t, c) {
		wantClean(t, problem, nik[:12], phone)
	}
}

func wantClean(t *testing.T, text string, secrets ...string) {
	t.Helper()
	bare := strings.NewReplacer(" ", "", ".", "", "-", "").Replace(text)
	for _, secret := range secrets {
		if strings.Contains(bare, secret) {
			t.Errorf("%d bytes of text hold %s", len(text), secret)
		}
	}
}

// filesUnder reads what the ledger left on disk.
func filesUnder(t *testing.T, c *counter) []string {
	t.Helper()
	c.must(c.ledger.Ping(t.Context()))
	paths, err := filepath.Glob(filepath.Join(c.dir, "*"))
	c.must(err)
	var all []string
	for _, path := range paths {
		data, err := os.ReadFile(path)
		c.must(err)
		all = append(all, string(data))
	}
	if len(all) == 0 {
		t.Fatalf("no files under %s", c.dir)
	}
	return all
}

func TestClip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := clean(rapid.String().Draw(t, "text"))
		limit := rapid.IntRange(0, 20).Draw(t, "limit")
		got := clip(text, limit)
		if !strings.HasPrefix(text, got) || len(got) > limit || strings.ToValidUTF8(got, "") != got || len(text)-len(got) > max(0, len(text)-limit)+3 {
			t.Errorf("clip(%q, %d) = %q", text, limit, got)
		}
	})
}

// TestEveryMessageEndsOnce plays random afternoons: whatever citizens send and
// staff do, each message ends exactly once, with an answer or a ticket, and no
// conversation has two open tickets of a kind.
func TestEveryMessageEndsOnce(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	round := 0
	rapid.Check(t, func(t *rapid.T) {
		round++
		a := afternoon{counter: c, person: fmt.Sprint("warga", round), texts: sampleTexts()}
		steps := rapid.IntRange(1, 8).Draw(t, "steps")
		for range steps {
			a.step(t)
		}
		c.later(time.Minute)
		a.check(t)
	})
}

type afternoon struct {
	*counter
	person string
	texts  []string
	came   []loket.Receipt
}

func sampleTexts() []string {
	return []string{
		"syarat ktp hilang", "biayanya?", "ktp", "2", "halo", "makasih", "kak", "ikan lele", "ikan lele saya kenapa?",
		"mau bicara sama petugas", "pelayanan lambat sekali, saya kecewa", "saya mau bunuh diri", "cek status permohonan saya",
		"ini hoax bukan", "goblok semua", "5371010101900001", "nik 5371010101900001 ikan lele", "jam buka", "👍", "",
		"ktp hilang bagaimana? kk rusak bagaimana? ikan lele bagaimana caranya?", "مرحبا", "\x00\xff",
	}
}

func (a *afternoon) step(t *rapid.T) {
	kinds := []loket.MessageKind{
		loket.MessageText, loket.MessageText, loket.MessageText, loket.MessageText, loket.MessagePhoto, loket.MessageVoice,
		loket.MessageButton, loket.MessageCommand,
	}
	switch rapid.SampledFrom([]string{"say", "say", "say", "burst", "wait", "claim", "close"}).Draw(t, "do") {
	case "wait":
		a.later(time.Duration(rapid.IntRange(1, 900).Draw(t, "seconds")) * time.Second)
	case "claim":
		a.eachTicket(func(k loket.Ticket) {
			_, err := a.desk.Claim(a.t.Context(), a.staff, k.ID)
			a.must(err)
		})
	case "close":
		a.eachTicket(a.close)
	case "burst":
		var batch []loket.Inbound
		for range rapid.IntRange(2, 5).Draw(t, "messages") {
			batch = append(batch, a.text(a.person, rapid.SampledFrom(a.texts).Draw(t, "text")))
		}
		a.came = append(a.came, a.receives(batch...)...)
	default:
		kind := rapid.SampledFrom(kinds).Draw(t, "kind")
		text := rapid.SampledFrom(a.texts).Draw(t, "text")
		data := rapid.SampledFrom([]string{"h", "q:ktp-el-hilang", "d:ktp-el-hilang", "q:", "x"}).Draw(t, "data")
		if kind == loket.MessageCommand {
			text = rapid.SampledFrom([]string{"/start", "/petugas", "/status", "/x"}).Draw(t, "command")
		}
		a.came = append(a.came, a.receives(a.of(a.person, kind, text, data))...)
	}
}

func (a *afternoon) eachTicket(do func(loket.Ticket)) {
	for _, k := range append(a.tickets(loket.KindQuestion), a.tickets(loket.KindComplaint)...) {
		do(k)
	}
}

func (a *afternoon) close(k loket.Ticket) {
	claimed, err := a.desk.Claim(a.t.Context(), a.staff, k.ID)
	a.must(err)
	a.must(a.desk.Close(a.t.Context(), a.staff, k.ID, claimed.LeaseEpoch))
}

func (a *afternoon) check(t *rapid.T) {
	open := map[loket.TicketKind]int{}
	a.eachTicket(func(k loket.Ticket) { open[k.Kind]++ })
	if open[loket.KindQuestion] > 1 || open[loket.KindComplaint] > 1 {
		t.Errorf("open tickets = %v, want one of a kind at most", open)
	}
	for _, r := range a.came {
		settled := a.ledger.settled[r.Message]
		if len(settled) != 1 || (settled[0].Answer == "" && settled[0].Ticket == "") {
			t.Errorf("message %s ended with %+v, want once, with an answer or a ticket", r.Message, settled)
		}
	}
	for _, answer := range a.ledger.answers {
		wantQuote(t, a.book, answer)
	}
	a.ledger.answers = nil
	a.eachTicket(a.close)
}

func wantQuote(t *rapid.T, book *Book, a loket.Answer) {
	if a.Kind != loket.AnswerQuote {
		return
	}
	e, _ := book.Catalog.Entry(a.Entry)
	if got := wordsOf(a); (got != e.Render(faq.Facet(a.Facet), true) && got != e.RenderDetail()) || a.Revision != e.Revision {
		t.Errorf("quote of %s at %s = %q, want its text", a.Entry, a.Revision, got)
	}
}
