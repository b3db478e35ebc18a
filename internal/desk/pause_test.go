package desk_test

import (
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

// answered claims a person's ticket and replies to it.
func (o *office) answered(person string) loket.Ticket {
	o.t.Helper()
	k := o.claims(petugasA(), o.ticket(person).ID)
	o.must(o.Reply(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, "Apakah akta lahirnya ada?"))
	return k
}

func (o *office) pauses(k loket.Ticket, kind loket.PauseKind) {
	o.t.Helper()
	o.must(o.Pause(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, loket.Pause{Kind: kind}))
}

// joins has a person write once more; the message ends with an outcome.
func (o *office) joins(person string, to loket.TicketID, outcome loket.Outcome) {
	o.t.Helper()
	s := o.situation(person, "ada pak "+string(loket.NewID[loket.MessageID]()))
	o.must(o.ledger.Settle(o.ctx(), loket.Decision{
		Agency: lokettest.Agency().ID, Channel: s.Conversation.Channel, Conversation: s.Conversation.ID,
		NextDue: o.NextDue(loket.Ticket{Agency: lokettest.Agency().ID}, o.clock.Now()),
		Settled: []loket.Settlement{{Message: s.Pending[0].ID, Outcome: outcome, Ticket: to}},
	}))
}

// queued are the tickets the reconciler wants in the queue.
func (o *office) queued() []loket.Ticket {
	o.t.Helper()
	all, err := o.ledger.Queued(o.ctx(), lokettest.Agency().ID, loket.DefaultUnit)
	o.must(err)
	return all
}

func TestPause(t *testing.T) {
	t.Parallel()
	t.Run("ForTheCitizen/WakesWithANewDeadline", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.answered("a")
		o.pauses(k, loket.PauseCitizen)
		now := o.now(k.ID)
		if now.State != loket.TicketWaitingCitizen || now.Held(o.clock.Now()) || !now.ReturnAt.Equal(o.clock.Now().Add(24*time.Hour)) {
			t.Errorf("paused ticket = %+v, want it to wait 24 office hours for the citizen", now)
		}
		if len(o.queued()) != 0 {
			t.Error("a ticket that waits for its citizen is in the queue")
		}
		o.wantErr("Reply() to a paused ticket", o.Reply(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, "Halo."), loket.ErrLeaseLost)
		o.clock.Add(3 * time.Hour)
		o.joins("a", k.ID, loket.OutcomeNoticed)
		if o.now(k.ID).State != loket.TicketWaitingCitizen {
			t.Error("a thanks woke the ticket")
		}
		o.joins("a", k.ID, loket.OutcomeJoined)
		now = o.now(k.ID)
		if now.State != loket.TicketWaiting || now.Staff != "" || !now.DueAt.Equal(o.clock.Now().Add(30*time.Minute)) {
			t.Errorf("woken ticket = %+v, want it to wait, due half an hour from now", now)
		}
		if e := o.events(loket.EventWake); len(e) != 1 || e[0].ActorKind != loket.ByCitizen || e[0].Message == "" || e[0].Value != k.LeaseEpoch {
			t.Errorf("events = %+v, want one wake by the citizen's message", e)
		}
		if len(o.queued()) != 1 {
			t.Error("a woken ticket is not in the queue")
		}
	})
	t.Run("ForTheCitizen/OnlyAfterAReply", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		err := o.Pause(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, loket.Pause{Kind: loket.PauseCitizen})
		o.wantErr("Pause() before any reply", err, loket.ErrNothingAsked)
	})
	t.Run("ForTheCitizen/LimitReturnsIt", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.answered("a")
		o.pauses(k, loket.PauseCitizen)
		o.clock.Add(24*time.Hour - time.Millisecond)
		if n, err := o.Wake(o.ctx()); n != 0 || err != nil {
			t.Errorf("Wake() before the limit = %d, %v, want none", n, err)
		}
		o.clock.Add(time.Millisecond)
		if n, err := o.Wake(o.ctx()); n != 1 || err != nil {
			t.Errorf("Wake() at the limit = %d, %v, want 1", n, err)
		}
		if now := o.now(k.ID); now.State != loket.TicketWaiting || !now.DueAt.Equal(o.clock.Now().Add(30*time.Minute)) {
			t.Errorf("ticket past the limit = %+v, want it to wait for staff", now)
		}
		if n, err := o.Wake(o.ctx()); n != 0 || err != nil {
			t.Errorf("Wake() again = %d, %v, want none", n, err)
		}
	})
	t.Run("ForTheCitizen/LimitClosesItByPolicy", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		o.Terms.CloseSilent = true
		k := o.answered("a")
		o.pauses(k, loket.PauseCitizen)
		o.clock.Add(24 * time.Hour)
		told := len(*o.owed)
		n, err := o.Wake(o.ctx())
		o.must(err)
		now := o.now(k.ID)
		if n != 1 || now.State != loket.TicketClosed || now.ClosedBy != string(loket.ByTimeout) || len(*o.owed) != told+1 {
			t.Errorf("ticket past the limit = %+v, %d told, want it closed and the citizen told once", now, len(*o.owed)-told)
		}
	})
	t.Run("Snooze/KeepsTheDeadline", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.pauses(k, loket.PauseHour)
		o.clock.Add(time.Hour)
		_, err := o.Wake(o.ctx())
		o.must(err)
		if now := o.now(k.ID); now.State != loket.TicketWaiting || !now.DueAt.Equal(k.DueAt) {
			t.Errorf("ticket after the hour = %+v, want it waiting at its old place", now)
		}
	})
	t.Run("Snooze/AReplyWakesItAtItsPlace", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.pauses(k, loket.PauseReply)
		if now := o.now(k.ID); now.State != loket.TicketSnoozed || !now.ReturnAt.Equal(o.clock.Now().Add(loket.MostPause)) {
			t.Errorf("snoozed ticket = %+v, want an end even without a reply", now)
		}
		o.joins("a", k.ID, loket.OutcomeQuoted)
		if now := o.now(k.ID); now.State != loket.TicketWaiting || !now.DueAt.Equal(k.DueAt) {
			t.Errorf("ticket after a reply = %+v, want it waiting at its old place", now)
		}
	})
	t.Run("ClaimedByAnybody", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.pauses(k, loket.PauseTomorrow)
		again := o.claims(petugasB(), k.ID)
		if again.LeaseEpoch != k.LeaseEpoch+1 || !again.ReturnAt.IsZero() || again.Staff != "petugas-b" {
			t.Errorf("claim of a snoozed ticket = %+v, want petugasB's under a new epoch", again)
		}
	})
}

func TestPauseEnds(t *testing.T) {
	t.Parallel()
	wita := time.FixedZone("WITA", 8*3600)
	friday := time.Date(2026, 10, 9, 10, 0, 0, 0, wita)
	monday := time.Date(2026, 10, 12, 8, 0, 0, 0, wita)
	for name, c := range map[string]struct {
		pause loket.Pause
		want  time.Time // zero: refused
	}{
		"Tomorrow/IsTheNextOpening":  {loket.Pause{Kind: loket.PauseTomorrow}, monday},
		"Date/WhenItOpens":           {loket.Pause{Kind: loket.PauseDate, Date: time.Date(2026, 10, 13, 0, 0, 0, 0, wita)}, monday.AddDate(0, 0, 1)},
		"Date/ClosedDay/NextOpening": {loket.Pause{Kind: loket.PauseDate, Date: time.Date(2026, 10, 11, 15, 0, 0, 0, wita)}, monday},
		"Date/Today":                 {loket.Pause{Kind: loket.PauseDate, Date: friday}, time.Time{}},
		"Date/None":                  {loket.Pause{Kind: loket.PauseDate}, time.Time{}},
		"Date/TooFar":                {loket.Pause{Kind: loket.PauseDate, Date: friday.AddDate(0, 0, 31)}, time.Time{}},
		"Unknown":                    {loket.Pause{Kind: "nanti"}, time.Time{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := openOffice(t)
			o.clock.Add(friday.Sub(o.clock.Now()))
			k := o.claims(petugasA(), o.ticket("a").ID)
			err := o.Pause(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, c.pause)
			if c.want.IsZero() {
				if loket.CodeOf(err) != loket.CodeInvalid || o.now(k.ID).State != loket.TicketClaimed {
					t.Errorf("Pause() = %v, want it refused", err)
				}
				return
			}
			o.must(err)
			if now := o.now(k.ID); !now.ReturnAt.Equal(c.want) {
				t.Errorf("pause until %v, want %v", now.ReturnAt, c.want)
			}
		})
	}
}
