package faq

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Severity tells whether a finding keeps a catalogue from being used.
type Severity string

// What a finding is. With an error the catalogue should not go to citizens; a
// warning is a weakness.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// LintOptions is what a catalogue cannot know by itself.
type LintOptions struct {
	Now      time.Time         // in the agency's zone: the day decides what has ended
	Facts    map[string]string // the agency's values of local facts, by id
	WarnDays int               // how many days before its end an entry is told of; 0: 30
}

// usualWarnDays is how long before its end an entry should be looked at.
const usualWarnDays = 30

// Finding is one thing that Lint has to say, and where.
type Finding struct {
	Problem
	Severity Severity `json:"severity"`
	Rule     Rule     `json:"rule"`
	Entry    string   `json:"entry,omitempty"` // id of the entry it is about; empty: none
	Fact     string   `json:"fact,omitempty"`  // id of the local fact that is missing; empty: none
}

// LintReport is everything that one run found, in the order of files and
// lines.
type LintReport struct {
	Findings []Finding `json:"findings"`
}

// Failed reports whether the catalogue should be refused: it has an error or,
// when strict, a warning other than those that only the agency can cure.
func (r LintReport) Failed(strict bool) bool {
	return slices.ContainsFunc(r.Findings, func(f Finding) bool {
		return f.Severity == SeverityError || (strict && !f.Rule.Agency())
	})
}

// Count returns how many findings a rule has.
func (r LintReport) Count(rule Rule) (n int) {
	for _, f := range r.Findings {
		if f.Rule == rule {
			n++
		}
	}
	return n
}

// linter looks for what Load lets pass.
type linter struct {
	*loader
	options  LintOptions
	norm     *normaliser
	findings []Finding
}

// Lint checks the catalogue in the root of fsys in one run: what Load refuses,
// and what is loaded but should not be said, or not like this. A broken file
// does not keep the others from being checked. An error means that a file
// could not be read; what is wrong with the catalogue is in the report.
func Lint(fsys fs.FS, o LintOptions) (LintReport, error) {
	loaded, err := read(fsys)
	if err != nil {
		return LintReport{}, err
	}
	o.WarnDays = cmp.Or(o.WarnDays, usualWarnDays)
	l := &linter{loader: loaded, options: o, norm: newNormaliser(loaded.catalog.lexicon.Words)}
	for _, p := range l.problems {
		l.findings = append(l.findings, Finding{Problem: p, Severity: SeverityError, Rule: RuleLoad})
	}
	for i := range l.catalog.entries {
		if e := &l.catalog.entries[i]; e.Status != Withdrawn {
			l.entry(e, l.places[i])
		}
	}
	l.patterns()
	l.lengths()
	return LintReport{Findings: inOrder(l.findings)}, nil
}

// inOrder sorts findings by place and leaves out those said twice.
func inOrder(findings []Finding) []Finding {
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(
			strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			strings.Compare(string(a.Rule), string(b.Rule)), strings.Compare(a.Text, b.Text),
		)
	})
	return slices.CompactFunc(findings, func(a, b Finding) bool { return a == b })
}

// note adds a finding on an entry.
func (l *linter) note(rule Rule, e *Entry, at spot, format string, args ...any) {
	l.findings = append(l.findings, Finding{
		Problem: problemAt(at.doc, at.line, at.column, fmt.Sprintf(format, args...)), Severity: rule.severity(), Rule: rule, Entry: e.ID,
	})
}

// lengths finds entries whose requirements are hidden behind the button: what
// to bring is the half of an answer. Only a catalogue that loads is shown.
func (l *linter) lengths() {
	if len(l.problems) > 0 {
		return
	}
	shown := l.catalog // sealing sorts: the places follow the order of writing
	shown.entries = slices.Clone(shown.entries)
	shown.lexicon.Intents = slices.Clone(shown.lexicon.Intents)
	shown.seal()
	filled := shown.WithFacts(l.options.Facts)
	for i, written := range l.catalog.entries {
		e, _ := filled.Entry(written.ID)
		head, lines := e.section(Requirements)
		needs := block(head, lines)
		if e.Status == Withdrawn || needs == "" || strings.Contains(e.Render(Whole, true), needs) {
			continue
		}
		n := utf8.RuneCountInString(strings.Join([]string{e.Answer, needs, e.foot(true)}, "\n\n"))
		l.note(RuleLongAnswer, &written, l.places[i].field("answer"),
			`Jawaban, syarat dan dasarnya %d karakter, paling banyak %d: syaratnya baru terlihat di "Rincian". Pendekkan.`, n, shortAnswer)
	}
}
