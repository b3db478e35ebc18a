package report

import (
	"cmp"
	"slices"

	"loket/internal/calendar"
	"loket/internal/words"
)

// Row is one of the rows that a figure stands on, as it counts in it.
type Row struct {
	Wait

	Counts      Ending // at the moment of the report; what may still change counts as what it is taken for
	WallMS      int64  // of a time: how long by the wall clock, so far if it is not over
	OfficeMS    int64  // the same by office time
	Provisional bool   // it may still change
}

// RowsOf are the measures whose rows the figure of a measure stands on: M-19 counts the
// quotes of M-17, and rows of its own.
func RowsOf(id string) []string {
	if id == EntryEffect {
		return []string{QuoteContested, EntryEffect}
	}
	return []string{id}
}

// Rows are what the figure of a measure stands on: as many as its N, by the same
// filter, period and moment as Build, as they began.
func Rows(f Facts, id string) []Row {
	if f.Hours == nil {
		f.Hours = calendar.NewMeter(nil)
	}
	d := Define(id)
	var rows []Row
	for i := range f.Waits {
		w := &f.Waits[i]
		if !slices.Contains(RowsOf(id), w.Measure) || !f.Filter.Takes(w) || !f.counts(w) || d.Unit == "load" && !f.in(w) {
			continue
		}
		if row, counts := f.row(d, w); counts {
			rows = append(rows, row)
		}
	}
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.ID, b.ID)) })
	return rows
}

// row tells how a wait counts for a measure, and whether it does.
func (f Facts) row(d Definition, w *Wait) (Row, bool) {
	row := Row{Wait: *w, Counts: w.at(f.AsOf)}
	switch d.Unit {
	case "ms":
		row.WallMS = w.lasted(row.Counts, f.AsOf, Wall, f.Hours)
		row.OfficeMS = w.lasted(row.Counts, f.AsOf, Office, f.Hours)
		row.Provisional = d.provisional && row.Counts != Waiting && w.End.Add(lasting).After(f.AsOf)
		return row, row.Counts != Remark && row.Counts != Undated
	case "share":
		if row.Counts == Waiting && d.provisional {
			row.Counts, row.Provisional = presumed(d.ID), true
		}
		return row, row.Counts != Waiting
	}
	return row, true
}

// Text says how a row ended, as people read it.
func (r Row) Text() words.Text {
	switch r.Counts {
	case Answered:
		return "dijawab"
	case Waiting:
		return "masih menunggu"
	case ClosedUnanswered:
		return "ditutup tanpa jawaban"
	case Rated:
		return "dinilai"
	case Closed:
		return "ditutup"
	default:
		return Part{Name: r.Counts}.Text()
	}
}
