package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"loket/internal/loket"
)

// anchorAction is what a row of the audit log says that anchors the events.
const anchorAction = "audit.anchor"

// restateAction is what a row says that anchors all events anchored before it anew, since
// some of them are to go with their agency.
const restateAction = "audit.restate"

const selectAnchor = `SELECT seq, object_id, reason FROM audit WHERE action = '` + anchorAction + `' ORDER BY seq DESC LIMIT 1`

// dayAnchor is what an anchor row says of the events known since the one before:
// their numbers, how many they are, and one hash over all of them. Numbers, not
// clocks, decide which day's they are: a number is drawn with the commit, and
// nothing comes in below it later.
type dayAnchor struct {
	row      int64  // of the audit log; 0: there is none yet
	day      string // when it was written, in UTC
	from, to int64  // the numbers of its events, both counted
	count    int64
	sum      string
}

// dayForm is how a dayAnchor stands in the reason of its row.
const dayForm = "events %d-%d n=%d sha256=%s"

func (d dayAnchor) reason() string { return fmt.Sprintf(dayForm, d.from, d.to, d.count, d.sum) }

// readDay reads what reason wrote.
func readDay(row int64, day, reason string) (d dayAnchor, err error) {
	d.row, d.day = row, day
	_, err = fmt.Sscanf(reason, dayForm, &d.from, &d.to, &d.count, &d.sum)
	return d, err
}

// lastDay reads the newest anchor row; the zero dayAnchor when there is none.
func lastDay(one func(func(scanner) error) error) (d dayAnchor, err error) {
	err = one(func(r scanner) error {
		var row int64
		var day, reason string
		if err := r.Scan(&row, &day, &reason); err != nil {
			return err
		}
		d, err = readDay(row, day, reason)
		return err
	})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return d, fmt.Errorf("read the newest anchor: %w", err)
	}
	return d, nil
}

// Anchor has the audit log say how many events there are since its anchor before
// and what they hash to, once a day (in UTC), whoever asks; a day that has its
// anchor is left as it is. It returns the end of the log.
func (s *Store) Anchor(ctx context.Context) (loket.Anchor, error) {
	if err := s.anchorDay(ctx, false); err != nil {
		return loket.Anchor{}, fmt.Errorf("anchor the day's events: %w", err)
	}
	return s.AuditEnd(ctx)
}

// anchorDay writes the day's anchor row; another of the same day when again.
func (s *Store) anchorDay(ctx context.Context, again bool) error {
	last, err := lastDay(func(scan func(scanner) error) error { return s.read.one(ctx, scan, selectAnchor) })
	if err != nil {
		return err
	}
	next := dayAnchor{day: s.Now().UTC().Format(time.DateOnly), from: last.to + 1}
	if next.day == last.day && !again {
		return nil
	}
	if next.to, err = s.LastEvent(ctx); err != nil {
		return err
	}
	// Hashed before the transaction, which must be short: nothing changes in them.
	if err := s.digest(ctx, &next, ""); err != nil {
		return err
	}
	return s.write(ctx, func(t *tx) error {
		if err := t.lockAudit(); err != nil {
			return err
		}
		now, err := lastDay(func(scan func(scanner) error) error { return t.one(scan, selectAnchor) })
		if err != nil || now.row != last.row { // another replica was faster
			return err
		}
		return t.audit(auditEntry{
			actor: loket.ByTimeout, action: anchorAction, object: "day", id: next.day, reason: next.reason(),
		})
	})
}

const selectRemovals = `
SELECT agency_id, MAX(seq) FROM events
WHERE agency_id IN (SELECT id FROM agencies) AND kind = '` + string(loket.EventAgencyRemoved) + `' GROUP BY agency_id`

// removals are the numbers of the events that tell of an agency's removal, by agency.
func (s *Store) removals(ctx context.Context) (map[loket.AgencyID]int64, error) {
	gone := map[loket.AgencyID]int64{}
	err := s.read.each(ctx, func(r scanner) error {
		var agency loket.AgencyID
		var seq int64
		err := r.Scan(&agency, &seq)
		gone[agency] = seq
		return err
	}, selectRemovals)
	if err != nil {
		return nil, fmt.Errorf("read which agencies were removed: %w", err)
	}
	return gone, nil
}

// digestBatch is how many events are read at once.
const digestBatch = 5000

// digest counts and hashes the events from d.from to d.to, in the order of their
// numbers, but for invented ones and those of agencies that were removed or are leaving:
// they may be gone, or not yet.
func (s *Store) digest(ctx context.Context, d *dayAnchor, leaving loket.AgencyID) error {
	sum, count := sha256.New(), int64(0)
	gone, err := s.removals(ctx)
	if err != nil {
		return err
	}
	if leaving != "" {
		gone[leaving] = d.to + 1
	}
	for after := d.from - 1; after < d.to; {
		events, err := s.Events(ctx, after, digestBatch)
		if err != nil {
			return fmt.Errorf("read events: %w", err)
		}
		if len(events) == 0 {
			break
		}
		for _, e := range events {
			if after = e.Seq; after > d.to {
				break
			}
			if e.Import.IsSynthetic() || e.Seq < gone[e.Agency] && e.Kind != loket.EventAgencyRemoved {
				continue
			}
			count++
			sum.Write(eventBytes(e))
		}
	}
	d.count, d.sum = count, hex.EncodeToString(sum.Sum(nil))
	return nil
}

// eventBytes writes an event so that no two are written alike. What is added to
// events later is no part of it: anchors that were written without it must hold.
func eventBytes(e loket.Event) []byte {
	var out []byte
	for _, number := range []int64{e.Seq, ms(e.At), ms(e.RecordedAt), ms(e.Until), e.Value} {
		out = binary.BigEndian.AppendUint64(out, uint64(number))
	}
	return appendTexts(out, string(e.ID), string(e.Agency), string(e.Kind), string(e.Episode), string(e.Conversation),
		string(e.Ticket), string(e.Message), string(e.Answer), string(e.Channel), string(e.Unit), e.Topic, e.Entry, e.Revision,
		string(e.ActorKind), e.ActorID, e.CalendarVersion)
}
