package storetest

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"loket/internal/loket"
)

func ratingCases() []contractCase {
	return []contractCase{
		{"Asked/IsSeenByTheClerk", ratingSeen},
		{"Asked/OncePerEpisode", ratingOnce},
		{"Step/OnlyFromWhereItWasDecided", ratingStepped},
		{"Words/AreANoteOfTheTicket", ratingWords},
		{"Words/GoWithTheConsent", ratingWordsWithdrawn},
	}
}

// closes closes a person's ticket and asks about it, if the episode was not.
func (o *office) closes(id loket.TicketID) (asked bool, err error) {
	_, err = o.UpdateTicket(o.ctx(), o.agency.ID, id, func(k *loket.Ticket, s loket.Situation) (loket.Change, error) {
		k.End(o.clock.Now(), loket.ByStaff)
		if asked = !s.Asked; !asked {
			return loket.Change{CloseEpisode: true}, nil
		}
		r := loket.NewRating(*k, o.clock.Now())
		return loket.Change{Rating: &r, CloseEpisode: true}, nil
	})
	return asked, err
}

// rated closes a person's new ticket and returns what the person was asked.
func (o *office) rated(person string) loket.Rating {
	o.t.Helper()
	k := o.ticket(person)
	_, err := o.closes(k.ID)
	o.must(err)
	r := o.situation(k.Conversation).Rating
	if r == nil {
		o.t.Fatal("nobody was asked")
	}
	return *r
}

func ratingSeen(o *office) {
	k := o.ticket("a")
	if r := o.situation(k.Conversation).Rating; r != nil {
		o.t.Errorf("asked before the close: %+v", r)
	}
	_, err := o.closes(k.ID)
	o.must(err)
	r := o.situation(k.Conversation).Rating
	if r == nil || r.Ticket != k.ID || r.Episode != k.Episode || r.Kind != k.Kind || r.Unit != k.Unit || r.State != loket.RatingAsked ||
		!r.AskedAt.Equal(o.clock.Now()) {
		o.t.Errorf("rating = %+v, want one of %s just asked", r, k.ID)
	}
}

// ratingOnce closes two tickets of one episode at once: one close asks.
func ratingOnce(o *office) {
	k := o.ticket("a")
	r := o.says("a", "m:a:aduan", "pelayanan lambat")
	d := o.handOff(o.situation(r.Conversation))
	d.Ticket.Kind = loket.KindComplaint
	d.Ticket.Episode = k.Episode
	o.must(o.Settle(o.ctx(), d))
	var both sync.WaitGroup
	var asked atomic.Int32
	for _, id := range []loket.TicketID{k.ID, d.Ticket.ID} {
		both.Go(func() {
			first, err := o.closes(id)
			if err != nil {
				o.t.Errorf("close: %v", err)
			}
			if first {
				asked.Add(1)
			}
		})
	}
	both.Wait()
	if asked.Load() != 1 {
		o.t.Errorf("asked %d times about one episode, want once", asked.Load())
	}
}

// stepOf is a decision about a person's next message that moves their rating on from
// where it was asked for.
func (o *office) stepOf(person string, r loket.Rating, note *loket.Note) loket.Decision {
	o.t.Helper()
	receipt := o.says(person, "b:"+string(loket.NewID[loket.MessageID]()), "")
	d := o.decision(o.situation(receipt.Conversation), loket.OutcomeNoticed, loket.AnswerNotice)
	d.Rating = &loket.RatingStep{Rating: r, Was: loket.RatingAsked, Note: note}
	return d
}

func ratingStepped(o *office) {
	r := o.rated("a")
	o.must(r.Rate(3, o.clock.Now()))
	o.must(o.Settle(o.ctx(), o.stepOf("a", r, nil)))
	if now := o.situation(r.Conversation).Rating; now.State != loket.RatingScored || now.Score != 3 {
		o.t.Errorf("rating = %+v, want 3 given", now)
	}
	r.Score = 1
	if err := o.Settle(o.ctx(), o.stepOf("a", r, nil)); !errors.Is(err, loket.ErrStale) {
		o.t.Errorf("a second score = %v, want %v", err, loket.ErrStale)
	}
	if now := o.situation(r.Conversation).Rating; now.Score != 3 {
		o.t.Errorf("the score is %d, want the first", now.Score)
	}
}

// worded gives a score with words.
func (o *office) worded(person string) loket.Rating {
	o.t.Helper()
	r := o.rated(person)
	o.must(r.Rate(4, o.clock.Now()))
	o.must(r.Finish(o.clock.Now()))
	note := &loket.Note{ID: loket.NewID[loket.NoteID](), Kind: loket.NoteRating, At: o.clock.Now(), Text: "petugasnya ramah"}
	o.must(o.Settle(o.ctx(), o.stepOf(person, r, note)))
	return r
}

func ratingWords(o *office) {
	r := o.worded("a")
	notes := o.view(r.Ticket).Notes
	if len(notes) != 1 || notes[0].Text != "petugasnya ramah" || notes[0].Kind != loket.NoteRating || notes[0].Author != "" {
		o.t.Errorf("notes = %+v, want the citizen's words", notes)
	}
}

func ratingWordsWithdrawn(o *office) {
	r := o.worded("a")
	o.clock.Add(time.Minute)
	receipt := o.says("a", "m:a:tarik", "/tarik ya")
	d := o.decision(o.situation(receipt.Conversation), loket.OutcomeNoticed, loket.AnswerNotice)
	d.Consent = loket.ConsentWithdrawn
	o.must(o.Settle(o.ctx(), d))
	if notes := o.view(r.Ticket).Notes; len(notes) != 0 {
		o.t.Errorf("notes = %+v after the consent was withdrawn, want none", notes)
	}
	if now := o.situation(r.Conversation).Rating; now == nil || now.Score != 4 {
		o.t.Errorf("rating = %+v, want the score to stay for the figures", now)
	}
}
