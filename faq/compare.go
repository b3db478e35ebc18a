package faq

import (
	"cmp"
	"fmt"
	"slices"
)

// Changes is what another catalogue would change for questions that were asked.
type Changes struct {
	Asked    int           `json:"asked"`    // questions that were put to both
	Changed  int           `json:"changed"`  // of them, those that would get something else
	Groups   []ChangeGroup `json:"groups"`   // the changed ones, most questions first
	Reworded []Reworded    `json:"reworded"` // those that get the same entry with another text, most questions first
}

// ChangeGroup is the changed questions of one entry: the one they got, or else the one
// that they would get.
type ChangeGroup struct {
	Entry   string  `json:"entry"` // empty: neither had one
	Title   string  `json:"title,omitempty"`
	N       int     `json:"n"`
	Changes []Shift `json:"changes"` // most questions first
}

// Shift is questions that got the same and would get the same.
type Shift struct {
	Was      Outcome  `json:"was"`
	Now      Outcome  `json:"now"`
	N        int      `json:"n"`
	Examples []string `json:"examples,omitempty"` // of what was asked, the latest first; five at most, each once
}

// Reworded is an entry that so many questions get with another text.
type Reworded struct {
	Entry string `json:"entry"`
	Title string `json:"title"`
	N     int    `json:"n"`
}

// mostExamples is how many questions stand for a change.
const mostExamples = 5

// Compare puts questions to two catalogues and tells what changes. step is told how many
// are done; nil: nobody wants to know.
func Compare(was, now Side, asked []Query, step func(done int)) Changes {
	c := comparing{was: was, now: now, groups: map[string]*ChangeGroup{}, reworded: map[string]*Reworded{}}
	for i, q := range asked {
		c.compare(q)
		if step != nil {
			step(i + 1)
		}
	}
	return c.changes(len(asked))
}

// comparing is Compare at work.
type comparing struct {
	was, now Side
	groups   map[string]*ChangeGroup
	reworded map[string]*Reworded
}

func (c *comparing) compare(q Query) {
	was, now := c.was.Outcome(q), c.now.Outcome(q)
	if was.same(now) {
		c.sameEntry(was)
		return
	}
	about := ""
	switch {
	case was.What == GotQuote:
		about = was.Entries[0]
	case now.What == GotQuote:
		about = now.Entries[0]
	}
	g := c.groups[about]
	if g == nil {
		g = &ChangeGroup{Entry: about, Title: c.title(about)}
		c.groups[about] = g
	}
	g.add(was, now, q.Text)
}

// sameEntry notes entries that are quoted as before, but with another text.
func (c *comparing) sameEntry(o Outcome) {
	if o.What != GotQuote {
		return
	}
	for _, id := range o.Entries {
		before, _ := c.was.Matcher.catalog.Entry(id)
		after, _ := c.now.Matcher.catalog.Entry(id)
		if before.Revision == after.Revision {
			continue
		}
		if c.reworded[id] == nil {
			c.reworded[id] = &Reworded{Entry: id, Title: after.Title}
		}
		c.reworded[id].N++
	}
}

// title is what an entry is called from now on, or was.
func (c *comparing) title(id string) string {
	if e, ok := c.now.Matcher.catalog.Entry(id); ok {
		return e.Title
	}
	e, _ := c.was.Matcher.catalog.Entry(id)
	return e.Title
}

func (g *ChangeGroup) add(was, now Outcome, text string) {
	g.N++
	i := slices.IndexFunc(g.Changes, func(c Shift) bool { return c.Was.same(was) && c.Now.same(now) })
	if i < 0 {
		i = len(g.Changes)
		g.Changes = append(g.Changes, Shift{Was: was, Now: now})
	}
	change := &g.Changes[i]
	change.N++
	if len(change.Examples) < mostExamples && !slices.Contains(change.Examples, text) {
		change.Examples = append(change.Examples, text)
	}
}

// changes puts everything in order.
func (c *comparing) changes(asked int) Changes {
	out := Changes{Asked: asked, Groups: []ChangeGroup{}, Reworded: []Reworded{}}
	for _, g := range c.groups {
		slices.SortStableFunc(g.Changes, func(a, b Shift) int { return cmp.Compare(b.N, a.N) })
		out.Changed += g.N
		out.Groups = append(out.Groups, *g)
	}
	slices.SortFunc(out.Groups, func(a, b ChangeGroup) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Entry, b.Entry)) })
	for _, r := range c.reworded {
		out.Reworded = append(out.Reworded, *r)
	}
	slices.SortFunc(out.Reworded, func(a, b Reworded) int { return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Entry, b.Entry)) })
	return out
}

// WithoutTexts leaves out what citizens wrote.
func (c Changes) WithoutTexts() Changes {
	c.Groups = slices.Clone(c.Groups)
	for i := range c.Groups {
		c.Groups[i].Changes = slices.Clone(c.Groups[i].Changes)
		for k := range c.Groups[i].Changes {
			c.Groups[i].Changes[k].Examples = nil
		}
	}
	return c
}

// String sums it up in one Indonesian sentence.
func (c Changes) String() string {
	switch {
	case c.Asked == 0:
		return "Belum ada pertanyaan warga yang tercatat untuk dicoba."
	case c.Changed == 0:
		return fmt.Sprintf("Dari %d pertanyaan terakhir warga, tidak ada yang akan dijawab lain.", c.Asked)
	}
	return fmt.Sprintf("Dari %d pertanyaan terakhir warga, %d akan dijawab lain.", c.Asked, c.Changed)
}
