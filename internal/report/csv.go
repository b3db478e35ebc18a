package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// csvHead names the columns of CSV, which stay as they are; another comes last.
func csvHead() []string {
	return []string{
		"id", "version", "clock", "unit", "group", "group_name", "n", "answered", "waiting", "closed_unanswered", "withdrawn",
		"median_ms", "p90_ms", "p95_ms", "p99_ms", "mean_ms", "at_least_ms", "value", "numerator", "denominator", "low", "high",
		"provisional", "not_due", "parts", "held_n", "held_of", "held_median_ms", "held_p95_ms", "held_mean_ms",
	}
}

// CSV writes a line for each figure. What was not reached is empty; what a program
// for tables would take for a formula is quoted.
func (r Report) CSV(w io.Writer) error {
	out := csv.NewWriter(w)
	lines := [][]string{csvHead()}
	for _, m := range r.Measures {
		lines = append(lines, m.csv())
	}
	if err := out.WriteAll(lines); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

func (m Measure) csv() []string {
	t := m.times()
	line := []string{m.ID, strconv.Itoa(m.Version), string(m.Clock), m.Unit, harmless(m.Group), harmless(m.GroupName), strconv.Itoa(m.N)}
	if m.Times == nil {
		line = append(line, "", "", "", "")
	} else {
		line = append(line, strconv.Itoa(t.Answered), strconv.Itoa(t.Waiting), strconv.Itoa(t.ClosedUnanswered), strconv.Itoa(t.Withdrawn))
	}
	for _, ms := range []*int64{t.Median, t.P90, t.P95, t.P99, t.Mean, t.AtLeast.P99} {
		line = append(line, whole(ms))
	}
	float := func(f float64) string { return strconv.FormatFloat(f, 'f', 6, 64) }
	if m.Share == nil || m.Value == nil {
		line = append(line, "", "", "", "", "")
	} else {
		line = append(line, float(*m.Value), strconv.Itoa(m.Numerator), strconv.Itoa(m.Denominator), float(m.Interval.Low), float(m.Interval.High))
	}
	var parts []string
	for _, p := range m.Parts {
		parts = append(parts, string(p.Name)+"="+strconv.Itoa(p.N))
	}
	line = append(line, strconv.Itoa(m.Provisional), strconv.Itoa(m.NotDue), strings.Join(parts, " "))
	return append(line, m.Held.csv()...)
}

// csv is empty for what is never held.
func (h *Holding) csv() []string {
	if h == nil {
		return []string{"", "", "", "", ""}
	}
	return []string{strconv.Itoa(h.N), strconv.Itoa(h.Of), whole(h.Median), whole(h.P95), whole(h.Mean)}
}

func whole(ms *int64) string {
	return optional(ms, func(ms int64) string { return strconv.FormatInt(ms, 10) })
}

func optional[T any](value *T, text func(T) string) string {
	if value == nil {
		return ""
	}
	return text(*value)
}

// harmless keeps a text from being read as a formula.
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) && text != nothing {
		return "'" + text
	}
	return text
}
