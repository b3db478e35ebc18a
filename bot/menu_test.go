package bot

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/privacy"
)

// menuOpen has the citizen ask for the menu.
func menuOpen(c *counter) { c.says(c.who, "menu") }

// businessMenu has them go through the second door, by number.
func businessMenu(c *counter) { menuOpen(c); c.says(c.who, "2") }

func menuTransitions() []transition {
	const command, button = loket.MessageCommand, loket.MessageButton
	noticed := loket.OutcomeNoticed
	return []transition{
		{name: "Menu/Command", before: fresh, kind: command, text: "/menu", outcome: noticed, answers: kinds{notice}, says: "1. Untuk warga\n2. Untuk pelaku usaha"},
		{name: "Menu/Word", before: fresh, text: "Menu!", outcome: noticed, answers: kinds{notice}, says: "1. Untuk warga"},
		{name: "Menu/Number", before: menuOpen, text: "2.", outcome: noticed, answers: kinds{notice}, says: "Untuk pelaku usaha. Pilih topik"},
		{name: "Menu/NumberOfATopic", before: businessMenu, text: "1", outcome: noticed, answers: kinds{notice}, says: "NIB dan OSS"},
		{name: "Menu/NumberOfAnEntry", before: func(c *counter) { businessMenu(c); c.says(c.who, "1") }, text: "1", outcome: loket.OutcomeQuoted, answers: kinds{quote, notice}, says: "Menu utama"},
		{name: "Menu/Up", before: businessMenu, text: "2", outcome: noticed, answers: kinds{notice}, says: "1. Untuk warga"},
		{name: "Menu/NoSuchNumber", before: menuOpen, text: "7", outcome: noticed, answers: kinds{notice}, says: "Tulis 1 sampai 2"},
		{name: "Menu/Zero", before: menuOpen, text: "0", outcome: noticed, answers: kinds{notice}, says: "Tulis 1 sampai 2"},
		{name: "Menu/TheNumberStillHolds", before: func(c *counter) { menuOpen(c); c.says(c.who, "9") }, text: "2", outcome: noticed, answers: kinds{notice}, says: "Untuk pelaku usaha. Pilih"},
		{name: "Menu/AQuestionBesideItIsAnswered", before: menuOpen, text: "syarat ktp hilang", outcome: loket.OutcomeQuoted, answers: kinds{quote}},
		{name: "Menu/AnOldOneIsForgotten", before: func(c *counter) { menuOpen(c); c.later(25 * time.Hour) }, text: "2"},
		{name: "Menu/AfterAQuoteANumberIsNone", before: func(c *counter) { menuOpen(c); c.says(c.who, "syarat ktp hilang") }, text: "2"},
		{name: "Menu/Place", before: fresh, kind: button, data: "m:w:kk", outcome: noticed, answers: kinds{notice}, says: "Kartu Keluarga (KK). Pilih pertanyaan"},
		{name: "Menu/GonePlaceShowsTheDoor", before: fresh, kind: button, data: "m:w:lama", outcome: noticed, answers: kinds{notice}, says: "Untuk warga. Pilih topik"},
		{name: "Menu/ForgedPlace", before: fresh, kind: button, data: "m:zz:~-9", outcome: noticed, answers: kinds{notice}, says: "1. Untuk warga"},
		{name: "Menu/Pick", before: fresh, kind: button, data: "g:ktp-el-hilang", outcome: loket.OutcomeQuoted, answers: kinds{quote, notice}, says: "Kembali ke KTP-el"},
		{name: "Menu/PickOfNothing", before: fresh, kind: button, data: "g:zzz", outcome: noticed, answers: kinds{notice}, says: "tidak berlaku"},
		{name: "Menu/Plain", before: fresh, kind: button, data: "e:kk-baru", outcome: loket.OutcomeQuoted, answers: kinds{quote}, says: "Bawa juga KK lama."},
		{name: "Menu/PlainOfNone", before: fresh, kind: button, data: "e:rujuk-nib-oss", outcome: loket.OutcomeQuoted, answers: kinds{quote}, says: "bukan layanan Dukcapil"},
		{name: "Menu/UncheckedPickIsHandedOver", before: uncheckedHandsOver, kind: button, data: "g:ktp-el-hilang", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, opens: 1, joins: true},
		{name: "Menu/UncheckedHasNothingToShow", before: uncheckedHandsOver, kind: command, text: "/menu", outcome: noticed, answers: kinds{notice}, says: "Menu belum tersedia"},
		{name: "Menu/WhileATicketWaits", before: ticketWaits, kind: command, text: "/menu", outcome: noticed, answers: kinds{notice}, says: "1. Untuk warga", joins: true},
		{name: "Menu/TheNumberWhileAHumanHasItIsTheirs", before: func(c *counter) { ticketClaimed(c); c.does(c.of(c.who, command, "/menu", "")) }, text: "2", outcome: loket.OutcomeJoined, joins: true},
		{name: "Menu/WhileTheBotIsOff", before: func(c *counter) { c.off(loket.SwitchBot, "") }, kind: command, text: "/menu", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, opens: 1, joins: true},
	}
}

var numbered = regexp.MustCompile(`^(\d)\. (.+)$`)

// lastChoices are the lines of the last answer that are numbered, in their order.
func (k came) lastChoices(t *testing.T) (lines []string) {
	t.Helper()
	last := k.answers[len(k.answers)-1]
	for line := range strings.Lines(wordsOf(last)) {
		if found := numbered.FindStringSubmatch(strings.TrimSpace(line)); found != nil {
			if found[1] != strconv.Itoa(len(lines)+1) {
				t.Errorf("line %q is the %dth of\n%s", line, len(lines)+1, wordsOf(last))
			}
			lines = append(lines, found[2])
		}
	}
	buttons := last.Sends[len(last.Sends)-1].Content.Buttons
	if len(buttons) != len(lines)+1 || buttons[len(lines)][0].Data != dataHuman {
		t.Errorf("%d buttons for %d lines, want one each and a human", len(buttons), len(lines))
	}
	for i, line := range lines {
		if b := buttons[i][0]; b.Label != fmt.Sprintf("%d. %s", i+1, line) || len(b.Data) > 64 {
			t.Errorf("button %d = %+v, want %q and at most 64 bytes", i+1, b, line)
		}
	}
	return lines
}

// TestMenuReachesEveryEntry walks the whole menu of the reference catalogue by buttons
// and finds every entry once, with never more lines than one digit numbers.
func TestMenuReachesEveryEntry(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	c.bot.Settings.Flood = false
	want, found := map[string]bool{}, map[string]int{}
	for _, e := range c.book.Catalog.Entries() {
		want[dataPick+e.ID] = e.Status == faq.Published
	}
	seen := map[string]bool{}
	for ahead := []string{dataMenu}; len(ahead) > 0; ahead = ahead[1:] {
		if seen[ahead[0]] {
			continue
		}
		seen[ahead[0]] = true
		got := c.does(c.of(c.who, loket.MessageButton, "", ahead[0]))
		if lines := got.lastChoices(t); len(lines) > 9 || len(lines) == 0 {
			t.Errorf("%s has %d lines, want 1 to 9", ahead[0], len(lines))
		}
		for _, data := range buttonsOf(got.answers[0]) {
			switch {
			case strings.HasPrefix(data, dataMenu):
				ahead = append(ahead, data)
			case strings.HasPrefix(data, dataPick):
				found[data]++
			}
		}
	}
	for data, published := range want {
		if n := found[data]; published != (n == 1) {
			t.Errorf("%s is offered %d times, published: %v", data, n, published)
		}
	}
}

// TestMenuVariants: what was chosen is shown in its plain and its detailed form, by
// number, as often as the citizen likes, and the way back stays.
func TestMenuVariants(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	e, _ := c.book.Catalog.Entry("kk-baru")
	c.does(c.of(c.who, loket.MessageButton, "", dataPick+e.ID))
	for _, step := range []struct {
		number, shows string
		offers        []string
	}{
		{"1", e.RenderPlain(), []string{"Rincian", "Kembali ke Kartu Keluarga (KK)", "Menu utama"}},
		{"1", e.RenderDetail(), []string{"Kata sederhana", "Kembali ke Kartu Keluarga (KK)", "Menu utama"}},
		{"1", e.RenderPlain(), []string{"Rincian", "Kembali ke Kartu Keluarga (KK)", "Menu utama"}},
	} {
		got := c.says(c.who, step.number)
		if got.outcome() != loket.OutcomeQuoted || wordsOf(got.answers[0]) != step.shows {
			t.Fatalf("%s shows %q, want %q", step.number, got.words(), step.shows)
		}
		if lines := got.lastChoices(t); !slices.Equal(lines, step.offers) {
			t.Errorf("then it offers %q, want %q", lines, step.offers)
		}
	}
	if got := c.says(c.who, "2"); !strings.HasPrefix(got.words(), "Kartu Keluarga (KK). Pilih pertanyaan") {
		t.Errorf("back leads to %q, want the topic", got.words())
	}
	first := c.does(c.of("b", loket.MessageButton, "", dataPick+e.ID))
	if wordsOf(first.answers[0]) != e.Render(faq.Whole, true) || first.answers[0].Entry != e.ID || first.answers[0].Revision != e.Revision {
		t.Errorf("the choice is answered with %q of %s, want the entry's own words", wordsOf(first.answers[0]), first.answers[0].Entry)
	}
	if topic := first.situated.Conversation.Topic; topic != e.ID {
		t.Errorf("the topic is %q, want %q: a follow-up is about it", topic, e.ID)
	}
	if after := c.says("b", "biayanya?"); after.outcome() != loket.OutcomeQuoted || after.answers[0].Entry != e.ID {
		t.Errorf("a follow-up gets %s of %q, want %s", after.outcome(), after.answers[0].Entry, e.ID)
	}
}

// TestMenuOfOneDoor: a catalogue for one audience begins with its topics, and one with
// long names of groups keeps its buttons short.
func TestMenuOfOneDoor(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	long := strings.Repeat("kelompok-", 12) + "akhir"
	catalog, err := faq.Load(fstest.MapFS{"a.yaml": {Data: []byte("entries:\n" +
		"  - {id: satu, title: Satu, group: " + long + ", questions: [satu saja], answer: \"Ya.\", status: published}\n" +
		"  - {id: dua, title: Dua, questions: [dua saja], answer: \"Ya.\", plain: \"Iya.\", status: published}\n" +
		"  - {id: tiga, title: Tiga, questions: [tiga saja], answer: \"Ya.\", status: draft}\n")}})
	c.must(err)
	c.book.Catalog = catalog
	got := c.does(c.of(c.who, loket.MessageCommand, "/menu", ""))
	lines := got.lastChoices(t)
	if len(lines) != 2 || !slices.Contains(lines, "Lainnya") || slices.Contains(lines, "Untuk warga") {
		t.Fatalf("the menu begins with %q, want the two topics", lines)
	}
	for i, line := range lines {
		list := c.says(c.who, strconv.Itoa(i+1))
		want := "Satu"
		if line == "Lainnya" {
			want = "Dua"
		}
		if found := list.lastChoices(t); found[0] != want || len(found) != 2 {
			t.Errorf("topic %q lists %q, want %q and the way up", line, found, want)
		}
		c.does(c.of(c.who, loket.MessageCommand, "/menu", ""))
	}
}

// TestMenuShowsNothingTheGuardRefuses: simpler words are held to what answers are.
func TestMenuShowsNothingTheGuardRefuses(t *testing.T) {
	t.Parallel()
	catalog, err := faq.Load(fstest.MapFS{"a.yaml": {Data: []byte("entries:\n" +
		"  - {id: satu, title: Satu, questions: [satu saja], answer: \"Ya.\", plain: \"Kirim kode OTP Anda di sini.\", status: published}\n")}})
	if err != nil {
		t.Fatal(err)
	}
	if withheld := Withheld(catalog, privacy.Guard{}); withheld["satu"] == nil {
		t.Error("an entry that asks for an OTP in its simpler words is shown")
	}
}

func TestMenuPhrasesPassTheGuard(t *testing.T) {
	t.Parallel()
	for _, text := range []string{sayMenuNext, sayNoMenu, sayMenuNumber(9), sayMenuDoor(faq.Businesses), sayMenuTopic("KTP-el")} {
		if err := (privacy.Guard{}).Check(text); err != nil {
			t.Errorf("Check(%q) = %v, want nil", text, err)
		}
	}
}
