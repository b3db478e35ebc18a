package bot

import (
	"cmp"
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
// is edited in place; nobody notices an edit, and so a ticket whose delay the
// group must hear of, or that became an emergency, is told in a new one. One call
// is owed at a time, so what a limit holds back only grows into the next. In a
// group that is a forum every ticket has a topic besides, with a card of its own;
// where they are, the ledger knows.
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
	// Forum tells what topics the group has for the bot; nil: none, whatever it has.
	Forum  func(ctx context.Context) (loket.Forum, error)
	Topics TopicLedger
	OnCall func() string // whom to call in an emergency; "" or nil: nobody is named
	Pause  time.Duration // between two calls; 0: as many as a group may get
	Zone   *time.Location
	Now    func() time.Time
	Log    *slog.Logger

	mu    sync.Mutex               // guards what follows
	shown map[loket.TicketID]alarm // open tickets that were shown, as loud as they were; nil: not looked yet
	cards []*card                  // messages in the group that are kept up to date, oldest first
	forum forum
	owed  owedCall
	last  turnOf    // whose turn it was
	rests time.Time // no call before: the group took none
}

// owedCall is the one call that is owed. Its zero value: none.
type owedCall struct {
	send  loket.SendID
	card  *card     // it is for; nil: for a topic
	topic topicCall // it is for, else
}

// turnOf says whose turn it is to call: posts, edits and topics take turns.
type turnOf int

const (
	turnPost turnOf = iota
	turnEdit
	turnTopic
	turns
)

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
	tick := time.NewTicker(cmp.Or(b.Pause, boardPause))
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
		b.look(ctx)
		if send, due := b.next(rows); due {
			b.Owe(send)
		}
	}
}

func (b *Board) begin() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.shown, b.cards, b.owed, b.last, b.rests = nil, nil, owedCall{}, turnTopic, time.Time{}
	b.forum = forum{kept: map[loket.TicketID]loket.Topic{}}
}

// next is the call that is due.
func (b *Board) next(rows []loket.InboxRow) (loket.Send, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.owed.send != "" || b.Now().Before(b.rests) {
		return loket.Send{}, false
	}
	first := b.shown == nil
	if first {
		b.shown = map[loket.TicketID]alarm{}
	}
	stale, fresh := b.refresh(rows), b.fresh(rows)
	topic, needed := b.nextTopic(rows)
	due := [turns]bool{turnPost: len(fresh) > 0, turnEdit: stale != nil, turnTopic: needed}
	for range turns {
		if b.last = (b.last + 1) % turns; !due[b.last] {
			continue
		}
		switch b.last {
		case turnPost:
			return b.owe(b.post(fresh, first)), true
		case turnEdit:
			return b.owe(stale), true
		default:
			return b.oweTopic(topic), true
		}
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
		maps.DeleteFunc(b.shown, func(id loket.TicketID, _ alarm) bool { return open[id].Ticket.ID == "" })
	}
	b.cards = slices.DeleteFunc(b.cards, func(c *card) bool {
		left := c.update(open, all)
		changed := c.text != b.say(*c)
		if changed && stale == nil {
			stale = c
		}
		return left == 0 && !changed
	})
	return stale
}

// say is a card's text.
func (b *Board) say(c card) string {
	onCall := ""
	if b.OnCall != nil {
		onCall = b.OnCall()
	}
	return sayCard(c, b.Zone, onCall)
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
		b.shown[row.Ticket.ID] = alarmOf(row.Ticket)
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
	c.text = b.say(*c)
	b.owed = owedCall{send: loket.NewID[loket.SendID](), card: c}
	send := b.call(op, c.text)
	send.ChannelMessageID = c.message
	return send
}

// oweTopic makes the call that a topic needs. It needs the lock.
func (b *Board) oweTopic(c topicCall) loket.Send {
	b.owed = owedCall{send: loket.NewID[loket.SendID](), topic: c}
	send := b.call(c.op, c.text)
	send.Ticket, send.Thread, send.ChannelMessageID = c.topic.Ticket, c.topic.Thread, c.topic.Card
	return send
}

// call is the owed call to the group. It needs the lock.
func (b *Board) call(op loket.SendOp, text string) loket.Send {
	return loket.Send{
		ID: b.owed.send, Agency: b.Agency, Channel: b.Channel, Kind: loket.AnswerNotice, Target: loket.ToStaffGroup,
		Address: b.Group(), Op: op, Part: 1, Parts: 1, Lane: loket.LaneReply,
		Class: loket.ClassA, Content: loket.Content{Text: text}, State: loket.SendOwed, CreatedAt: b.Now(),
	}
}

// Begin implements SendLedger.
func (b *Board) Begin(ctx context.Context, s loket.Send) error {
	b.mu.Lock()
	ours := b.owed.send == s.ID
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
	owed := b.owed
	b.mu.Unlock()
	switch {
	case r.State == loket.SendOwed || owed.send != r.Send.ID:
	case owed.card == nil:
		return b.finishTopic(ctx, owed.topic, r)
	default:
		b.finishCard(owed.card, r)
	}
	return nil
}

func (b *Board) finishCard(c *card, r loket.SendResult) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if c.message == "" {
		c.message = r.ChannelMessageID
	}
	if r.State == loket.SendDead {
		b.refused(c, r)
	}
	b.owed = owedCall{}
}

// refused forgets a card the group does not take. If it never was there, its
// tickets are shown anew, later. It needs the lock.
func (b *Board) refused(gone *card, r loket.SendResult) {
	b.cards = slices.DeleteFunc(b.cards, func(c *card) bool { return c == gone })
	for _, row := range gone.rows {
		if r.Send.Op == loket.OpSend {
			delete(b.shown, row.Ticket.ID)
		}
	}
	b.rests = b.Now().Add(boardRest)
	b.Log.Error("the staff group takes no message: is the bot a member, and LOKET_TELEGRAM_STAFF_CHAT right?", "problem", r.Problem)
}
