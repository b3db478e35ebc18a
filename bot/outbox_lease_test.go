package bot

import (
	"testing"
	"testing/synctest"
	"time"

	"loket/internal/loket"
)

// TestOutboxLease holds the outbox to its lease: no call without it, and time for
// an owner before that may only be asleep.
func TestOutboxLease(t *testing.T) {
	t.Parallel()
	t.Run("RunOut/NoCallBegins", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{}, &script{}, func(l *lab) {
			l.expired.Store(true)
			s := l.send("a")
			l.owes(s)
			l.pass(5 * time.Second)
			if n := len(l.port.calls()); n != 0 {
				t.Errorf("%d calls under a lease that has run out, want 0", n)
			}
			l.expired.Store(false)
			l.pass(2 * time.Second)
			l.wantState(s.ID, loket.SendDelivered)
		})
	})
	t.Run("RunOutInTheSeat/TheSendIsOwedAgain", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{}, &script{}, func(l *lab) {
			d := decides(l.send("a"))
			p := l.outbox.reserve(d)
			if p == nil {
				t.Fatal("no seat in an idle channel")
			}
			l.ledger.commit(d.Answers[0].Sends...)
			l.expired.Store(true)
			p.leave(t.Context(), nil)
			synctest.Wait()
			l.wantState(d.Answers[0].Sends[0].ID, loket.SendOwed)
			if n := len(l.port.calls()); n != 0 {
				t.Errorf("%d calls under a lease that has run out, want 0", n)
			}
		})
	})
	t.Run("DecidedUnderAnotherEpoch/NoSeat", func(t *testing.T) {
		t.Parallel()
		inLab(t, Line{}, &script{}, func(l *lab) {
			d := decides(l.send("a"))
			d.Epoch = 7
			if l.outbox.reserve(d) != nil {
				t.Error("a seat for a decision of another epoch, want none")
			}
		})
	})
	t.Run("AsleepBefore/GetsItsGrace", func(t *testing.T) {
		t.Parallel()
		graced(t, true, 2*time.Minute)
	})
	t.Run("DeadBefore/IsRecoveredAtOnce", func(t *testing.T) {
		t.Parallel()
		graced(t, false, 0)
	})
}

// graced wants the call of an owner before to be doubted after a time, and
// whatever else is owed to be sent at once.
func graced(t *testing.T, asleep bool, after time.Duration) {
	synctest.Test(t, func(t *testing.T) {
		l := newLab(t, Line{Grace: 2 * time.Minute}, &script{})
		l.lease.Asleep = asleep
		doubtful, owed := l.send("a"), l.send("b")
		doubtful.State = loket.SendSending
		l.ledger.commit(doubtful, owed)
		l.run(t.Context())
		defer l.end()
		l.pass(2 * time.Second)
		l.wantState(owed.ID, loket.SendDelivered)
		l.pass(5 * time.Minute)
		l.wantState(doubtful.ID, loket.SendDelivered)
		for _, c := range l.port.calls() {
			if c.send.ID == doubtful.ID && (c.at < after || c.at > after+2*time.Second) {
				t.Errorf("the doubtful send was repeated at %v, want %v", c.at, after)
			}
		}
	})
}
