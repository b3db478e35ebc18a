package desk

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

// Close ends a ticket and, if it was answered, asks the citizen whether that
// helped: see asks. Only its holder may, under the epoch it was claimed with;
// loket.ErrLeaseLost, loket.ErrTicketClosed.
func (d *Desk) Close(ctx context.Context, by loket.Staff, id loket.TicketID, epoch int64) error {
	if err := mayServe(by); err != nil {
		return err
	}
	var owed []loket.Send
	t, err := d.Ledger.UpdateTicket(ctx, by.Agency, id, func(t *loket.Ticket, s loket.Situation) (loket.Change, error) {
		if err := t.MayWrite(by.ID, epoch); err != nil {
			return loket.Change{}, err
		}
		var change loket.Change
		owed = d.end(t, s, by, &change)
		return change, nil
	})
	if err != nil {
		return d.whyLost(ctx, by, id, fmt.Errorf("close ticket: %w", err))
	}
	d.Owe(owed...)
	d.hint(ctx, t, d.Queue.Gone)
	return nil
}

// end closes a ticket within a change and returns the sends that ask its citizen.
func (d *Desk) end(t *loket.Ticket, s loket.Situation, by loket.Staff, change *loket.Change) []loket.Send {
	asks := d.asks(*t, s)
	t.End(d.Now(), loket.ByStaff)
	change.CloseEpisode = true
	change.Events = append(change.Events, d.done(*t, loket.EventClose, by))
	change.Events = append(change.Events, d.broken(t, d.Now())...)
	if !asks {
		return nil
	}
	return d.askRating(*t, s, change)
}

// asks tells whether the citizen of a ticket that is closed is asked how it was:
// once in an episode, and only who can be reached and wants to hear from us.
func (d *Desk) asks(t loket.Ticket, s loket.Situation) bool {
	c := s.Contact
	return d.Words.Answered != nil && t.AsksRating() && !s.Asked && c.UnreachableAt.IsZero() &&
		!c.Blocked(d.Now()) && s.Conversation.WithdrawnAt.IsZero()
}

// askRating adds to a change that the citizen is asked, and returns the sends.
// It is asked once and never again by itself, like a reply.
func (d *Desk) askRating(t loket.Ticket, s loket.Situation, change *loket.Change) []loket.Send {
	r := loket.NewRating(t, d.Now())
	notice, told := d.notice(t, s, d.Words.Answered(r, t.Number))
	for i := range notice.Sends {
		notice.Sends[i].Class = loket.ClassB
	}
	asked := told
	asked.Kind = loket.EventRatingAsked
	change.Rating = &r
	change.Answers, change.Events = append(change.Answers, notice), append(change.Events, told, asked)
	return notice.Sends
}
