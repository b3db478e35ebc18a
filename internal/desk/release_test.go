package desk_test

import (
	"slices"
	"testing"
	"time"

	"loket/internal/loket"
)

func TestRelease(t *testing.T) {
	t.Parallel()
	t.Run("BackAtItsPlace", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		before := o.ticket("a")
		k := o.claims(petugasA(), before.ID)
		o.must(o.Release(o.ctx(), petugasA(), k.ID, k.LeaseEpoch))
		now := o.now(k.ID)
		if now.State != loket.TicketWaiting || now.Staff != "" || !now.DueAt.Equal(before.DueAt) || !now.LeaseUntil.IsZero() {
			t.Errorf("released ticket = %+v, want it waiting for anybody at its old place", now)
		}
		if got := o.queue.words(); !slices.Equal(got, []string{"taken", "gone", "waiting"}) {
			t.Errorf("the queue was told %v, want taken, gone, waiting", got)
		}
		e := o.events(loket.EventRelease)
		if len(e) != 1 || e[0].ActorID != "petugas-a" || e[0].ActorKind != loket.ByStaff || e[0].Value != k.LeaseEpoch {
			t.Errorf("events = %+v, want one release by petugasA under epoch %d", e, k.LeaseEpoch)
		}
		again := o.claims(petugasB(), k.ID)
		if again.LeaseEpoch != k.LeaseEpoch+1 || len(o.events(loket.EventLeaseLost)) != 0 {
			t.Errorf("claim after a release = %+v, want a new epoch and no lost lease", again)
		}
		o.wantErr("Reply() after the release", o.Reply(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, "Halo."), loket.ErrLeaseLost)
	})
	t.Run("OnlyByTheHolderUnderItsEpoch", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.wantErr("Release() by another", o.Release(o.ctx(), petugasB(), k.ID, k.LeaseEpoch), loket.ErrLeaseLost)
		o.wantErr("Release() under another epoch", o.Release(o.ctx(), petugasA(), k.ID, k.LeaseEpoch+1), loket.ErrLeaseLost)
		o.must(o.Close(o.ctx(), petugasA(), k.ID, k.LeaseEpoch))
		o.wantErr("Release() of a closed ticket", o.Release(o.ctx(), petugasA(), k.ID, k.LeaseEpoch), loket.ErrTicketClosed)
		if len(o.events(loket.EventRelease)) != 0 {
			t.Error("a refused release left an event")
		}
	})
}

func TestRenew(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	k := o.claims(petugasA(), o.ticket("a").ID)
	o.clock.Add(4 * time.Minute)
	renewed, err := o.Renew(o.ctx(), petugasA(), k.ID, k.LeaseEpoch)
	o.must(err)
	if !renewed.LeaseUntil.Equal(o.clock.Now().Add(5*time.Minute)) || renewed.LeaseEpoch != k.LeaseEpoch {
		t.Errorf("Renew() = %+v, want five more minutes under the same epoch", renewed)
	}
	o.clock.Add(6 * time.Minute)
	o.claims(petugasB(), k.ID)
	_, err = o.Renew(o.ctx(), petugasA(), k.ID, k.LeaseEpoch)
	o.wantErr("Renew() after a colleague took it", err, loket.ErrLeaseLost)
}
