package store

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	// factColumns are what figures need of a row, in as few columns as can be: a report
	// spends most of its time on fetching them. $4 is the moment it is made as of.
	factColumns = `measure, start_at, end_at, ended, wall_ms, office_ms,
  CASE measure WHEN 'M-17' THEN detail WHEN 'M-19' THEN detail WHEN 'M-15' THEN CAST(value AS TEXT)
    WHEN 'M-01' THEN CASE value WHEN 0 THEN '' ELSE CAST(value AS TEXT) END ELSE pauses END,
  CASE WHEN known_at > $4 THEN `
	fromFacts = ` FROM waits WHERE agency_id = $1 AND start_at >= $2 AND start_at < $3`
	// Tickets that were open when the period began; $3 is not looked at.
	fromOlder = ` FROM waits
WHERE agency_id = $1 AND measure = 'M-18' AND (end_at = 0 OR end_at >= $2) AND start_at < $2 AND start_at <> $3`
)

// bounds are a query's period in milliseconds.
func bounds(q report.Query) (from, to int64) {
	from, to = math.MinInt64, math.MaxInt64
	if !q.From.IsZero() {
		from = ms(q.From)
	}
	if !q.To.IsZero() {
		to = ms(q.To)
	}
	return from, to
}

// Facts returns the rows of a report like Waits, with no more in them than its
// figures need, and without those that its filter leaves out.
func (s *Store) Facts(ctx context.Context, q report.Query, hours report.Hours) ([]report.Wait, error) {
	from, to := bounds(q)
	f := newFactReader(q, "conversation_id")
	take := func(r scanner) error { return f.take(r) }
	args := append([]any{string(q.Agency), from, to, ms(q.AsOf)}, f.args...)
	if err := s.report(ctx, take, f.columns+fromFacts+f.where, args...); err != nil {
		return nil, fmt.Errorf("read waits: %w", err)
	}
	if !q.From.IsZero() {
		if err := s.report(ctx, take, f.columns+fromOlder+f.where, args...); err != nil {
			return nil, fmt.Errorf("read tickets that were open: %w", err)
		}
	}
	for conversation := range f.later {
		then, err := s.waitsThen(ctx, q, conversation, hours)
		if err != nil {
			return nil, err
		}
		f.waits = append(f.waits, then...)
	}
	pending, err := s.unconsidered(ctx, q, from, to)
	return append(f.waits, pending...), err
}

// factReader reads rows for the figures of one query.
type factReader struct {
	columns, where string
	args           []any
	like           report.Wait // what the filter says of every row
	by             report.By
	waits          []report.Wait
	later          map[loket.ConversationID]bool // something is known of them that was not known then
	texts          map[string]string             // each once
	cells          [9]any
	into           [9]any
}

// newFactReader reads later in place of a row of which more is known than was then; as
// text, so that ” reads the row.
func newFactReader(q report.Query, later string) *factReader {
	f := &factReader{by: q.By, later: map[loket.ConversationID]bool{}, texts: map[string]string{}}
	column := map[report.By]string{
		report.ByChannel: "channel_id", report.ByUnit: "unit_id", report.ByTopic: "topic", report.ByStaff: "staff_id",
	}[q.By]
	if column == "" {
		column = "''"
	}
	f.columns = "SELECT " + factColumns + later + " ELSE '' END, " + column
	f.like = report.Wait{
		Agency: q.Agency, Channel: q.Filter.Channel, Unit: q.Filter.Unit, Topic: q.Filter.Topic, Staff: q.Filter.Staff, Kind: q.Filter.Kind,
	}
	f.where, f.args = filtered(q.Filter, 5)
	if f.where != "" {
		// What is known since may have moved a row to where the filter does not look.
		f.where = " AND (known_at > $4 OR (1 = 1" + f.where + "))"
	}
	for i := range f.cells {
		f.into[i] = &f.cells[i]
	}
	return f
}

// filtered is a filter in SQL, whose first argument has the number n.
func filtered(f report.Filter, n int) (_ string, args []any) {
	var where strings.Builder
	for _, c := range []struct{ column, value string }{
		{"channel_id", string(f.Channel)}, {"unit_id", string(f.Unit)}, {"topic", f.Topic}, {"staff_id", string(f.Staff)}, {"kind", string(f.Kind)},
	} {
		if c.value != "" {
			where.WriteString(" AND " + c.column + " = $" + strconv.Itoa(n+len(args)))
			args = append(args, c.value)
		}
	}
	return where.String(), args
}

// take reads a row of columns.
func (f *factReader) take(r scanner) error {
	if err := r.Scan(f.into[:]...); err != nil {
		return err
	}
	if conversation := f.text(7); conversation != "" {
		f.later[loket.ConversationID(conversation)] = true
		return nil
	}
	w := f.like
	w.Measure, w.Ended = f.text(0), report.Ending(f.text(3))
	w.Start, w.End = clock(f.number(1)), clock(f.number(2))
	w.Wall, w.Office = f.number(4), f.number(5)
	if err := f.extra(&w); err != nil {
		return err
	}
	if apart := f.text(8); apart != "" {
		f.tell(&w, apart)
	}
	f.waits = append(f.waits, w)
	return nil
}

// tell sets what the report tells apart.
func (f *factReader) tell(w *report.Wait, apart string) {
	switch f.by {
	case report.ByChannel:
		w.Channel = loket.ChannelID(apart)
	case report.ByUnit:
		w.Unit = loket.UnitID(apart)
	case report.ByTopic:
		w.Topic = apart
	case report.ByStaff:
		w.Staff = loket.StaffID(apart)
	default:
	}
}

// extra reads the column that holds something else for each measure.
func (f *factReader) extra(w *report.Wait) (err error) {
	text := f.text(6)
	switch {
	case text == "":
	case w.Measure == report.QuoteContested, w.Measure == report.EntryEffect:
		w.Detail = text
	case w.Measure == report.Satisfaction, w.Measure == report.BotAnswer:
		w.Value, err = strconv.ParseInt(text, 10, 64)
	default:
		w.Pauses, err = parsePauses(text)
	}
	return err
}

func (f *factReader) number(i int) int64 {
	n, _ := f.cells[i].(int64)
	return n
}

// text is a column's, the same string each time.
func (f *factReader) text(i int) string {
	text, _ := f.cells[i].(string)
	if text == "" {
		return ""
	}
	if kept, known := f.texts[text]; known {
		return kept
	}
	f.texts[text] = text
	return text
}
