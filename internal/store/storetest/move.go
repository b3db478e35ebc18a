package storetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"loket/internal/loket"
)

func moveCases() []contractCase {
	return []contractCase{
		{"Taken/TheTicketIsThere", moveTaken},
		{"Taken/OnceAmongMany", moveOnce},
		{"Refused/Expired", moveExpired},
		{"Refused/AnotherAgency", moveOtherAgency},
		{"Refused/BesideAnOwnQuestion", moveBusy},
		{"Erased/WhereItCameFrom", moveThenErase},
	}
}

// offers offers that a new ticket of person a goes on elsewhere.
func (o *office) offers() (k loket.Ticket, hash []byte) {
	o.t.Helper()
	const person = "a"
	k = o.ticket(person)
	hash, _ = loket.HashMoveToken(loket.NewMoveToken())
	r := o.says(person, "b:"+person+":pindah", "")
	d := o.decision(o.situation(r.Conversation), loket.OutcomeNoticed, loket.AnswerNotice)
	d.Offer = &loket.MoveOffer{
		ID: loket.NewID[loket.MoveID](), Agency: k.Agency, Ticket: k.ID, From: k.Conversation, Hash: hash,
		Expires: o.clock.Now().Add(loket.MoveWithin),
	}
	o.must(o.Settle(o.ctx(), d))
	return k, hash
}

// follows is a decision by which a person takes an offer.
func (o *office) follows(person string, m loket.Move) loket.Decision {
	o.t.Helper()
	r := o.says(person, "m:"+person+":"+string(loket.NewID[loket.MessageID]()), "/start")
	d := o.decision(o.situation(r.Conversation), loket.OutcomeNoticed, loket.AnswerNotice)
	left := o.answer(o.situation(m.Ticket.Conversation), loket.AnswerNotice, loket.ClassA, "pindah")
	d.Move = &loket.MoveStep{Move: m, Notice: left}
	return d
}

func moveTaken(o *office) {
	k, hash := o.offers()
	m, err := o.MoveByToken(o.ctx(), o.agency.ID, hash)
	o.must(err)
	if m.Ticket.ID != k.ID || m.FromChannel != k.Channel || m.FromAddress == "" {
		o.t.Errorf("MoveByToken() = %+v, want %s and where it is", m, k.ID)
	}
	d := o.follows("b", m)
	o.must(o.Settle(o.ctx(), d))
	if s := o.situation(d.Conversation); s.Ticket == nil || s.Ticket.ID != k.ID || s.Conversation.Episode != k.Episode || !s.Conversation.EpisodeOpen {
		o.t.Errorf("the question here is %+v in episode %s, want %s in its own", s.Ticket, s.Conversation.Episode, k.ID)
	}
	if s := o.situation(k.Conversation); s.Ticket != nil || s.Conversation.EpisodeOpen {
		o.t.Errorf("where it came from %+v is open, want nothing", s.Ticket)
	}
	view := o.view(k.ID)
	if view.Question == "" || view.Ticket.Conversation != d.Conversation || len(view.Lines) < 4 {
		o.t.Errorf("view = %+v, want the lines of both conversations", view)
	}
	if _, err := o.MoveByToken(o.ctx(), o.agency.ID, hash); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("the token again: %v, want %v", err, loket.ErrNotFound)
	}
	told := 0
	for _, s := range o.owed() {
		if s.Conversation == k.Conversation && s.Content.Text == "pindah" {
			told++
		}
	}
	if told != 1 {
		o.t.Errorf("where it came from is told %d times, want once", told)
	}
}

func moveOnce(o *office) {
	_, hash := o.offers()
	m, err := o.MoveByToken(o.ctx(), o.agency.ID, hash)
	o.must(err)
	var all sync.WaitGroup
	var won atomic.Int32
	for _, person := range []string{"b", "c", "d", "e"} {
		d := o.follows(person, m)
		all.Go(func() {
			switch err := o.Settle(o.ctx(), d); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, loket.ErrStale):
				o.t.Errorf("take = %v, want nil or %v", err, loket.ErrStale)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 {
		o.t.Errorf("%d took it, want one", won.Load())
	}
}

func moveExpired(o *office) {
	_, hash := o.offers()
	m, err := o.MoveByToken(o.ctx(), o.agency.ID, hash)
	o.must(err)
	o.clock.Add(loket.MoveWithin)
	if _, err := o.MoveByToken(o.ctx(), o.agency.ID, hash); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("after its time: %v, want %v", err, loket.ErrNotFound)
	}
	if err := o.Settle(o.ctx(), o.follows("b", m)); !errors.Is(err, loket.ErrStale) {
		o.t.Errorf("taken after its time: %v, want %v", err, loket.ErrStale)
	}
}

func moveOtherAgency(o *office) {
	_, hash := o.offers()
	if _, err := o.MoveByToken(o.ctx(), "lain", hash); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("another agency: %v, want %v", err, loket.ErrNotFound)
	}
}

func moveBusy(o *office) {
	_, hash := o.offers()
	m, err := o.MoveByToken(o.ctx(), o.agency.ID, hash)
	o.must(err)
	own := o.ticket("b")
	if err := o.Settle(o.ctx(), o.follows("b", m)); !errors.Is(err, loket.ErrStale) {
		o.t.Errorf("taken beside a question: %v, want %v", err, loket.ErrStale)
	}
	if _, err := o.MoveByToken(o.ctx(), o.agency.ID, hash); err != nil {
		o.t.Errorf("the offer is gone though nobody took it: %v", err)
	}
	if s := o.situation(own.Conversation); s.Ticket == nil || s.Ticket.ID != own.ID {
		o.t.Errorf("the question here is %+v, want %s", s.Ticket, own.ID)
	}
}

// moveThenErase erases the person a ticket came from: it stays readable, without
// their words.
func moveThenErase(o *office) {
	k, hash := o.offers()
	m, err := o.MoveByToken(o.ctx(), o.agency.ID, hash)
	o.must(err)
	o.must(o.Settle(o.ctx(), o.follows("b", m)))
	r := o.says("a", "m:a:hapus", "/hapus ya")
	d := o.decision(o.situation(r.Conversation), loket.OutcomeNoticed, loket.AnswerNotice)
	d.Erase = true
	o.must(o.Settle(o.ctx(), d))
	o.clock.Add(loket.EraseWithin + time.Minute)
	_, err = o.EraseAsked(o.ctx())
	o.must(err)
	view := o.view(k.ID)
	if !view.Ticket.Open() || view.Question != loket.ErasedText {
		o.t.Errorf("%+v asks %q, want it open without the words of who was erased", view.Ticket, view.Question)
	}
}
