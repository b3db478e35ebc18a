package desk

import (
	"context"
	"strings"
	"unicode"
	"unicode/utf8"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/privacy"
)

// ControlLedger keeps what was closed and switched off, each with an event and a
// row of the audit log.
type ControlLedger interface {
	// CloseOffice keeps a closing; the same once more changes nothing.
	CloseOffice(ctx context.Context, c loket.Closure) error
	// LiftClosure lets lift decide how a closing stands on; loket.ErrNotFound.
	LiftClosure(
		ctx context.Context, agency loket.AgencyID, id loket.ClosureID, by loket.StaffID,
		lift func(loket.Closure) (loket.Closure, error),
	) error
	// SwitchOff keeps that something is switched off; loket.ErrSwitchedOff.
	SwitchOff(ctx context.Context, w loket.Switch) error
	// SwitchOn ends it; loket.ErrSwitchedOn.
	SwitchOn(ctx context.Context, w loket.Switch) error
}

// Controls are what a supervisor may stop, the bot, a channel, an entry and the office
// itself, and by when tickets should be answered. Its fields are set once, before use.
type Controls struct {
	Ledger   ControlLedger
	Policies PolicyLedger
	Desk     *Desk // whose tickets move with the hours; nil: nothing is foreseen
	Redactor privacy.Redactor

	// Channels are those on which an agency may have tickets.
	Channels func(agency loket.AgencyID) []loket.ChannelID
	// Hours are an agency's with one closing more.
	Hours func(c loket.Closure) (calendar.Calendar, error)
	// Policy is an agency's with one change more.
	Policy func(c loket.PolicyChange) loket.Policy
	// Units are those of an agency; nil: nobody asks.
	Units func(agency loket.AgencyID) []loket.UnitID
	// Known tells whether there is something to switch; nil: nobody asks.
	Known func(w loket.Switch) bool
	// Changed takes what was written at once, where it counts; nil: nobody is told.
	Changed func(ctx context.Context, agency loket.AgencyID)
}

// longestReason bounds a reason, in characters: citizens read it in the middle of a
// sentence.
const longestReason = 100

// What a supervisor is told whose form is refused.
var (
	errMayNotStop  = loket.Errorf(loket.CodeForbidden, "Hanya penyelia dan admin yang dapat menutup kantor atau mematikan sakelar. Minta penyelia Anda.")
	errNoReason    = loket.Errorf(loket.CodeInvalid, "Alasan masih kosong. Tulis alasannya, misalnya listrik padam.")
	errLongReason  = loket.Errorf(loket.CodeInvalid, "Alasan paling banyak 100 huruf, satu baris. Pendekkan, lalu ulangi.")
	errNoSuchThing = loket.Errorf(loket.CodeInvalid, "Yang hendak dimatikan tidak ada di instansi ini. Pilih bot, saluran, atau jawaban dari daftar.")
)

func mayStop(by loket.Staff) error {
	if !by.Active() || !by.MaySupervise() {
		return errMayNotStop
	}
	return nil
}

// reason is a reason as it is kept: one line, without personal data.
func (c *Controls) reason(typed string) (string, error) {
	text := tidy(typed)
	switch {
	case text == "":
		return "", errNoReason
	case !utf8.ValidString(text), strings.ContainsFunc(text, unicode.IsControl), utf8.RuneCountInString(text) > longestReason:
		return "", errLongReason
	}
	return c.Redactor.Redact(text).Text, nil
}

// checked is a closing as it may be kept.
func (c *Controls) checked(by loket.Staff, closure loket.Closure) (loket.Closure, error) {
	err := mayStop(by)
	if err == nil {
		closure.Reason, err = c.reason(closure.Reason)
	}
	if err == nil {
		err = closure.Check(c.Desk.Now())
	}
	closure.Agency, closure.By = by.Agency, by.ID
	return closure, err
}

// Foresee tells what a closing would change.
func (c *Controls) Foresee(ctx context.Context, by loket.Staff, closure loket.Closure) (loket.Closure, Foresight, error) {
	closure, err := c.checked(by, closure)
	if err != nil {
		return closure, Foresight{}, err
	}
	hours, err := c.Hours(closure)
	if err != nil {
		return closure, Foresight{}, err
	}
	f, err := c.Desk.Foresee(ctx, by.Agency, c.Channels(by.Agency), hours)
	return closure, f, err
}

// Close closes the office and lets deadlines and promises follow.
func (c *Controls) Close(ctx context.Context, by loket.Staff, closure loket.Closure) error {
	closure, err := c.checked(by, closure)
	if err == nil {
		err = c.Ledger.CloseOffice(ctx, closure)
	}
	return c.changed(ctx, by, err)
}

// Lift opens the office again: a closing ends now, or, if it was a mistake, where it
// began. Deadlines that are ahead come back; promises stay as they were told last.
func (c *Controls) Lift(ctx context.Context, by loket.Staff, id loket.ClosureID, mistake bool) error {
	err := mayStop(by)
	if err == nil {
		err = c.Ledger.LiftClosure(ctx, by.Agency, id, by.ID, func(closure loket.Closure) (loket.Closure, error) {
			return closure.Lifted(c.Desk.Now(), mistake)
		})
	}
	return c.changed(ctx, by, err)
}

// SwitchOff switches something off, with the reason.
func (c *Controls) SwitchOff(ctx context.Context, by loket.Staff, w loket.Switch) error {
	w.Agency, w.By = by.Agency, by.ID
	err := mayStop(by)
	if err == nil && ((w.Kind == loket.SwitchBot) != (w.Target == "") || c.Known != nil && !c.Known(w)) {
		err = errNoSuchThing
	}
	if err == nil {
		w.Reason, err = c.reason(w.Reason)
	}
	if err == nil {
		err = c.Ledger.SwitchOff(ctx, w)
	}
	return c.changed(ctx, by, err)
}

// SwitchOn switches it on again.
func (c *Controls) SwitchOn(ctx context.Context, by loket.Staff, w loket.Switch) error {
	w.Agency, w.By = by.Agency, by.ID
	err := mayStop(by)
	if err == nil {
		err = c.Ledger.SwitchOn(ctx, w)
	}
	return c.changed(ctx, by, err)
}

// changed has what was written count at once.
func (c *Controls) changed(ctx context.Context, by loket.Staff, err error) error {
	if err == nil && c.Changed != nil {
		c.Changed(ctx, by.Agency)
	}
	return err
}
