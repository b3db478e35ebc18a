package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"loket/internal/words"
)

// Table writes the report for a terminal: a table for each measure.
func (r Report) Table(w io.Writer) error {
	_, err := fmt.Fprintf(w, "Laporan waktu tanggap · %s\nPeriode %s · keadaan per %s\n", r.Agency, r.period(), moment(r.AsOf))
	if err != nil {
		return fmt.Errorf("write head: %w", err)
	}
	for _, text := range r.FrozenTexts() {
		if _, err := fmt.Fprintln(w, text.String()); err != nil {
			return fmt.Errorf("write what was closed: %w", err)
		}
	}
	if !r.Exact {
		if _, err := fmt.Fprintln(w, "Dihitung dari jumlah per jam: median dan persentil tepat sampai 1 %, selebihnya tepat."); err != nil {
			return fmt.Errorf("write head: %w", err)
		}
	}
	for _, d := range Definitions() {
		var measures []Measure
		for _, m := range r.Measures {
			if m.ID == d.ID {
				measures = append(measures, m)
			}
		}
		if len(measures) == 0 {
			continue
		}
		if err := d.table(w, measures); err != nil {
			return fmt.Errorf("write table of %s: %w", d.ID, err)
		}
	}
	for _, text := range r.Warnings() {
		if _, err := fmt.Fprintf(w, "\nPerhatian: %s\n", text); err != nil {
			return fmt.Errorf("write warnings: %w", err)
		}
	}
	return nil
}

// table writes one measure: its name and meaning, then a line per clock and group.
func (d Definition) table(w io.Writer, measures []Measure) error {
	if _, err := fmt.Fprintf(w, "\n%s %s\n%s\n", d.ID, d.Name, d.Text); err != nil {
		return err
	}
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	lines := [][]string{d.heads(measures)}
	for _, m := range measures {
		lines = append(lines, m.cells()...)
	}
	for _, cells := range lines {
		if _, err := fmt.Fprintln(columns, strings.Join(cells, "\t")); err != nil {
			return err
		}
	}
	if err := columns.Flush(); err != nil {
		return err
	}
	for _, note := range notes(measures) {
		if _, err := fmt.Fprintln(w, note); err != nil {
			return err
		}
	}
	return nil
}

// notes are what stands under the table: how many messages were held on purpose.
func notes(measures []Measure) (all []string) {
	for _, m := range measures {
		if text := m.Held.Text(); text != "" {
			all = append(all, m.GroupText().String()+": "+text.String())
		}
	}
	return all
}

// heads name the columns that cells fills.
func (d Definition) heads(measures []Measure) []string {
	switch d.Unit {
	case "ms":
		return []string{"bagian", "jam", "n", "dijawab", "menunggu", "ditutup tanpa jawaban", "ditarik", "median", "p90", "p95", "rata-rata"}
	case "share":
		heads := []string{"bagian", "n", "hasil", "selang 95 %"}
		for _, p := range measures[0].Parts {
			heads = append(heads, p.Text().String())
		}
		return append(heads, "sementara", "belum jatuh tempo")
	case "load":
		return []string{"bagian", "tiket masuk", "tiket selesai", "terbuka", "terbanyak sekaligus", "masuk per jam kerja", "selesai per jam kerja", "perkiraan tunggu"}
	}
	return []string{"bagian", "jawaban", "ditanyakan", "dikutip", "terbantu", "tidak terbantu", "diserahkan"}
}

// cells are the lines of one figure.
func (m Measure) cells() [][]string {
	switch {
	case m.Times != nil:
		return [][]string{{
			m.GroupText().String(), m.Clock.Text(), m.count(),
			strconv.Itoa(m.Answered), strconv.Itoa(m.Waiting), strconv.Itoa(m.ClosedUnanswered), strconv.Itoa(m.Withdrawn),
			m.MedianText().String(), m.P90Text().String(), m.P95Text().String(), m.MeanText().String(),
		}}
	case m.Share != nil:
		line := []string{m.GroupText().String(), m.count(), m.ShareText().String(), m.IntervalText().String()}
		for _, p := range m.Parts {
			line = append(line, strconv.Itoa(p.N))
		}
		return [][]string{append(line, strconv.Itoa(m.Provisional), strconv.Itoa(m.NotDue))}
	case m.Load != nil:
		l := m.Load
		return [][]string{{
			m.GroupText().String(), strconv.Itoa(l.Arrivals), strconv.Itoa(l.Closes), strconv.Itoa(l.OpenNow), openMost(l.Most),
			rate(l.ArrivalsPH).String(), rate(l.ClosesPH).String(), show(l.Projected, nil).String(),
		}}
	}
	var lines [][]string
	for _, e := range m.Entries {
		lines = append(lines, []string{
			m.GroupText().String(), e.Entry, strconv.Itoa(e.Asked), strconv.Itoa(e.Quoted), strconv.Itoa(e.Helped), strconv.Itoa(e.Denied), strconv.Itoa(e.HandedOff),
		})
	}
	return lines
}

// openMost is the most that were open at once, if it is known.
func openMost(n *int) string {
	if n == nil {
		return "–"
	}
	return strconv.Itoa(*n)
}

// count is n, with a word when it is small.
func (m Measure) count() string {
	n := strconv.Itoa(m.N)
	if m.Small() {
		n += " (n kecil)"
	}
	return n
}

// GroupText names what the figure is over.
func (m Measure) GroupText() words.Text {
	switch {
	case m.GroupName != "":
		return words.Name(m.GroupName)
	case m.Group != "":
		return words.Name(m.Group)
	}
	return "Semua"
}

func (r Report) period() string {
	switch {
	case r.From.IsZero() && r.To.IsZero():
		return "seluruhnya"
	case r.From.IsZero():
		return "sebelum " + moment(r.To)
	case r.To.IsZero():
		return "sejak " + moment(r.From)
	}
	return moment(r.From) + " sampai sebelum " + moment(r.To)
}

// moment writes a time in its own zone, numerically: a table has no room for more.
func moment(t time.Time) string { return t.Format("02-01-2006 15.04 MST") }

func momentWords(t time.Time) words.Text {
	return words.Both(moment(t), t.Format("2006-01-02 15:04 MST"))
}
