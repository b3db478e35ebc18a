package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
)

func checkCases() []contractCase {
	return []contractCase{
		{"Code/TellsWhatAndWhen", checkTells},
		{"Code/OfAnotherAgency", checkOfAgency},
		{"Tries/AtOnceAreFive", checkRace},
		{"Tries/ShareTheAskersWithPINs", checkShares},
		{"Text/Compared", checkText},
		{"Text/ErasedIsNotCompared", checkErased},
	}
}

// marked writes an answer of two parts with a code to a person.
func (o *office) marked() {
	o.t.Helper()
	const code = "7F3Q9KXM"
	r := o.says("a", "m:a:"+code, "syarat?")
	d := o.decision(o.situation(r.Conversation), loket.OutcomeQuoted, loket.AnswerQuote)
	a := &d.Answers[0]
	a.CheckCode, a.Entry = code, "kk-baru"
	second := a.Sends[0]
	second.ID, second.Part, second.Parts = loket.NewID[loket.SendID](), 2, 2
	second.Content = loket.Content{Text: "PIN: 482913. Bayar: gratis.", Check: code}
	a.Sends[0].Parts = 2
	a.Sends = append(a.Sends, second)
	o.must(o.Settle(o.ctx(), d))
}

// verifies asks for a code with a text.
func (o *office) verifies(asker, code, text string) (loket.Written, error) {
	return o.Verify(o.ctx(), loket.CodeTry{
		ID: string(loket.NewID[loket.MessageID]()), Agency: o.agency.ID, Code: code, Text: text, Asker: asker,
	})
}

func checkTells(o *office) {
	o.marked()
	o.ticket("b") // whose receipt has no code
	want := loket.Written{Code: "7F3Q9KXM", At: o.clock.Now(), Kind: loket.AnswerQuote, Entry: "kk-baru", Channel: loket.Telegram}
	for range 2 * loket.PINTries {
		if got, err := o.verifies("x", "7F3Q9KXM", ""); err != nil || !cmp.Equal(got, want) {
			o.t.Fatalf("Verify() = %+v, %v, want %+v", got, err, want)
		}
	}
	for _, none := range []string{"7F3Q9KXN", ""} {
		if got, err := o.verifies("x", none, ""); !errors.Is(err, loket.ErrNoSuchCode) || got != (loket.Written{}) {
			o.t.Errorf("Verify(%q) = %+v, %v, want %v", none, got, err, loket.ErrNoSuchCode)
		}
	}
	lines, err := o.Lines(o.ctx(), o.channel, "a", 0, 10)
	o.must(err)
	for _, line := range lines {
		if line.Check != "" {
			o.t.Errorf("line %+v tells a code before it is delivered", line)
		}
	}
	for _, send := range o.owed() {
		o.delivered(send)
	}
	lines, err = o.Lines(o.ctx(), o.channel, "a", 0, 10)
	o.must(err)
	if last := lines[len(lines)-1]; last.Check != "7F3Q9KXM" || lines[len(lines)-2].Check != "" {
		o.t.Errorf("lines = %+v, want the code under the last", lines)
	}
}

func checkOfAgency(o *office) {
	o.marked()
	other := o.agency
	other.ID, other.Code = "lain", "LAN"
	o.must(o.Register(o.ctx(), other))
	if _, err := o.Verify(o.ctx(), loket.CodeTry{ID: "1", Agency: other.ID, Code: "7F3Q9KXM", Asker: "x"}); !errors.Is(err, loket.ErrNoSuchCode) {
		o.t.Errorf("another agency wrote it: %v, want %v", err, loket.ErrNoSuchCode)
	}
	if _, err := o.Verify(o.ctx(), loket.CodeTry{ID: "1", Agency: "tidak-ada", Code: "7F3Q9KXM", Asker: "x"}); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("no agency wrote it: %v, want %v", err, loket.ErrNotFound)
	}
}

// checkRace has one asker guess many at once: five are told that nothing has that code.
func checkRace(o *office) {
	o.marked()
	var all sync.WaitGroup
	var wrong, many atomic.Int32
	for i := range 20 {
		all.Go(func() {
			switch _, err := o.verifies("x", fmt.Sprintf("00000A%02d", i), ""); {
			case errors.Is(err, loket.ErrNoSuchCode):
				wrong.Add(1)
			case errors.Is(err, loket.ErrTooManyTries):
				many.Add(1)
			default:
				o.t.Errorf("a try = %v", err)
			}
		})
	}
	all.Wait()
	if wrong.Load() != loket.PINTries || many.Load() != 20-loket.PINTries {
		o.t.Errorf("%d were tried and %d refused, want %d and %d", wrong.Load(), many.Load(), loket.PINTries, 20-loket.PINTries)
	}
	if _, err := o.verifies("x", "7F3Q9KXM", ""); !errors.Is(err, loket.ErrTooManyTries) {
		o.t.Errorf("the right code after five wrong ones = %v, want %v", err, loket.ErrTooManyTries)
	}
	if _, err := o.verifies("y", "7F3Q9KXM", ""); err != nil {
		o.t.Errorf("the right code of another asker = %v", err)
	}
	o.clock.Add(loket.PINSpan)
	if _, err := o.verifies("x", "7F3Q9KXM", ""); err != nil {
		o.t.Errorf("the right code a while after = %v", err)
	}
}

func checkShares(o *office) {
	p := o.withPIN("a")
	for range loket.PINTries - 1 {
		o.opens(p, "000000", "x", loket.ErrWrongPIN)
	}
	if _, err := o.verifies("x", "7F3Q9KXM", ""); !errors.Is(err, loket.ErrNoSuchCode) {
		o.t.Errorf("the fifth try = %v, want %v", err, loket.ErrNoSuchCode)
	}
	o.opens(p, p.PIN, "x", loket.ErrTooManyTries)
	o.opens(p, p.PIN, "y", nil)
}

func checkText(o *office) {
	o.marked()
	for text, want := range map[string]loket.Likeness{
		"Bawa  KK ke loket.":          loket.LikenessSame,
		"PIN: 482913. Bayar: gratis.": loket.LikenessSame,
		"Bawa KK ke loket.PIN: 482913. Bayar: gratis.\n\nKode cek: 7F3Q-9KXM": loket.LikenessSame,
		"PIN: 000000. Bayar: gratis.":                                         loket.LikenessSame, // nobody finds a PIN by comparing
		"PIN: 482913. Bayar: 50.000 ke rekening.":                             loket.LikenessOther,
	} {
		if got, err := o.verifies("x", "7F3Q9KXM", text); err != nil || got.Likeness != want {
			o.t.Errorf("Verify(%q) = %+v, %v, want %q", text, got, err, want)
		}
	}
	for range loket.PINTries - 1 {
		if _, err := o.verifies("x", "7F3Q9KXM", "tebak"); err != nil {
			o.t.Errorf("a text that differs = %v, want it compared", err)
		}
	}
	if _, err := o.verifies("x", "7F3Q9KXM", "Bawa KK ke loket."); !errors.Is(err, loket.ErrTooManyTries) {
		o.t.Errorf("the sixth text that differs = %v, want %v", err, loket.ErrTooManyTries)
	}
}

func checkErased(o *office) {
	o.marked()
	o.erases("a")
	for text, want := range map[string]loket.Likeness{"": loket.LikenessUnasked, "Bawa KK ke loket.": loket.LikenessErased} {
		if got, err := o.verifies("x", "7F3Q9KXM", text); err != nil || got.Likeness != want || got.Entry != "kk-baru" {
			o.t.Errorf("Verify(%q) of who was erased = %+v, %v, want %q", text, got, err, want)
		}
	}
}
