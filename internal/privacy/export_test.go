package privacy

// Find shows tests which ban a text breaks, and where.
func Find(g Guard, text string) (Ban, string) { return g.find(text) }
