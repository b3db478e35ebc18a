package report

import (
	"cmp"
	"fmt"
	"time"

	"loket/internal/loket"
)

// By is what a report tells apart.
type By string

// What a report can tell apart, beside nothing.
const (
	ByHour    By = "hour"
	ByDay     By = "day"
	ByWeek    By = "week"
	ByMonth   By = "month"
	ByUnit    By = "unit"
	ByStaff   By = "staff"
	ByTopic   By = "topic"
	ByChannel By = "channel"
)

// Bys lists them.
func Bys() []By {
	return []By{ByHour, ByDay, ByWeek, ByMonth, ByUnit, ByStaff, ByTopic, ByChannel}
}

// Filter chooses rows; an empty field takes all. It never changes a definition:
// what is left out is not looked at, and nothing else is different.
type Filter struct {
	Unit    loket.UnitID
	Channel loket.ChannelID
	Topic   string
	Staff   loket.StaffID
	Kind    loket.TicketKind
}

// Takes tells whether a row is among those chosen.
func (f Filter) Takes(w *Wait) bool {
	return (f.Unit == "" || f.Unit == w.Unit) && (f.Channel == "" || f.Channel == w.Channel) &&
		(f.Topic == "" || f.Topic == w.Topic) && (f.Staff == "" || f.Staff == w.Staff) && (f.Kind == "" || f.Kind == w.Kind)
}

// Query is what somebody wants to know.
type Query struct {
	Agency   loket.AgencyID
	From, To time.Time // what began in [From, To); zero: no limit
	AsOf     time.Time // what happened or was known later is not looked at
	Filter   Filter
	By       By
	Frozen   bool // of a closed month what it was left with, rather than AsOf
	Brief    bool // a page waits for it: of many rows what they sum up to will do
	Spread   bool // the report tells Report.Spread too
}

// in tells whether a row began in the period.
func (q Query) in(w *Wait) bool {
	return (q.From.IsZero() || !w.Start.Before(q.From)) && (q.To.IsZero() || w.Start.Before(q.To))
}

// within tells whether a rollup lies in the period.
func (q Query) within(r *Rollup) bool {
	return (q.From.IsZero() || !r.Start.Before(q.From)) && (q.To.IsZero() || r.Start.Before(q.To))
}

// begun are the rollups of the period.
func (q Query) begun(all []*Rollup) (of []*Rollup) {
	for _, r := range all {
		if q.within(r) {
			of = append(of, r)
		}
	}
	return of
}

// IsTime tells whether it tells times apart.
func (b By) IsTime() bool { return b == ByHour || b == ByDay || b == ByWeek || b == ByMonth }

// nothing is the group of rows that do not have what is told apart.
const nothing = "-"

// group is the key of the group a row belongs to.
func (q Query) group(w *Wait, zone *time.Location) string {
	if q.By.IsTime() {
		return q.span(w.Start, zone)
	}
	return cmp.Or(w.key(q.By), nothing)
}

// groupOf is the key of the group a rollup belongs to.
func (q Query) groupOf(r *Rollup, zone *time.Location) string {
	if q.By.IsTime() {
		return q.span(r.Start, zone)
	}
	return cmp.Or(r.Key, nothing)
}

// span is the key of the group of a moment.
func (q Query) span(at time.Time, zone *time.Location) string {
	at = at.In(zone)
	switch q.By {
	case ByHour:
		return at.Format("2006-01-02T15:00")
	case ByDay:
		return at.Format(time.DateOnly)
	case ByWeek:
		year, week := at.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", year, week)
	case ByMonth:
		return at.Format("2006-01")
	default:
		return ""
	}
}
