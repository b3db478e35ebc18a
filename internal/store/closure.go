package store

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
)

const (
	closureColumns = `c.id, c.agency_id, c.from_at, c.until_at, c.reason, c.made_by, COALESCE(f.name, ''), c.made_at`
	selectClosures = `SELECT ` + closureColumns + `
FROM closures c LEFT JOIN staff f ON f.id = c.made_by
WHERE c.agency_id = $1 AND c.until_at > $2 AND c.until_at > c.from_at ORDER BY c.from_at, c.id`
	selectClosure = `SELECT ` + closureColumns + `
FROM closures c LEFT JOIN staff f ON f.id = c.made_by WHERE c.agency_id = $1 AND c.id = $2`
	insertClosure = `
INSERT INTO closures (id, agency_id, from_at, until_at, reason, made_at, made_by)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`
	liftClosure = `UPDATE closures SET until_at = $3, lifted_at = $4, lifted_by = $5 WHERE id = $1 AND until_at = $2`
)

func scanClosure(r scanner, c *loket.Closure) error {
	return r.Scan(&c.ID, &c.Agency, when{&c.From}, when{&c.Until}, &c.Reason, &c.By, &c.ByName, when{&c.At})
}

// Closures returns the closings of an agency that end after a time, by their
// beginning; those that were lifted before they closed anything are not among them.
func (s *Store) Closures(ctx context.Context, agency loket.AgencyID, after time.Time) (out []loket.Closure, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var c loket.Closure
		err := scanClosure(r, &c)
		out = append(out, c)
		return err
	}, selectClosures, string(agency), ms(after))
	if err != nil {
		return nil, fmt.Errorf("read closures: %w", err)
	}
	return out, nil
}

// CloseOffice keeps a closing, with an event and a row of the audit log. One that
// is there already changes nothing.
func (s *Store) CloseOffice(ctx context.Context, c loket.Closure) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(insertClosure, string(c.ID), string(c.Agency), ms(c.From), ms(c.Until), c.Reason, ms(t.now), string(c.By))
		if err != nil {
			return fmt.Errorf("keep a closure: %w", err)
		}
		if n == 0 {
			return nil
		}
		return t.toldOfClosure(loket.EventClosure, "closure.add", c, c.By)
	})
}

// LiftClosure lets lift decide how a closing of an agency stands on, and keeps it.
// loket.ErrNotFound: there is none of that id.
func (s *Store) LiftClosure(
	ctx context.Context, agency loket.AgencyID, id loket.ClosureID, by loket.StaffID, lift func(loket.Closure) (loket.Closure, error),
) error {
	return s.change(ctx, func(t *tx) error {
		var c loket.Closure
		err := t.one(func(r scanner) error { return scanClosure(r, &c) }, selectClosure, string(agency), string(id))
		if err != nil {
			return notFound(err)
		}
		lifted, err := lift(c)
		if err != nil {
			return err
		}
		if n, err := t.exec(liftClosure, string(id), ms(c.Until), ms(lifted.Until), ms(t.now), string(by)); err != nil || n == 0 {
			return stale(err, "lift a closure")
		}
		return t.toldOfClosure(loket.EventClosureLifted, "closure.lift", lifted, by)
	})
}

func (t *tx) toldOfClosure(kind loket.EventKind, action string, c loket.Closure, by loket.StaffID) error {
	t.record(loket.Event{
		Agency: c.Agency, At: t.now, Kind: kind, Revision: string(c.ID), ActorKind: loket.ByStaff, ActorID: string(by),
		Until: c.Until, Value: c.From.UnixMilli(),
	})
	return t.audit(auditEntry{
		agency: c.Agency, actor: loket.ByStaff, actorID: string(by), action: action, object: "closure", id: string(c.ID), reason: c.Reason,
	})
}
