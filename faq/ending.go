package faq

import "time"

// Ending returns the ids of published entries that are quoted no more because
// their last day has passed, and of those whose last day comes within so many
// days, in the order of their ids. The day is that of now's zone.
func (c *Catalog) Ending(now time.Time, days int) (ended, soon []string) {
	today, horizon := dateOf(now), dateOf(now.AddDate(0, 0, days))
	for _, e := range c.entries {
		switch {
		case e.Status != Published || e.ValidUntil == "":
		case e.ValidUntil < today:
			ended = append(ended, e.ID)
		case e.ValidUntil <= horizon:
			soon = append(soon, e.ID)
		}
	}
	return ended, soon
}

func dateOf(t time.Time) Date { return Date(t.Format(time.DateOnly)) }
