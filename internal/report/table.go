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

// Table writes the report as a plain text table in Indonesian.
func (r Report) Table(w io.Writer) error {
	if _, err := fmt.Fprintf(w, "Laporan waktu tanggap · %s\nPeriode %s · keadaan per %s\n",
		r.Agency, r.period(), moment(r.AsOf)); err != nil {
		return fmt.Errorf("write report heading: %w", err)
	}
	for _, d := range Definitions() {
		if err := d.table(w, r.Of(d.ID)); err != nil {
			return fmt.Errorf("write table of %s: %w", d.ID, err)
		}
	}
	for _, o := range r.Outages {
		if _, err := fmt.Fprintf(w, "\nPerhatian: %s\n", o.Text()); err != nil {
			return fmt.Errorf("write outages: %w", err)
		}
	}
	return nil
}

// table writes one measure: its name and meaning, then a line per channel.
func (d Definition) table(w io.Writer, measures []Measure) error {
	if _, err := fmt.Fprintf(w, "\n%s %s\n%s\n", d.ID, d.Name, d.Text); err != nil {
		return err
	}
	columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	heads := []string{"kanal", "n", "dijawab", "menunggu", "ditutup tanpa jawaban", "ditarik", "median", "p90", "p95", "rata-rata"}
	lines := [][]string{heads}
	for _, m := range measures {
		lines = append(lines, m.cells())
	}
	for _, cells := range lines {
		if _, err := fmt.Fprintln(columns, strings.Join(cells, "\t")); err != nil {
			return err
		}
	}
	return columns.Flush()
}

func (m Measure) cells() []string {
	n := strconv.Itoa(m.N)
	if m.Small() {
		n += " (n kecil)"
	}
	return []string{
		m.ChannelText().String(), n,
		strconv.Itoa(m.Answered), strconv.Itoa(m.Waiting), strconv.Itoa(m.ClosedUnanswered), strconv.Itoa(m.Withdrawn),
		m.MedianText().String(), m.P90Text().String(), m.P95Text().String(), m.MeanText().String(),
	}
}

// ChannelText names what the figure is over.
func (m Measure) ChannelText() words.Text {
	switch {
	case m.Channel == "":
		return "Semua kanal"
	case m.ChannelName == "":
		return words.Name(string(m.Channel))
	}
	return words.Name(m.ChannelName)
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
