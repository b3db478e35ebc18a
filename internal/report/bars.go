package report

import (
	"time"

	"loket/internal/words"
)

// Bar is how many waits lasted so long: at least From, shorter than To.
type Bar struct {
	From, To time.Duration // To 0: any length
	Answered int
	Waiting  int // not over, or taken back: they have lasted as long as this, and count as that
	Never    int // closed without an answer, by their age at the close
}

// N is all of them.
func (b Bar) N() int { return b.Answered + b.Waiting + b.Never }

// Edges are where the bins of a spread begin: steps that people think in, for a
// measure of seconds or of hours.
func Edges(longest time.Duration) []time.Duration {
	if longest < 10*time.Minute {
		return []time.Duration{
			0, time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 30 * time.Second, time.Minute, 2 * time.Minute, 5 * time.Minute,
		}
	}
	return []time.Duration{
		0, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 24 * time.Hour, 72 * time.Hour,
	}
}

// BarsOf puts waits into bins by a clock.
func BarsOf(rows []Row, clock Clock) []Bar {
	all := make([]stretch, len(rows))
	for i, r := range rows {
		all[i] = stretch{r.Counts, r.WallMS}
		if clock == Office {
			all[i].ms = r.OfficeMS
		}
	}
	return barsOf(all)
}

// Bars puts the facts' rows of HandOffWait into bins by the wall clock, like BarsOf the
// Rows of a report.
func (f Facts) Bars() []Bar {
	var waits []*Wait
	for i := range f.Waits {
		if w := &f.Waits[i]; w.Measure == HandOffWait && f.Filter.Takes(w) && f.counts(w) {
			waits = append(waits, w)
		}
	}
	return f.spread(waits)
}

// spread puts the waits of a report into bins.
func (f Facts) spread(waits []*Wait) []Bar {
	all := make([]stretch, 0, len(waits))
	for _, w := range waits {
		if how := w.at(f.AsOf); how != Remark && how != Undated {
			all = append(all, stretch{how, w.lasted(how, f.AsOf, Wall, f.Hours)})
		}
	}
	return barsOf(all)
}

// stretch is how long a wait lasted, and how it stands.
type stretch struct {
	how Ending
	ms  int64
}

func (s stretch) length() time.Duration { return time.Duration(s.ms) * time.Millisecond }

func barsOf(all []stretch) []Bar {
	var longest time.Duration
	for _, s := range all {
		longest = max(longest, s.length())
	}
	edges := Edges(longest)
	bins := make([]Bar, len(edges))
	for i := range bins {
		bins[i].From = edges[i]
		if i+1 < len(edges) {
			bins[i].To = edges[i+1]
		}
	}
	for _, s := range all {
		bins[barOf(edges, s.length())].take(s.how)
	}
	return bins
}

// barOf is the last edge that a length has reached.
func barOf(edges []time.Duration, length time.Duration) int {
	at := 0
	for i, edge := range edges {
		if length >= edge {
			at = i
		}
	}
	return at
}

func (b *Bar) take(how Ending) {
	switch how {
	case Answered:
		b.Answered++
	case ClosedUnanswered:
		b.Never++
	default:
		b.Waiting++
	}
}

// Place is where a length stands on an axis of bins of one width: 2.5 is the middle
// of the third. In the last bin it is its middle.
func Place(bins []Bar, length time.Duration) float64 {
	for i, b := range bins {
		if b.To > 0 && length < b.To {
			return float64(i) + float64(length-b.From)/float64(b.To-b.From)
		}
	}
	return float64(len(bins)) - 0.5
}

// Text names a bin: "15–30 mnt".
func (b Bar) Text() words.Text {
	switch {
	case b.To == 0:
		return words.Say("≥ %s", DurationText(b.From))
	case b.From == 0:
		return words.Say("< %s", DurationText(b.To))
	}
	return words.Say("%s – %s", DurationText(b.From), DurationText(b.To))
}
