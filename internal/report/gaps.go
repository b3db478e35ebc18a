package report

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
)

// Unanswered is why a question counts as one the catalogue did not answer.
type Unanswered string

// The reasons.
const (
	NoAnswer    Unanswered = "no_answer"    // nothing was sure enough to be quoted: it was handed over
	NotQuotable Unanswered = "not_quotable" // what answers it has expired, or nobody verified it
	NotThis     Unanswered = "not_this"     // after a choice or a quote the citizen asked for a human
)

// Question is a hand-off of something the catalogue did not answer.
type Question struct {
	ID     loket.EventID // the hand-off's
	At     time.Time
	Ticket loket.TicketID
	Why    Unanswered
	Text   string // redacted; empty: there is none to read
	Traits []string
	Best   string // the entry that resembles it most by the catalogue of today; empty: none
	Likely bool   // Best would be quoted or offered today
}

// Published is when an entry was published last.
type Published struct {
	Entry string
	At    time.Time
}

// GapFacts is what Gaps is computed from: of one agency.
type GapFacts struct {
	Agency       loket.AgencyID
	From, To     time.Time // To: the first moment not counted
	AsOf         time.Time
	Questions    []Question // of the period
	Bound        int        // how many of them are read at most, the latest ones
	Cut          bool       // there were more
	Waits        []Wait     // of M-07, M-13, M-17, M-18 and M-19, until AsOf
	Publications []Published
	Titles       map[string]string // of entries
	Hours        Hours             // nil: it is never open
	Texts        bool              // who asks may read what citizens wrote
}

// Gaps is what to fix next: what the catalogue does not answer, by what it costs.
type Gaps struct {
	Agency    loket.AgencyID `json:"agency"`
	From      time.Time      `json:"from"`
	To        time.Time      `json:"to"`
	AsOf      time.Time      `json:"as_of"`
	Questions int            `json:"questions"` // of the period, that were read
	Bound     int            `json:"bound"`
	Cut       bool           `json:"cut"`     // older ones were left out
	Unread    int            `json:"unread"`  // of Questions: nothing can be read of them
	Groups    []Gap          `json:"groups"`  // the dearest first; with Unread they sum to Questions
	Entries   []Failing      `json:"entries"` // the surest to fail first
	Asked     []Asked        `json:"asked"`   // every entry asked for, the one first that was most often not quoted
	Hours     []HourLoad     `json:"hours"`   // hours of the day in which anything came or was worked on
	Effects   []Effect       `json:"effects"` // of entries published in the period
	MeanMS    *int64         `json:"mean_handling_office_ms" jsonschema:"nullable"`
}

// Gap is a group of questions that one answer could serve.
type Gap struct {
	N          int      `json:"n"`
	HandlingMS int64    `json:"handling_office_ms"` // what their tickets took staff so far
	Handled    int      `json:"handled"`            // of N: somebody took them up
	Parts      []Part   `json:"parts"`              // why; they sum to N
	Words      []string `json:"words"`              // roots that three and half of them share
	Best       *Best    `json:"best,omitempty"`
	Examples   []string `json:"examples,omitempty"`
}

// Best is the entry that most of a group resembles.
type Best struct {
	Entry string `json:"entry"`
	Title string `json:"title"`
	N     int    `json:"n"`      // of the group, that resemble it most
	Now   int    `json:"likely"` // of these, that today's catalogue would answer or offer it for
}

const (
	shownWords    = 4
	shownExamples = 3
	wordsOf       = 3 // what fewer said is shown to nobody who may not read it
)

// GapsOf computes it. It does not depend on the order of anything in the facts.
func GapsOf(f GapFacts) Gaps {
	if f.Hours == nil {
		f.Hours = calendar.NewMeter(nil)
	}
	f.Questions = slices.Clone(f.Questions)
	slices.SortFunc(f.Questions, func(a, b Question) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.ID, a.ID)) })
	g := Gaps{
		Agency: f.Agency, From: f.From, To: f.To, AsOf: f.AsOf, Questions: len(f.Questions), Bound: f.Bound, Cut: f.Cut,
		Groups: []Gap{}, Effects: f.effects(),
	}
	entries := f.entries()
	g.Entries, g.Asked = f.failing(entries), f.asked(entries)
	costs, mean := f.handling()
	g.MeanMS = mean
	g.Hours = f.hourLoads(mean)
	var read []Question
	var traits [][]string
	for _, q := range f.Questions {
		if len(q.Traits) == 0 {
			g.Unread++
			continue
		}
		read, traits = append(read, q), append(traits, q.Traits)
	}
	g.Groups = append(g.Groups, f.groups(read, cluster(traits), costs)...)
	return g
}

// handling is what each ticket took staff, in office time so far, and the mean of
// those that are done; nil: none is.
func (f GapFacts) handling() (of map[loket.TicketID]int64, mean *int64) {
	of = map[loket.TicketID]int64{}
	sum, n := 0.0, 0
	for i := range f.Waits {
		w := &f.Waits[i]
		if w.Measure != HandlingTime || w.Start.After(f.AsOf) {
			continue
		}
		ending := w.at(f.AsOf)
		took := w.lasted(ending, f.AsOf, Office, f.Hours)
		of[w.Ticket] += took
		if ending == Answered {
			sum, n = sum+float64(took), n+1
		}
	}
	if n > 0 {
		ms := int64(math.Round(sum / float64(n)))
		mean = &ms
	}
	return of, mean
}

// groups makes the groups out of the number of each question's, the dearest first.
func (f GapFacts) groups(questions []Question, number []int, costs map[loket.TicketID]int64) []Gap {
	members, often := map[int][]Question{}, map[string]int{}
	for i, q := range questions {
		members[number[i]] = append(members[number[i]], q)
		for _, trait := range q.Traits {
			often[trait]++
		}
	}
	type ranked struct {
		Gap
		number int
	}
	all := make([]ranked, 0, len(members))
	for number, of := range members {
		all = append(all, ranked{f.gap(of, often, len(questions), costs), number})
	}
	slices.SortFunc(all, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.HandlingMS, a.HandlingMS), cmp.Compare(b.N, a.N), cmp.Compare(a.number, b.number))
	})
	gaps := make([]Gap, len(all))
	for i, r := range all {
		gaps[i] = r.Gap
	}
	return gaps
}

// gap describes one group. A ticket costs once, however many of its questions are in it.
func (f GapFacts) gap(of []Question, often map[string]int, all int, costs map[loket.TicketID]int64) Gap {
	g := Gap{N: len(of), Words: wordsOfGroup(of, often, all), Best: f.best(of)}
	counts, paid := map[Ending]int{}, map[loket.TicketID]bool{}
	for _, q := range of {
		counts[Ending(q.Why)]++
		cost, handled := costs[q.Ticket]
		if handled {
			g.Handled++
		}
		if !paid[q.Ticket] {
			paid[q.Ticket] = true
			g.HandlingMS += cost
		}
		if f.Texts && len(g.Examples) < shownExamples && q.Text != "" && !slices.Contains(g.Examples, q.Text) {
			g.Examples = append(g.Examples, q.Text)
		}
	}
	for _, why := range []Unanswered{NoAnswer, NotQuotable, NotThis} {
		g.Parts = append(g.Parts, Part{Name: Ending(why), N: counts[Ending(why)]})
	}
	return g
}

// wordsOfGroup are the words that tell a group best from the others, of those that
// enough of its questions share.
func wordsOfGroup(of []Question, often map[string]int, all int) []string {
	counts := map[string]int{}
	for _, q := range of {
		for _, trait := range q.Traits {
			if !strings.HasPrefix(trait, "#") {
				counts[trait]++
			}
		}
	}
	words := []string{}
	for word, n := range counts {
		if n >= wordsOf && 2*n >= len(of) {
			words = append(words, word)
		}
	}
	telling := func(word string) float64 {
		return float64(counts[word]) * math.Log(1+float64(all)/float64(often[word]))
	}
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(cmp.Compare(telling(b), telling(a)), cmp.Compare(a, b)) })
	return words[:min(len(words), shownWords)]
}

// best is the entry that most of a group resembles; nil: there is none.
func (f GapFacts) best(of []Question) *Best {
	found := map[string]*Best{}
	var best *Best
	for _, q := range of {
		if q.Best == "" {
			continue
		}
		b := found[q.Best]
		if b == nil {
			b = &Best{Entry: q.Best, Title: f.Titles[q.Best]}
			found[q.Best] = b
		}
		b.N++
		if q.Likely {
			b.Now++
		}
	}
	for _, b := range found {
		if best == nil || b.N > best.N || b.N == best.N && b.Entry < best.Entry {
			best = b
		}
	}
	return best
}
