package desk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

// promised hands a person's question over with a promise, as the clerk does.
func (o *office) promised(person string) loket.Ticket {
	o.t.Helper()
	s := o.situation(person, "pertanyaan yang sulit")
	why := loket.HandOff{Kind: loket.KindQuestion, Reason: "unknown", Message: s.Pending[0]}
	k := o.Open(o.clock.Now(), s, why)
	outlook, err := o.Outlook(o.ctx(), k)
	o.must(err)
	k.Promise = loket.GivenPromise(outlook.Latest)
	o.must(o.ledger.Settle(o.ctx(), loket.Decision{
		Channel: s.Conversation.Channel, Conversation: s.Conversation.ID, Ticket: &k,
		Settled: []loket.Settlement{{Message: why.Message.ID, Outcome: loket.OutcomeHandedOff, Ticket: k.ID}},
	}))
	return k
}

func (o *office) looks() {
	o.t.Helper()
	o.must(o.RenewDue(o.ctx(), lokettest.Agency().ID, lokettest.Channels()[0].ID))
}

// goes sets the clock to a time of the office's, which must be ahead.
func (o *office) goes(to string) {
	o.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15.04", to, o.office.Zone())
	o.must(err)
	o.clock.Add(at.Sub(o.clock.Now()))
}

// stands compares a ticket's promise with what it should be, on the office's
// clock.
func (o *office) stands(id loket.TicketID, state loket.PromiseState, at string, renewals int) {
	o.t.Helper()
	p := o.now(id).Promise
	if got := p.At.In(o.office.Zone()).Format("2006-01-02 15.04"); p.State != state || got != at || p.Renewals != renewals {
		o.t.Errorf("promise = %s, %s, %d renewals, want %s, %s, %d", p.State, got, p.Renewals, state, at, renewals)
	}
}

func TestRenewBeforeItBreaks(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.promised("a")
	o.stands(k.ID, loket.PromiseGiven, "2026-11-23 09.30", 0)
	o.goes("2026-11-23 09.14")
	o.looks()
	o.stands(k.ID, loket.PromiseGiven, "2026-11-23 09.30", 0)
	o.goes("2026-11-23 09.15")
	o.looks()
	o.stands(k.ID, loket.PromiseRenewed, "2026-11-23 09.45", 1)
	o.looks()
	o.stands(k.ID, loket.PromiseRenewed, "2026-11-23 09.45", 1)
	sends := *o.owed
	if len(sends) != 1 || sends[0].Class != loket.ClassA || sends[0].Lane != loket.LaneNotice || !sends[0].ExpiresAt.Equal(o.now(k.ID).Promise.At) {
		t.Fatalf("owed = %+v, want one notice of class A that expires with the new time", sends)
	}
	if text := sends[0].Content.Text; !strings.Contains(text, "Mohon maaf") || !strings.Contains(text, "hari ini pukul 09.45 WITA") {
		t.Errorf("notice = %q, want an apology and the new time", text)
	}
	events := o.events(loket.EventPromiseRenewed)
	if len(events) != 1 || !events[0].Until.Equal(o.now(k.ID).Promise.At) || events[0].Value != k.Promise.At.UnixMilli() || events[0].Answer == "" {
		t.Errorf("events = %+v, want the new time, the one before and the notice", events)
	}
}

// TestRenewalsGrowApart: who waits all day is not told so every half hour.
func TestRenewalsGrowApart(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.promised("a")
	for o.clock.Now().In(o.office.Zone()).Day() == 23 {
		o.clock.Add(time.Minute)
		o.looks()
	}
	if told := len(*o.owed); told < 2 || told > 5 {
		t.Errorf("%d notices in a day, want a few", told)
	}
	if n := len(o.events(loket.EventPromiseBroken)); n != 0 {
		t.Errorf("%d promises broken, want none", n)
	}
	for _, e := range o.events(loket.EventNotice) {
		if !o.office.IsOpen(e.At) {
			t.Errorf("told at %v, when the office is closed", e.At)
		}
	}
	if p := o.now(k.ID).Promise; p.State != loket.PromiseRenewed || !p.First.Equal(k.Promise.First) {
		t.Errorf("promise = %+v, want it renewed, the first time kept", p)
	}
}

func TestKeptByTheFirstReply(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.promised("a")
	claimed := o.claims(petugasA(), k.ID)
	o.must(o.Reply(o.ctx(), petugasA(), k.ID, claimed.LeaseEpoch, "Silakan datang ke loket 3."))
	o.must(o.Reply(o.ctx(), petugasA(), k.ID, claimed.LeaseEpoch, "Bawa KK."))
	o.stands(k.ID, loket.PromiseKept, "2026-11-23 09.30", 0)
	kept := o.events(loket.EventPromiseKept)
	if len(kept) != 1 || kept[0].ActorID != "petugas-a" || kept[0].Answer == "" || kept[0].Value != 0 {
		t.Errorf("events = %+v, want one, by petugas-a, with the reply", kept)
	}
	o.goes("2026-11-23 12.00")
	o.looks()
	o.must(o.Close(o.ctx(), petugasA(), k.ID, claimed.LeaseEpoch))
	if n := len(o.events(loket.EventPromiseBroken)) + len(o.events(loket.EventPromiseRenewed)); n != 0 {
		t.Errorf("%d more events after it was kept", n)
	}
}

func TestRenewedThenAnswered(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.promised("a")
	o.goes("2026-11-23 09.20")
	o.looks()
	claimed := o.claims(petugasA(), k.ID)
	o.must(o.Reply(o.ctx(), petugasA(), k.ID, claimed.LeaseEpoch, "Silakan datang ke loket 3."))
	if kept := o.events(loket.EventPromiseKept); len(kept) != 1 || kept[0].Value != 1 {
		t.Errorf("events = %+v, want one that tells of the renewal: it is no first promise kept", kept)
	}
}

func TestBrokenByALateReply(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.promised("a")
	o.goes("2026-11-23 09.31")
	claimed := o.claims(petugasA(), k.ID)
	o.must(o.Reply(o.ctx(), petugasA(), k.ID, claimed.LeaseEpoch, "Silakan datang ke loket 3."))
	broken := o.events(loket.EventPromiseBroken)
	if len(broken) != 1 || !broken[0].At.Equal(k.Promise.At) || len(o.events(loket.EventPromiseKept)) != 0 {
		t.Errorf("events = %+v, want it broken at the promised time", broken)
	}
}

func TestBrokenByClosingUnanswered(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.promised("a")
	claimed := o.claims(petugasA(), k.ID)
	o.must(o.Close(o.ctx(), petugasA(), k.ID, claimed.LeaseEpoch))
	o.stands(k.ID, loket.PromiseBroken, "2026-11-23 09.30", 0)
	if broken := o.events(loket.EventPromiseBroken); len(broken) != 1 || !broken[0].At.Equal(o.clock.Now()) {
		t.Errorf("events = %+v, want it broken by closing", broken)
	}
}

// TestBrokenWhileNobodyLooked: the program was away. What broke is called so, and
// the citizen is told a new time.
func TestBrokenWhileNobodyLooked(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.promised("a")
	o.goes("2026-11-23 19.00")
	o.looks()
	o.stands(k.ID, loket.PromiseGiven, "2026-11-23 09.30", 0)
	o.goes("2026-11-24 08.00")
	o.looks()
	o.stands(k.ID, loket.PromiseBroken, "2026-11-24 08.30", 1)
	if text := (*o.owed)[0].Content.Text; !strings.Contains(text, "terlambat") || !strings.Contains(text, "08.30 WITA") {
		t.Errorf("notice = %q, want that we are late, and the new time", text)
	}
	o.goes("2026-11-24 08.20")
	o.looks()
	if broken, told := len(o.events(loket.EventPromiseBroken)), len(*o.owed); broken != 1 || told != 2 {
		t.Errorf("broken %d times, told %d times, want once and twice", broken, told)
	}
}

// TestSuddenClosure: the office's hours change under a promise; by day its citizen
// is told at once, at night in the morning.
func TestSuddenClosure(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		now  string
		told int
	}{"ByDay": {"2026-11-23 09.05", 1}, "ByNight": {"2026-11-23 21.00", 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := openOffice(t)
			k := o.promised("a")
			holidays, err := calendar.Holidays()
			o.must(err)
			o.office, err = calendar.New(calendar.Rules{
				Zone: lokettest.Agency().Zone, Week: calendar.DefaultWeek(), Holidays: holidays,
				Exceptions: []calendar.Exception{{Date: calendar.Date{Year: 2026, Month: 11, Day: 23}, Kind: calendar.Closed, Reason: "pemadaman listrik"}},
			})
			o.must(err)
			o.goes(c.now)
			o.looks()
			if told := len(*o.owed); told != c.told {
				t.Fatalf("told %d times, want %d", told, c.told)
			}
			if c.told > 0 {
				o.stands(k.ID, loket.PromiseRenewed, "2026-11-24 08.30", 1)
			}
		})
	}
}

// TestTwoLook: two processes look at the same time; one of them tells.
func TestTwoLook(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	for _, person := range []string{"a", "b", "c", "d"} {
		o.promised(person)
	}
	o.goes("2026-11-23 09.20")
	told := o.atOnce(4, func() error { return o.RenewDue(o.ctx(), lokettest.Agency().ID, lokettest.Channels()[0].ID) })
	if n := len(o.events(loket.EventPromiseRenewed)); n != 2 || told != 2 {
		t.Errorf("%d renewals, %d notices, want the two that are due renewed once each", n, told)
	}
}

// TestOutlook: the place and the figures come from the ledger.
func TestOutlook(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	var last loket.Ticket
	for _, person := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		last = o.promised(person)
		o.clock.Add(time.Second)
	}
	outlook, err := o.Outlook(o.ctx(), last)
	o.must(err)
	if want := "11.15"; outlook.Place != 8 || outlook.Latest.In(o.office.Zone()).Format("15.04") != want {
		t.Errorf("outlook = %+v, want place 8 and %s: 8 × 15 minutes by one", outlook, want)
	}
	o.claims(petugasA(), o.first())
	o.claims(petugasB(), o.first())
	outlook, err = o.Outlook(o.ctx(), last)
	o.must(err)
	if want := "10.00"; outlook.Place != 6 || outlook.Latest.In(o.office.Zone()).Format("15.04") != want {
		t.Errorf("outlook = %+v, want place 6 and %s: two are at work", outlook, want)
	}
}

// first is the ticket that waits first.
func (o *office) first() loket.TicketID {
	o.t.Helper()
	rows, err := o.ledger.OpenTickets(o.ctx(), lokettest.Agency().ID, 100)
	o.must(err)
	for _, row := range rows {
		if row.Ticket.State == loket.TicketWaiting {
			return row.Ticket.ID
		}
	}
	o.t.Fatal("nothing waits")
	return ""
}

// TestTypicalHandling: twenty closed tickets make a figure of one's own, their
// third quartile; the nineteenth does not.
func TestTypicalHandling(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	for i := range 20 {
		k := o.promised(string(rune('a' + i)))
		claimed := o.claims(petugasA(), k.ID)
		took := time.Minute
		if i >= 14 {
			took = 40 * time.Minute // six of twenty: the third quartile is one of them
		}
		o.clock.Add(took)
		o.must(o.Close(o.ctx(), petugasA(), k.ID, claimed.LeaseEpoch))
		if i == 18 {
			o.foretells(15 * time.Minute)
		}
	}
	o.clock.Add(11 * time.Minute) // the figure is read anew
	o.foretells(40 * time.Minute)
}

// foretells checks what a ticket at place 20 is promised by one at work.
func (o *office) foretells(handling time.Duration) {
	o.t.Helper()
	ahead := loket.Ticket{ID: "zzz", Agency: lokettest.Agency().ID, Unit: loket.DefaultUnit, DueAt: o.clock.Now()}
	outlook, err := o.Outlook(o.ctx(), ahead)
	o.must(err)
	if got, least := o.office.Between(o.clock.Now(), outlook.Latest), max(handling, 30*time.Minute); got < least || got > least+15*time.Minute {
		o.t.Errorf("promised in %v of office time, want %v and no quarter more", got, least)
	}
}

// TestRenewPutAside: whoever's ticket is put aside is told when it comes back, not
// a time that cannot be kept.
func TestRenewPutAside(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.promised("a")
	held, err := o.Claim(o.ctx(), petugasA(), k.ID)
	o.must(err)
	o.must(o.Pause(o.ctx(), petugasA(), k.ID, held.LeaseEpoch, loket.Pause{Kind: loket.PauseTomorrow}))
	o.goes("2026-11-23 09.15")
	o.looks()
	o.stands(k.ID, loket.PromiseRenewed, "2026-11-24 08.30", 1)
}

// TestPromisedAgain: what was answered long ago says nothing of a ticket that was
// opened again, and its promise is watched like the first.
func TestPromisedAgain(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.promised("a")
	held, err := o.Claim(o.ctx(), petugasA(), k.ID)
	o.must(err)
	o.must(o.Reply(o.ctx(), petugasA(), k.ID, held.LeaseEpoch, "Silakan datang besok."))
	o.must(o.Close(o.ctx(), petugasA(), k.ID, held.LeaseEpoch))
	o.must(o.Reopen(o.ctx(), petugasA(), k.ID))
	o.stands(k.ID, loket.PromiseKept, "2026-11-23 09.30", 0)
	o.promises(k.ID, "2026-11-23 10.00")
	o.goes("2026-11-23 09.45")
	o.looks()
	o.stands(k.ID, loket.PromiseRenewed, "2026-11-23 10.15", 1)
	o.goes("2026-11-23 10.20")
	held, err = o.Claim(o.ctx(), petugasA(), k.ID)
	o.must(err)
	if err := o.Pause(o.ctx(), petugasA(), k.ID, held.LeaseEpoch, loket.Pause{Kind: loket.PauseCitizen}); !errors.Is(err, loket.ErrNothingAsked) {
		t.Errorf("waiting for a citizen who is owed a reply: %v, want %v", err, loket.ErrNothingAsked)
	}
	o.must(o.Reply(o.ctx(), petugasA(), k.ID, held.LeaseEpoch, "Maaf, ini jawabannya."))
	o.stands(k.ID, loket.PromiseLate, "2026-11-23 10.15", 1)
	if broken := o.events(loket.EventPromiseBroken); len(broken) != 1 || !broken[0].At.Equal(o.now(k.ID).Promise.At) {
		t.Errorf("broken = %+v, want one, when it was over", broken)
	}
	o.looks()
	if late := o.events(loket.EventPromiseRenewed); len(late) != 1 {
		t.Errorf("renewals = %+v, want none after the reply", late)
	}
}

// promises gives a ticket a new promise, as the clerk does when it goes on.
func (o *office) promises(id loket.TicketID, at string) {
	o.t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15.04", at, o.office.Zone())
	o.must(err)
	_, err = o.ledger.UpdateTicket(o.ctx(), lokettest.Agency().ID, id, func(k *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		k.Promise = loket.GivenPromise(when)
		return loket.Change{}, nil
	})
	o.must(err)
}
