package bot

import (
	"errors"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

// TestErasure follows a citizen who asks to be erased: the farewell arrives,
// then nothing of theirs is left, and their next words are a stranger's.
func TestErasure(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	c.says("a", "halo saya Budi Contoh, bagaimana cara memelihara ikan lele?")
	c.later(9 * time.Second)
	c.says("b", "syarat ktp hilang")
	if len(c.tickets(loket.KindQuestion)) != 1 {
		t.Fatal("want one ticket to begin with")
	}
	c.deliver()
	asked := c.does(c.of("a", loket.MessageCommand, "/hapus", ""))
	if len(c.tickets(loket.KindQuestion)) != 1 {
		t.Error("asking closed the ticket")
	}
	c.does(c.of("a", loket.MessageButton, "", asked.answers[0].Sends[0].Content.Buttons[0][0].Data))
	if open := c.tickets(loket.KindQuestion); len(open) != 0 {
		t.Errorf("after the wish %d tickets are open, want none", len(open))
	}
	c.deliver()
	if n, err := c.ledger.EraseAsked(t.Context()); n != 1 || err != nil {
		t.Fatalf("EraseAsked() = %d, %v, want 1", n, err)
	}
	archive, err := c.ledger.Archive(t.Context(), asked.situated.Conversation.ID)
	c.must(err)
	for _, line := range archive.Lines {
		if line.Text != loket.ErasedText {
			t.Errorf("line %q is left", line.Text)
		}
	}
	again := c.says("a", "syarat ktp hilang")
	if again.situated.Conversation.ID == asked.situated.Conversation.ID || again.outcome() != loket.OutcomeQuoted {
		t.Errorf("the next words became %s in %s, want a quote in a new conversation", again.outcome(), again.situated.Conversation.ID)
	}
}

func TestArchive(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	c.says("b", "rahasia orang lain")
	c.says("a", "NIK saya 5371010101900001, syarat ktp hilang?")
	c.says("a", "mau bicara sama petugas")
	c.deliver()
	got := c.does(c.of("a", loket.MessageCommand, "/data", "")).words()
	for _, want := range []string{"Salinan data Anda di Disdukcapil Kota Kupang", "Anda: NIK saya [NIK ••••••••••••0001], syarat ktp hilang?", "Tiket KPG-", "terbuka", "Kami: "} {
		if !strings.Contains(got, want) {
			t.Errorf("/data gives\n%s\nwant %q in it", got, want)
		}
	}
	for _, other := range []string{"rahasia orang lain", "5371010101900001"} {
		if strings.Contains(got, other) {
			t.Errorf("/data gives %q", other)
		}
	}
}

func TestArchiveIsBounded(t *testing.T) {
	t.Parallel()
	a := loket.Archive{}
	for range 300 {
		a.Lines = append(a.Lines, loket.Line{FromCitizen: true, Text: strings.Repeat("ikan ", 200)})
	}
	a.Lines = append(a.Lines, loket.Line{Text: strings.Repeat("kata kami ", 50)}, loket.Line{FromCitizen: true, Text: "TERAKHIR"})
	text := sayArchive(lokettest.Agency(), a, time.Now())
	if parts := len(Split(text)); parts > archiveParts+1 {
		t.Errorf("%d parts, want at most %d", parts, archiveParts+1)
	}
	if !strings.Contains(text, "TERAKHIR") || !strings.Contains(text, sayArchiveCut) {
		t.Error("want the newest lines, and a word that older ones are left out")
	}
	if strings.Contains(text, strings.Repeat("kata kami ", 9)) {
		t.Error("our own words are repeated whole")
	}
}

// TestArchiveFails: what cannot be read is tried again and then a human's.
func TestArchiveFails(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	broken := errors.New("broken")
	turn := newTurn(c.bot, loket.Situation{})
	turn.copy = func() (loket.Archive, error) { return loket.Archive{}, broken }
	turn.archive(loket.Message{})
	if !errors.Is(turn.problem, broken) || len(turn.decision.Settled) != 0 {
		t.Errorf("problem = %v with %d settled, want it unsettled", turn.problem, len(turn.decision.Settled))
	}
}
