package privacy

// Find shows tests which ban a text breaks, and where.
func Find(g Guard, text string) (Ban, string) {
	for _, r := range g.refusals(text, 1) {
		return r.Ban, r.Words
	}
	return "", ""
}
