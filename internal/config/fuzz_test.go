package config_test

import (
	"strings"
	"testing"

	"loket/internal/calendar"
	"loket/internal/config"
	"loket/internal/loket"
)

// FuzzLoad promises that a file of any content gives a usable configuration or
// a refusal for a person, and never ends the program.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(twoAgencies))
	f.Add([]byte(office()))
	f.Add([]byte(office() + wrongOffice))
	for _, seed := range []string{
		"", "#", "---\n", "a: &a [*a]\n", "quiet: 1h\n", "agencies: [{}]\n", "agencies:\n- hours: {senin: [x]}\n",
		"agencies:\n- seasons: [{from: 0000-01-01}]\n  closures: [{kind: extra}]\n", "\t", "{", "? [", "!!binary x", strings.Repeat("[", 99), strings.Repeat("- ", 99), strings.Repeat("{a: ", 65),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		c, err := config.Load(written(t, string(content)), environment(nil))
		switch {
		case err != nil && loket.CodeOf(err) != loket.CodeInvalid:
			t.Errorf("Load(%q) = %v, want a refusal for a person", content, err)
		case err == nil && (len(c.Agencies) == 0 || c.HTTPAddr == "" || c.DataDir == ""):
			t.Errorf("Load(%q) = %+v, want a usable configuration", content, c)
		case err == nil:
			mustOpen(t, c.Agencies)
		}
	})
}

// mustOpen makes every agency's calendar: what the file's check lets pass, the
// calendar takes.
func mustOpen(t *testing.T, agencies []config.Agency) {
	t.Helper()
	for _, a := range agencies {
		rules, err := a.Office()
		if err == nil {
			_, err = calendar.New(rules)
		}
		if err != nil {
			t.Errorf("the office hours of %+v: %v, want a calendar", a, err)
		}
	}
}
