package trial_test

import (
	_ "embed"
	"encoding/json"
)

// axe is axe-core, which finds what keeps people from using a page (WCAG 2.2 A
// and AA, and what its makers hold to be good practice).
//
//go:embed testdata/axe/axe.min.js
var axe string

// A barrier is one rule that a page breaks.
type barrier struct {
	Rule  string   `json:"rule"`
	Help  string   `json:"help"`
	Where []string `json:"where"` // selectors
}

// wantNoBarriers holds the page, as it is shown now, to every rule of axe.
func (b *tab) wantNoBarriers(page string) {
	b.t.Helper()
	if !get[bool](b, `!!window.axe`) {
		if _, err := eval[bool](b, axe+"\n;true"); err != nil {
			b.t.Fatalf("load axe on %s: %v", page, err)
		}
	}
	get[bool](b, `(delete window.axeFound, axe.run({ resultTypes: ['violations'] }).then(
		found => { window.axeFound = JSON.stringify(found.violations.map(v => ({ rule: v.id, help: v.help, where: v.nodes.map(n => n.target.join(' ')) }))); },
		problem => { window.axeFound = JSON.stringify([{ rule: 'axe', help: String(problem), where: [] }]); }), true)`)
	b.until("axe has looked at "+page, `window.axeFound`)
	var barriers []barrier
	if err := json.Unmarshal([]byte(get[string](b, `window.axeFound`)), &barriers); err != nil {
		b.t.Fatalf("read what axe says of %s: %v", page, err)
	}
	for _, found := range barriers {
		b.t.Errorf("%s breaks %s (%s) at %q", page, found.Rule, found.Help, found.Where)
	}
}
