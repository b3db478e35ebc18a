package desk

import (
	"context"
	"errors"
	"time"

	"loket/internal/loket"
)

// GroupLedger is what the desk in the staff group needs of the store.
type GroupLedger interface {
	// LinkedStaff is the active member of staff a messenger account is linked to;
	// loket.ErrNotFound: it is nobody's.
	LinkedStaff(ctx context.Context, agency loket.AgencyID, person string) (loket.Staff, error)
	// Card is the card a message of the group is; loket.ErrNotFound: it is none.
	Card(ctx context.Context, channel loket.ChannelID, group, message string) (loket.Topic, error)
	// WasSaid tells whether something said in the group was taken before.
	WasSaid(ctx context.Context, channel loket.ChannelID, key string) (bool, error)
	// NoteSaid records what changed no ticket, with its answer; loket.ErrSaid: it was
	// taken before.
	NoteSaid(ctx context.Context, m loket.Said) error
	// TurnBoard asks for a page of the board.
	TurnBoard(ctx context.Context, channel loket.ChannelID, page int) error
}

// GroupLease is how long a claim from the staff group holds without an action, in
// office time: nobody there renews it by keeping a page open.
const GroupLease = 30 * time.Minute

// Group is the desk in a staff group: what its members say there, as the same
// steps the console takes. Its fields are set once, before use.
type Group struct {
	Desk    *Desk
	Ledger  GroupLedger
	Agency  loket.AgencyID
	Channel loket.ChannelID
	Address func() string // the group's address, which may move
	// Valid tells in constant time whether a button of this group carries the
	// beginning of the keyed hash of its text.
	Valid func(text string, mac []byte) bool
	Zone  *time.Location
	Stir  func() // tells that the group should see something else
}

// Hear does what was asked for in the group, once, however often it is told. It
// does nothing for whoever is linked to no account, nor for what a citizen, an
// edit or another chat says. An error that is not for people means that nothing is
// certain and the same is to be told again.
func (g *Group) Hear(ctx context.Context, in loket.Inbound) (heard loket.Heard, err error) {
	if !in.Staff || in.Channel != g.Channel || in.Address != g.Address() || in.Replaces != "" {
		return heard, nil
	}
	deed, meant := g.read(in)
	if !meant {
		return heard, nil
	}
	by, err := g.Ledger.LinkedStaff(ctx, g.Agency, in.Person)
	switch {
	case errors.Is(err, loket.ErrNotFound) && in.Kind == loket.MessageButton:
		return loket.Heard{Told: errNotLinked.Error()}, nil
	case errors.Is(err, loket.ErrNotFound):
		return heard, nil
	case err != nil:
		return heard, err
	}
	if known, err := g.Ledger.WasSaid(ctx, g.Channel, in.OriginKey); known || err != nil {
		return heard, err
	}
	a := act{Group: g, ctx: ctx, by: by, in: in}
	told, err := deed(a)
	return a.end(told, err)
}

// act is one thing a member of staff asks for in the group.
type act struct {
	*Group

	ctx context.Context //nolint:containedctx // an act lives within one call of Hear
	by  loket.Staff
	in  loket.Inbound
}

// said is the act as the ledger keeps it.
func (a act) said(answer string) loket.Said {
	return loket.Said{
		Channel: a.Channel, Agency: a.Agency, Key: a.in.OriginKey, Staff: a.by.ID,
		Answer: answer, ReplyTo: a.in.ID, Thread: a.in.Thread,
	}
}

// desk is the desk as this act uses it: a claim holds longer than the console's,
// and what is written says that the act was done. With inTime set it refuses what
// was written before the claim it would be written under.
func (a act) desk(inTime bool) *Desk {
	d := *a.Desk
	d.Terms.Lease, d.Terms.Office = GroupLease, true
	once := once{Ledger: a.Desk.Ledger, said: a.said("")}
	if inTime {
		once.written = a.in.SentAt
	}
	d.Ledger, d.Team = once, onceClaimed{TeamLedger: a.Desk.Team, said: once.said}
	return &d
}

// end tells how an act ended: nothing of one that was done before, and of one that
// was refused why. A press is told at once, a message by an answer in the group.
func (a act) end(told string, err error) (loket.Heard, error) {
	a.Stir()
	refusal, shown := errors.AsType[*loket.Error](err)
	switch {
	case err == nil:
		return loket.Heard{Told: told, Done: true}, nil
	case errors.Is(err, loket.ErrSaid):
		return loket.Heard{}, nil
	case !shown || errors.Is(err, loket.ErrNoLedger):
		return loket.Heard{}, err
	}
	words := refusalWords(err, refusal)
	if a.in.Kind == loket.MessageButton {
		return loket.Heard{Told: words}, nil
	}
	err = a.Ledger.NoteSaid(a.ctx, a.said(a.Desk.Redactor.Redact(words).Text))
	if errors.Is(err, loket.ErrSaid) {
		err = nil
	}
	return loket.Heard{}, err
}

// clockSlack is how far a channel's clock and ours may be apart.
const clockSlack = 5 * time.Second

// once is a ledger that writes with every change of a ticket what was said in the
// group for it.
type once struct {
	Ledger

	said    loket.Said
	written time.Time // when it was written, if it counts only under a claim from before; zero: whenever
}

// UpdateTicket implements Ledger.
func (o once) UpdateTicket(
	ctx context.Context, agency loket.AgencyID, id loket.TicketID,
	change func(*loket.Ticket, loket.Situation) (loket.Change, error),
) (loket.Ticket, error) {
	return o.Ledger.UpdateTicket(ctx, agency, id, func(t *loket.Ticket, s loket.Situation) (loket.Change, error) {
		if !o.written.IsZero() && o.written.Before(t.ClaimedAt.Add(-clockSlack)) {
			return loket.Change{}, loket.ErrLeaseLost
		}
		made, err := change(t, s)
		made.Said = &o.said
		return made, err
	})
}

// onceClaimed is a ledger that writes with a claim what was said for it.
type onceClaimed struct {
	TeamLedger

	said loket.Said
}

// ClaimTicket implements TeamLedger.
func (o onceClaimed) ClaimTicket(
	ctx context.Context, by loket.Staff, id loket.TicketID,
	change func(*loket.Ticket, loket.Situation, int) (loket.Change, error),
) (loket.Ticket, error) {
	return o.TeamLedger.ClaimTicket(ctx, by, id, func(t *loket.Ticket, s loket.Situation, held int) (loket.Change, error) {
		made, err := change(t, s, held)
		made.Said = &o.said
		return made, err
	})
}
