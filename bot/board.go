package bot

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"loket/internal/loket"
)

// Board shows the staff group which tickets wait. It is drawn from the ledger
// and owes nothing: what it has shown is forgotten when its Run ends. New
// tickets are put together into one message, and a message whose tickets change
// is edited in place; one call is owed at a time, so what a limit holds back
// only grows into the next.
//
// It stands between the outbox and the ledger, and keeps the group's sends to
// itself.
type Board struct {
	SendLedger // of all other sends

	Agency  loket.AgencyID
	Channel loket.ChannelID
	Group   func() string // the group's address, which may move
	// Open returns an agency's open tickets in the order of the queue.
	Open func(ctx context.Context, agency loket.AgencyID, limit int) ([]loket.InboxRow, error)
	Owe  func(sends ...loket.Send)
	Zone *time.Location
	Now  func() time.Time
	Log  *slog.Logger

	mu     sync.Mutex              // guards what follows
	shown  map[loket.TicketID]bool // open tickets that were shown; nil: not looked yet
	cards  []*card                 // messages in the group that are kept up to date, oldest first
	owed   *card                   // whose call is owed; nil: none
	send   loket.SendID            // that call
	posted bool                    // the last call was a new message
	rests  time.Time               // no call before: the group took none
}

// card is one message in the group.
type card struct {
	message string // the channel's id; empty: not there yet
	text    string // as last owed
	rows    []loket.InboxRow
	left    int // tickets the program found at its start and that have no place in it
}

const (
	boardPause  = 4 * time.Second // between two calls: at most 15 a minute
	boardRest   = time.Minute     // after a call the group refused
	boardLimit  = 1000            // tickets looked at
	cardTickets = 40              // in one message: they fit one send
	boardCards  = 50              // messages kept up to date
)

// Run keeps the group up to date until ctx ends. Whoever owns the group's channel
// runs it, beside Outbox.Run: what was shown or owed before is somebody else's,
// and it begins with all that waits.
func (b *Board) Run(ctx context.Context) {
	b.begin()
	tick := time.NewTicker(boardPause)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		rows, err := b.Open(ctx, b.Agency, boardLimit)
		if err != nil {
			if ctx.Err() == nil {
				b.Log.Error("read tickets for the staff group", "err", err)
			}
			continue
		}
		if send, due := b.next(rows); due {
			b.Owe(send)
		}
	}
}

func (b *Board) begin() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shown, b.cards, b.owed, b.send, b.posted, b.rests = nil, nil, nil, "", false, time.Time{}
}

// next is the call that is due. When both are, posts and edits take turns.
func (b *Board) next(rows []loket.InboxRow) (loket.Send, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.owed != nil || b.Now().Before(b.rests) {
		return loket.Send{}, false
	}
	first := b.shown == nil
	if first {
		b.shown = map[loket.TicketID]bool{}
	}
	stale, fresh := b.refresh(rows), b.fresh(rows)
	switch {
	case stale != nil && (len(fresh) == 0 || b.posted):
		return b.owe(stale), true
	case len(fresh) > 0:
		return b.owe(b.post(fresh, first)), true
	}
	return loket.Send{}, false
}

// refresh brings the cards up to date, forgets those whose tickets are all
// closed, and returns one that the group sees otherwise; nil: none. It needs
// the lock.
func (b *Board) refresh(rows []loket.InboxRow) (stale *card) {
	open := map[loket.TicketID]loket.InboxRow{}
	for _, row := range rows {
		open[row.Ticket.ID] = row
	}
	all := len(rows) < boardLimit // otherwise one that is missing may be open
	if all {
		maps.DeleteFunc(b.shown, func(id loket.TicketID, _ bool) bool { return open[id].Ticket.ID == "" })
	}
	b.cards = slices.DeleteFunc(b.cards, func(c *card) bool {
		left := c.update(open, all)
		changed := c.text != sayCard(*c, b.Zone)
		if changed && stale == nil {
			stale = c
		}
		return left == 0 && !changed
	})
	return stale
}

// update takes over how a card's tickets stand, and counts those still open.
func (c *card) update(open map[loket.TicketID]loket.InboxRow, all bool) (left int) {
	for i, row := range c.rows {
		switch now, there := open[row.Ticket.ID]; {
		case there:
			c.rows[i] = now
		case all:
			c.rows[i].Ticket.State = loket.TicketClosed
		}
		if c.rows[i].Ticket.State != loket.TicketClosed {
			left++
		}
	}
	return left
}

// fresh are the tickets that wait and were never shown. It needs the lock.
func (b *Board) fresh(rows []loket.InboxRow) (fresh []loket.InboxRow) {
	for _, row := range rows {
		if row.Ticket.State == loket.TicketWaiting && !b.shown[row.Ticket.ID] {
			fresh = append(fresh, row)
		}
	}
	return fresh
}

// post makes a card of the first of these tickets. At the start, when most were
// shown before, the others are only counted. It needs the lock.
func (b *Board) post(fresh []loket.InboxRow, first bool) *card {
	c := &card{rows: slices.Clone(fresh[:min(cardTickets, len(fresh))])}
	if first {
		c.left = len(fresh) - len(c.rows)
	} else {
		fresh = c.rows
	}
	for _, row := range fresh {
		b.shown[row.Ticket.ID] = true
	}
	b.cards = append(b.cards, c)
	b.cards = b.cards[max(0, len(b.cards)-boardCards):]
	return c
}

// owe makes the call that brings a card to the group, before all that the bot
// itself has to say: it is one call in four seconds, and without it nobody
// comes. It needs the lock.
func (b *Board) owe(c *card) loket.Send {
	op := loket.OpSend
	if c.message != "" {
		op = loket.OpEdit
	}
	b.posted = op == loket.OpSend
	c.text = sayCard(*c, b.Zone)
	b.owed, b.send = c, loket.NewID[loket.SendID]()
	return loket.Send{
		ID: b.send, Agency: b.Agency, Channel: b.Channel, Kind: loket.AnswerNotice, Target: loket.ToStaffGroup,
		Address: b.Group(), Op: op, ChannelMessageID: c.message, Part: 1, Parts: 1, Lane: loket.LaneReply,
		Class: loket.ClassA, Content: loket.Content{Text: c.text}, State: loket.SendOwed, CreatedAt: b.Now(),
	}
}

// Begin implements SendLedger.
func (b *Board) Begin(ctx context.Context, s loket.Send) error {
	b.mu.Lock()
	ours := b.owed != nil && b.send == s.ID
	b.mu.Unlock()
	if ours {
		return nil
	}
	return b.SendLedger.Begin(ctx, s)
}

// Finish implements SendLedger.
func (b *Board) Finish(ctx context.Context, r loket.SendResult) error {
	if r.Send.Target != loket.ToStaffGroup {
		return b.SendLedger.Finish(ctx, r)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if r.State == loket.SendOwed || b.owed == nil || b.send != r.Send.ID {
		return nil
	}
	if b.owed.message == "" {
		b.owed.message = r.ChannelMessageID
	}
	if r.State == loket.SendDead {
		b.refused(r)
	}
	b.owed = nil
	return nil
}

// refused forgets a card the group does not take. If it never was there, its
// tickets are shown anew, later. It needs the lock.
func (b *Board) refused(r loket.SendResult) {
	b.cards = slices.DeleteFunc(b.cards, func(c *card) bool { return c == b.owed })
	for _, row := range b.owed.rows {
		if r.Send.Op == loket.OpSend {
			delete(b.shown, row.Ticket.ID)
		}
	}
	b.rests = b.Now().Add(boardRest)
	b.Log.Error("the staff group takes no message: is the bot a member, and LOKET_TELEGRAM_STAFF_CHAT right?", "problem", r.Problem)
}
