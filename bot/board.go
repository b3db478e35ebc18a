package bot

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"

	"loket/internal/loket"
)

// Board shows the staff group which tickets wait and how they stand: a card for
// each, edited in place, and while more come than a group can be shown, one
// message that lists those without a card. In a group that is a forum each card
// stands in a topic of its own. Where they are, the ledger knows. Nobody notices an
// edit, and so a ticket whose delay the group must hear of, or that became an
// emergency, is told in a new message. What staff asked for in the group goes first.
//
// It is drawn from the ledger, one call is owed at a time, and what a limit holds
// back only grows into the next. It stands between the outbox and the ledger, and
// keeps the group's sends to itself.
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
	Words  WordLedger
	OnCall func() string            // whom to call in an emergency; "" or nil: nobody is named
	Sign   func(text string) []byte // the keyed hash of a button's text, bound to the group
	Cards  int                      // new cards in any minute; 0: as many as there are tickets
	Pause  time.Duration            // between two calls nobody asked for; 0: as many as a group may get
	Zone   *time.Location
	Now    func() time.Time
	Log    *slog.Logger

	mu      sync.Mutex    // guards what follows
	stirred chan struct{} // a hint that there is something to show
	forum   forum
	told    map[loket.TicketID]alarm // how loud open tickets were when the group last heard of them
	owed    loket.SendID             // the call that is owed; empty: none
	call    groupCall                // it is
	boards  bool                     // the list's turn was last
	page    int                      // of the list, as last owed
	calm    time.Time                // no call that nobody asked for before
	rests   time.Time                // no call before: the group took none
	made    []time.Time              // when places were made, within the last minute
}

// WordLedger is what a Board needs of the store besides topics.
type WordLedger interface {
	// Board is the message that lists tickets, and the page staff asked for.
	Board(ctx context.Context, channel loket.ChannelID) (loket.GroupBoard, error)
	// SaveBoard records where it is and what it shows; loket.ErrFenced.
	SaveBoard(ctx context.Context, b loket.GroupBoard, epoch int64) error
	// Wanted are the open tickets that are to get a card whoever has them.
	Wanted(ctx context.Context, channel loket.ChannelID) ([]loket.TicketID, error)
	// AnswersOwed are what the group is to be told, the oldest first.
	AnswersOwed(ctx context.Context, channel loket.ChannelID, limit int) ([]loket.Said, error)
	// Answered records that an answer is owed no more; loket.ErrFenced.
	Answered(ctx context.Context, m loket.Said, epoch int64) error
}

const (
	boardPause = 4 * time.Second // between two calls nobody asked for: at most 17 a minute
	boardRest  = time.Minute     // after a call the group refused
	boardLimit = 1000            // tickets looked at
)

// Run keeps the group up to date until ctx ends. Whoever owns the group's channel
// runs it, beside Outbox.Run: what was owed before is somebody else's.
func (b *Board) Run(ctx context.Context) {
	stirred := b.begin()
	tick := time.NewTicker(b.pause())
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		case <-stirred:
		}
		if err := b.step(ctx); err != nil && ctx.Err() == nil {
			b.Log.Error("read what the staff group should see", "err", err)
		}
	}
}

func (b *Board) pause() time.Duration { return cmp.Or(b.Pause, boardPause) }

func (b *Board) begin() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stirred = make(chan struct{}, 1)
	b.owed, b.call, b.boards = "", groupCall{}, false
	b.calm, b.rests, b.made = b.Now(), time.Time{}, nil
	b.forum, b.told = forum{kept: map[loket.TicketID]loket.Topic{}}, map[loket.TicketID]alarm{}
	return b.stirred
}

// Stir tells that staff did something the group should see. It is a hint: without
// it the group sees it some seconds later.
func (b *Board) Stir() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.stir()
}

// stir needs the lock.
func (b *Board) stir() {
	select {
	case b.stirred <- struct{}{}:
	default:
	}
}

// step reads what there is to show, and owes the call that is due.
func (b *Board) step(ctx context.Context) error {
	if !b.idle() {
		return nil
	}
	v, err := b.read(ctx)
	if err != nil {
		return err
	}
	b.look(ctx)
	if send, due := b.next(v); due {
		b.Owe(send)
	}
	return nil
}

// view is what there is to show.
type view struct {
	rows    []loket.InboxRow
	board   loket.GroupBoard
	answers []loket.Said
	wanted  map[loket.TicketID]bool
}

func (b *Board) read(ctx context.Context) (v view, err error) {
	if v.answers, err = b.Words.AnswersOwed(ctx, b.Channel, 1); err != nil {
		return v, err
	}
	if v.rows, err = b.Open(ctx, b.Agency, boardLimit); err != nil {
		return v, err
	}
	if v.board, err = b.Words.Board(ctx, b.Channel); err != nil {
		return v, err
	}
	wanted, err := b.Words.Wanted(ctx, b.Channel)
	v.wanted = map[loket.TicketID]bool{}
	for _, id := range wanted {
		v.wanted[id] = true
	}
	return v, err
}

func (b *Board) idle() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.owed == "" && !b.Now().Before(b.rests)
}

// next is the call that is due. What staff asked for goes before what nobody did,
// unless that was held up for some pauses already: tickets must be seen however
// busy the group is.
func (b *Board) next(v view) (loket.Send, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.Now()
	asked, other := b.due(v)
	if now.Before(b.calm) {
		other = nil
	}
	overdue := now.Sub(b.calm) > 2*b.pause()
	switch {
	case asked == nil && other == nil:
		return loket.Send{}, false
	case asked != nil && (other == nil || !overdue):
		return b.owe(*asked), true
	}
	b.calm = now.Add(b.pause() - b.pause()/8) // the tick after the next must not come too early
	b.boards = other.board != nil
	return b.owe(*other), true
}

// due are the calls that come next of those staff asked for and of the others;
// nil: none. It needs the lock.
func (b *Board) due(v view) (asked, other *groupCall) {
	if len(v.answers) > 0 {
		answer := answerCall(v.answers[0])
		asked = &answer
	}
	if alarm := b.nextAlarm(v.rows); alarm != nil {
		if alarm.asked && asked == nil {
			return alarm, nil
		}
		return asked, alarm
	}
	if !b.forum.loaded || b.forum.kind == "" {
		return asked, nil
	}
	places := b.nextPlace(v)
	list := b.nextList(v.rows, v.board)
	if asked == nil {
		asked = places.asked
	}
	switch {
	case asked == nil && list != nil && list.asked:
		asked = list
	case list != nil && (places.other == nil || !b.boards):
		return asked, list
	}
	return asked, places.other
}

// owe makes the call, before all that the bot itself has to say: it is one in
// seconds, and without it nobody comes. It needs the lock.
func (b *Board) owe(c groupCall) loket.Send {
	b.owed, b.call = loket.NewID[loket.SendID](), c
	if c.fresh {
		b.made = append(b.made, b.Now())
	}
	if c.board != nil {
		b.page = c.board.Page
	}
	return loket.Send{
		ID: b.owed, Agency: b.Agency, Channel: b.Channel, Kind: loket.AnswerNotice, Target: loket.ToStaffGroup,
		Ticket: c.topic.Ticket, Address: b.Group(), Thread: c.thread, ReplyTo: c.replyTo, ChannelMessageID: c.message, Op: c.op,
		Part: 1, Parts: 1, Lane: loket.LaneReply, Class: loket.ClassA, Content: c.content, State: loket.SendOwed, CreatedAt: b.Now(),
	}
}

// Begin implements SendLedger.
func (b *Board) Begin(ctx context.Context, s loket.Send) error {
	b.mu.Lock()
	ours := b.owed == s.ID
	b.mu.Unlock()
	if ours {
		return nil
	}
	return b.SendLedger.Begin(ctx, s)
}

// Finish implements SendLedger.
func (b *Board) Finish(ctx context.Context, r loket.SendResult) error {
	if r.Send.Target != loket.ToStaffGroup || r.Send.Channel != b.Channel {
		return b.SendLedger.Finish(ctx, r)
	}
	b.mu.Lock()
	owed, call := b.owed, b.call
	b.mu.Unlock()
	if r.State == loket.SendOwed || owed != r.Send.ID {
		return nil
	}
	if err := b.record(ctx, call, r); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.judge(call, r)
	b.owed, b.call = "", groupCall{}
	b.stir()
	return nil
}

// record writes what became of a call before anything else is called: a card that
// is there and not recorded would be posted twice.
func (b *Board) record(ctx context.Context, c groupCall, r loket.SendResult) error {
	switch {
	case c.said != nil:
		return b.Words.Answered(ctx, *c.said, r.Send.Epoch)
	case len(c.loud) > 0:
		b.heard(c.loud, r)
		return nil
	case c.board != nil:
		after, changed := c.boardAfter(r)
		if !changed {
			return nil
		}
		return b.Words.SaveBoard(ctx, after, r.Send.Epoch)
	}
	return b.recordTopic(ctx, c, r)
}

// judge lets the group rest after a call it refused, and says why. It needs the
// lock.
func (b *Board) judge(c groupCall, r loket.SendResult) {
	switch {
	case r.State == loket.SendDelivered || r.Missing == loket.MissingTopic || r.Missing == loket.MissingCard:
	case r.Missing == loket.MissingRight:
		b.forum.kind, b.forum.ask = loket.ForumBarred, b.Now().Add(forumRetry)
		b.Log.Warn("the staff group takes no topic", "problem", r.Problem)
	case r.State == loket.SendDead && c.said == nil:
		b.rests = b.Now().Add(boardRest)
		b.Log.Error("the staff group takes no message: is the bot a member, and LOKET_TELEGRAM_STAFF_CHAT right?",
			"call", c.op, "problem", r.Problem)
	default:
		b.rests = b.Now().Add(b.pause())
		b.Log.Warn("a call to the staff group", "call", c.op, "ticket", c.topic.Name, "problem", r.Problem)
	}
}
