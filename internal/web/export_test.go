package web

// RunsOf are the runs of a template's source, for the test of the tables of English.
func RunsOf(source string) (all []string) {
	for _, r := range runsOf(source) {
		all = append(all, r.text)
	}
	return all
}

// Translated is a template's source in English.
var Translated = translated
