package store

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
)

const (
	insertDigest = `
INSERT INTO digests (agency_id, period, from_at, target, as_of, state, changed_at) VALUES ($1, $2, $3, $4, $5, 'owed', $6)
ON CONFLICT (agency_id, period, from_at, target) DO NOTHING`
	selectOwedDigests = `
SELECT agency_id, period, from_at, target, as_of, state, attempts, problem FROM digests
WHERE agency_id = $1 AND state = 'owed' AND not_before <= $2 ORDER BY as_of, target`
	takeDigest = `
UPDATE digests SET attempts = attempts + 1, not_before = $6, changed_at = $7
WHERE agency_id = $1 AND period = $2 AND from_at = $3 AND target = $4 AND state = 'owed' AND attempts = $5`
	moveDigest = `
UPDATE digests SET state = $7, problem = $8, not_before = $9, changed_at = $10
WHERE agency_id = $1 AND period = $2 AND from_at = $3 AND target = $4 AND attempts = $5 AND state = $6`
	stuckDigests = `
UPDATE digests SET state = 'uncertain', changed_at = $3 WHERE agency_id = $1 AND state = 'sending' AND changed_at < $2`
)

// OweDigest notes that a digest is owed, once, whoever asks how often.
func (s *Store) OweDigest(ctx context.Context, d loket.DigestSend) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(insertDigest, string(d.Agency), d.Period, ms(d.From), d.Target, ms(d.AsOf), ms(t.now))
		if err != nil {
			return fmt.Errorf("owe a digest: %w", err)
		}
		return nil
	})
}

// OwedDigests are those to be sent now.
func (s *Store) OwedDigests(ctx context.Context, agency loket.AgencyID) (all []loket.DigestSend, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var d loket.DigestSend
		err := r.Scan(&d.Agency, &d.Period, when{&d.From}, &d.Target, when{&d.AsOf}, &d.State, &d.Attempts, &d.Problem)
		all = append(all, d)
		return err
	}, selectOwedDigests, string(agency), ms(s.Now()))
	if err != nil {
		return nil, fmt.Errorf("read digests owed: %w", err)
	}
	return all, nil
}

// TakeDigest takes one to send it: nobody else may until then. False: somebody has.
func (s *Store) TakeDigest(ctx context.Context, d *loket.DigestSend, until time.Time) (taken bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		n, err := t.exec(takeDigest, string(d.Agency), d.Period, ms(d.From), d.Target, d.Attempts, ms(until), ms(t.now))
		taken = n == 1
		return err
	})
	if err != nil {
		return false, fmt.Errorf("take a digest: %w", err)
	}
	if taken {
		d.Attempts++
	}
	return taken, nil
}

// MoveDigest changes the state of one that was taken, with the problem of it, if
// nobody took it since; not before: of one that is owed again.
func (s *Store) MoveDigest(ctx context.Context, d loket.DigestSend, to loket.DigestState, problem string, notBefore time.Time) (moved bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		n, err := t.exec(moveDigest, string(d.Agency), d.Period, ms(d.From), d.Target, d.Attempts, string(d.State), string(to), problem,
			ms(notBefore), ms(t.now))
		moved = n == 1
		return err
	})
	if err != nil {
		return false, fmt.Errorf("change the state of a digest: %w", err)
	}
	return moved, nil
}

// DoubtDigests gives up those whose sender died with the last byte on its way: they
// may have arrived, and are not sent again.
func (s *Store) DoubtDigests(ctx context.Context, agency loket.AgencyID, before time.Time) (doubted int64, err error) {
	err = s.write(ctx, func(t *tx) error {
		doubted, err = t.exec(stuckDigests, string(agency), ms(before), ms(t.now))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("give up digests: %w", err)
	}
	return doubted, nil
}
