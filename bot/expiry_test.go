package bot

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"loket/faq"
	"loket/internal/loket"
)

// cards is a book of two entries; the first is as told.
func cards(t *testing.T, first string) *Book {
	t.Helper()
	catalog, err := faq.Load(fstest.MapFS{"kartu.yaml": {Data: []byte(`
entries:
  - id: kartu-baru
    title: Kartu anggota baru
    questions: [bagaimana cara membuat kartu anggota, syarat daftar anggota perpustakaan]
    answer: Bawa KTP-el ke meja layanan.
    ` + first + `
  - id: jam-buka
    title: Jam buka
    questions: [jam berapa perpustakaan buka, hari sabtu buka atau tutup]
    answer: Senin sampai Jumat.
    status: published
`)}})
	if err != nil {
		t.Fatal(err)
	}
	book, err := bookOf(catalog)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// askForACard is what the tests ask, in words and by a button.
func (c *counter) askForACard(who string) (words, button came) {
	words = c.says(who, "bagaimana cara membuat kartu anggota")
	return words, c.does(c.of(who+"-tombol", loket.MessageButton, "", dataQuote+"kartu-baru"))
}

// TestLastDay asks around the office's midnight, which is four in the afternoon
// in UTC: the last day ends there and nowhere else.
func TestLastDay(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	c.book = cards(t, "status: published\n    valid_until: 2026-11-24")
	midnight := time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC)
	c.clock.Add(midnight.Add(-time.Second).Sub(c.clock.Now()))
	for _, got := range cameOf(c.askForACard("sebelum")) {
		if got.outcome() != loket.OutcomeQuoted || !strings.Contains(got.words(), "Bawa KTP-el") {
			t.Errorf("a second before midnight: %q\n%s\nwant it quoted", got.outcome(), got.words())
		}
	}
	c.clock.Add(2 * time.Second)
	for _, got := range cameOf(c.askForACard("sesudah")) {
		if got.outcome() != loket.OutcomeHandedOff || strings.Contains(got.words(), "Bawa KTP-el") {
			t.Errorf("a second after midnight: %q\n%s\nwant a human", got.outcome(), got.words())
		}
	}
}

// TestWithdrawnByPublication takes a book without the entry, as a publication
// does, in the middle of a conversation.
func TestWithdrawnByPublication(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	c.book = cards(t, "status: published")
	for _, got := range cameOf(c.askForACard("a")) {
		if got.outcome() != loket.OutcomeQuoted {
			t.Fatalf("before: %q\n%s\nwant it quoted", got.outcome(), got.words())
		}
	}
	c.book = cards(t, "status: withdrawn")
	words, button := c.askForACard("a")
	c.later(9 * time.Second) // what nobody recognises is held for what follows
	for _, got := range cameOf(words, button) {
		if got.outcome() == loket.OutcomeQuoted || strings.Contains(got.words(), "Bawa KTP-el") {
			t.Errorf("after: %q\n%s\nwant nothing of the entry", got.outcome(), got.words())
		}
	}
	if got := button.outcome(); got != loket.OutcomeHandedOff {
		t.Errorf("its button after: %q, want %q", got, loket.OutcomeHandedOff)
	}
	tickets := 0
	for _, person := range []string{"a", "a-tombol"} {
		c.who = person
		tickets += c.ownTickets()
	}
	if tickets != 2 {
		t.Errorf("%d of 2 people who asked reached a human", tickets)
	}
}

func cameOf(all ...came) []came { return all }
