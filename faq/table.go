package faq

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"loket/internal/loket"
)

// The tables that curators change on their pages, as the ledger names them.
const (
	WordsKind = "words"
	FormsKind = "forms"
	FactsKind = "facts"
)

// Table returns one of the catalogue's tables as the ledger keeps it. One that is not there
// is the empty one; a kind that is none has no content.
func (c *Catalog) Table(kind string) loket.CatalogueItem {
	for _, t := range c.tables() {
		if t.kind == kind {
			canonical, _ := json.Marshal(t.data) // texts and numbers only: always marshals
			return loket.CatalogueItem{Kind: kind, Revision: fingerprint(canonical), Content: canonical}
		}
	}
	return loket.CatalogueItem{Kind: kind}
}

// WithTable returns a copy of the catalogue with a table in the place of its own; content
// is as Table gives it. Entries that name a form by a code which the new table knows only
// as a former one name it, in their texts too, by the code of today. Nothing is checked:
// LintTable does that.
func (c *Catalog) WithTable(kind string, content []byte) (*Catalog, error) {
	items := slices.DeleteFunc(c.Items(), func(one loket.CatalogueItem) bool { return one.Kind == kind })
	next, err := Assemble(append(items, loket.CatalogueItem{Kind: kind, Content: content}))
	if err != nil {
		return nil, fmt.Errorf("put a table into the catalogue: %w", err)
	}
	today := successors(c.forms.Forms, next.forms.Forms)
	if len(today) == 0 {
		return next, nil
	}
	for i := range next.entries {
		next.entries[i].recode(today)
	}
	next.seal()
	return next, nil
}

// successors tells by which code a form is called that the new table does not have any
// more: the one that names it as a former one, if only one does.
func successors(before, after []Form) map[string]string {
	today := map[string]string{}
	for _, old := range before {
		if slices.ContainsFunc(after, func(f Form) bool { return f.Code == old.Code }) {
			continue
		}
		var heirs []string
		for _, f := range after {
			if slices.Contains(f.Formerly, old.Code) {
				heirs = append(heirs, f.Code)
			}
		}
		if len(heirs) == 1 {
			today[old.Code] = heirs[0]
		}
	}
	return today
}

// recode calls forms by other codes in what the entry says. What citizens ask stays: they
// may still know the old ones.
func (e *Entry) recode(today map[string]string) {
	rename := func(text string) string {
		for _, code := range sortedKeys(today) {
			text = replaceCode(text, code, today[code])
		}
		return text
	}
	f := &e.Facets
	for _, one := range []*string{&e.Answer, &e.Plain, &f.Where, &f.Hours, &f.Fee, &f.Duration, &f.Deadline} {
		*one = rename(*one)
	}
	for _, list := range []*[]string{&f.Requirements, &f.Steps, &f.NotNeeded, &f.Cases} {
		*list = slices.Clone(*list)
		for i := range *list {
			(*list)[i] = rename((*list)[i])
		}
	}
	f.Forms = slices.Clone(f.Forms)
	for i, code := range f.Forms {
		if now, renamed := today[code]; renamed {
			f.Forms[i] = now
		}
	}
}

// replaceCode writes another code wherever one stands by itself: not where it is part of a
// longer word or code.
func replaceCode(text, code, by string) string {
	var out strings.Builder
	for {
		at := strings.Index(text, code)
		if at < 0 || code == "" {
			return out.String() + text
		}
		before, behind := []rune(out.String()+text[:at]), []rune(text[at+len(code):])
		out.WriteString(text[:at])
		slices.Reverse(before)
		if goesOn(before) || goesOn(behind) {
			out.WriteString(code)
		} else {
			out.WriteString(by)
		}
		text = text[at+len(code):]
	}
}

// goesOn tells whether what stands beside a code belongs to it: a letter or a digit, or one
// behind a hyphen or a dot.
func goesOn(beside []rune) bool {
	part := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return len(beside) > 0 && part(beside[0]) || len(beside) > 1 && strings.ContainsRune("-.", beside[0]) && part(beside[1])
}

// LintTable tells what the loader would refuse of a table in a changed catalogue, what
// entries still need of it, and which questions two entries claim since the change.
func LintTable(before, after *Catalog, kind string) (remarks []Remark) {
	l := &loader{catalog: *after}
	for _, t := range after.tables() {
		if t.kind != kind {
			continue
		}
		d := l.parse(t.file, fileText(t.data))
		switch kind {
		case WordsKind:
			l.words = d
			l.checkWords()
		case FormsKind:
			l.forms = d
			l.checkForms()
		case FactsKind:
			l.facts = d
			l.checkFacts()
		}
	}
	for _, p := range l.problems {
		remarks = append(remarks, Remark{Severity: SeverityError, Rule: RuleLoad, Text: p.Text})
	}
	remarks = append(remarks, after.unmet()...)
	if kind == WordsKind {
		was := before.twins()
		for _, r := range after.twins() {
			if !slices.Contains(was, r) {
				remarks = append(remarks, r)
			}
		}
	}
	return remarks
}

// unmet tells which entries need a form or a fact that no table has.
func (c *Catalog) unmet() (remarks []Remark) {
	miss := func(format string, args ...any) {
		remarks = append(remarks, Remark{Severity: SeverityError, Rule: RuleLoad, Text: fmt.Sprintf(format, args...)})
	}
	for _, e := range c.entries {
		for _, code := range e.Facets.Forms {
			if _, known := c.Form(code); !known {
				miss("Kode formulir %q masih dipakai jawaban %q. Ganti di jawaban itu dulu, atau tulis kode penggantinya.", code, e.Title)
			}
		}
		for _, id := range e.Local {
			if !c.hasFact(id) {
				miss("Fakta %q masih dipakai jawaban %q. Hapus dari jawaban itu dulu.", id, e.Title)
			}
		}
	}
	return remarks
}

// twins are the questions that two entries claim.
func (c *Catalog) twins() (remarks []Remark) {
	l := &linter{loader: &loader{catalog: *c}, norm: newNormaliser(c.lexicon.Words)}
	l.places = make([]place, len(c.entries))
	for i := range l.places {
		l.places[i].doc = &document{name: "katalog"}
	}
	l.patterns()
	for _, f := range l.findings {
		if f.Severity == SeverityError {
			e, _ := c.Entry(f.Entry)
			remarks = append(remarks, Remark{f.Severity, f.Rule, "", fmt.Sprintf("Jawaban %q: %s", e.Title, f.Text)})
		}
	}
	return remarks
}

// Touch is an entry that a change of a table touches.
type Touch struct {
	Before, After Entry
	Gone, Came    []string // lines that citizens read no more, or from now on: of local facts and of forms
	Asked         []string // its ways to ask that are read otherwise; three at most
}

// mostTouchedAsked is how many ways to ask are named of an entry.
const mostTouchedAsked = 3

// Touched tells which entries a change of a table touches, in the order of their ids. Both
// catalogues have their facts filled in.
func Touched(before, after *Catalog) (all []Touch) {
	var was, now *normaliser
	if !reflect.DeepEqual(before.lexicon.Words, after.lexicon.Words) {
		was, now = newNormaliser(before.lexicon.Words), newNormaliser(after.lexicon.Words)
	}
	for _, e := range after.entries {
		old, known := before.Entry(e.ID)
		if !known {
			continue
		}
		t := Touch{Before: old, After: e}
		oldLines, lines := old.tabled(), e.tabled()
		t.Gone, t.Came = without(oldLines, lines), without(lines, oldLines)
		if now != nil && e.Status != Withdrawn {
			t.Asked = readOtherwise(was, now, append([]string{e.Title}, e.Questions...), mostTouchedAsked)
		}
		if old.Revision != e.Revision || len(t.Gone)+len(t.Came)+len(t.Asked) > 0 {
			all = append(all, t)
		}
	}
	return all
}

// tabled are the lines of an entry that come from the tables; a fact without a value has
// none.
func (e Entry) tabled() (lines []string) {
	for _, f := range e.facts {
		if f.value != "" {
			lines = append(lines, f.About+": "+f.value)
		}
	}
	for _, f := range e.forms {
		lines = append(lines, f.Code+" ("+f.Use+")")
	}
	return lines
}

// readOtherwise are texts of which two lexicons make something else, so many at most.
func readOtherwise(was, now *normaliser, texts []string, most int) (out []string) {
	for _, text := range texts {
		if len(out) == most {
			break
		}
		if !slices.Equal(was.words(text), now.words(text)) {
			out = append(out, text)
		}
	}
	return out
}

// DelicateTable tells what makes a change of a table delicate, as DelicateChange does of an
// entry: what is delicate in the entries it touches or in the lines it changes there, and
// emergencies that are read otherwise.
func DelicateTable(before, after *Catalog, touched []Touch) (why []Delicate) {
	is := map[Delicate]bool{}
	for _, t := range touched {
		for _, one := range DelicateChange(t.Before, t.After) {
			is[one] = true
		}
		for _, line := range slices.Concat(t.Gone, t.Came) {
			line = strings.ToLower(line)
			is[DelicateFee] = is[DelicateFee] || ofFees.MatchString(line)
			is[DelicateData] = is[DelicateData] || ofData.MatchString(line)
			is[DelicateFraud] = is[DelicateFraud] || ofFraud.MatchString(line)
		}
	}
	if !reflect.DeepEqual(before.lexicon.Words, after.lexicon.Words) {
		was, now := newNormaliser(before.lexicon.Words), newNormaliser(after.lexicon.Words)
		is[DelicateRisk] = is[DelicateRisk] || len(readOtherwise(was, now, after.emergencies(), 1)) > 0
	}
	for _, one := range []Delicate{DelicateRisk, DelicateFee, DelicateBasis, DelicateData, DelicateFraud} {
		if is[one] {
			why = append(why, one)
		}
	}
	return why
}

// emergencies are the examples and phrases of what is an emergency.
func (c *Catalog) emergencies() (all []string) {
	for _, f := range c.lexicon.Intents {
		if f.Intent != IntentEmergency {
			continue
		}
		all = append(all, f.Examples...)
		for _, r := range f.Rules {
			all = slices.Concat(all, r.Any, r.With)
		}
	}
	return all
}
