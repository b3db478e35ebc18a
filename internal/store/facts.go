package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	// factColumns are what figures need of a row, in as few columns as can be: a report
	// spends most of its time on fetching them. What few rows tell apart comes last, as one
	// text: see factReader.
	factColumns = `start_at, end_at, wall_ms, office_ms,
  CASE measure WHEN 'M-17' THEN detail WHEN 'M-19' THEN detail WHEN 'M-15' THEN CAST(value AS TEXT)
    WHEN 'M-01' THEN CASE value WHEN 0 THEN '' ELSE CAST(value AS TEXT) END ELSE pauses END, measure || '` + between + `' || ended`
	// between stands between the columns of the text. No id has it.
	between   = "\x1f"
	fromFacts = ` FROM waits WHERE agency_id = $1 AND start_at >= $2 AND start_at < $3`
	// Waits for staff that began in the period: what figures need of those without pauses
	// stands in an index.
	fromHanded = ` FROM waits WHERE agency_id = $1 AND measure = 'M-03' AND start_at >= $2 AND start_at < $3`
	unpaused   = ` AND pauses = ''`
	paused     = ` AND pauses <> ''`
	// Tickets that were open when the period began, and still are, or were closed in it or
	// later; $3 is not looked at. A + keeps SQLite from reading all tickets there were
	// before it. What figures need of those that still are stands in an index.
	fromStillOpen = ` FROM waits
WHERE agency_id = $1 AND measure = 'M-18' AND end_at = 0 AND start_at < $2 AND +start_at <> $3`
	fromOlder = ` FROM waits
WHERE agency_id = $1 AND measure = 'M-18' AND end_at >= $2 AND end_at > 0 AND +start_at < $2 AND +start_at <> $3`
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
// figures need, and without those that its filter leaves out. They do for reports that
// tell other parts apart as well, if these are named.
func (s *Store) Facts(ctx context.Context, q report.Query, hours report.Hours, parts ...report.By) ([]report.Wait, error) {
	f := newFactReader(q, parts)
	err := s.snapshot(ctx, func(read reading) error {
		later, err := readLater(read, q)
		if err != nil {
			return err
		}
		f.leave(later)
		return f.readAll(read, q)
	})
	if err != nil {
		return nil, fmt.Errorf("read waits: %w", err)
	}
	then, err := s.waitsThen(ctx, q, f.later, hours)
	if err != nil {
		return nil, err
	}
	from, to := bounds(q)
	pending, err := s.unconsidered(ctx, q, from, to)
	return append(append(f.waits, then...), pending...), err
}

// Handed returns those of Facts that began in the query's period and are waits for staff,
// as of now.
func (s *Store) Handed(ctx context.Context, q report.Query) ([]report.Wait, error) {
	q.By = "" // nothing is told apart
	f := newFactReader(q, nil)
	from, to := bounds(q)
	err := s.snapshot(ctx, func(read reading) error {
		return f.lengths(read, f.take, report.HandOffWait, fromHanded, f.where, append([]any{string(q.Agency), from, to}, f.args...)...)
	})
	if err != nil {
		return nil, fmt.Errorf("read waits for staff: %w", err)
	}
	return f.waits, nil
}

// lengths reads the rows of a measure of lengths: those without pauses, then the others.
func (f *factReader) lengths(read reading, take func(scanner) error, measure, table, where string, args ...any) error {
	if err := read(take, f.lengthColumns(measure)+table+unpaused+where, args...); err != nil {
		return err
	}
	return read(take, f.columns+table+paused+where, args...)
}

// lengthColumns are columns for the rows of a measure of lengths that have no pauses.
func (f *factReader) lengthColumns(measure string) string {
	return "SELECT start_at, end_at, wall_ms, office_ms, '', '" + measure + between + "' || ended" + f.apart
}

// mostAhead is for how many rows room is made before they come.
const mostAhead = 300_000

// factReader reads rows for the figures of one query. Measure, ending and the parts that
// are told apart come as one text, which is taken apart once for each there is.
type factReader struct {
	columns, where string
	apart          string // the end of columns: what else is told apart
	args           []any
	like           report.Wait            // what the filter says of every row
	parts          []report.By            // that are told apart, in the order in which they stand in the text
	alike          map[string]report.Wait // what the text says
	waits          []report.Wait
	later          laterThreads // whose rows are left out; their conversation stands in the last column
	cells, into    []any
}

// factCells is how many columns there are, and extraCell and alikeCell are two of them.
const factCells, extraCell, alikeCell = 6, 4, 5

func newFactReader(q report.Query, parts []report.By) *factReader {
	f := &factReader{alike: map[string]report.Wait{}}
	parts = append([]report.By{q.By}, parts...)
	for _, c := range []struct {
		part   report.By
		column string
	}{
		{report.ByChannel, "channel_id"},
		{report.ByUnit, "unit_id"},
		{report.ByStaff, "staff_id"},
		{report.ByKind, "kind"},
		{report.ByTopic, "topic"}, // last: it may hold any text
	} {
		if slices.Contains(parts, c.part) {
			f.parts, f.apart = append(f.parts, c.part), f.apart+" || '"+between+"' || "+c.column
		}
	}
	f.columns = "SELECT " + factColumns + f.apart
	f.like = report.Wait{
		Agency: q.Agency, Channel: q.Filter.Channel, Unit: q.Filter.Unit, Topic: q.Filter.Topic, Staff: q.Filter.Staff, Kind: q.Filter.Kind,
	}
	f.where, f.args = filtered(q.Filter, 4)
	f.cell(factCells)
	return f
}

// cell makes room for so many columns.
func (f *factReader) cell(n int) {
	f.cells, f.into = make([]any, n), make([]any, n)
	for i := range f.cells {
		f.into[i] = &f.cells[i]
	}
}

// leave leaves out the rows of some conversations.
func (f *factReader) leave(later laterThreads) {
	if len(later) == 0 {
		return
	}
	f.later, f.columns, f.apart = later, f.columns+", conversation_id", f.apart+", conversation_id"
	f.cell(factCells + 1)
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
	if err := r.Scan(f.into...); err != nil {
		return err
	}
	if f.later != nil && f.later[loket.ConversationID(f.text(factCells))] {
		return nil
	}
	w, err := f.row()
	f.waits = append(f.waits, w)
	return err
}

// row is what was scanned.
func (f *factReader) row() (report.Wait, error) {
	w := f.told(f.text(alikeCell))
	w.Start, w.End = clock(f.number(0)), clock(f.number(1))
	w.Wall, w.Office = f.number(2), f.number(3)
	return w, f.extra(&w)
}

// told is what the text says of a row.
func (f *factReader) told(text string) report.Wait {
	if w, known := f.alike[text]; known {
		return w
	}
	w, columns := f.like, strings.SplitN(text, between, 2+len(f.parts))
	w.Measure, w.Ended = columns[0], report.Ending(columns[1])
	for i, part := range f.parts {
		if apart := columns[2+i]; apart != "" {
			tell(&w, part, apart)
		}
	}
	f.alike[text] = w
	return w
}

// tell sets what a report tells apart.
func tell(w *report.Wait, part report.By, apart string) {
	switch part {
	case report.ByChannel:
		w.Channel = loket.ChannelID(apart)
	case report.ByUnit:
		w.Unit = loket.UnitID(apart)
	case report.ByTopic:
		w.Topic = apart
	case report.ByStaff:
		w.Staff = loket.StaffID(apart)
	case report.ByKind:
		w.Kind = loket.TicketKind(apart)
	default:
	}
}

// extra reads the column that holds something else for each measure.
func (f *factReader) extra(w *report.Wait) (err error) {
	text := f.text(extraCell)
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

func (f *factReader) text(i int) string {
	text, _ := f.cells[i].(string)
	return text
}
