package faq

import (
	"slices"
	"strings"
)

// wanted is what a label says is right: any of its alternatives.
type wanted []alternative

// alternative is one right outcome: all of these together.
type alternative struct {
	entries []string
	intents []Intent
	nothing bool // no entry answers it
}

// wantedBy reads a label that ReadLabelled has let through.
func wantedBy(label string) (w wanted) {
	for _, said := range strings.Split(label, "|") {
		var a alternative
		for _, part := range strings.Split(said, "+") {
			part = strings.TrimSpace(part)
			switch name, special := strings.CutPrefix(part, "_"); {
			case part == labelOutside:
				a.nothing = true
			case special:
				a.intents = append(a.intents, Intent(name))
			default:
				a.entries = append(a.entries, part)
			}
		}
		w = append(w, a)
	}
	return w
}

// entries returns the entries of all alternatives.
func (w wanted) entries() (ids []string) {
	for _, a := range w {
		ids = append(ids, a.entries...)
	}
	return ids
}

// intents returns the special intents of all alternatives.
func (w wanted) intents() (all []Intent) {
	for _, a := range w {
		all = append(all, a.intents...)
	}
	return all
}

// asks is how many of the first questions found in a message are looked at:
// as many as the longest alternative has.
func (w wanted) asks() int {
	most := 1
	for _, a := range w {
		most = max(most, len(a.entries))
	}
	return most
}

// met reports whether an alternative is fulfilled by the given entries.
func (w wanted) met(r Result, found []string) bool {
	return slices.ContainsFunc(w, func(a alternative) bool {
		for _, id := range a.entries {
			if !slices.Contains(found, id) {
				return false
			}
		}
		for _, i := range a.intents {
			if !r.Has(i) {
				return false
			}
		}
		return !a.nothing || refused(r)
	})
}

// refused reports whether nothing of a message was taken for a question that
// has an entry.
func refused(r Result) bool {
	return !slices.ContainsFunc(r.Parts, func(p Part) bool { return p.Verdict != Unknown })
}

// quoted returns the entries that would be quoted.
func quoted(r Result) (ids []string) {
	for _, p := range r.Parts {
		if p.Verdict == Sure {
			ids = append(ids, p.Entry)
		}
	}
	return ids
}

// proposed returns the best candidates of each of the first parts.
func proposed(r Result, parts, each int) (ids []string) {
	for _, p := range r.Parts[:min(parts, len(r.Parts))] {
		for _, c := range p.Candidates[:min(each, len(p.Candidates))] {
			ids = append(ids, c.Entry)
		}
	}
	return ids
}

// outcome is how a matcher did on one labelled question.
type outcome struct {
	question Labelled
	wanted   wanted
	result   Result
	best     bool // what it quotes, or else thinks best, is right
	among    bool // what is right is among what it would offer
	answered bool // it quotes
	right    bool // it quotes all that is wanted and nothing else
	unsure   bool // it quotes nothing and offers a choice
}

// judge compares a result with what is wanted.
func judge(q Labelled, r Result) outcome {
	w := wantedBy(q.Label)
	quotes := quoted(r)
	o := outcome{
		question: q, wanted: w, result: r, answered: len(quotes) > 0,
	}
	stray := slices.ContainsFunc(quotes, func(id string) bool { return !slices.Contains(w.entries(), id) })
	o.right = o.answered && !stray && w.met(r, quotes)
	o.best = o.right || w.met(r, proposed(r, w.asks(), 1))
	o.among = o.best || w.met(r, proposed(r, w.asks(), choicesOffered))
	o.unsure = !o.answered && !refused(r)
	return o
}

// stray reports whether a special intent was recognised that is not meant.
func (o outcome) stray() bool {
	return slices.ContainsFunc(o.result.Intents, func(i Intent) bool {
		return !i.courtesy() && !slices.Contains(o.wanted.intents(), i)
	})
}

// courtesy reports whether an intent may stand beside anything: who greets or
// thanks may ask as well.
func (i Intent) courtesy() bool { return i == IntentGreeting || i == IntentThanks }
