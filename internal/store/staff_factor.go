package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"loket/internal/loket"
)

const (
	selectFactor = `
SELECT totp_sealed, key_id, (SELECT COUNT(*) FROM recovery_codes c WHERE c.staff_id = f.id) FROM staff f WHERE f.id = $1`
	updateFactor = `
UPDATE staff SET totp_sealed = $2, key_id = $3, totp_step = $4, session_epoch = session_epoch + 1, changed_at = $5
WHERE id = $1 AND disabled_at = 0 AND (totp_sealed IS NULL OR $6 = 1)`
	clearFactor = `
UPDATE staff SET totp_sealed = NULL, key_id = '', totp_step = 0, session_epoch = session_epoch + 1, changed_at = $2
WHERE id = $1`
	// The step only rises, so of two that use one code at once the second finds none
	// to change.
	useStep        = `UPDATE staff SET totp_step = $2 WHERE id = $1 AND totp_step < $2 AND totp_sealed IS NOT NULL`
	insertRecovery = `INSERT INTO recovery_codes (staff_id, agency_id, code_hash) VALUES ($1, $2, $3)`
	deleteRecovery = `DELETE FROM recovery_codes WHERE staff_id = $1 AND code_hash = $2`
	clearRecovery  = `DELETE FROM recovery_codes WHERE staff_id = $1`
)

// SecondFactor returns what a member of staff shows beside the password; the zero
// one when it was not set up.
func (s *Store) SecondFactor(ctx context.Context, id loket.StaffID) (f loket.SecondFactor, err error) {
	var sealed []byte
	var keyID string
	err = s.read.one(ctx, func(r scanner) error { return r.Scan(&sealed, &keyID, &f.Recovery) }, selectFactor, string(id))
	if err != nil || len(sealed) == 0 {
		return f, notFound(err)
	}
	if f.Secret, err = s.sealer.Open(sealed, keyID, aad("staff", "totp_sealed", string(id))); err != nil {
		return f, fmt.Errorf("open a second factor: %w", err)
	}
	return f, nil
}

// SetSecondFactor gives a member of staff a second factor and the recovery codes
// that go with it; their sessions are over. loket.ErrFactorSet: they have one, and
// this is not to renew it.
func (s *Store) SetSecondFactor(ctx context.Context, m loket.Staff, f loket.NewFactor) error {
	return s.write(ctx, func(t *tx) error {
		sealed, keyID := t.store.sealer.Seal(f.Secret, aad("staff", "totp_sealed", string(m.ID)))
		n, err := t.exec(updateFactor, string(m.ID), sealed, keyID, f.Step, ms(t.now), flag(f.Renew))
		if err != nil {
			return fmt.Errorf("set a second factor: %w", err)
		}
		if n == 0 {
			return loket.ErrFactorSet
		}
		if err := t.setRecovery(m, f.Recovery); err != nil {
			return err
		}
		return t.audit(staffEntry(m.Agency, "staff.second_factor", m.ID, m.ID, ""))
	})
}

// SetRecovery puts other recovery codes in the place of those there are.
func (s *Store) SetRecovery(ctx context.Context, m loket.Staff, codes []string) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.setRecovery(m, codes); err != nil {
			return err
		}
		return t.audit(staffEntry(m.Agency, "staff.recovery_codes", m.ID, m.ID, ""))
	})
}

func (t *tx) setRecovery(m loket.Staff, codes []string) error {
	if _, err := t.exec(clearRecovery, string(m.ID)); err != nil {
		return fmt.Errorf("forget recovery codes: %w", err)
	}
	for _, code := range codes {
		if _, err := t.exec(insertRecovery, string(m.ID), string(m.Agency), recoveryHash(m.ID, code)); err != nil {
			return fmt.Errorf("keep a recovery code: %w", err)
		}
	}
	return nil
}

// recoveryHash needs neither salt nor key, and so outlives every change of keys:
// a code is 120 random bits.
func recoveryHash(id loket.StaffID, code string) string {
	sum := sha256.Sum256([]byte(string(id) + "\x00" + code))
	return hex.EncodeToString(sum[:])
}

// ResetSecondFactor takes an account's second factor away, by the command line: its
// sessions are over, and whoever signs in next sets up another. loket.ErrNotFound:
// no active account has the login.
func (s *Store) ResetSecondFactor(ctx context.Context, agency loket.AgencyID, login string) error {
	return s.write(ctx, func(t *tx) error {
		id, err := t.linkable(agency, login)
		if err != nil {
			return err
		}
		if _, err := t.exec(clearFactor, string(id), ms(t.now)); err != nil {
			return fmt.Errorf("reset a second factor: %w", err)
		}
		for _, query := range []string{clearRecovery, clearTries} {
			if _, err := t.exec(query, string(id)); err != nil {
				return fmt.Errorf("reset a second factor: %w", err)
			}
		}
		return t.audit(staffEntry(agency, "staff.second_factor_reset", id, "", ""))
	})
}

// UseStep uses up the code of a step of time, and those before it.
// loket.ErrUsedCode: it was used already.
func (s *Store) UseStep(ctx context.Context, m loket.Staff, step int64, origin string) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(useStep, string(m.ID), step)
		if err != nil {
			return fmt.Errorf("use a code up: %w", err)
		}
		if n == 0 {
			return loket.ErrUsedCode
		}
		return t.proved(m, origin)
	})
}

// UseRecovery uses up a recovery code. loket.ErrWrongCode: there is no such code,
// or it was used already.
func (s *Store) UseRecovery(ctx context.Context, m loket.Staff, code, origin string) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(deleteRecovery, string(m.ID), recoveryHash(m.ID, code))
		if err != nil {
			return fmt.Errorf("use a recovery code up: %w", err)
		}
		if n == 0 {
			return loket.ErrWrongCode
		}
		if err := t.proved(m, origin); err != nil {
			return err
		}
		return t.audit(staffEntry(m.Agency, "staff.recovery_used", m.ID, m.ID, ""))
	})
}
