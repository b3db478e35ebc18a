package faketelegram

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"time"
)

// keep is how long Telegram keeps an update that nobody took.
const keep = 24 * time.Hour

// Ref names what Deliver made of an update.
type Ref struct {
	UpdateID   int64
	MessageID  int64  // of a new message
	CallbackID string // of a callback
}

// entry is one update that waits to be confirmed or delivered.
type entry struct {
	id, chat int64
	at       time.Time
	raw      json.RawMessage
}

// updates is what waits for the bot, in order of arrival.
type updates struct {
	opts Options

	mu        sync.Mutex // guards what follows
	entries   []entry
	mixed     bool // ids went down while older ones waited
	nextID    int64
	messages  int64 // last message id, shared by both directions
	random    *rand.Rand
	allowed   []string        // nil: all but the kinds that must be asked for
	callbacks map[string]bool // ids of queries that may be answered
	changed   chan struct{}   // closed, and made anew, when entries come in
	sink      func([]entry)   // takes what comes in while a webhook is set
}

func (q *updates) init(opts Options) {
	q.opts, q.nextID, q.changed = opts, 100_000_001, make(chan struct{})
	q.callbacks = map[string]bool{}
	q.random = rand.New(rand.NewPCG(opts.Seed, 1))
}

// nextMessage draws a message id for the bot.
func (q *updates) nextMessage() int64 {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.messages++
	return q.messages
}

// Deliver hands updates to the bot as Telegram would: dated now, messages
// numbered in the order given, updates numbered in the order they go out, which
// is the same unless Options.Reorder says otherwise.
func (s *Server) Deliver(batch ...Update) []Ref {
	q := &s.updates
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.opts.Now()
	refs := make([]Ref, len(batch))
	for i, u := range batch {
		if u.kind == "message" {
			q.messages++
			refs[i].MessageID = q.messages
		}
	}
	entries := make([]entry, 0, len(batch)*(1+q.opts.Duplicates))
	for _, i := range q.order(len(batch)) {
		e := q.number(batch[i], &refs[i], now)
		for range 1 + q.opts.Duplicates {
			entries = append(entries, e)
		}
	}
	entries = slices.DeleteFunc(entries, func(e entry) bool { return e.raw == nil })
	if q.sink != nil {
		q.sink(entries)
		return refs
	}
	q.entries = append(q.entries, entries...)
	close(q.changed)
	q.changed = make(chan struct{})
	return refs
}

// order is the order in which a batch goes out: each place may be exchanged
// with one at most Reorder further on.
func (q *updates) order(n int) []int {
	places := make([]int, n)
	for i := range places {
		places[i] = i
	}
	if q.opts.Reorder > 0 {
		for i := range places {
			j := min(n-1, i+q.random.IntN(q.opts.Reorder+1))
			places[i], places[j] = places[j], places[i]
		}
	}
	return places
}

// number makes an entry under the next id; one of a kind that is not allowed has
// no body.
func (q *updates) number(u Update, ref *Ref, now time.Time) entry {
	ref.UpdateID = q.nextID
	q.nextID++
	st := stamp{date: now.Unix(), message: ref.MessageID, me: q.opts.me()}
	if u.kind == "callback_query" {
		ref.CallbackID = "4" + strconv.FormatInt(ref.UpdateID, 10)
		q.callbacks[ref.CallbackID] = true
		st.callback = ref.CallbackID
	}
	e := entry{id: ref.UpdateID, chat: u.chat, at: now}
	if q.allows(u.kind) {
		e.raw = u.encode(ref.UpdateID, st)
	}
	return e
}

func (q *updates) allows(kind string) bool {
	if kind == "" {
		return true // a Raw update is none of our business
	}
	if len(q.allowed) == 0 {
		return kind != "chat_member" && kind != "message_reaction" && kind != "message_reaction_count"
	}
	return slices.Contains(q.allowed, kind)
}

// RestartIDs makes the next update's id be id, as Telegram does after a week
// without updates; it may be lower than those before.
func (s *Server) RestartIDs(id int64) {
	q := &s.updates
	q.mu.Lock()
	defer q.mu.Unlock()
	q.mixed = q.mixed || len(q.entries) > 0 && id < q.nextID
	q.nextID = id
}

// Pending counts the updates that wait to be confirmed or delivered.
func (s *Server) Pending() int {
	q := &s.updates
	q.mu.Lock()
	defer q.mu.Unlock()
	q.expire()
	return len(q.entries) + s.hook.pending()
}

// take forgets what the offset confirms and returns the earliest of the rest,
// and the channel that is closed when more comes in. An offset above zero
// forgets every update with a lower id, wherever it stands; below zero it
// keeps only that many of the last.
func (q *updates) take(offset, limit int64) ([]entry, <-chan struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.expire()
	switch {
	case offset > 0:
		q.confirm(offset)
	case offset < 0:
		q.entries = q.entries[max(0, len(q.entries)+int(offset)):]
	}
	n := min(len(q.entries), int(limit))
	return slices.Clone(q.entries[:n]), q.changed
}

func (q *updates) confirm(offset int64) {
	first := 0
	for first < len(q.entries) && q.entries[first].id < offset {
		first++
	}
	for _, e := range q.entries[:first] {
		q.opts.OnTaken(e.id)
	}
	q.entries = q.entries[first:]
	if q.mixed {
		q.entries = slices.DeleteFunc(q.entries, func(e entry) bool {
			if e.id < offset {
				q.opts.OnTaken(e.id)
			}
			return e.id < offset
		})
	}
	q.mixed = q.mixed && len(q.entries) > 0
}

// expire drops what is older than a day. The caller holds mu.
func (q *updates) expire() {
	now, first := q.opts.Now(), 0
	for first < len(q.entries) && now.Sub(q.entries[first].at) >= keep {
		first++
	}
	q.entries = q.entries[first:]
}

// allow sets which kinds of updates come in from now on, from a call's
// parameter; without it the setting stays as it was.
func (q *updates) allow(p params) error {
	text, given := p["allowed_updates"]
	if !given {
		return nil
	}
	var kinds []string
	if err := json.Unmarshal([]byte(text), &kinds); err != nil {
		return badRequest("can't parse allowed updates JSON object")
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.allowed = kinds
	return nil
}
