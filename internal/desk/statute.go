package desk

import (
	"context"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
)

// legal computes the times the law sets for a kind of ticket that came in at a
// moment: the end of office hours on each last working day. What comes in after
// the last closing of a day counts from the next one.
func (d *Desk) legal(agency loket.AgencyID, kind loket.TicketKind, opened time.Time) (l loket.Legal) {
	s := kind.Statute()
	l.VerifyDue, l.FollowUpDue = d.workingDays(agency, opened, s.Verify), d.workingDays(agency, opened, s.FollowUp)
	l.CloseDue = d.workingDays(agency, opened, s.Close)
	return l
}

// workingDays is the end of the n-th working day after t's; zero: n is 0.
func (d *Desk) workingDays(agency loket.AgencyID, t time.Time, n int) time.Time {
	if n == 0 {
		return time.Time{}
	}
	if due := d.Calendar(agency).AddWorkingDays(t, n); !due.IsZero() {
		return due.UTC()
	}
	return t.AddDate(0, 0, n) // an office that never opens still owes it
}

// Classify makes a ticket one of another kind, with the times the law sets for
// it. Only its holder may, under epoch; loket.ErrOtherOpen: it would be a second
// open question of the citizen.
func (d *Desk) Classify(ctx context.Context, by loket.Staff, id loket.TicketID, epoch int64, kind loket.TicketKind) error {
	_, err := d.step(ctx, by, id, "classify ticket", func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		if err := t.Classify(by.ID, epoch, kind, d.legal(t.Agency, kind, t.OpenedAt)); err != nil {
			return loket.Change{}, err
		}
		return only(d.deadline(*t, loket.EventKindSet, by), d.deadline(*t, loket.EventDeadline, by)), nil
	})
	return err
}

// Extend gives an information request the 7 more working days of UU 14/2008,
// Pasal 22 ayat (8), once. The citizen gets the reason in writing, as it asks,
// so that the guard of replies holds for it.
func (d *Desk) Extend(ctx context.Context, by loket.Staff, id loket.TicketID, epoch int64, reason string) error {
	reason = tidy(reason)
	if err := checkReply(reason); err != nil {
		return err
	}
	if err := d.Guard.Check(reason); err != nil {
		return err
	}
	var owed []loket.Send
	_, err := d.step(ctx, by, id, "extend ticket", func(t *loket.Ticket, s loket.Situation) (loket.Change, error) {
		law := t.Kind.Statute()
		if err := t.Extend(by.ID, epoch, d.workingDays(t.Agency, t.OpenedAt, law.Close+law.Extend)); err != nil {
			return loket.Change{}, err
		}
		until := calendar.FormatDay(t.CloseDue.In(d.Calendar(t.Agency).Zone()))
		notice, told := d.notice(*t, s, loket.Content{Text: d.Words.Extended(t.Number, until, reason)})
		owed = notice.Sends
		return loket.Change{Answers: []loket.Answer{notice}, Events: []loket.Event{d.deadline(*t, loket.EventDeadline, by), told}}, nil
	})
	if err == nil {
		d.Owe(owed...)
	}
	return err
}

// deadline is an event about a ticket's kind and the last time the law sets it.
func (d *Desk) deadline(t loket.Ticket, kind loket.EventKind, by loket.Staff) loket.Event {
	e := d.done(t, kind, by)
	e.Revision, e.Until = string(t.Kind), t.CloseDue
	return e
}
