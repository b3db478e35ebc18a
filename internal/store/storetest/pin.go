package storetest

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"loket/internal/loket"
)

func pinCases() []contractCase {
	return []contractCase{
		{"Open/ByNumberAndPIN", pinOpens},
		{"Open/UnknownIsLikeWrong", pinUnknown},
		{"Open/OnlyInItsAgency", pinOfAgency},
		{"Tries/AtOnceAreFive", pinRace},
		{"Tries/ToldTwiceCountOnce", pinOnce},
		{"Tries/CountOn", pinTriesCountOn},
		{"Key/AfterAChangeTheOldPINOpens", pinAfterAdopt},
		{"Erased/OpensNothing", pinErased},
		{"Merged/OpensTheOther", pinMerged},
	}
}

// withPIN draws a PIN for a person's new ticket.
func (o *office) withPIN(person string) loket.TicketPIN {
	o.t.Helper()
	k := o.ticket(person)
	p := loket.TicketPIN{Ticket: k.ID, Agency: k.Agency, Number: k.Number, PIN: "482913"}
	o.setsPIN(person, p)
	return p
}

func (o *office) setsPIN(person string, p loket.TicketPIN) {
	o.t.Helper()
	r := o.says(person, "m:"+person+":"+string(loket.NewID[loket.MessageID]()), "pin")
	d := o.decision(o.situation(r.Conversation), loket.OutcomeNoticed, loket.AnswerNotice)
	d.PINs = []loket.TicketPIN{p}
	o.must(o.Settle(o.ctx(), d))
}

// tries tries a PIN for a number.
func (o *office) tries(asker, number string, pin loket.PIN) (loket.Ticket, error) {
	return o.OpenByPIN(o.ctx(), loket.PINTry{
		ID: string(loket.NewID[loket.MessageID]()), Agency: o.agency.ID, Number: number, Hash: o.HashPIN(number, pin), Asker: asker,
	})
}

// opens holds what a try must come to; nil: it opens.
func (o *office) opens(p loket.TicketPIN, pin loket.PIN, asker string, want error) {
	o.t.Helper()
	switch k, err := o.tries(asker, p.Number, pin); {
	case !errors.Is(err, want):
		o.t.Errorf("%s tries %s: %v, want %v", asker, p.Number, err, want)
	case want == nil && k.ID != p.Ticket:
		o.t.Errorf("%s opened %s, want %s", asker, k.ID, p.Ticket)
	case want != nil && k.ID != "":
		o.t.Errorf("%s is refused and given %s", asker, k.ID)
	}
}

func pinOpens(o *office) {
	p, q := o.withPIN("a"), o.withPIN("b")
	o.opens(p, p.PIN, "x", nil)
	o.opens(q, q.PIN, "x", nil)
	o.opens(p, "000000", "x", loket.ErrWrongPIN)
	if _, err := o.OpenByPIN(o.ctx(), loket.PINTry{ID: "1", Agency: o.agency.ID, Number: p.Number, Hash: o.HashPIN(q.Number, q.PIN), Asker: "y"}); !errors.Is(err, loket.ErrWrongPIN) {
		o.t.Errorf("the hash of another number's equal PIN: %v, want %v", err, loket.ErrWrongPIN)
	}
	old := p.PIN
	p.PIN = "111111"
	o.setsPIN("a", p)
	o.opens(p, old, "z", loket.ErrWrongPIN)
	o.opens(p, p.PIN, "z", nil)
}

func pinUnknown(o *office) {
	k := o.ticket("a") // without a PIN
	for i, number := range []string{k.Number, loket.NewTicketNumber(o.agency.Code)} {
		asker := fmt.Sprint(i)
		for range loket.PINTries {
			if _, err := o.tries(asker, number, "482913"); !errors.Is(err, loket.ErrWrongPIN) {
				o.t.Fatalf("a try = %v, want %v", err, loket.ErrWrongPIN)
			}
		}
		if _, err := o.tries("other", number, "482913"); !errors.Is(err, loket.ErrTooManyTries) {
			o.t.Errorf("the sixth of %s = %v, want %v", number, err, loket.ErrTooManyTries)
		}
	}
}

func pinOfAgency(o *office) {
	p := o.withPIN("a")
	other := o.agency
	other.ID, other.Code = "lain", "LAN"
	o.must(o.Register(o.ctx(), other))
	try := loket.PINTry{ID: "1", Agency: other.ID, Number: p.Number, Hash: o.HashPIN(p.Number, p.PIN), Asker: "x"}
	if _, err := o.OpenByPIN(o.ctx(), try); !errors.Is(err, loket.ErrWrongPIN) {
		o.t.Errorf("another agency opens it: %v, want %v", err, loket.ErrWrongPIN)
	}
}

// pinRace has many try one number at once: five are told it is wrong.
func pinRace(o *office) {
	p := o.withPIN("a")
	var all sync.WaitGroup
	var wrong, many atomic.Int32
	for i := range 20 {
		all.Go(func() {
			switch _, err := o.tries(fmt.Sprint(i), p.Number, "000000"); {
			case errors.Is(err, loket.ErrWrongPIN):
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
}

func pinOnce(o *office) {
	p := o.withPIN("a")
	try := loket.PINTry{ID: "once", Agency: o.agency.ID, Number: p.Number, Hash: o.HashPIN(p.Number, "000000"), Asker: "x"}
	for range 2 * loket.PINTries {
		if _, err := o.OpenByPIN(o.ctx(), try); !errors.Is(err, loket.ErrWrongPIN) {
			o.t.Fatalf("the same try again = %v, want %v", err, loket.ErrWrongPIN)
		}
	}
	o.opens(p, p.PIN, "x", nil)
}

// pinTriesCountOn holds that tries outlive whoever counted them, and their span.
func pinTriesCountOn(o *office) {
	p := o.withPIN("a")
	for range loket.PINTries {
		o.opens(p, "000000", "x", loket.ErrWrongPIN)
	}
	o.clock.Add(loket.PINSpan - time.Second)
	o.opens(p, p.PIN, "y", loket.ErrTooManyTries)
	o.clock.Add(2 * time.Second)
	o.opens(p, p.PIN, "y", nil)
}

func pinAfterAdopt(o *office) {
	p := o.withPIN("a")
	keys := masterKeys(o.t, 2, 1)
	o.must(o.sealer.Adopt(keys[0], keys[1:]...))
	o.opens(p, p.PIN, "x", nil)
	q := p
	q.PIN = "222222"
	o.setsPIN("a", q)
	o.opens(q, q.PIN, "x", nil)
	o.opens(p, p.PIN, "x", loket.ErrWrongPIN)
}

func pinErased(o *office) {
	p := o.withPIN("a")
	k := o.view(p.Ticket).Ticket
	o.erases("a")
	o.opens(loket.TicketPIN{Ticket: k.ID, Number: k.Number}, p.PIN, "x", loket.ErrWrongPIN)
}

// erases has a person ask for their erasure, which comes.
func (o *office) erases(person string) {
	o.t.Helper()
	r := o.says(person, "m:"+person+":hapus", "/hapus ya")
	d := o.decision(o.situation(r.Conversation), loket.OutcomeNoticed, loket.AnswerNotice)
	d.Erase = true
	o.must(o.Settle(o.ctx(), d))
	o.clock.Add(loket.EraseWithin)
	_, err := o.EraseAsked(o.ctx())
	o.must(err)
}

func pinMerged(o *office) {
	p := o.withPIN("a")
	kept := o.mergedIntoComplaint("a", p.Ticket)
	o.opens(loket.TicketPIN{Ticket: kept.ID, Number: p.Number}, p.PIN, "x", nil)
}
