package faq

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"
)

// Share is a part of a number of cases. In JSON it is a number from 0 to 1 with
// four digits, and null where there was no case.
type Share struct{ Part, Of int }

// count adds a case.
func (s *Share) count(counts bool) {
	s.Of++
	if counts {
		s.Part++
	}
}

// MarshalJSON implements json.Marshaler.
func (s Share) MarshalJSON() ([]byte, error) {
	if s.Of == 0 {
		return []byte("null"), nil
	}
	return json.Marshal(math.Round(1e4*float64(s.Part)/float64(s.Of)) / 1e4)
}

// Figures tell how a matcher does on labelled questions. Three kinds of
// questions are told apart by their label: those with an entry (an entry's id
// stands in any alternative), those outside (_oos only), and special ones
// (special intents only).
type Figures struct {
	Questions int `json:"questions"` // all kinds
	N         int `json:"n"`         // questions with an entry; the shares below are of these unless they say otherwise

	// Of a label "a+b" the best candidates of the first two parts are looked
	// at and both entries must be there; a special name must have been
	// recognised. The verdict does not matter.
	Top1 Share `json:"top1"` // the best candidate, or all that is quoted, is right
	Top3 Share `json:"top3"` // a right one is among the three candidates

	Answered          int   `json:"answered"`           // questions with an entry that get a quote: verdict Sure in any part
	AnsweredPrecision Share `json:"answered_precision"` // of these: all wanted entries are quoted, and nothing else
	Coverage          Share `json:"coverage"`           // answered of n
	Clarified         Share `json:"clarified"`          // verdict Unsure and no quote: the citizen is asked back
	ClarifiedRight    Share `json:"clarified_right"`    // of these: a right entry is among the choices

	Outside      int   `json:"oos"`           // questions no entry answers
	OOSRefused   Share `json:"oos_refused"`   // of these: every part Unknown
	OOSClarified Share `json:"oos_clarified"` // Unsure: choices are offered, nothing wrong is said
	OOSAnswered  Share `json:"oos_answered"`  // Sure: a wrong quote

	// Of the special intents wanted by a message without an entry, and of
	// those found in any message; a greeting or thanks may stand beside
	// anything and is never counted as wrongly found.
	Special          int   `json:"special"`
	SpecialRecall    Share `json:"special_recall"`
	SpecialPrecision Share `json:"special_precision"`
	SpecialAnswered  Share `json:"special_answered"` // special questions that get a quote nevertheless

	PerLabel    map[string]*LabelFigures `json:"per_label"`    // by the label as written
	PerRegister map[string]*LabelFigures `json:"per_register"` // questions with an entry; empty without registers
	Missing     []string                 `json:"missing"`      // ids in labels that the catalogue does not publish: counted, never right
	Confusions  []Confusion              `json:"confusions"`   // wrong quotes first, then by falling score

	TrainMS    float64 `json:"train_ms"`     // to train weights and confidence from nothing; set by who trained
	QueryP50   float64 `json:"query_us_p50"` // µs for one Find, median, one at a time, after a first round
	QueryP99   float64 `json:"query_us_p99"`
	ModelBytes uint64  `json:"model_bytes"` // heap the matcher holds beside the catalogue; set by who trained

	OperatingPoint OperatingPoint `json:"operating_point"`
}

// LabelFigures are the figures of the questions of one label or register.
type LabelFigures struct {
	N        int   `json:"n"`
	Right    Share `json:"right"`    // top1; of a special label: recognised; of _oos: refused
	Top3     Share `json:"top3"`     // the same, among three
	Answered int   `json:"answered"` // that get a quote
	Wrong    int   `json:"wrong"`    // of these, not right
}

// OperatingPoint is where a matcher draws its lines, all learned from the
// training texts alone.
type OperatingPoint struct {
	Sure            float64 `json:"sure"`             // chance of being right from which a question is answered
	Offer           float64 `json:"offer"`            // chance of being among three from which choices are offered
	WantedPrecision float64 `json:"wanted_precision"` // what Sure was set for
	Version         string  `json:"version"`          // of catalogue, words and code
}

// OperatingPoint returns where the matcher draws its lines.
func (m *Matcher) OperatingPoint() OperatingPoint {
	return OperatingPoint{Sure: m.rating.sure, Offer: m.rating.offer, WantedPrecision: wantedPrecision, Version: m.version}
}

// Evaluate asks a matcher labelled questions. now is for measuring how long an
// answer takes.
func Evaluate(m *Matcher, questions []Labelled, now func() time.Time) Figures {
	return EvaluateBy(m, questions, now, m.Find)
}

// EvaluateBy is Evaluate for whatever answers by the matcher's catalogue; only how
// long the matcher itself takes is measured.
func EvaluateBy(m *Matcher, questions []Labelled, now func() time.Time, find func(Query) Result) Figures {
	f := Figures{
		PerLabel: map[string]*LabelFigures{}, PerRegister: map[string]*LabelFigures{}, Missing: []string{}, Confusions: []Confusion{},
		OperatingPoint: m.OperatingPoint(),
	}
	for _, q := range questions {
		o := judge(q, find(Query{Text: q.Text}))
		f.add(o)
		for _, id := range o.wanted.entries() {
			if e, ok := m.catalog.Entry(id); !ok || e.Status != Published {
				f.Missing = append(f.Missing, fmt.Sprintf("%s (baris %d)", id, q.Line))
			}
		}
		if c, ok := m.confusion(o); ok {
			f.Confusions = append(f.Confusions, c)
		}
	}
	sortConfusions(f.Confusions)
	f.QueryP50, f.QueryP99 = m.speed(questions, now)
	return f
}

// add counts one question.
func (f *Figures) add(o outcome) {
	f.Questions++
	label := at(f.PerLabel, o.question.Label)
	label.count(o)
	switch {
	case len(o.wanted.entries()) > 0:
		f.entry(o)
		if o.question.Register != "" {
			at(f.PerRegister, o.question.Register).count(o)
		}
	case len(o.wanted.intents()) > 0:
		f.Special++
		f.SpecialAnswered.count(o.answered)
		f.SpecialRecall.count(o.best)
	default:
		f.Outside++
		f.OOSRefused.count(refused(o.result))
		f.OOSClarified.count(o.unsure)
		f.OOSAnswered.count(o.answered)
	}
	for _, i := range o.result.Intents {
		if meant := slices.Contains(o.wanted.intents(), i); meant || !i.courtesy() {
			f.SpecialPrecision.count(meant)
		}
	}
}

// entry counts a question that has an entry.
func (f *Figures) entry(o outcome) {
	f.N++
	f.Top1.count(o.best)
	f.Top3.count(o.among)
	f.Coverage.count(o.answered)
	f.Clarified.count(o.unsure)
	if o.answered {
		f.Answered++
		f.AnsweredPrecision.count(o.right)
	}
	if o.unsure {
		f.ClarifiedRight.count(o.among)
	}
}

// count adds a question to the figures of its label or register.
func (l *LabelFigures) count(o outcome) {
	l.N++
	l.Right.count(o.best)
	l.Top3.count(o.among)
	if o.answered {
		l.Answered++
		if !o.right {
			l.Wrong++
		}
	}
}

// at returns the figures under a name, made when first asked for.
func at(table map[string]*LabelFigures, name string) *LabelFigures {
	if table[name] == nil {
		table[name] = &LabelFigures{}
	}
	return table[name]
}

// speedRounds is how often each question is timed.
const speedRounds = 3

// speed returns the median and the 99th percentile, nearest rank, of the time
// a question takes, in microseconds.
func (m *Matcher) speed(questions []Labelled, now func() time.Time) (p50, p99 float64) {
	times := make([]time.Duration, 0, speedRounds*len(questions))
	for range speedRounds {
		for _, q := range questions {
			began := now()
			m.Find(Query{Text: q.Text})
			times = append(times, now().Sub(began))
		}
	}
	if len(times) == 0 {
		return 0, 0
	}
	slices.Sort(times)
	rank := func(percent int) float64 {
		return float64(times[(percent*len(times)+99)/100-1]) / float64(time.Microsecond)
	}
	return rank(50), rank(99)
}
