package faq

import "slices"

// Opinion is what a fusion makes of one part of a message.
type Opinion struct {
	Part      Part        // as it stands now: Sure, or with its candidates in the joint order
	Shortlist []Candidate // what a second voice may choose among, at most 8; empty: nobody is to be asked
}

// Grey tells which parts of a result a vector may help: those left Unsure, where nothing
// but an entry is asked for. Of a result with an emergency, a complaint or the like none
// is.
func (f *Fusion) Grey(r Result) (parts []int) {
	for _, i := range []Intent{IntentEmergency, IntentHuman, IntentComplaint, IntentStatus, IntentHoax, IntentAbuse} {
		if r.Has(i) {
			return nil
		}
	}
	for i, p := range r.Parts {
		if p.Verdict == Unsure && p.Facet != StatusCheck {
			parts = append(parts, i)
		}
	}
	return parts
}

// Of reports whether the fusion was learned for a matcher.
func (f *Fusion) Of(m *Matcher) bool { return f.matcher.version == m.version }

// Judge weighs a part's words together with its vector, of length 1. A part that is not
// Unsure, or rests on more than its own words, comes back as it is.
func (f *Fusion) Judge(p Part, vector []float32) Opinion {
	m := f.matcher
	if p.Verdict != Unsure || p.Facet == StatusCheck || len(vector) != f.size {
		return Opinion{Part: p}
	}
	s := (&reading{Matcher: m}).stretch(p.Text)
	t := text{words: s.content, tags: m.facets.tags(s.repaired)}
	r := m.model.rank(t, nil)
	if len(r.classes) == 0 || m.entryOf(r.classes[0]).ID != p.Entry {
		return Opinion{Part: p}
	}
	near := f.texts.near(vector)
	classes := order(r, near, f.weight, shortlist)
	r.classes = classes[:min(choicesOffered, len(classes))]
	t.words, _ = m.model.repair(t.words)
	m.model.look(&r, t)
	chance := f.right.chance(fusedSignals(r, near))
	o := Opinion{Part: p}
	o.Part.Candidates = nil
	for i, class := range classes {
		e := m.entryOf(class)
		c := Candidate{Entry: e.ID, Title: e.Title, Score: chance / float64(i+1)}
		o.Shortlist = append(o.Shortlist, c)
		if i < choicesOffered {
			o.Part.Candidates = append(o.Part.Candidates, c)
		}
	}
	best := m.entryOf(classes[0])
	o.Part.Entry, o.Part.Score = best.ID, chance
	switch {
	case !r.quotable() || r.alien() || chance < best.SureAt:
		o.Shortlist = nil
	case chance >= f.sure:
		o.Part.Verdict, o.Part.Assisted, o.Shortlist = Sure, true, nil
	case chance < f.agreed:
		o.Shortlist = nil
	}
	return o
}

// Accept makes an opinion's part Sure when a second voice, asked to choose from its
// shortlist, has chosen what the fusion puts first. Any other choice changes nothing.
func (o Opinion) Accept(entry string) Part {
	p := o.Part
	if len(o.Shortlist) > 0 && entry == o.Shortlist[0].Entry && p.Verdict == Unsure {
		p.Verdict, p.Assisted = Sure, true
	}
	return p
}

// Replace puts a judged part into a result, unless another part has its entry: each
// entry is quoted once.
func (r Result) Replace(i int, p Part) Result {
	for j, other := range r.Parts {
		if j != i && other.Entry != "" && other.Entry == p.Entry {
			return r
		}
	}
	r.Parts = slices.Clone(r.Parts)
	r.Parts[i] = p
	return r
}

// entryOf is the entry of a class.
func (m *Matcher) entryOf(class int) Entry { return m.catalog.entries[m.classes[class]] }
