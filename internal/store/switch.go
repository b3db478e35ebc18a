package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

const (
	selectSwitches = `
SELECT w.agency_id, w.kind, w.target, w.reason, w.off_by, COALESCE(f.name, ''), w.off_at
FROM switches w LEFT JOIN staff f ON f.id = w.off_by ORDER BY w.agency_id, w.off_at, w.kind, w.target`
	insertSwitch = `
INSERT INTO switches (agency_id, kind, target, reason, off_at, off_by)
VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (agency_id, kind, target) DO NOTHING`
	deleteSwitch = `DELETE FROM switches WHERE agency_id = $1 AND kind = $2 AND target = $3`
	// Fragments among them are considered a few seconds early.
	releaseWaiting = `
UPDATE messages SET consider_after = $2 WHERE channel_id = $1 AND state = 'pending' AND consider_after > $2`
)

// Switches returns what is switched off now, of every agency.
func (s *Store) Switches(ctx context.Context) (out []loket.Switch, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var w loket.Switch
		err := r.Scan(&w.Agency, &w.Kind, &w.Target, &w.Reason, &w.By, &w.ByName, when{&w.At})
		out = append(out, w)
		return err
	}, selectSwitches)
	if err != nil {
		return nil, fmt.Errorf("read switches: %w", err)
	}
	return out, nil
}

// SwitchOff keeps that something is switched off, with an event and a row of the
// audit log; loket.ErrSwitchedOff: it is already.
func (s *Store) SwitchOff(ctx context.Context, w loket.Switch) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(insertSwitch, string(w.Agency), string(w.Kind), w.Target, w.Reason, ms(t.now), string(w.By))
		if err != nil {
			return fmt.Errorf("switch off: %w", err)
		}
		if n == 0 {
			return loket.ErrSwitchedOff
		}
		return t.toldOfSwitch(loket.EventSwitchOff, "switch.off", w)
	})
}

// SwitchOn ends it. What waited on a channel is considered at once.
// loket.ErrSwitchedOn: it is not switched off.
func (s *Store) SwitchOn(ctx context.Context, w loket.Switch) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(deleteSwitch, string(w.Agency), string(w.Kind), w.Target)
		if err != nil {
			return fmt.Errorf("switch on: %w", err)
		}
		if n == 0 {
			return loket.ErrSwitchedOn
		}
		if w.Kind == loket.SwitchChannel {
			if _, err := t.exec(releaseWaiting, w.Target, ms(t.now)); err != nil {
				return fmt.Errorf("release what waits: %w", err)
			}
		}
		return t.toldOfSwitch(loket.EventSwitchOn, "switch.on", w)
	})
}

func (t *tx) toldOfSwitch(kind loket.EventKind, action string, w loket.Switch) error {
	e := loket.Event{
		Agency: w.Agency, At: t.now, Kind: kind, Revision: string(w.Kind), ActorKind: loket.ByStaff, ActorID: string(w.By),
	}
	switch w.Kind {
	case loket.SwitchEntry:
		e.Entry = w.Target
	case loket.SwitchChannel:
		e.Channel = loket.ChannelID(w.Target)
	case loket.SwitchBot:
	}
	t.record(e)
	return t.audit(auditEntry{
		agency: w.Agency, actor: loket.ByStaff, actorID: string(w.By), action: action, object: string(w.Kind), id: w.Target, reason: w.Reason,
	})
}
