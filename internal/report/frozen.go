package report

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"time"

	"loket/internal/words"
)

// FrozenParts are what the figures of a closed month are told apart by, beside nothing.
func FrozenParts() []By { return []By{"", ByDay, ByUnit, ByChannel, ByTopic, ByStaff} }

// Frozen tells that a report's figures are those a closed month was left with.
type Frozen struct {
	At          time.Time    `json:"at"`          // when it was closed: what ended later was open
	Corrections []Correction `json:"corrections"` // what is known of that moment since
}

// Correction is a figure that would have been another, had all been known.
type Correction struct {
	ID    string   `json:"id"`
	Clock Clock    `json:"clock,omitempty"`
	Group string   `json:"group,omitempty"`
	Field string   `json:"field"`                     // as in the JSON of a measure: "n", "median", …
	Unit  string   `json:"unit"`                      // "count", "ms", "share"
	Old   *float64 `json:"old" jsonschema:"nullable"` // nil: there was none, or it was not reached
	New   *float64 `json:"new" jsonschema:"nullable"`
	Why   []Why    `json:"why"`
}

// Why says what a correction comes from.
type Why string

// What corrections come from.
const (
	WhyLate     Why = "late"     // it happened before and was told after the month was closed
	WhyImported Why = "imported" // history of another system came in
	WhyErased   Why = "erased"   // a citizen's data were erased
	WhyAfter    Why = "after"    // what happened after it changed what was said about before
	WhyVersion  Why = "version"  // the measure is defined otherwise
	WhyAnew     Why = "anew"     // rows were derived anew
)

// Text says it as people read it.
func (w Why) Text() words.Text {
	switch w {
	case WhyLate:
		return "kejadian yang terlambat tercatat"
	case WhyImported:
		return "riwayat yang diimpor"
	case WhyErased:
		return "data warga dihapus"
	case WhyAfter:
		return "kejadian sesudah pembekuan"
	case WhyVersion:
		return "definisi ukuran berubah"
	default:
		return "dasar angka disusun ulang"
	}
}

// Seen is a row as it would have stood at a moment: what ended later was open.
func (w Wait) Seen(moment time.Time) Wait {
	if w.at(moment) == Waiting {
		w.End, w.Ended, w.Wall, w.Office, w.Value, w.Staff = time.Time{}, Waiting, 0, 0, 0, ""
	}
	var pauses []Span
	for _, p := range w.Pauses {
		if p.From.After(moment) {
			continue
		}
		if p.To.After(moment) {
			p.To = time.Time{}
		}
		pauses = append(pauses, p)
	}
	w.Pauses = pauses
	return w
}

// Corrections are where the figures of a report are not those it was left with. why
// tells what became otherwise of a measure; it may know nothing. Where one of the two
// is not exact, quantiles that agree within 1 % are the same.
func Corrections(left, now Report, why func(measure string) []Why) (all []Correction) {
	type key struct {
		id    string
		clock Clock
		group string
	}
	of := func(m Measure) key { return key{m.ID, m.Clock, m.Group} }
	index := func(r Report) (told []Measure, by map[key]Measure) {
		by = map[key]Measure{}
		for _, m := range r.Measures {
			if !m.Hidden() { // who that is depends on who else there is
				told, by[of(m)] = append(told, m), m
			}
		}
		return told, by
	}
	gone, before := index(left)
	come, after := index(now)
	add := func(old, current Measure, k key) {
		reasons := why(k.id)
		if old.Version != current.Version && old.Version > 0 && current.Version > 0 {
			reasons = append(slices.Clone(reasons), WhyVersion)
		}
		if len(reasons) == 0 {
			reasons = []Why{WhyAnew}
		}
		was, is := old.fields(), current.fields()
		for i, f := range is {
			if !same(was[i].value, f.value, f.unit == "ms" && left.Exact != now.Exact) {
				all = append(all, Correction{k.id, k.clock, k.group, f.name, f.unit, was[i].value, f.value, reasons})
			}
		}
	}
	for _, m := range come {
		add(before[of(m)], m, of(m))
	}
	for _, m := range gone {
		if _, still := after[of(m)]; !still {
			add(m, Measure{}, of(m))
		}
	}
	slices.SortStableFunc(all, func(a, b Correction) int { return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Group, b.Group)) })
	return all
}

// field is one number of a figure.
type field struct {
	name, unit string
	value      *float64
}

// fields are the numbers of a figure that a correction can be told of: always the same
// ones in the same order.
func (m Measure) fields() []field {
	count := func(n int) *float64 { v := float64(n); return &v }
	length := func(ms *int64) *float64 {
		if ms == nil {
			return nil
		}
		v := float64(*ms)
		return &v
	}
	all, t := []field{{"n", "count", count(m.N)}}, m.times()
	all = append(all, field{"answered", "count", count(t.Answered)}, field{"waiting", "count", count(t.Waiting)},
		field{"closed_unanswered", "count", count(t.ClosedUnanswered)}, field{"withdrawn", "count", count(t.Withdrawn)},
		field{"median", "ms", length(t.Median)}, field{"p90", "ms", length(t.P90)}, field{"p95", "ms", length(t.P95)}, field{"mean", "ms", length(t.Mean)})
	share := Share{}
	if m.Share != nil {
		share = *m.Share
	}
	all = append(all, field{"value", "share", share.Value}, field{"numerator", "count", count(share.Numerator)}, field{"denominator", "count", count(share.Denominator)})
	load := Loads{}
	if m.Load != nil {
		load = *m.Load
	}
	return append(all, field{"arrivals", "count", count(load.Arrivals)}, field{"closes", "count", count(load.Closes)}, field{"open_now", "count", count(load.OpenNow)})
}

func same(a, b *float64, about bool) bool {
	if a == nil || b == nil {
		return a == b
	}
	if about {
		return math.Abs(*a-*b) <= 0.01*max(math.Abs(*a), math.Abs(*b))
	}
	return *a == *b
}

// Text says a correction as people read it:
// "M-03 Tunggu petugas, jam dinding, median: 5 mnt → 7 mnt (riwayat yang diimpor)".
func (c Correction) Text() words.Text {
	parts := []words.Text{words.Join([]words.Text{words.Name(c.ID), words.Text(Define(c.ID).Name)}, " ")}
	if c.Clock != "" {
		parts = append(parts, words.Text(c.Clock.Text()))
	}
	if c.Group != "" {
		parts = append(parts, words.Name(c.Group))
	}
	why := make([]words.Text, len(c.Why))
	for i, w := range c.Why {
		why[i] = w.Text()
	}
	return words.Say("%s: %s → %s (%s)", words.Join(append(parts, c.called()), ", "), c.shown(c.Old), c.shown(c.New), words.Join(why, "; "))
}

// called names the field.
func (c Correction) called() words.Text {
	switch c.Field {
	case "answered":
		return "dijawab"
	case "waiting":
		return "menunggu"
	case "closed_unanswered":
		return "ditutup tanpa jawaban"
	case "withdrawn":
		return "ditarik"
	case "mean":
		return "rata-rata"
	case "value":
		return "hasil"
	case "numerator":
		return "pembilang"
	case "denominator":
		return "penyebut"
	case "arrivals":
		return "tiket masuk"
	case "closes":
		return "tiket selesai"
	case "open_now":
		return "terbuka"
	}
	return words.Name(c.Field)
}

// shown is a value as people read it.
func (c Correction) shown(v *float64) words.Text {
	switch {
	case v == nil:
		return words.Name("–")
	case c.Unit == "ms":
		return DurationText(time.Duration(*v) * time.Millisecond)
	case c.Unit == "share":
		return percent(*v)
	}
	return words.Name(strconv.FormatFloat(*v, 'f', -1, 64))
}

// FrozenText says when the month was closed; empty: it was not, or how things stand now
// was asked for.
func (r Report) FrozenText() words.Text {
	if r.Frozen == nil {
		return ""
	}
	if n := len(r.Frozen.Corrections); n > 0 {
		return words.Say("Angka bulan ini dibekukan pada %s. Koreksi sesudah itu: %s angka.", momentWords(r.Frozen.At), Grouped(n))
	}
	return words.Say("Angka bulan ini dibekukan pada %s.", momentWords(r.Frozen.At))
}

// FrozenTexts are FrozenText and each correction.
func (r Report) FrozenTexts() (all []words.Text) {
	if r.Frozen == nil {
		return nil
	}
	all = append(all, r.FrozenText())
	for _, c := range r.Frozen.Corrections {
		all = append(all, c.Text())
	}
	return all
}

// MonthOf is the whole month that a query asks about in a zone; ok: it asks about
// nothing else.
func (q Query) MonthOf(zone *time.Location) (from time.Time, ok bool) {
	from = q.From.In(zone)
	y, m, _ := from.Date()
	begins := time.Date(y, m, 1, 0, 0, 0, 0, zone)
	return begins, !q.From.IsZero() && from.Equal(begins) && q.To.Equal(begins.AddDate(0, 1, 0)) && q.Filter == Filter{} && slices.Contains(FrozenParts(), q.By)
}

// Call names the groups of a report whose names are not in it.
func (r *Report) Call(names []Name) {
	texts := map[string]string{}
	for _, n := range names {
		texts[n.ID] = n.Text
	}
	for i := range r.Measures {
		if m := &r.Measures[i]; m.GroupName == "" {
			m.GroupName = texts[m.Group]
		}
	}
}

// Outdated tells whether a measure is defined otherwise by now.
func (r Report) Outdated() bool {
	return slices.ContainsFunc(r.Measures, func(m Measure) bool { return m.Version != Define(m.ID).Version })
}
