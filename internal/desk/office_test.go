package desk_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"loket/bot"
	"loket/internal/attach"
	"loket/internal/calendar"
	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/store"
	"loket/internal/store/storetest"
)

// office is a desk with the real ledger behind it and a queue that remembers
// what it was told.
type office struct {
	*desk.Desk
	t      *testing.T
	clock  *lokettest.Clock
	ledger *store.Store
	queue  *queue
	owed   *[]loket.Send // what the outbox was told
	office calendar.Calendar
	policy loket.Policy
}

func openOffice(t *testing.T) *office {
	t.Helper()
	return openOfficeAt(t, storetest.ReadySQLite(t))
}

// openOfficeAt is an office with its ledger at an address.
func openOfficeAt(t *testing.T, address string) *office {
	t.Helper()
	clock := lokettest.NewClock()
	ledger, err := store.Open(t.Context(), address, store.Options{Sealer: storetest.Sealer(t, 1), Now: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, clock: clock, ledger: ledger, queue: &queue{}, owed: new([]loket.Send)}
	t.Cleanup(func() { o.must(ledger.Close()) })
	o.must(ledger.Register(t.Context(), lokettest.Agency(), lokettest.Channels()...))
	o.must(ledger.Register(t.Context(), otherAgency()))
	o.office, err = calendar.Default(lokettest.Agency().Zone)
	o.must(err)
	owing := new(sync.Mutex) // guards owed: some of the desk's work is done side by side
	o.Desk = &desk.Desk{
		Ledger: ledger, Team: ledger, Viewers: ledger, People: ledger, Floor: ledger, Lists: ledger, Folders: ledger, Ladder: ledger,
		Ready: ledger, Mentions: ledger, Queue: o.queue, Terms: desk.DefaultTerms(),
		Policy: func(loket.AgencyID) loket.Policy { return o.policy }, Now: clock.Now, Log: slog.New(slog.DiscardHandler),
		Due:      func(_ loket.AgencyID, now time.Time, within time.Duration) time.Time { return now.Add(within) },
		Calendar: func(loket.AgencyID) calendar.Calendar { return o.office },
		Promises: &desk.Promises{Ledger: ledger, Handling: func(loket.AgencyID) time.Duration { return 15 * time.Minute }},
		Words: desk.Words{
			Silent: bot.SaySilent, Transferred: bot.SayTransferred, Merged: bot.SayMerged, Extended: bot.SayExtended,
			Delay: func(t loket.Ticket, late bool, now time.Time) loket.Content {
				return bot.Delay(t, late, now, o.office.Zone())
			},
		},
		Destinations: func(loket.AgencyID) []loket.Destination { return destinations() },
		Files:        attach.New(),
		Compose:      bot.Compose, Owe: func(sends ...loket.Send) {
			owing.Lock()
			defer owing.Unlock()
			*o.owed = append(*o.owed, sends...)
		},
	}
	return o
}

func otherAgency() loket.Agency {
	return loket.Agency{ID: "dinas-lain", Code: "LAI", Name: "Dinas Lain", Zone: "Asia/Jakarta"}
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) ctx() context.Context { return o.t.Context() }

// wantErr compares an error's identity.
func (o *office) wantErr(doing string, got, want error) {
	o.t.Helper()
	if !errors.Is(got, want) {
		o.t.Errorf("%s = %v, want %v", doing, got, want)
	}
}

// member is an active account of the first agency.
func member(id loket.StaffID, role loket.Role) loket.Staff {
	return loket.Staff{ID: id, Agency: lokettest.Agency().ID, Role: role}
}

func petugasA() loket.Staff { return member("petugas-a", loket.RoleOfficer) }
func petugasB() loket.Staff { return member("petugas-b", loket.RoleOfficer) }

// situation is a person's conversation after they wrote.
func (o *office) situation(person, text string) loket.Situation {
	o.t.Helper()
	receipts, err := o.ledger.Ingest(o.ctx(), []loket.Inbound{{
		Channel: lokettest.Channels()[0].ID, OriginKey: "m:" + person + ":" + text, Person: person,
		Address: "chat-" + person, Kind: loket.MessageText, Text: text,
	}})
	o.must(err)
	s, err := o.ledger.Situation(o.ctx(), receipts[0].Conversation)
	o.must(err)
	return s
}

// ticket hands a person's question over.
func (o *office) ticket(person string) loket.Ticket {
	o.t.Helper()
	return o.handOver(o.situation(person, "pertanyaan yang sulit"), loket.HandOff{Kind: loket.KindQuestion, Reason: "unknown"})
}

func (o *office) handOver(s loket.Situation, why loket.HandOff) loket.Ticket {
	o.t.Helper()
	why.Message = s.Pending[0]
	k := o.Open(o.clock.Now(), s, why)
	o.must(o.ledger.Settle(o.ctx(), loket.Decision{
		Channel:      s.Conversation.Channel,
		Conversation: s.Conversation.ID, Ticket: &k,
		Settled: []loket.Settlement{{Message: why.Message.ID, Outcome: loket.OutcomeHandedOff, Ticket: k.ID}},
	}))
	return k
}

func (o *office) claims(by loket.Staff, id loket.TicketID) loket.Ticket {
	o.t.Helper()
	k, err := o.Claim(o.ctx(), by, id)
	o.must(err)
	return k
}

// now is the ticket as the ledger has it.
func (o *office) now(id loket.TicketID) loket.Ticket {
	o.t.Helper()
	view, err := o.ledger.Ticket(o.ctx(), lokettest.Agency().ID, id)
	o.must(err)
	return view.Ticket
}

// replies are the texts the ledger owes as a human's words.
func (o *office) replies() []string {
	o.t.Helper()
	owed, err := o.ledger.Owed(o.ctx(), lokettest.Channels()[0].ID, o.clock.Now(), 100)
	o.must(err)
	var texts []string
	for _, s := range owed {
		if s.Kind == loket.AnswerReply {
			texts = append(texts, s.Content.Text)
		}
	}
	return texts
}

func (o *office) events(kind loket.EventKind) []loket.Event {
	o.t.Helper()
	all, err := o.ledger.Events(o.ctx(), 0, 1000)
	o.must(err)
	var out []loket.Event
	for _, e := range all {
		if e.Kind == kind {
			out = append(out, e)
		}
	}
	return out
}

// queue remembers what it was told, in order.
type queue struct {
	err error // of every call

	mu     sync.Mutex // guards all below
	told   []hint
	offers []loket.Ticket // what Next finds, in turn
}

type hint struct {
	what   string
	ticket loket.Ticket
}

func (q *queue) tell(what string, t loket.Ticket) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.told = append(q.told, hint{what, t})
	return q.err
}

func (q *queue) Waiting(_ context.Context, t loket.Ticket) error { return q.tell("waiting", t) }
func (q *queue) Taken(_ context.Context, t loket.Ticket) error   { return q.tell("taken", t) }
func (q *queue) Gone(_ context.Context, t loket.Ticket) error    { return q.tell("gone", t) }

// Next offers the first of what is there, until it is gone.
func (q *queue) Next(context.Context, loket.Staff, loket.UnitID, string, time.Time) (loket.Ticket, bool, error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err != nil || len(q.offers) == 0 {
		return loket.Ticket{}, false, q.err
	}
	offer := q.offers[0]
	q.offers = q.offers[1:]
	return loket.Ticket{ID: offer.ID, Agency: offer.Agency, Unit: offer.Unit}, true, nil
}

func (q *queue) words() []string {
	var out []string
	for _, h := range q.told {
		out = append(out, h.what)
	}
	return out
}

// atOnce lets several processes do the same side by side, and tells how many sends
// became owed.
func (o *office) atOnce(processes int, do func() error) (told int) {
	o.t.Helper()
	before := len(*o.owed)
	var all sync.WaitGroup
	for range processes {
		all.Go(func() {
			if err := do(); err != nil {
				o.t.Errorf("side by side: %v, want no error", err)
			}
		})
	}
	all.Wait()
	return len(*o.owed) - before
}
