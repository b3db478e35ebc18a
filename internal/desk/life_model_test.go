package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/store/storetest"
	"loket/internal/testserver"
)

// TestLife draws what two officers, a citizen and time do, and holds the desk on
// both engines to a model of it: no reply is lost or made up, nobody but the
// holder writes, never are there two, and closed is closed.
func TestLife(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]func(*testing.T) string{
		"SQLite": func(t *testing.T) string { t.Helper(); return storetest.ReadySQLite(t) },
		"Postgres": func(t *testing.T) string {
			t.Helper()
			return testserver.SharedPostgres(t).Copy(t, storetest.MakeTables)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := openOfficeAt(t, address(t))
			people := 0
			rapid.Check(t, func(t *rapid.T) {
				people++
				l := newLife(t, o, fmt.Sprintf("warga-%d", people))
				for range rapid.IntRange(1, 25).Draw(t, "steps") {
					l.step(rapid.SampledFrom(lifeSteps).Draw(t, "step"), rapid.IntRange(0, 1).Draw(t, "officer"))
					l.check()
				}
			})
		})
	}
}

var lifeSteps = []string{
	"claim", "claim", "claim both", "reply", "reply", "release", "renew", "await", "snooze", "close", "reopen", "note",
	"transfer", "prioritise", "citizen writes", "citizen writes", "minute", "lease runs out", "hour", "day",
}

// life is one citizen's ticket as the model has it.
type life struct {
	t        *rapid.T
	o        *office
	person   string
	officers [2]loket.Staff
	knows    [2]int64 // the epoch each officer last claimed under
	form     int64    // the epoch of the form at hand: a page may be old

	id       loket.TicketID
	state    loket.TicketState
	owner    int
	epoch    int64
	until    time.Time // of the lease
	returns  time.Time // of the pause
	closedAt time.Time
	answered bool
	lapses   int
	unit     loket.UnitID
	replies  []string
	notes    int
}

func newLife(t *rapid.T, o *office, person string) *life {
	l := &life{t: t, o: o, person: person, officers: [2]loket.Staff{petugasA(), petugasB()}}
	l.opened(o.ticket(person))
	return l
}

// opened starts the model of a new ticket; what was said before stays said.
func (l *life) opened(k loket.Ticket) {
	*l = life{t: l.t, o: l.o, person: l.person, officers: l.officers, replies: l.replies, id: k.ID, state: loket.TicketWaiting, unit: loket.DefaultUnit}
}

func (l *life) now() time.Time { return l.o.clock.Now() }

func (l *life) holds(by int) bool {
	return l.state == loket.TicketClaimed && l.owner == by && l.epoch == l.form
}

func (l *life) paused() bool {
	return l.state == loket.TicketWaitingCitizen || l.state == loket.TicketSnoozed
}

// step does one thing to the desk and to the model.
func (l *life) step(name string, by int) {
	l.form = l.knows[by]
	if rapid.IntRange(0, 4).Draw(l.t, "page") == 0 {
		l.form--
	}
	staff, ctx := l.officers[by], l.o.ctx()
	switch name {
	case "claim":
		_, err := l.o.Claim(ctx, staff, l.id)
		l.want(name, err, l.claims(by))
	case "claim both":
		l.claimBoth()
	case "reply":
		text := fmt.Sprintf("balasan %d", len(l.replies))
		if l.want(name, l.o.Reply(ctx, staff, l.id, l.form, text), l.holds(by)) {
			l.replies, l.answered, l.lapses = append(l.replies, text), true, 0
			l.until = l.now().Add(l.o.Terms.Lease)
		}
	case "renew":
		_, err := l.o.Renew(ctx, staff, l.id, l.form)
		if l.want(name, err, l.holds(by)) {
			l.until = l.now().Add(l.o.Terms.Lease)
		}
	case "release":
		if l.want(name, l.o.Release(ctx, staff, l.id, l.form), l.holds(by)) {
			l.state = loket.TicketWaiting
		}
	case "await":
		err := l.o.Pause(ctx, staff, l.id, l.form, loket.Pause{Kind: loket.PauseCitizen})
		if l.want(name, err, l.holds(by) && l.answered) {
			l.state, l.returns = loket.TicketWaitingCitizen, l.now().Add(l.o.Terms.Citizen)
		}
	case "snooze":
		err := l.o.Pause(ctx, staff, l.id, l.form, loket.Pause{Kind: loket.PauseHour})
		if l.want(name, err, l.holds(by)) {
			l.state, l.returns = loket.TicketSnoozed, l.now().Add(time.Hour)
		}
	default:
		l.stepOn(name, by)
	}
}

func (l *life) stepOn(name string, by int) {
	staff, ctx := l.officers[by], l.o.ctx()
	switch name {
	case "close":
		if l.want(name, l.o.Close(ctx, staff, l.id, l.form), l.holds(by)) {
			l.state, l.closedAt = loket.TicketClosed, l.now()
		}
	case "reopen":
		if l.want(name, l.o.Reopen(ctx, staff, l.id), l.state == loket.TicketClosed && l.now().Sub(l.closedAt) <= loket.ReopenWithin) {
			l.state, l.lapses = loket.TicketWaiting, 0
		}
	case "note":
		l.want(name, l.o.Note(ctx, staff, l.id, "catatan"), true)
		l.notes++
	case "transfer":
		to := loket.Destination{Agency: staff.Agency, Unit: "pengaduan"}
		if l.want(name, l.o.Transfer(ctx, staff, l.id, l.form, to, "bukan kami"), l.holds(by) && l.unit != to.Unit) {
			l.state, l.unit = loket.TicketWaiting, to.Unit
			l.notes++
		}
	case "prioritise":
		free := l.state != loket.TicketClaimed || l.owner == by || !l.now().Before(l.until)
		err := l.o.Prioritise(ctx, staff, l.id, l.form, loket.PriorityHigh)
		l.want(name, err, l.state != loket.TicketClosed && l.epoch == l.form && free)
	case "citizen writes":
		l.writes()
	default:
		passes := map[string]time.Duration{"minute": time.Minute, "lease runs out": l.o.Terms.Lease, "hour": time.Hour, "day": 24 * time.Hour}
		l.o.clock.Add(passes[name])
		_, err := l.o.Wake(ctx)
		l.want(name, err, true)
		if l.paused() && !l.now().Before(l.returns) {
			l.state = loket.TicketWaiting
		}
	}
}

// claims is the model's claim; false: it is refused.
func (l *life) claims(by int) bool {
	switch {
	case l.state == loket.TicketClosed, l.state == loket.TicketReview:
		return false
	case l.state == loket.TicketClaimed && l.owner == by:
		l.until, l.knows[by] = l.now().Add(l.o.Terms.Lease), l.epoch
		return true
	case l.state == loket.TicketClaimed && l.now().Before(l.until):
		return false
	case l.state == loket.TicketClaimed:
		if l.lapses++; l.lapses == loket.MostLapses {
			l.state = loket.TicketReview
			return false
		}
	}
	l.epoch++
	l.state, l.owner, l.until, l.knows[by] = loket.TicketClaimed, by, l.now().Add(l.o.Terms.Lease), l.epoch
	return true
}

// claimBoth has both officers claim at once what waits: one of them gets it.
func (l *life) claimBoth() {
	if l.state != loket.TicketWaiting {
		return
	}
	var both sync.WaitGroup
	var errs [2]error
	for by, staff := range l.officers {
		both.Go(func() { _, errs[by] = l.o.Claim(l.o.ctx(), staff, l.id) })
	}
	both.Wait()
	winner := slices.IndexFunc(errs[:], func(err error) bool { return err == nil })
	if winner < 0 || !errors.Is(errs[1-winner], loket.ErrTicketHeld) {
		l.t.Fatalf("both claim: %v, want one to get it and one to hear that it is held", errs)
	}
	l.claims(winner)
}

// writes is a message no entry answers, as the clerk settles it: it joins what
// is open, goes on with what was closed lately, or opens a new ticket.
func (l *life) writes() {
	s := l.o.situation(l.person, "tanya "+string(loket.NewID[loket.MessageID]()))
	if s.Ticket != nil {
		l.o.joins(l.person, s.Ticket.ID, loket.OutcomeJoined)
		if l.paused() {
			l.state = loket.TicketWaiting
		}
		return
	}
	again, err := l.o.Closed(l.o.ctx(), s, loket.HandOff{Kind: loket.KindQuestion})
	l.want("look for a closed ticket", err, true)
	lately := l.now().Sub(l.closedAt) < loket.QuietEpisode
	if (again != nil) != lately {
		l.t.Fatalf("closed %v ago goes on: %v, want %v", l.now().Sub(l.closedAt), again != nil, lately)
	}
	if again == nil {
		l.opened(l.o.handOver(s, loket.HandOff{Kind: loket.KindQuestion}))
		return
	}
	err = l.o.ledger.Settle(l.o.ctx(), loket.Decision{
		Agency: lokettest.Agency().ID, Channel: s.Conversation.Channel, Conversation: s.Conversation.ID,
		Episode: s.Conversation.Episode, Reopen: again, ReopenedBy: s.Pending[0].ID,
		Settled: []loket.Settlement{{Message: s.Pending[0].ID, Outcome: loket.OutcomeJoined, Ticket: again.ID}},
	})
	l.want("go on with a closed ticket", err, true)
	l.state, l.lapses = loket.TicketWaiting, 0
}

// want compares what came of a step with the model, and tells whether it was done.
func (l *life) want(name string, err error, done bool) bool {
	if (err == nil) != done {
		l.t.Fatalf("%s: %v, want it done: %v (model: %s, epoch %d, form of epoch %d)", name, err, done, l.state, l.epoch, l.form)
	}
	if err != nil && loket.CodeOf(err) == "" {
		l.t.Fatalf("%s: %v, want words for the person", name, err)
	}
	return done
}

// check compares the ledger with the model.
func (l *life) check() {
	view, err := l.o.ledger.Ticket(l.o.ctx(), lokettest.Agency().ID, l.id)
	l.want("read", err, true)
	k := view.Ticket
	if k.State != l.state || k.LeaseEpoch != l.epoch || k.Unit != l.unit || k.Lapses != l.lapses || len(view.Notes) != l.notes {
		l.t.Fatalf("ticket = %+v with %d notes, want %s under epoch %d, %d lapses, %d notes", k, len(view.Notes), l.state, l.epoch, l.lapses, l.notes)
	}
	if l.state == loket.TicketClaimed && k.Staff != l.officers[l.owner].ID {
		l.t.Fatalf("held by %q, want %q", k.Staff, l.officers[l.owner].ID)
	}
	var said []string
	for _, line := range view.Lines {
		if line.Answer == loket.AnswerReply {
			said = append(said, line.Text)
		}
	}
	slices.Sort(said)
	want := slices.Clone(l.replies)
	slices.Sort(want)
	if !slices.Equal(said, want) {
		l.t.Fatalf("replies in the ledger: %q, want %q", said, want)
	}
}
