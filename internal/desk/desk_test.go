package desk_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

func TestOpen(t *testing.T) {
	t.Parallel()
	t.Run("Question/DueInOfficeTime", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		s := o.situation("a", "sulit")
		k := o.Open(o.clock.Now(), s, loket.HandOff{Message: s.Pending[0], Kind: loket.KindQuestion, Reason: "unknown", Topic: "kk-baru"})
		if !k.DueAt.Equal(o.clock.Now().Add(30*time.Minute)) || k.State != loket.TicketWaiting || k.Unit != loket.DefaultUnit {
			t.Errorf("Open() = %+v, want it waiting at the default unit, due in half an hour", k)
		}
		if k.Message != s.Pending[0].ID || k.Episode != s.Pending[0].Episode || k.Conversation != s.Conversation.ID || k.Topic != "kk-baru" {
			t.Errorf("Open() = %+v, want it to name message, episode, conversation and topic", k)
		}
		if number, ok := loket.ParseTicketNumber(k.Number); !ok || number != k.Number || !strings.HasPrefix(number, "KPG-") {
			t.Errorf("number = %q, want one of the agency", k.Number)
		}
		if rows, err := o.Inbox(t.Context(), petugasA()); err != nil || len(rows) != 0 {
			t.Errorf("Open() stored %d tickets (%v), want none", len(rows), err)
		}
	})
	t.Run("Emergency/DueNow", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		s := o.situation("a", "tolong")
		k := o.Open(o.clock.Now(), s, loket.HandOff{Message: s.Pending[0], Kind: loket.KindQuestion, Priority: loket.PriorityEmergency})
		if !k.DueAt.Equal(o.clock.Now()) || k.Priority != loket.PriorityEmergency {
			t.Errorf("Open() = %+v, want it urgent and due now", k)
		}
	})
}

func TestStanding(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.ticket("a")
	s := o.situation("a", "pelayanan lambat")
	find := func(s loket.Situation, kind loket.TicketKind) *loket.Ticket {
		t.Helper()
		k, err := o.Standing(t.Context(), s, kind)
		o.must(err)
		return k
	}
	if k := find(s, loket.KindComplaint); k != nil {
		t.Errorf("Standing(complaint) = %+v, want none", k)
	}
	complaint := o.handOver(s, loket.HandOff{Kind: loket.KindComplaint, Reason: "complaint"})
	if k := find(s, loket.KindComplaint); k == nil || k.ID != complaint.ID {
		t.Errorf("Standing(complaint) = %+v, want %s", k, complaint.ID)
	}
	if k := find(o.situation("b", "halo"), loket.KindComplaint); k != nil {
		t.Errorf("Standing(complaint) of another conversation = %+v, want none", k)
	}
	claimed := o.claims(petugasA(), complaint.ID)
	o.must(o.Close(t.Context(), petugasA(), complaint.ID, claimed.LeaseEpoch))
	if k := find(s, loket.KindComplaint); k != nil {
		t.Errorf("Standing(complaint) after the close = %+v, want none", k)
	}
}

func TestClaim(t *testing.T) {
	t.Parallel()
	t.Run("HoldsForTheLease", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		if k.Staff != "petugas-a" || k.State != loket.TicketClaimed || k.LeaseEpoch != 1 || !k.LeaseUntil.Equal(o.clock.Now().Add(5*time.Minute)) {
			t.Errorf("Claim() = %+v, want it petugasA's for five minutes", k)
		}
		claims := o.events(loket.EventClaim)
		if len(claims) != 1 || claims[0].ActorID != "petugas-a" || !claims[0].Until.Equal(k.LeaseUntil) || claims[0].ActorKind != loket.ByStaff {
			t.Errorf("events = %+v, want one claim of petugasA's until the lease ends", claims)
		}
		if got := o.queue.words(); !slices.Equal(got, []string{"taken"}) {
			t.Errorf("the queue was told %v, want taken", got)
		}
	})
	t.Run("HeldByAnother/Refused", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.clock.Add(5*time.Minute - time.Millisecond)
		_, err := o.Claim(t.Context(), petugasB(), k.ID)
		o.wantErr("Claim() by a second", err, loket.ErrTicketHeld)
		if now := o.now(k.ID); now.Staff != "petugas-a" || len(o.queue.told) != 1 {
			t.Errorf("after the refusal: %+v, the queue was told %v, want it still petugasA's", now, o.queue.words())
		}
	})
	t.Run("OfManyAtOnce/OneWins", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.ticket("a")
		var all sync.WaitGroup
		var won, refused atomic.Int32
		for i := range 8 {
			all.Go(func() {
				_, err := o.Claim(t.Context(), member(loket.StaffID('a'+rune(i)), loket.RoleOfficer), k.ID)
				switch {
				case err == nil:
					won.Add(1)
				case errors.Is(err, loket.ErrTicketHeld):
					refused.Add(1)
				}
			})
		}
		all.Wait()
		if won.Load() != 1 || refused.Load() != 7 {
			t.Errorf("%d won and %d were refused, want 1 and 7", won.Load(), refused.Load())
		}
	})
	t.Run("OnesOwn/RenewsWithoutAnEvent", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.clock.Add(4 * time.Minute)
		again := o.claims(petugasA(), k.ID)
		if again.LeaseEpoch != k.LeaseEpoch || !again.LeaseUntil.Equal(o.clock.Now().Add(5*time.Minute)) || len(o.events(loket.EventClaim)) != 1 {
			t.Errorf("renewed: %+v with %d claim events, want the same epoch, five minutes more, 1", again, len(o.events(loket.EventClaim)))
		}
	})
	t.Run("OnesOwn/AfterTheLeaseRanOut/KeepsTheEpoch", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.clock.Add(time.Hour)
		again := o.claims(petugasA(), k.ID)
		if again.LeaseEpoch != k.LeaseEpoch || !again.Held(o.clock.Now()) || len(o.events(loket.EventLeaseLost)) != 0 {
			t.Errorf("claimed again: %+v, want the same epoch, held, nothing lost", again)
		}
		o.must(o.Reply(t.Context(), petugasA(), k.ID, k.LeaseEpoch, "Dari tab yang lama."))
	})
	t.Run("AfterTheLease/AnotherTakesIt", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.clock.Add(5 * time.Minute)
		taken := o.claims(petugasB(), k.ID)
		if taken.Staff != "petugas-b" || taken.LeaseEpoch != 2 {
			t.Errorf("Claim() = %+v, want it petugasB's under epoch 2", taken)
		}
		if lost := o.events(loket.EventLeaseLost); len(lost) != 1 || lost[0].ActorID != "petugas-a" || lost[0].ActorKind != loket.ByTimeout {
			t.Errorf("events = %+v, want petugasA's lease lost to the clock", lost)
		}
	})
	t.Run("Closed/Refused", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.must(o.Close(t.Context(), petugasA(), k.ID, k.LeaseEpoch))
		_, err := o.Claim(t.Context(), petugasA(), k.ID)
		o.wantErr("Claim() of a closed ticket", err, loket.ErrTicketClosed)
	})
	t.Run("Unknown/NotFound", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		_, err := o.Claim(t.Context(), petugasA(), "tidak-ada")
		o.wantErr("Claim() of no ticket", err, loket.ErrNotFound)
	})
}

func TestClose(t *testing.T) {
	t.Parallel()
	t.Run("EndsTicketAndEpisode", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.must(o.Close(t.Context(), petugasA(), k.ID, k.LeaseEpoch))
		if now := o.now(k.ID); now.Open() || now.ClosedBy != "staff" || !now.ClosedAt.Equal(o.clock.Now()) {
			t.Errorf("after Close(): %+v, want closed by staff now", now)
		}
		if s := o.situation("a", "lagi"); s.Ticket != nil || s.Pending[0].Episode == k.Episode {
			t.Errorf("what follows is in episode %s with ticket %v, want another episode and none", s.Pending[0].Episode, s.Ticket)
		}
		if got := o.queue.words(); !slices.Equal(got, []string{"taken", "gone"}) {
			t.Errorf("the queue was told %v, want taken, gone", got)
		}
		if closed := o.events(loket.EventClose); len(closed) != 1 || closed[0].ActorID != "petugas-a" {
			t.Errorf("events = %+v, want one close of petugasA's", closed)
		}
	})
	t.Run("OnlyByTheHolderUnderItsEpoch", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.ticket("a")
		o.wantErr("Close() unclaimed", o.Close(t.Context(), petugasA(), k.ID, 0), loket.ErrLeaseLost)
		k = o.claims(petugasA(), k.ID)
		o.wantErr("Close() by another", o.Close(t.Context(), petugasB(), k.ID, k.LeaseEpoch), loket.ErrLeaseLost)
		o.wantErr("Close() under another epoch", o.Close(t.Context(), petugasA(), k.ID, k.LeaseEpoch+1), loket.ErrLeaseLost)
		o.must(o.Close(t.Context(), petugasA(), k.ID, k.LeaseEpoch))
		o.wantErr("Close() twice", o.Close(t.Context(), petugasA(), k.ID, k.LeaseEpoch), loket.ErrTicketClosed)
	})
}

// TestRoles asks every door for every role, for an account that was disabled,
// and for one of another agency.
func TestRoles(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.claims(petugasA(), o.ticket("a").ID)
	doors := func(by loket.Staff) map[string]error {
		_, inbox := o.Inbox(t.Context(), by)
		_, view := o.View(t.Context(), by, k.ID)
		_, claim := o.Claim(t.Context(), by, k.ID)
		return map[string]error{
			"Inbox": inbox, "View": view, "Claim": claim,
			"Reply": o.Reply(t.Context(), by, k.ID, k.LeaseEpoch, "Halo."),
			"Close": o.Close(t.Context(), by, k.ID, k.LeaseEpoch),
		}
	}
	for _, role := range loket.Roles() {
		by := member("lain", role)
		for door, err := range doors(by) {
			if forbidden := loket.CodeOf(err) == loket.CodeForbidden; forbidden == by.MayServe() {
				t.Errorf("%s by a %s = %v, want forbidden: %v", door, role, err, !by.MayServe())
			}
		}
	}
	disabled := petugasA()
	disabled.DisabledAt = o.clock.Now()
	for door, err := range doors(disabled) {
		if loket.CodeOf(err) != loket.CodeForbidden {
			t.Errorf("%s by a disabled account = %v, want %s", door, err, loket.CodeForbidden)
		}
	}
	stranger := petugasA()
	stranger.Agency = otherAgency().ID
	for door, err := range doors(stranger) {
		if door == "Inbox" {
			continue
		}
		if loket.CodeOf(err) != loket.CodeNotFound {
			t.Errorf("%s by another agency = %v, want %s", door, err, loket.CodeNotFound)
		}
	}
	if rows, err := o.Inbox(t.Context(), stranger); err != nil || len(rows) != 0 {
		t.Errorf("Inbox() of another agency = %d rows, %v, want none", len(rows), err)
	}
	if len(o.replies()) != 0 || !o.now(k.ID).Open() {
		t.Error("somebody who may not wrote or closed")
	}
}

func TestInbox(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	first := o.ticket("a")
	o.clock.Add(time.Minute)
	second := o.ticket("b")
	s := o.situation("c", "tolong")
	urgent := o.handOver(s, loket.HandOff{Kind: loket.KindQuestion, Priority: loket.PriorityEmergency})
	rows, err := o.Inbox(t.Context(), petugasA())
	o.must(err)
	var got []loket.TicketID
	for _, r := range rows {
		got = append(got, r.Ticket.ID)
	}
	if want := []loket.TicketID{urgent.ID, first.ID, second.ID}; !slices.Equal(got, want) {
		t.Errorf("Inbox() = %v, want the urgent first, then by place: %v", got, want)
	}
	view, err := o.View(t.Context(), petugasA(), first.ID)
	if err != nil || view.Question != "pertanyaan yang sulit" || len(view.Lines) != 1 {
		t.Errorf("View() = %+v, %v, want the question and its line", view, err)
	}
	if checked, err := o.ledger.CheckAudit(t.Context()); err != nil || checked.Rows != 1 {
		t.Errorf("the audit log has %d rows, %v, want one: that the ticket was read", checked.Rows, err)
	}
}

// TestQueueFails: the queue is a hint, and nothing depends on it.
func TestQueueFails(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.queue.err = errors.New("redis is gone")
	k := o.ticket("a")
	o.Announce(t.Context(), k)
	k = o.claims(petugasA(), k.ID)
	o.must(o.Reply(t.Context(), petugasA(), k.ID, k.LeaseEpoch, "Silakan datang."))
	o.must(o.Close(t.Context(), petugasA(), k.ID, k.LeaseEpoch))
	if got := o.queue.words(); !slices.Equal(got, []string{"waiting", "taken", "taken", "gone"}) {
		t.Errorf("the queue was told %v, want waiting, taken, taken, gone", got)
	}
	if texts := o.replies(); len(texts) != 1 || len(*o.owed) != 1 {
		t.Errorf("owed %q, the outbox was told of %d, want one reply", texts, len(*o.owed))
	}
}

func TestLedgerFails(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.claims(petugasA(), o.ticket("a").ID)
	s := o.situation("a", "lagi")
	o.must(o.ledger.Close())
	told := len(o.queue.told)
	_, inbox := o.Inbox(t.Context(), petugasA())
	_, standing := o.Standing(t.Context(), s, loket.KindComplaint)
	_, claim := o.Claim(t.Context(), petugasA(), k.ID)
	for doing, err := range map[string]error{
		"Inbox": inbox, "Standing": standing, "Claim": claim,
		"Reply": o.Reply(t.Context(), petugasA(), k.ID, k.LeaseEpoch, "Halo."), "Close": o.Close(t.Context(), petugasA(), k.ID, k.LeaseEpoch),
	} {
		if err == nil || loket.CodeOf(err) != "" {
			t.Errorf("%s() with a closed ledger = %v, want an error no person is shown", doing, err)
		}
	}
	if len(o.queue.told) != told || len(*o.owed) != 0 {
		t.Error("what was not written was hinted at")
	}
}

func TestDueIsAskedForTheAgency(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	var asked loket.AgencyID
	o.Due = func(agency loket.AgencyID, now time.Time, _ time.Duration) time.Time {
		asked = agency
		return now
	}
	o.ticket("a")
	if asked != lokettest.Agency().ID {
		t.Errorf("the deadline was computed for %q, want %q", asked, lokettest.Agency().ID)
	}
}
