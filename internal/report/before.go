package report

import "time"

// Before is the same question of as many days just before. Days are the zone's: the
// day a clock is put forward is one too.
func (q Query) Before(zone *time.Location) Query {
	from, to := q.From.In(zone), q.To.In(zone)
	days := 0
	for at := from; at.Before(to); at = at.AddDate(0, 0, 1) {
		days++
	}
	q.From, q.To = from.AddDate(0, 0, -days), from
	return q
}
