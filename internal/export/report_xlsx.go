package export

import (
	"errors"
	"io"

	"loket/internal/report"
)

// workbook writes a report as sheets: the figures, what they consist of, and what
// they mean. The columns of the figures are those of CSV.
func (p Paper) workbook(w io.Writer) error {
	return writeBook(w,
		bookSheet{"Angka", figureColumns(), p.figureRows},
		bookSheet{"Bagian", []string{"id", "clock", "group", "group_name", "part", "bagian", "n"}, p.partRows},
		bookSheet{"Jam", []string{"group", "group_name", "weekday", "hour", "messages", "episodes", "tickets"}, p.hourRows},
		bookSheet{"Beban", loadColumns(), p.loadRows},
		bookSheet{"Jawaban", []string{"group", "group_name", "entry", "asked", "offered", "resembled", "quoted", "helped", "denied", "handed_off"}, p.entryRows},
		bookSheet{"Keterangan", []string{"id", "versi", "nama", "arti", "cara menghitung"}, p.meaningRows},
	)
}

// bookSheet is a sheet of a workbook: its columns, and what fills it.
type bookSheet struct {
	title   string
	columns []string
	fill    func(Table) error
}

// writeBook writes a workbook of sheets.
func writeBook(w io.Writer, sheets ...bookSheet) error {
	b, err := newBook()
	if err != nil {
		return err
	}
	for _, s := range sheets {
		t, err := b.sheet(s.title, s.columns, mostRows)
		if err == nil {
			err = errors.Join(s.fill(t), t.flush())
		}
		if err != nil {
			return errors.Join(err, b.file.Close())
		}
	}
	return b.write(w)
}

func figureColumns() []string {
	return []string{
		"id", "version", "clock", "unit", "group", "group_name", "n", "answered", "waiting", "closed_unanswered", "withdrawn",
		"median_ms", "p90_ms", "p95_ms", "p99_ms", "mean_ms", "at_least_ms", "value", "numerator", "denominator", "low", "high",
		"provisional", "not_due", "held_n", "held_of", "held_median_ms", "held_p95_ms", "held_mean_ms",
	}
}

func (p Paper) figureRows(t Table) error {
	for _, m := range p.Measures {
		cells := []Cell{Text(m.ID), Number(m.Version), Text(m.Clock), Text(m.Unit), Text(m.Group), Text(m.GroupName), Number(m.N)}
		cells = append(cells, timeCells(m)...)
		cells = append(cells, shareCells(m)...)
		cells = append(cells, Number(m.Provisional), Number(m.NotDue))
		if err := t.Row(append(cells, heldCells(m.Held)...)...); err != nil {
			return err
		}
	}
	return nil
}

func timeCells(m report.Measure) []Cell {
	if m.Times == nil {
		return make([]Cell, 10)
	}
	t := m.Times
	cells := []Cell{Number(t.Answered), Number(t.Waiting), Number(t.ClosedUnanswered), Number(t.Withdrawn)}
	for _, ms := range []*int64{t.Median, t.P90, t.P95, t.P99, t.Mean, t.AtLeast.P99} {
		cells = append(cells, known(ms))
	}
	return cells
}

func shareCells(m report.Measure) []Cell {
	if m.Share == nil || m.Value == nil {
		return make([]Cell, 5)
	}
	return []Cell{Number(*m.Value), Number(m.Numerator), Number(m.Denominator), Number(m.Interval.Low), Number(m.Interval.High)}
}

func heldCells(h *report.Holding) []Cell {
	if h == nil {
		return make([]Cell, 5)
	}
	return []Cell{Number(h.N), Number(h.Of), known(h.Median), known(h.P95), known(h.Mean)}
}

// known is a number that may not be there.
func known[T ~int | ~int64 | ~float64](n *T) Cell {
	if n == nil {
		return Cell{}
	}
	return Number(*n)
}

func (p Paper) partRows(t Table) error {
	for _, m := range p.Measures {
		for _, part := range m.Parts {
			err := t.Row(Text(m.ID), Text(m.Clock), Text(m.Group), Text(m.GroupName), Text(part.Name), Text(part.Text()), Number(part.N))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (p Paper) hourRows(t Table) error {
	for _, m := range p.Of(report.Load, "") {
		for _, c := range m.Load.Cells {
			err := t.Row(Text(m.Group), Text(m.GroupName), Number(c.Weekday), Number(c.Hour), Number(c.Messages), Number(c.Episodes), Number(c.Tickets))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func loadColumns() []string {
	return []string{
		"group", "group_name", "arrivals", "closes", "open_now", "open_most", "office_ms", "arrivals_per_office_hour",
		"closes_per_office_hour", "projected_wait_ms",
	}
}

func (p Paper) loadRows(t Table) error {
	for _, m := range p.Of(report.Load, "") {
		l := m.Load
		err := t.Row(Text(m.Group), Text(m.GroupName), Number(l.Arrivals), Number(l.Closes), Number(l.OpenNow), known(l.Most),
			Number(l.OfficeMS), known(l.ArrivalsPH), known(l.ClosesPH), known(l.Projected))
		if err != nil {
			return err
		}
	}
	return nil
}

func (p Paper) entryRows(t Table) error {
	for _, m := range p.Of(report.EntryEffect, "") {
		for _, e := range m.Entries {
			err := t.Row(Text(m.Group), Text(m.GroupName), Text(e.Entry), Number(e.Asked), Number(e.Offered), Number(e.Resembled), Number(e.Quoted), Number(e.Helped), Number(e.Denied), Number(e.HandedOff))
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// meaningRows say what the report is of, and what each measure means.
func (p Paper) meaningRows(t Table) error {
	lines := [][2]string{{"Instansi", p.Agency}, {"Periode", p.PeriodText()}, {"Keadaan per", p.AsOfText()}, {"Dirinci menurut", string(p.By)}}
	for _, text := range p.FrozenTexts() {
		lines = append(lines, [2]string{"Dibekukan", text.String()})
	}
	for _, text := range p.Warnings() {
		lines = append(lines, [2]string{"Perhatian", text.String()})
	}
	for _, l := range lines {
		if err := t.Row(Cell{}, Cell{}, Text(l[0]), Text(l[1]), Cell{}); err != nil {
			return err
		}
	}
	for _, d := range report.Definitions() {
		if err := t.Row(Text(d.ID), Number(d.Version), Text(d.Name), Text(d.Text), Text(d.Counting)); err != nil {
			return err
		}
	}
	return nil
}
