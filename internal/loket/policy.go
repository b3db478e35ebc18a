package loket

import (
	"cmp"
	"slices"
	"time"
)

// DefaultAnswer is by when a ticket should be answered, in office time, where no
// policy says otherwise.
const DefaultAnswer = 30 * time.Minute

// Policy is by when an agency wants its tickets answered. Its zero value wants
// each answered within DefaultAnswer.
type Policy struct {
	Version string // names its content: equal policies have equal versions
	Dated   []DatedPolicy
}

// DatedPolicy is what is in force from a day on, until the next one begins.
type DatedPolicy struct {
	From    time.Time // the first moment of the day, on the agency's clock
	Answers []AnswerRule

	Entered *PolicyChange // what staff entered it as; nil: the configuration says it
}

// AnswerRule is by when tickets that fit all it names should be answered; what it
// leaves open fits every ticket.
type AnswerRule struct {
	Kind     TicketKind // empty: any
	Unit     UnitID     // empty: any
	Priority *Priority  // nil: any

	Within time.Duration // in office time; of an emergency, on the clock
}

// Answer is by when a ticket should be answered whose wait began at a moment: by
// the policy of that day, so that one which is written ahead of its day changes
// nothing before. The rule that names most wins; of two that name as much the one
// that names the unit, then the one that names the kind.
func (p Policy) Answer(t Ticket, began time.Time) time.Duration {
	var best AnswerRule
	for _, rule := range p.at(began) {
		if rule.fits(t) && (best.Within == 0 || rule.weight() > best.weight()) {
			best = rule
		}
	}
	return cmp.Or(best.Within, DefaultAnswer)
}

// at are the rules in force at a moment.
func (p Policy) at(t time.Time) (rules []AnswerRule) {
	byDay := func(a, b DatedPolicy) int { return a.From.Compare(b.From) }
	for _, d := range slices.SortedStableFunc(slices.Values(p.Dated), byDay) {
		if d.From.After(t) {
			break
		}
		rules = d.Answers
	}
	return rules
}

func (r AnswerRule) fits(t Ticket) bool {
	return (r.Kind == "" || r.Kind == t.Kind) && (r.Unit == "" || r.Unit == t.Unit) &&
		(r.Priority == nil || *r.Priority == t.Priority)
}

// weight orders rules by how much they name.
func (r AnswerRule) weight() (w int) {
	const one = 8 // more than all tie-breakers together
	if r.Unit != "" {
		w += one + 4
	}
	if r.Kind != "" {
		w += one + 2
	}
	if r.Priority != nil {
		w += one + 1
	}
	return w
}
