package loket

import (
	"errors"
	"testing"
	"time"
)

var ratingStates = []RatingState{RatingAsked, RatingAnswered, RatingScored, RatingDone, RatingReopened}

// TestRatingSteps holds every step from every state to what comes of it; "": it
// is refused and nothing changes.
func TestRatingSteps(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 9, 3, 0, 0, 0, time.UTC)
	for _, step := range []struct {
		name string
		take func(*Rating) error
		to   map[RatingState]RatingState
	}{
		{"Confirm", func(r *Rating) error { return r.Confirm(now) }, map[RatingState]RatingState{
			RatingAsked: RatingAnswered, RatingAnswered: RatingAnswered,
		}},
		{"Rate", func(r *Rating) error { return r.Rate(3, now) }, map[RatingState]RatingState{
			RatingAsked: RatingScored, RatingAnswered: RatingScored,
		}},
		{"RateNothing", func(r *Rating) error { return r.Rate(0, now) }, nil},
		{"RateTooHigh", func(r *Rating) error { return r.Rate(5, now) }, nil},
		{"Finish", func(r *Rating) error { return r.Finish(now) }, map[RatingState]RatingState{RatingScored: RatingDone}},
		{"Deny", func(r *Rating) error {
			if !r.Deny(now) {
				return ErrRatingOver
			}
			return nil
		}, map[RatingState]RatingState{
			RatingAsked: RatingReopened, RatingAnswered: RatingReopened, RatingScored: RatingReopened, RatingDone: RatingReopened,
		}},
	} {
		for _, from := range ratingStates {
			r := Rating{State: from}
			err := step.take(&r)
			want, allowed := step.to[from]
			if (err == nil) != allowed || allowed && r.State != want || !allowed && r.State != from {
				t.Errorf("%s from %s = %s, %v, want %q", step.name, from, r.State, err, want)
			}
			if err != nil && CodeOf(err) == "" {
				t.Errorf("%s from %s: %v, want words for the person", step.name, from, err)
			}
		}
	}
}

func TestRatingGoesStale(t *testing.T) {
	t.Parallel()
	asked := time.Date(2026, 11, 9, 3, 0, 0, 0, time.UTC)
	r := Rating{State: RatingAsked, AskedAt: asked}
	if r.Stale(asked.Add(ReopenWithin)) || !r.Stale(asked.Add(ReopenWithin+time.Millisecond)) {
		t.Error("a rating must count as long as its ticket can be opened again, and no longer")
	}
	if r.Deny(asked); !r.Stale(asked) {
		t.Error("a rating whose ticket goes on still counts")
	}
	if !errors.Is(r.Finish(asked), ErrRatingOver) {
		t.Error("a rating whose ticket goes on can be finished")
	}
}

func TestWhoIsAskedForARating(t *testing.T) {
	t.Parallel()
	replied := Ticket{FirstReplyAt: time.Unix(1, 0), Promise: Promise{State: PromiseKept}}
	for name, c := range map[string]struct {
		change func(*Ticket)
		asks   bool
	}{
		"Answered":            {func(*Ticket) {}, true},
		"NeverAnswered":       {func(k *Ticket) { k.FirstReplyAt = time.Time{} }, false},
		"ReopenedAndNotSince": {func(k *Ticket) { k.Promise.State = PromiseGiven }, false},
		"AnsweredLate":        {func(k *Ticket) { k.Promise.State = PromiseLate }, true},
		"Emergency":           {func(k *Ticket) { k.Reason = ReasonEmergency }, false},
		"BecameAnEmergency":   {func(k *Ticket) { k.Priority = PriorityEmergency }, false},
		"Insults":             {func(k *Ticket) { k.Reason = ReasonInsults }, false},
	} {
		k := replied
		c.change(&k)
		if k.AsksRating() != c.asks {
			t.Errorf("%s: AsksRating() = %v, want %v", name, k.AsksRating(), c.asks)
		}
	}
}
