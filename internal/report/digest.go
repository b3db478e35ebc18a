package report

import (
	"time"

	"loket/internal/words"
)

// Period is what a digest is of.
type Period string

// The periods.
const (
	PeriodDay   Period = "day"
	PeriodWeek  Period = "week"
	PeriodMonth Period = "month"
)

// Periods lists them.
func Periods() []Period { return []Period{PeriodDay, PeriodWeek, PeriodMonth} }

// ReadPeriod reads the name of a period.
func ReadPeriod(text string) (Period, error) {
	for _, p := range Periods() {
		if text == string(p) {
			return p, nil
		}
	}
	return "", wrong("period %q tidak dikenal; pakai day, week, atau month", text)
}

// Days is a span of whole days, To not included.
type Days struct{ From, To time.Time }

// mostShut is how many days back a digest looks for one on which the office was open.
const mostShut = 31

// Span is the last whole period before a moment, and the one it is compared with: of
// a day the last one the office was open on, and the same day of the week before; of a
// week, Monday to Sunday, the week before; of a month the month before.
func (p Period) Span(at time.Time, hours Hours) (of, before Days) {
	year, month, day := at.In(hours.Zone()).Date()
	midnight := func(month time.Month, day int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, hours.Zone())
	}
	switch p {
	case PeriodMonth:
		of = Days{midnight(month-1, 1), midnight(month, 1)}
		return of, Days{midnight(month-2, 1), of.From}
	case PeriodWeek:
		monday := day - (int(midnight(month, day).Weekday())+6)%7
		of = Days{midnight(month, monday-7), midnight(month, monday)}
		return of, Days{midnight(month, monday-14), of.From}
	default:
		back := 1
		for i := 1; i <= mostShut; i++ {
			if hours.Between(midnight(month, day-i), midnight(month, day-i+1)) > 0 {
				back = i
				break
			}
		}
		of = Days{midnight(month, day-back), midnight(month, day-back+1)}
		return of, Days{midnight(month, day-back-7), midnight(month, day-back-6)}
	}
}

// DigestFacts is what a digest is computed from: reports of one agency as of one
// moment, over its period and over the one before.
type DigestFacts struct {
	Period Period
	Agency string // its name
	Now    Report
	Before Report
	Units  Report // by unit
	Topics Report // by topic
	Hours  Report // by hour
	Names  []Name // of units, topics and entries, as people read them
}

// Digest is a page for the head of an office: what happened, compared with the same
// days before, and what to do about it. Its texts are Indonesian.
type Digest struct {
	Agency string    `json:"agency"`
	Period Period    `json:"period"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	AsOf   time.Time `json:"as_of"`

	Title     string         `json:"title"`  // "Ringkasan mingguan"
	Span      string         `json:"span"`   // "9–15 November 2026"
	Before    string         `json:"before"` // what it is compared with
	Figures   []DigestFigure `json:"figures"`
	Sentences []string       `json:"sentences"`
	Actions   []string       `json:"actions"` // three at most
	Hours     []HourCount    `json:"hours"`   // from the first to the last with anything in it
}

// DigestFigure is one figure beside that of the period before.
type DigestFigure struct {
	Name   string `json:"name"`
	Value  string `json:"value"`
	Before string `json:"before"`
	Small  bool   `json:"small,omitempty"` // it stands on fewer than ten
}

// HourCount is what was handed over in one hour of the day, over the whole period, and
// how many deadlines fell due in that hour, and were missed.
type HourCount struct {
	Hour      int `json:"hour"`
	HandedOff int `json:"handed_off"`
	Due       int `json:"due"`
	Missed    int `json:"missed"`
}

// MakeDigest computes a digest.
func MakeDigest(f DigestFacts) Digest {
	d := Digest{Agency: f.Agency, Period: f.Period, From: f.Now.From, To: f.Now.To, AsOf: f.Now.AsOf, Hours: hoursOfDay(f.Hours)}
	d.Title = map[Period]string{PeriodDay: "Ringkasan harian", PeriodWeek: "Ringkasan mingguan", PeriodMonth: "Ringkasan bulanan"}[f.Period]
	d.Span, d.Before = f.span(f.Now), f.span(f.Before)
	d.Figures = f.figures()
	d.Sentences = f.sentences(d.Before)
	d.Actions = f.actions(d.Hours)
	return d
}

// span says the days of a report; a single one by its name too.
func (f DigestFacts) span(r Report) string {
	if f.Period == PeriodDay {
		return dayName(r.From) + ", " + r.PeriodText()
	}
	return r.PeriodText()
}

// figures are those at the top of the page.
func (f DigestFacts) figures() []DigestFigure {
	of := func(name, id string, clock Clock, text func(Measure) words.Text) DigestFigure {
		m := f.Now.All(id, clock)
		return DigestFigure{Name: name, Value: text(m).String(), Before: text(f.Before.All(id, clock)).String(), Small: m.Small()}
	}
	count := func(m Measure) words.Text { return words.Name(Grouped(m.N)) }
	episodes, handed := of("Percakapan", BotOutcome, "", count), of("Diserahkan ke petugas", HandOffWait, Office, count)
	episodes.Small, handed.Small = false, false // they are counts, and stand on nothing else
	return []DigestFigure{
		episodes, handed,
		of("Median tunggu (jam kerja)", HandOffWait, Office, Measure.MedianText),
		of("90 % dijawab dalam (jam kerja)", HandOffWait, Office, Measure.P90Text),
		of("Tenggat dipenuhi", DeadlinesMet, "", Measure.ShareText),
		of("Janji ditepati", PromiseKept, "", Measure.ShareText),
	}
}

// hoursOfDay sums what was handed over and what fell due by the hour of the day.
func hoursOfDay(r Report) (all []HourCount) {
	var day [24]HourCount
	sum := func(id string, clock Clock, add func(*HourCount, Measure)) {
		for _, m := range r.Of(id, clock) {
			if at, err := time.Parse("2006-01-02T15:04", m.Group); err == nil {
				add(&day[at.Hour()], m)
			}
		}
	}
	sum(HandOffWait, Office, func(h *HourCount, m Measure) { h.HandedOff += m.N })
	sum(DeadlinesMet, "", func(h *HourCount, m Measure) { h.Due, h.Missed = h.Due+m.N, h.Missed+m.part(Missed) })
	first, last := 24, -1
	for i := range day {
		day[i].Hour = i
		if day[i].HandedOff > 0 || day[i].Due > 0 {
			first, last = min(first, i), i
		}
	}
	if last < 0 {
		return nil
	}
	return append(all, day[first:last+1]...)
}

// part is how many ended in one way.
func (m Measure) part(name Ending) int {
	for _, p := range m.Parts {
		if p.Name == name {
			return p.N
		}
	}
	return 0
}

// due is of how many a share tells: of its rows those that came to an end that counts.
func (m Measure) due() int {
	if m.Share == nil {
		return 0
	}
	return m.Denominator
}

// AsOfText is the moment a digest is made as of, as people read it.
func (d Digest) AsOfText() string { return Report{AsOf: d.AsOf}.AsOfText() }
