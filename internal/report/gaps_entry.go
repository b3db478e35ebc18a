package report

import (
	"cmp"
	"slices"
	"time"

	"loket/internal/loket"
)

// Failing is an entry whose quotes were not enough: a human was wanted after them, or
// the citizen said that it was not answered.
type Failing struct {
	Entry
	Title string `json:"title"`
	Share        // of its quotes
}

// Asked is M-19 of an entry that was asked for.
type Asked struct {
	Entry
	Title string `json:"title"`
}

// Unquoted is how often it was asked for without being quoted.
func (a Asked) Unquoted() int { return a.Asked - a.Quoted }

// entries is M-19 of the period.
func (f GapFacts) entries() []Entry {
	var rows []*Wait
	for i := range f.Waits {
		if w := &f.Waits[i]; ofEntry(w.Measure) && f.in(w.Start) {
			rows = append(rows, w)
		}
	}
	entries, _ := entriesOf(rows, nil, f.AsOf)
	return entries
}

// asked lists all entries that were asked for. The one comes first that was asked for
// most often without being quoted: its examples are too few, or it may not be quoted.
func (f GapFacts) asked(entries []Entry) []Asked {
	all := []Asked{}
	for _, e := range entries {
		all = append(all, Asked{Entry: e, Title: f.Titles[e.Entry]})
	}
	slices.SortFunc(all, func(a, b Asked) int {
		return cmp.Or(cmp.Compare(b.Unquoted(), a.Unquoted()), cmp.Compare(b.Asked, a.Asked), cmp.Compare(a.Entry.Entry, b.Entry.Entry))
	})
	return all
}

// failing lists the entries that failed at all. The one comes first that fails most
// often for sure: the lower bound decides, not a share of two quotes.
func (f GapFacts) failing(entries []Entry) []Failing {
	all := []Failing{}
	for _, e := range entries {
		if failed := e.Denied + e.HandedOff; failed > 0 {
			all = append(all, Failing{Entry: e, Title: f.Titles[e.Entry], Share: ShareOf(failed, e.Quoted)})
		}
	}
	slices.SortFunc(all, func(a, b Failing) int {
		return cmp.Or(cmp.Compare(b.Interval.Low, a.Interval.Low), cmp.Compare(a.Entry.Entry, b.Entry.Entry))
	})
	return all
}

func (f GapFacts) in(at time.Time) bool {
	return !at.Before(f.From) && at.Before(f.To) && !at.After(f.AsOf)
}

// Effect is M-19 before and after an entry was published: hand-offs of questions that
// today's catalogue would answer or offer it for, of all episodes.
type Effect struct {
	Entry  string    `json:"entry"`
	Title  string    `json:"title"`
	At     time.Time `json:"published"`
	Before Share     `json:"before"`
	After  Share     `json:"after"`
}

// effects compares the time before each publication of the period with that after
// it. Where older questions were left out, the time before begins with the oldest read.
func (f GapFacts) effects() []Effect {
	from := f.From
	if f.Cut && len(f.Questions) > 0 {
		from = f.Questions[len(f.Questions)-1].At
	}
	var episodes []time.Time
	for i := range f.Waits {
		if w := &f.Waits[i]; w.Measure == BotOutcome && f.in(w.Start) && !w.Start.Before(from) {
			episodes = append(episodes, w.Start)
		}
	}
	slices.SortFunc(episodes, time.Time.Compare)
	all := []Effect{}
	for _, p := range f.Publications {
		if !f.in(p.At) || p.At.Before(from) {
			continue
		}
		before, after := 0, 0
		for _, q := range f.Questions {
			switch {
			case !q.Likely || q.Best != p.Entry:
			case q.At.Before(p.At):
				before++
			default:
				after++
			}
		}
		if before+after == 0 {
			continue
		}
		earlier, _ := slices.BinarySearchFunc(episodes, p.At, time.Time.Compare)
		all = append(all, Effect{
			Entry: p.Entry, Title: f.Titles[p.Entry], At: p.At,
			Before: ShareOf(before, max(before, earlier)), After: ShareOf(after, max(after, len(episodes)-earlier)),
		})
	}
	slices.SortFunc(all, func(a, b Effect) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Entry, b.Entry)) })
	return all
}

// HourLoad is an hour of the day, in the agency's zone, over the whole period.
type HourLoad struct {
	Hour       int      `json:"hour"`
	Arrivals   int      `json:"arrivals"`                       // tickets that came
	Closes     int      `json:"closes"`                         // tickets that ended
	StaffHours int      `json:"staff_hours"`                    // office hours in which somebody held a ticket, summed over them
	Capacity   *float64 `json:"capacity" jsonschema:"nullable"` // tickets these can end at the mean handling time; nil: not known
}

// Short tells that more came than could be worked on.
func (h HourLoad) Short() bool { return h.Capacity != nil && float64(h.Arrivals) > *h.Capacity }

// hourLoads sets what came against what staff could do, hour by hour of the day.
func (f GapFacts) hourLoads(mean *int64) []HourLoad {
	var hours [24]HourLoad
	type shift struct {
		hour  int64
		staff loket.StaffID
	}
	held, zone := map[shift]bool{}, f.Hours.Zone()
	for i := range f.Waits {
		w := &f.Waits[i]
		switch w.Measure {
		case Load:
			if f.in(w.Start) {
				hours[w.Start.In(zone).Hour()].Arrivals++
			}
			if !w.End.IsZero() && f.in(w.End) {
				hours[w.End.In(zone).Hour()].Closes++
			}
		case HandlingTime:
			f.eachHour(w, func(at time.Time) { held[shift{at.Unix(), w.Staff}] = true })
		}
	}
	open := map[int64]bool{}
	for s := range held {
		at := time.Unix(s.hour, 0)
		is, known := open[s.hour]
		if !known {
			is = f.Hours.Between(at, at.Add(time.Hour)) > 0
			open[s.hour] = is
		}
		if is {
			hours[at.In(zone).Hour()].StaffHours++
		}
	}
	all := []HourLoad{}
	for i, h := range hours {
		h.Hour = i
		if mean != nil && *mean > 0 {
			capacity := float64(h.StaffHours) * float64(time.Hour.Milliseconds()) / float64(*mean)
			h.Capacity = &capacity
		}
		if h.Arrivals+h.Closes+h.StaffHours > 0 {
			all = append(all, h)
		}
	}
	return all
}

// eachHour calls take for each hour of the period that a ticket was in hand.
func (f GapFacts) eachHour(w *Wait, take func(at time.Time)) {
	from, to := w.Start, w.End
	if to.IsZero() || to.After(f.AsOf) {
		to = f.AsOf
	}
	if to.After(f.To) {
		to = f.To
	}
	if from.Before(f.From) {
		from = f.From
	}
	for at := from.Truncate(time.Hour); at.Before(to); at = at.Add(time.Hour) {
		if !w.paused(at) {
			take(at)
		}
	}
}

// paused tells whether the ticket waited for its citizen at a moment.
func (w *Wait) paused(at time.Time) bool {
	return slices.ContainsFunc(w.Pauses, func(p Span) bool { return !at.Before(p.From) && (p.To.IsZero() || at.Before(p.To)) })
}
