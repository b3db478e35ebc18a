package faq

import (
	"slices"
	"strings"
)

// OutcomeKind tells what a question got.
type OutcomeKind string

// What a question may get.
const (
	GotQuote   OutcomeKind = "quote"   // the text of one entry, or of several
	GotChoices OutcomeKind = "choices" // asked back
	GotStaff   OutcomeKind = "staff"   // a human
	GotSpecial OutcomeKind = "special" // what its intent leads to
)

// Outcome is what a question got, or would get.
type Outcome struct {
	What    OutcomeKind `json:"what"`
	Entries []string    `json:"entries,omitempty"` // ids: quoted in the order of the question, or offered, the likeliest first
	Intent  Intent      `json:"intent,omitempty"`  // of GotSpecial
}

// String tells it in a few Indonesian words.
func (o Outcome) String() string {
	switch o.What {
	case GotQuote:
		return "dijawab " + strings.Join(o.Entries, " dan ")
	case GotChoices:
		return "ditawari " + strings.Join(o.Entries, ", ")
	case GotSpecial:
		return "maksud khusus " + string(o.Intent)
	case GotStaff:
	}
	return "petugas"
}

// same tells whether a citizen gets the same: in what order entries come is no matter.
func (o Outcome) same(other Outcome) bool {
	return o.What == other.What && o.Intent == other.Intent && slices.Equal(slices.Sorted(slices.Values(o.Entries)), slices.Sorted(slices.Values(other.Entries)))
}

// Side is a catalogue that questions are put to.
type Side struct {
	Matcher *Matcher

	// Quotable tells whether an entry may be quoted now; nil: all that is published may.
	Quotable func(id string) bool
}

// Outcome tells what a question gets by itself: of a citizen without a ticket, not put
// together with what they wrote before or after.
func (s Side) Outcome(q Query) Outcome {
	r := s.Matcher.Find(q)
	if r.Has(IntentEmergency) {
		return Outcome{What: GotSpecial, Intent: IntentEmergency}
	}
	var quoted []string
	for _, p := range r.Parts {
		if p.Verdict == Sure && s.quotable(p.Entry) && !slices.Contains(quoted, p.Entry) {
			quoted = append(quoted, p.Entry)
		}
	}
	if len(quoted) > 0 {
		return Outcome{What: GotQuote, Entries: quoted}
	}
	for _, i := range []Intent{IntentHuman, IntentComplaint, IntentStatus, IntentHoax} {
		if r.Has(i) {
			return Outcome{What: GotSpecial, Intent: i}
		}
	}
	return s.unsure(r)
}

// unsure is Outcome where nothing may be quoted.
func (s Side) unsure(r Result) Outcome {
	var offered []string
	for _, p := range r.Parts {
		var choices []string
		for _, c := range p.Candidates {
			if s.quotable(c.Entry) {
				choices = append(choices, c.Entry)
			}
		}
		switch {
		case p.Verdict == Sure, p.Verdict == Unsure && len(choices) == 0:
			return Outcome{What: GotStaff}
		case p.Verdict == Unsure && offered == nil:
			offered = choices
		}
	}
	if offered != nil {
		return Outcome{What: GotChoices, Entries: offered}
	}
	for _, i := range []Intent{IntentAbuse, IntentThanks, IntentGreeting, IntentMedia, IntentPersonalData} {
		if r.Has(i) {
			return Outcome{What: GotSpecial, Intent: i}
		}
	}
	return Outcome{What: GotStaff}
}

func (s Side) quotable(id string) bool {
	e, ok := s.Matcher.catalog.Entry(id)
	return ok && e.Status == Published && (s.Quotable == nil || s.Quotable(id))
}
