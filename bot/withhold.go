package bot

import (
	"slices"
	"strings"

	"loket/faq"
	"loket/internal/privacy"
)

// Withheld names the entries of a catalogue whose words the guard refuses, by
// id, with the guard's reason. The clerk does not quote them: a human answers.
func Withheld(catalog *faq.Catalog, guard privacy.Guard) map[string]error {
	withheld := map[string]error{}
	for _, e := range catalog.Entries() {
		if err := guard.Check(once(e.Render("", true) + "\n" + e.RenderPlain() + "\n" + e.RenderDetail())); err != nil {
			withheld[e.ID] = err
		}
	}
	return withheld
}

// once leaves out the lines of a text that stood in it before: the short form
// of an entry and the long one have most in common.
func once(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}
