package report

import (
	"errors"
	"fmt"
	"time"

	"loket/internal/loket"
)

// packedForm is the form of packed rows. Another form is read as an error.
const packedForm = 1

// mostPacked is how many rows one piece holds: whoever reads them needs no more memory
// than for so many at a time.
const mostPacked = 8192

// errPacked says that bytes are no packed rows.
var errPacked = errors.New("not packed rows of this form")

// Packing puts the rows that begin in an hour into few bytes, exactly: a report reads them
// several times as fast as rows of a table. Of a row it keeps what figures need: no
// id, no conversation; Detail of what is counted by entry, Value of what has one, Pauses of
// the rest.
type Packing struct {
	hour   int64 // ms
	common map[shared]int
	kinds  writer // what rows have in common, each once
	rows   writer
	n      int
	pieces [][]byte
}

// shared is what rows may have in common.
type shared struct {
	measure       string
	ended         Ending
	channel       loket.ChannelID
	unit          loket.UnitID
	topic, detail string
	kind          loket.TicketKind
	staff         loket.StaffID
}

// NewPacking begins an hour.
func NewPacking(hour time.Time) *Packing {
	return &Packing{hour: hour.UnixMilli(), common: map[shared]int{}}
}

// Add takes a row.
func (p *Packing) Add(w *Wait) {
	start := w.Start.UnixMilli()
	p.rows.count(p.shared(w))
	p.rows.number(start - p.hour)
	p.rows.moment(w.End, start)
	took := int64(0)
	if !w.End.IsZero() {
		took = w.End.UnixMilli() - start
	}
	p.rows.number(w.Wall - took)
	p.rows.number(w.Office - w.Wall)
	switch {
	case ofEntry(w.Measure):
	case valued(w.Measure):
		p.rows.number(w.Value)
	default:
		p.rows.count(len(w.Pauses))
		for _, s := range w.Pauses {
			p.rows.moment(s.From, start)
			p.rows.moment(s.To, start)
		}
	}
	if p.n++; p.n == mostPacked {
		p.finish()
	}
}

// valued tells whether figures of a measure need the value of its rows.
func valued(id string) bool { return id == Satisfaction || id == BotAnswer }

// shared numbers what a row has in common with others.
func (p *Packing) shared(w *Wait) int {
	key := shared{w.Measure, w.Ended, w.Channel, w.Unit, w.Topic, "", w.Kind, w.Staff}
	if ofEntry(w.Measure) {
		key.detail = w.Detail
	}
	n, known := p.common[key]
	if !known {
		n = len(p.common)
		p.common[key] = n
		p.kinds.measure(key.measure)
		for _, text := range []string{
			string(key.ended), string(key.channel), string(key.unit), key.topic, key.detail, string(key.kind), string(key.staff),
		} {
			p.kinds.text(text)
		}
	}
	return n
}

// finish ends a piece.
func (p *Packing) finish() {
	head := writer{out: []byte{packedForm}}
	head.count(len(p.common))
	head.out = append(head.out, p.kinds.out...)
	head.count(p.n)
	p.pieces = append(p.pieces, append(head.out, p.rows.out...))
	clear(p.common)
	p.kinds.out, p.rows.out, p.n = p.kinds.out[:0], p.rows.out[:0], 0
}

// Pieces are what was packed, in the order of its rows; none of no rows. It is the end of p.
func (p *Packing) Pieces() [][]byte {
	if p.n > 0 {
		p.finish()
	}
	return p.pieces
}

// Unpack calls take with each row of a piece that Packing made of an hour. The row is
// only lent: the next stands in its place.
func Unpack(agency loket.AgencyID, hour time.Time, piece []byte, take func(*Wait)) error {
	if len(piece) == 0 || piece[0] != packedForm {
		return fmt.Errorf("read packed rows: %w", errPacked)
	}
	in := &reader{in: piece[1:]}
	common := make([]Wait, in.length())
	for i := range common {
		common[i] = Wait{
			Agency: agency, Measure: in.measure(), Ended: Ending(in.text()), Channel: loket.ChannelID(in.text()), Unit: loket.UnitID(in.text()),
			Topic: in.text(), Detail: in.text(), Kind: loket.TicketKind(in.text()), Staff: loket.StaffID(in.text()),
		}
	}
	var w Wait
	for range in.length() {
		of := in.count()
		if of >= len(common) {
			in.broken = true
			break
		}
		w = common[of]
		in.row(&w, hour.UnixMilli())
		if in.broken {
			break
		}
		take(&w)
	}
	if in.broken || len(in.in) > 0 {
		return fmt.Errorf("read packed rows: %w", errPacked)
	}
	return nil
}

// row reads what a row does not have in common with others.
func (r *reader) row(w *Wait, hour int64) {
	start := hour + r.number()
	w.Start, w.End = time.UnixMilli(start).UTC(), r.moment(start)
	if !w.End.IsZero() {
		w.Wall = w.End.UnixMilli() - start
	}
	w.Wall += r.number()
	w.Office = w.Wall + r.number()
	switch {
	case ofEntry(w.Measure):
	case valued(w.Measure):
		w.Value = r.number()
	default:
		for range r.length() {
			w.Pauses = append(w.Pauses, Span{r.moment(start), r.moment(start)})
		}
	}
}

// moment writes a time by how long after another it is, ms; 0: there is none.
func (w *writer) moment(at time.Time, after int64) {
	switch n := at.UnixMilli() - after; {
	case at.IsZero():
		w.number(0)
	case n >= 0:
		w.number(n + 1)
	default:
		w.number(n)
	}
}

// moment reads a time by how long after another it is.
func (r *reader) moment(after int64) time.Time {
	switch n := r.number(); {
	case n == 0:
		return time.Time{}
	case n > 0:
		return time.UnixMilli(after + n - 1).UTC()
	default:
		return time.UnixMilli(after + n).UTC()
	}
}
