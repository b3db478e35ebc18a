package bot

import (
	"context"
	"log/slog"
	"time"

	"loket/faq"
	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/privacy"
)

// Ledger is what the clerk needs of the store.
type Ledger interface {
	// Ingest writes a batch in one transaction, each message once.
	Ingest(ctx context.Context, batch []loket.Inbound) ([]loket.Receipt, error)
	// Quarantine keeps an update nobody could read.
	Quarantine(ctx context.Context, p loket.Poison) error
	// Situation reads what is known of a conversation, as of the last commit.
	Situation(ctx context.Context, id loket.ConversationID) (loket.Situation, error)
	// Settle writes a decision in one transaction; loket.ErrStale: decide again;
	// loket.ErrFenced: the channel is somebody else's now.
	Settle(ctx context.Context, d loket.Decision) error
	// Due returns conversations with messages to be considered by now.
	Due(ctx context.Context, channel loket.ChannelID, now time.Time, limit int) ([]loket.ConversationID, error)
}

// Desk is the door to the humans.
type Desk interface {
	// Open makes the ticket a hand-off opens. It stores nothing: the clerk
	// writes it with the decision.
	Open(now time.Time, s loket.Situation, why loket.HandOff) loket.Ticket
	// Outlook reads a ticket's place in the queue and by when it should be
	// answered, stored or not.
	Outlook(ctx context.Context, t loket.Ticket) (loket.Outlook, error)
	// Standing returns the open ticket of a kind in a conversation; nil: none.
	Standing(ctx context.Context, s loket.Situation, kind loket.TicketKind) (*loket.Ticket, error)
	// Closed returns a closed ticket, as it is when it is opened again, that a
	// hand-off would go on with; nil: it needs a new one.
	Closed(ctx context.Context, s loket.Situation, why loket.HandOff) (*loket.Ticket, error)
	// NextDue is the deadline of a wait of a ticket that begins at now.
	NextDue(t loket.Ticket, now time.Time) time.Time
	// Announce puts a stored ticket into the staff's queue, or takes a closed one
	// out of it. A hint: a sweep makes up for one that fails.
	Announce(ctx context.Context, t loket.Ticket)
}

// GroupDesk is the staff's side in their group.
type GroupDesk interface {
	// Hear does what was asked for in the group, once, however often it is told. On
	// error nothing is certain, and the same is to be told again.
	Hear(ctx context.Context, in loket.Inbound) (loket.Heard, error)
}

// Book is what an agency's clerk answers from. It is replaced as a whole.
type Book struct {
	Catalog        *faq.Catalog
	Matcher        *faq.Matcher
	Calendar       calendar.Calendar
	Survey         loket.SurveyPolicy
	QuoteUnchecked bool // policy "unverified: quote-with-note"; otherwise such entries hand over

	Withheld map[string]error // entries that are not quoted, by id, and why: see Withheld
}

// Settings are the clerk's times and sizes.
type Settings struct {
	Quiet   time.Duration // how long a fragment is held for what follows
	Workers int           // conversations considered side by side
	Sweep   time.Duration // how often the ledger is asked for what no wake-up brought
	Keep    time.Duration // how long texts are kept, as citizens are told
	Flood   bool          // more than loket.Flood messages a minute of one person are left to a human
}

// DefaultSettings are those of production.
func DefaultSettings() Settings {
	return Settings{Quiet: 8 * time.Second, Workers: 8, Sweep: time.Second, Keep: 365 * 24 * time.Hour, Flood: true}
}

// Bot is the clerk. Run owns its goroutines.
type Bot struct {
	Ledger   Ledger
	Desk     Desk
	Group    GroupDesk // nil: there is no staff group
	Outbox   *Outbox
	Redactor privacy.Redactor
	Book     func(loket.AgencyID) *Book
	// Archive reads everything kept of the person of a conversation.
	Archive func(context.Context, loket.ConversationID) (loket.Archive, error)
	// OpenByPIN finds the ticket that a number and a PIN open, and counts those that
	// do not; loket.ErrWrongPIN, loket.ErrTooManyTries.
	OpenByPIN func(context.Context, loket.PINTry) (loket.Ticket, error)
	// Verify finds what the agency wrote under a check code, and counts codes that name
	// nothing; loket.ErrNoSuchCode, loket.ErrTooManyTries.
	Verify func(context.Context, loket.CodeTry) (loket.Written, error)
	// MoveByToken finds the offer to go on elsewhere that a token's hash names;
	// loket.ErrNotFound.
	MoveByToken func(ctx context.Context, agency loket.AgencyID, hash []byte) (loket.Move, error)
	// Telegram is the username of an agency's bot; "": none is known.
	Telegram func(loket.AgencyID) string
	// HashPIN is what is kept of a PIN that was written beside a ticket's number.
	HashPIN func(number string, pin loket.PIN) []byte
	// Link links the account of a private chat to the member of staff a code was
	// made for; loket.ErrNotFound: no such code. nil: nobody can be linked.
	Link     func(ctx context.Context, agency loket.AgencyID, code, person string) error
	Channels []loket.ChannelID
	Switches Switches // nil: nothing is ever off
	Ranker   Ranker   // nil: nobody has a second opinion
	// Epoch is the one under which this process owns a channel now; false: it
	// does not. What comes in is stored all the same, and the owner finds it.
	Epoch    func(loket.ChannelID) (epoch int64, owned bool)
	Settings Settings
	Now      func() time.Time
	Log      *slog.Logger

	lanes lanes[loket.ConversationID]
}

// Run considers what comes in until ctx ends, and returns when what was begun
// is done.
func (b *Bot) Run(ctx context.Context) error {
	swept := make(chan struct{})
	go func() {
		defer close(swept)
		b.sweep(ctx)
	}()
	b.lanes.run(ctx, b.Settings.Workers, b.consider)
	<-swept
	return nil
}

// sweep asks the ledger for messages no wake-up brought: after a crash, when a
// fragment's quiet window ends, or when another process stored them.
func (b *Bot) sweep(ctx context.Context) {
	tick := time.NewTicker(b.Settings.Sweep)
	defer tick.Stop()
	for {
		b.sweepOnce(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// sweepLimit bounds what one sweep wakes on a channel.
const sweepLimit = 1000

func (b *Bot) sweepOnce(ctx context.Context) {
	for _, channel := range b.Channels {
		b.Sweep(ctx, channel)
	}
}

// Sweep asks the ledger for what waits on a channel, if this process owns it. It
// need not be called: only a channel that was just taken need not wait then.
func (b *Bot) Sweep(ctx context.Context, channel loket.ChannelID) {
	if _, owned := b.Epoch(channel); !owned {
		return
	}
	due, err := b.Ledger.Due(ctx, channel, b.Now(), sweepLimit)
	if err != nil && ctx.Err() == nil {
		b.Log.Error("sweep for messages", "channel", channel, "err", err)
	}
	for _, id := range due {
		b.lanes.add(channel, id)
	}
}
