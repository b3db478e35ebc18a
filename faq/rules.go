package faq

import (
	"slices"
	"strings"
)

// ruleBook recognises intents by rules on phrases.
type ruleBook struct {
	book   phrasebook
	owners []owner // number of a phrase → what it is there for
	rules  []compiledRule
}

// owner is the rule a phrase belongs to, and its role there.
type owner struct {
	rule int
	role role
}

// role is what a phrase is to a rule. Roles add up to what a message has of a
// rule.
type role uint8

const (
	roleAny role = 1 << iota
	roleWith
	roleUnless
	roleUnlessNear
)

// compiledRule is an intentRule but for its phrases.
type compiledRule struct {
	intent    Intent
	wanted    role // what there must be
	maxWords  int
	noSubject bool
	weak      bool
}

// seen is what a message has of the rules.
type seen struct {
	found hits
	roles []role // by rule; none: no phrase was found
}

// add compiles a rule.
func (b *ruleBook) add(n *normaliser, intent Intent, r intentRule) {
	rule := compiledRule{intent: intent, wanted: roleAny, maxWords: r.MaxWords, noSubject: r.NoSubject, weak: r.Weak}
	if len(r.With) > 0 {
		rule.wanted |= roleWith
	}
	for _, part := range []struct {
		role    role
		phrases []string
	}{{roleAny, r.Any}, {roleWith, r.With}, {roleUnless, r.Unless}, {roleUnlessNear, r.UnlessNear}} {
		for range b.book.add(n, part.phrases) {
			b.owners = append(b.owners, owner{len(b.rules), part.role})
		}
	}
	b.rules = append(b.rules, rule)
}

// see finds what words have of the rules.
func (b *ruleBook) see(words []string) seen {
	s := seen{found: b.book.find(words)}
	if len(s.found) > 0 {
		s.roles = make([]role, len(b.rules))
	}
	for _, h := range s.found {
		o := b.owners[h.phrase]
		s.roles[o.rule] |= o.role
	}
	return s
}

// holding returns the rules that hold for a message, in their order.
func (b *ruleBook) holding(m *message, s seen) []int {
	var holding []int
	for i, have := range s.roles {
		if have&roleAny != 0 && b.holds(i, m, have) {
			holding = append(holding, i)
		}
	}
	return holding
}

// holds reports whether a rule holds for a message that has so much of it.
func (b *ruleBook) holds(i int, m *message, have role) bool {
	r := b.rules[i]
	switch {
	case (r.maxWords > 0 && len(m.words) > r.maxWords) || (r.noSubject && m.subject):
		return false
	case have&r.wanted != r.wanted || have&roleUnless != 0:
		return false
	case have&roleUnlessNear == 0:
		return true
	}
	return slices.ContainsFunc(m.clauses(), func(clause []string) bool {
		near := b.see(clause)
		return near.roles != nil && near.roles[i]&(roleAny|roleUnlessNear) == roleAny
	})
}

// phrase returns the words of a message that stand for a rule in the given
// role: those of the phrase that comes first in the rule.
func (b *ruleBook) phrase(s seen, words []string, rule int, role role) string {
	for _, h := range s.found {
		if b.owners[h.phrase] == (owner{rule, role}) {
			return strings.Join(words[h.from:h.to], " ")
		}
	}
	return ""
}
