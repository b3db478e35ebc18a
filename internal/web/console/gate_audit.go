package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"loket/internal/loket"
)

// Auditing keeps acts in the audit log.
type Auditing interface {
	Audit(ctx context.Context, e loket.AuditEntry) error
}

// note keeps an act at the door. The zero Staff is somebody without an account.
func (g *Gate) note(r *http.Request, staff loket.Staff, action, reason string) error {
	if g.Audit == nil {
		return nil
	}
	err := g.Audit.Audit(r.Context(), loket.AuditEntry{
		Agency: staff.Agency, Actor: loket.ByStaff, ActorID: string(staff.ID), Action: action, Object: "staff", ID: string(staff.ID),
		Reason: reason, Origin: g.ClientIP(r),
	})
	if err != nil {
		return fmt.Errorf("note %s: %w", action, err)
	}
	return nil
}

// enter signs in who has shown all that is asked of them: kept before the session is
// opened, so that nobody is in whose sign-in is not.
func (g *Gate) enter(w http.ResponseWriter, r *http.Request, staff loket.Staff) error {
	if err := g.note(r, staff, "staff.signin", ""); err != nil {
		return err
	}
	return g.begin(w, r, staff, keyStaff)
}

// noteRefused keeps that a sign-in was refused, and why. What was typed as the name
// of an account that there is not is not kept, for it may be a password; the line is,
// so that it takes as long as one of an account that there is.
func (g *Gate) noteRefused(r *http.Request, staff loket.Staff, why error) error {
	switch {
	case errors.Is(why, errWrongPassword) && staff.ID == "":
		return g.note(r, staff, "staff.refused", "akun tidak dikenal")
	case errors.Is(why, errWrongPassword):
		return g.note(r, staff, "staff.refused", "kata sandi salah")
	case errors.Is(why, loket.ErrWrongCode):
		return g.note(r, staff, "staff.refused", "kode langkah kedua salah")
	case errors.Is(why, errDisabled):
		return g.note(r, staff, "staff.refused", "akun mati")
	}
	return nil
}
