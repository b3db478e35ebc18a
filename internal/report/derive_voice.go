package report

import (
	"strings"
	"time"

	"loket/internal/loket"
)

// quoteRows make M-17 and M-19: what followed each quote in its episode. A later
// quote takes what follows over.
func (t *thread) quoteRows() {
	for _, p := range t.episodes {
		for i, quote := range p.quotes {
			w := t.row(QuoteContested, quote)
			w.Detail, w.Topic, w.Unit = quote.Entry, p.topic, p.unit
			w.end(Quoted, quote.At)
			if i+1 == len(p.quotes) {
				t.followed(&w, p)
			}
			if said := t.denied(p, i); !said.IsZero() && w.Ended != HandedOff {
				w.end(Denied, said)
			}
			t.add(w)
			t.judgedRow(p, quote)
		}
	}
}

// askedRows make what M-19 has beside quotes: an entry that was offered in an episode,
// or resembled most what was handed over, and was not quoted in it. It was asked for
// once, as what the first of them tells.
func (t *thread) askedRows() {
	for _, p := range t.episodes {
		known := map[string]bool{"": true}
		for _, quote := range p.quotes {
			known[quote.Entry] = true
		}
		for _, e := range t.events {
			if e.Episode != p.id || e.Conversation != t.id {
				continue
			}
			how, entries := askedFor(e)
			for _, entry := range entries {
				if known[entry] {
					continue
				}
				known[entry] = true
				w := t.row(EntryEffect, e)
				w.ID, w.Detail, w.Topic, w.Unit = w.ID+":"+entry, entry, p.topic, p.unit
				w.end(how, e.At)
				t.add(w)
			}
		}
	}
}

// askedFor are the entries that an event says were asked for without being quoted.
func askedFor(e loket.Event) (how Ending, entries []string) {
	switch e.Kind {
	case loket.EventAsk:
		return Offered, strings.Fields(e.Revision)
	case loket.EventHandoff:
		return Resembled, []string{e.Entry}
	default:
		return "", nil
	}
}

// judgedRow makes M-21 of a quote that a curator judged, dated by the quote; the latest
// judgement stands.
func (t *thread) judgedRow(p *episode, quote loket.Event) {
	w := t.row(AnswerRight, quote)
	w.Detail, w.Topic, w.Unit = quote.Entry, p.topic, p.unit
	for _, e := range t.events {
		if e.Kind != loket.EventJudged || e.Revision != string(quote.ID) {
			continue
		}
		switch loket.Judgement(e.Value) {
		case loket.JudgedRight:
			w.end(Right, e.At)
		case loket.JudgedWrong:
			w.end(Wrong, e.At)
		case loket.JudgedUnsure:
			w.end(Unsure, e.At)
		}
	}
	if w.Ended != Waiting {
		t.add(w)
	}
}

// denied is when the citizen said of a quote that they did not mean it: before anything
// else was quoted or offered. Zero: they did not.
func (t *thread) denied(p *episode, quote int) time.Time {
	after := false
	for _, e := range t.events {
		switch {
		case e.ID == p.quotes[quote].ID:
			after = true
		case !after || e.Episode != p.id:
		case e.Kind == loket.EventNotThis:
			return e.At
		case e.Kind == loket.EventAsk, e.Kind == loket.EventQuote:
			return time.Time{}
		}
	}
	return time.Time{}
}

// followed reads what a citizen made of the last quote.
func (t *thread) followed(w *Wait, p *episode) {
	for _, e := range t.events {
		if e.Episode != p.id || e.At.Before(w.Start) {
			continue
		}
		switch {
		case e.Kind == loket.EventHandoff, e.Kind == loket.EventReopen:
			w.end(HandedOff, e.At)
			return
		case e.Kind == loket.EventAnswered && e.Value == 0:
			w.end(Denied, e.At)
			return
		case e.Kind == loket.EventAnswered:
			w.end(Helped, e.At)
			return
		}
	}
}

// ratingRows make M-15: each episode that was asked to rate, or rated.
func (t *thread) ratingRows() {
	for _, p := range t.episodes {
		var w *Wait
		for _, e := range t.events {
			if e.Episode != p.id || e.Conversation != t.id {
				continue
			}
			switch e.Kind {
			case loket.EventRatingAsked, loket.EventRating:
				if w == nil {
					row := t.row(Satisfaction, e)
					row.end(Silent, e.At)
					w = &row
				}
				if e.Kind == loket.EventRating && w.Ended == Silent {
					w.end(Rated, e.At)
					w.Value = e.Value
				}
			default:
			}
		}
		if w == nil {
			continue
		}
		w.Staff = t.lastWriter(p)
		t.add(*w)
	}
}

// lastWriter is who wrote last in an episode.
func (t *thread) lastWriter(p *episode) (by loket.StaffID) {
	for _, e := range t.events {
		if e.Kind == loket.EventReply && e.Episode == p.id {
			by = loket.StaffID(e.ActorID)
		}
	}
	return by
}
