package export

import (
	"errors"
	"fmt"
	"html/template"
	"io"

	"loket/internal/loket"
	"loket/internal/report"
)

var opinionPage = template.Must(template.ParseFS(files, "templates/ikm.html", "templates/kertas.html"))

// Opinion is a report on M-16 with what a document says above it.
type Opinion struct {
	report.Opinion
	Agency string // its name, as people read it
	Unit   string // likewise; empty: all
}

// Title is what the document is called.
func (Opinion) Title() string { return report.OpinionTitle.String() }

// Of is what it is about: the office, and the part of it.
func (o Opinion) Of() string {
	if o.Unit == "" {
		return o.Agency
	}
	return o.Agency + " · " + o.Unit
}

// Write writes it in one of the forms of a report. They all say the same.
func (o Opinion) Write(w io.Writer, format string) error {
	switch format {
	case report.FormatTable:
		return o.Table(w)
	case report.FormatJSON:
		return writeJSON(w, o.Opinion)
	case report.FormatCSV:
		return o.csv(w)
	case report.FormatXLSX:
		return o.workbook(w)
	case report.FormatPDF:
		return o.pdf(w)
	case report.FormatHTML:
		if err := opinionPage.Execute(w, o); err != nil {
			return fmt.Errorf("write page: %w", err)
		}
		return nil
	}
	return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("format %q tidak dikenal", format))
}

// csv writes the sheet of the regulation.
func (o Opinion) csv(w io.Writer) error {
	t, err := newCSVTable(w, report.SheetHeads())
	if err != nil {
		return err
	}
	return errors.Join(o.sheetRows(t), t.Close())
}

// sheetRows write a row for each respondent, and below them the sums, the means, the
// weighted means and the index.
func (o Opinion) sheetRows(t Table) error {
	for i, sheet := range o.Sheets {
		cells := []Cell{Number(i + 1)}
		for _, score := range sheet {
			cells = append(cells, Number(score))
		}
		if err := t.Row(cells...); err != nil {
			return err
		}
	}
	sums, means, weighted := []Cell{Text("Jumlah nilai")}, []Cell{Text("NRR")}, []Cell{Text("NRR tertimbang")}
	for _, e := range o.Elements {
		sums = append(sums, Number(e.Sum))
		if o.N == 0 {
			means, weighted = append(means, Cell{}), append(weighted, Cell{})
			continue
		}
		means, weighted = append(means, Number(e.Mean)), append(weighted, Number(e.Weighted))
	}
	last := append([]Cell{Text("IKM unit pelayanan"), known(o.Value), Text(o.Grade)}, make([]Cell, len(o.Elements)-2)...)
	return errors.Join(t.Row(sums...), t.Row(means...), t.Row(weighted...), t.Row(last...))
}

// workbook writes the sheet of the regulation, the elements, the summary and who answered.
func (o Opinion) workbook(w io.Writer) error {
	return writeBook(w,
		bookSheet{"Pengolahan", report.SheetHeads(), o.sheetRows},
		bookSheet{"Unsur", []string{"id", "unsur", "jumlah nilai", "NRR", "NRR tertimbang"}, o.elementRows},
		bookSheet{"Ringkasan", []string{"apa", "hasil"}, o.summaryRows},
		bookSheet{"Responden", []string{"data", "jawaban", "n"}, o.peopleRows},
	)
}

func (o Opinion) elementRows(t Table) error {
	for _, e := range o.Elements {
		cells := []Cell{Text(e.ID), Text(e.Title), Number(e.Sum), {}, {}}
		if o.N > 0 {
			cells[3], cells[4] = Number(e.Mean), Number(e.Weighted)
		}
		if err := t.Row(cells...); err != nil {
			return err
		}
	}
	return nil
}

func (o Opinion) summaryRows(t Table) error {
	lines := [][2]string{{"Instansi", o.Agency}, {"Bagian", o.Unit}, {"Periode", o.PeriodText()}, {"Keadaan per", o.AsOfText()}}
	for _, f := range o.Summary() {
		lines = append(lines, [2]string{f.Name.String(), f.Text.String()})
	}
	for _, l := range append(lines, [2]string{"Cara menghitung", report.OpinionRule.String()}) {
		if err := t.Row(Text(l[0]), Text(l[1])); err != nil {
			return err
		}
	}
	return nil
}

func (o Opinion) peopleRows(t Table) error {
	for _, p := range o.Profile {
		for _, option := range p.Options {
			if err := t.Row(Text(p.Name.String()), Text(option.Label), Number(option.N)); err != nil {
				return err
			}
		}
		if err := t.Row(Text(p.Name.String()), Text("tidak menjawab"), Number(p.Untold)); err != nil {
			return err
		}
	}
	for _, s := range o.Services {
		if err := t.Row(Text("Jenis layanan"), Text(s.Name), Number(s.N)); err != nil {
			return err
		}
	}
	return nil
}

// pdf writes it for paper, on the pages of a report.
func (o Opinion) pdf(w io.Writer) error {
	paper := Paper{Report: report.Report{From: o.From, To: o.To, AsOf: o.AsOf}, Agency: drawable(o.Of())}
	return paper.print(w, o.Title(), "Dihitung menurut saat survei ditawarkan", o.Sections())
}
