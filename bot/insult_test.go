package bot

import (
	"fmt"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	"loket/faq/disdukcapil"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/privacy"
)

var (
	ruleWords   = regexp.MustCompile(`(?m)^\s+- any: \[(.*)\]$`)
	lure        = regexp.MustCompile(`(?i)https?://|\b(bit|t|www)[.]|[.](apk|xapk|top|xyz)\b`)
	nextKey     = regexp.MustCompile(`(?m)^[a-z_]+:`)
	exampleLine = regexp.MustCompile(`(?m)^  - ['"]?(.*?)['"]?$`)
)

// insultCorpus writes phrases of insult, threat and fraud: every word of the
// catalogue's rules in a sentence of Indonesian or Kupang Malay, with a link or
// the name of a program in two of three, then every example.
func insultCorpus(t *testing.T) (corpus []string) {
	t.Helper()
	files, err := disdukcapil.Files()
	if err != nil {
		t.Fatal(err)
	}
	raw, err := fs.ReadFile(files, "intents/abuse.yaml")
	if err != nil {
		t.Fatal(err)
	}
	sentences := []string{
		"%s lu samua pung kerja, beta su muak", "dasar %s, pegawai apa kalian ini", "woi %s jawab beta pung pesan",
		"%s kamu, nanti saya datangi kantor itu malam-malam", "lu tu memang %s e, sonde tau malu", "kalian %s semua makan uang rakyat",
	}
	lures := []string{
		"", "klik http://bit.ly/kupang-%d sekarang", "pasang Undangan_Nikah_%d.apk dulu", "",
		"buka https://dukcapil-kupang%d.top/login?nik=1", "t.me/penipu_bot%d", "", "www.contoh-palsu%d.xyz ada bukti", "unduh IKD-Resmi-%d.xapk",
	}
	for _, rule := range ruleWords.FindAllStringSubmatch(string(raw), -1) {
		for _, word := range strings.Split(rule[1], ",") {
			n := len(corpus)
			phrase := fmt.Sprintf(sentences[n%len(sentences)], strings.TrimSpace(word))
			if lure := lures[n%len(lures)]; lure != "" {
				phrase += " " + fmt.Sprintf(lure, n)
			}
			corpus = append(corpus, phrase)
		}
	}
	_, examples, _ := strings.Cut(string(raw), "\nexamples:")
	if next := nextKey.FindStringIndex(examples); next != nil {
		examples = examples[:next[0]]
	}
	for _, m := range exampleLine.FindAllStringSubmatch(examples, -1) {
		corpus = append(corpus, m[1])
	}
	return corpus
}

// wordsIn are the words of a text, in small letters without what parts them.
func wordsIn(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// echoed is what of a citizen's text stands in an answer: three words in a row, or
// a word that leads somewhere; empty: nothing.
func echoed(text, answer string) string {
	said := " " + strings.Join(wordsIn(answer), " ") + " "
	words := wordsIn(text)
	for i := 0; i+3 <= len(words); i++ {
		if run := strings.Join(words[i:i+3], " "); strings.Contains(said, " "+run+" ") {
			return run
		}
	}
	for _, word := range strings.Fields(text) {
		if link := strings.Trim(word, ".,!?"); strings.Contains(link, ".") && strings.Contains(answer, link) {
			return link
		}
	}
	return ""
}

// TestInsultsAreNotEchoed holds every answer to insults, threats and frauds to
// saying nothing of them back.
func TestInsultsAreNotEchoed(t *testing.T) {
	t.Parallel()
	corpus := insultCorpus(t)
	c := openCounter(t)
	for start := 0; start < len(corpus); start += 50 {
		var batch []loket.Inbound
		for i := start; i < min(start+50, len(corpus)); i++ {
			batch = append(batch, c.text(fmt.Sprint(i), corpus[i]))
		}
		c.receives(batch...)
		c.later(9 * time.Second)
		c.later(9 * time.Second)
	}
	calm, echoes, answered := 0, 0, map[string]bool{}
	for _, a := range c.ledger.answers {
		person := c.conversations[a.Conversation]
		var n int
		_, _ = fmt.Sscan(person, &n)
		answered[person] = true
		if strings.Contains(textOf(a), "Kami mengerti Anda kesal") {
			calm++
		}
		if echo := echoed(corpus[n], textOf(a)); echo != "" {
			echoes++
			t.Errorf("%q was answered with %q: says %q back", corpus[n], textOf(a), echo)
		}
	}
	for _, text := range corpus {
		if left := lure.FindString(privacy.Defang(text)); left != "" {
			t.Errorf("staff would read %q with %q in it", text, left)
		}
	}
	t.Logf("%d phrases, %d answered, %d of them calmed, %d echoed", len(corpus), len(answered), calm, echoes)
	if len(corpus) < 500 || len(answered) != len(corpus) || calm < len(corpus)*3/4 {
		t.Errorf("%d phrases, %d answered, %d calmed, want 500 or more, all and three in four", len(corpus), len(answered), calm)
	}
}

func TestEchoed(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{
		"Anda menulis: Kalian SEMUA, babi!": "kalian semua babi",
		"Jangan buka bit.ly ya":             "bit.ly",
		"Kalian semua kami layani.":         "",
	} {
		if got := echoed("kalian semua babi bit.ly", answer); got != want {
			t.Errorf("echoed(%q) = %q, want %q", answer, got, want)
		}
	}
}

func TestInsults(t *testing.T) {
	t.Parallel()
	rows := func(c *counter) []loket.InboxRow {
		all, err := c.ledger.OpenTickets(c.t.Context(), lokettest.Agency().ID, 100)
		c.must(err)
		return all
	}
	marked := func(c *counter) (n int) {
		events, err := c.ledger.Events(c.t.Context(), 0, 1000)
		c.must(err)
		for _, e := range events {
			if e.Kind == loket.EventInsult {
				n++
			}
		}
		return n
	}
	t.Run("TheThirdIsAHumans/AndNoOther", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		for range 2 {
			if got := c.says("a", "goblok semua"); got.outcome() != loket.OutcomeGuarded || len(rows(c)) != 0 {
				t.Errorf("an insult became %s with %d tickets, want guarded without one", got.outcome(), len(rows(c)))
			}
		}
		third := c.says("a", "goblok semua")
		if third.outcome() != loket.OutcomeHandedOff || third.situated.Ticket.Reason != loket.ReasonInsults || !strings.Contains(third.words(), "Kami mengerti") {
			t.Fatalf("the third insult became %s: %s", third.outcome(), third.words())
		}
		for range 20 {
			c.says("a", "goblok semua")
			c.later(time.Minute)
		}
		if all := rows(c); len(all) != 1 || !all[0].Insulting() || all[0].Insults != 23 || marked(c) != 23 {
			t.Errorf("after 23 insults: tickets %+v, %d events, want one marked ticket and 23", all, marked(c))
		}
	})
	t.Run("AfterItIsClosed/NoneUntilADayWithoutAny", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		insults := func(n int) {
			for range n {
				c.says("a", "goblok semua")
				c.later(2 * time.Hour)
			}
		}
		insults(3)
		ticket := c.claims(c.says("a", "goblok semua"))
		c.must(c.desk.Close(t.Context(), c.staff, ticket.ID, ticket.LeaseEpoch))
		insults(30)
		if all := rows(c); len(all) != 0 {
			t.Errorf("%d tickets of insults that never paused for a day, want none after the first was closed", len(all))
		}
		c.later(loket.InsultSpan)
		insults(3)
		if all := rows(c); len(all) != 1 {
			t.Errorf("%d tickets after a day's pause, want one", len(all))
		}
	})
	t.Run("BesideAQuestion/AnsweredAndMarked", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		if got := c.says("a", "goblok, syarat ktp hilang?"); got.outcome() == loket.OutcomeGuarded || got.situated.Conversation.Insults != 1 {
			t.Errorf("an insult with a question became %s and counts %d, want an answer to the question and 1", got.outcome(), got.situated.Conversation.Insults)
		}
	})
	t.Run("WhileATicketWaits/JoinsAndMarksIt", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.who = "a"
		ticketWaits(c)
		got := c.says("a", "goblok semua")
		if all := rows(c); got.outcome() != loket.OutcomeJoined || len(all) != 1 || !all[0].Insulting() {
			t.Errorf("an insult while a ticket waits became %s, tickets %+v, want joined and the ticket marked", got.outcome(), all)
		}
	})
	t.Run("WhileHeld/CountedOnce", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.says("a", "goblok, bagaimana memelihara ikan lele?")
		c.later(9 * time.Second)
		c.later(9 * time.Second)
		if n := marked(c); n > 1 {
			t.Errorf("one message counts as %d insults", n)
		}
	})
	t.Run("InTheCopyOfOnesData", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		const told = "Pesan yang ditandai makian atau ancaman: 1, terakhir"
		c.says("a", "goblok semua")
		for person, want := range map[string]bool{"a": true, "b": false} {
			if got := c.does(c.of(person, loket.MessageCommand, "/data", "")); strings.Contains(got.words(), told) != want {
				t.Errorf("/data of %s = %q, want the insult told: %v", person, got.words(), want)
			}
		}
	})
	t.Run("Polite/NotMarked", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.who = "a"
		ticketWaits(c)
		if all := rows(c); len(all) != 1 || all[0].Insulting() || marked(c) != 0 {
			t.Errorf("tickets %+v, %d events, want one without a mark", all, marked(c))
		}
	})
}
