package desk_test

import (
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
)

func TestMerge(t *testing.T) {
	t.Parallel()
	t.Run("GoesOnInTheOther", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		into := o.handOver(o.situation("a", "pelayanan lambat"), loket.HandOff{Kind: loket.KindComplaint})
		o.clock.Add(time.Minute)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.must(o.Note(o.ctx(), petugasA(), k.ID, "sama saja"))
		o.must(o.Merge(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, into.ID))
		from, kept := o.now(k.ID), o.now(into.ID)
		if from.State != loket.TicketClosed || from.MergedInto != into.ID || from.ClosedBy != loket.ByMerge {
			t.Errorf("merged ticket = %+v, want it closed and to name the other", from)
		}
		if kept.State != loket.TicketWaiting || !kept.DueAt.Equal(into.DueAt) {
			t.Errorf("kept ticket = %+v, want it waiting at the earlier place", kept)
		}
		view, err := o.View(o.ctx(), petugasA(), into.ID)
		o.must(err)
		if view.Messages != 2 || len(view.Notes) != 1 {
			t.Errorf("the kept ticket has %d messages and %d notes, want 2 and 1", view.Messages, len(view.Notes))
		}
		if len(*o.owed) != 1 || !strings.Contains((*o.owed)[0].Content.Text, kept.Number) || !strings.Contains((*o.owed)[0].Content.Text, from.Number) {
			t.Errorf("the citizen was told %+v, want both numbers, once", *o.owed)
		}
		if e := o.events(loket.EventMerge); len(e) != 1 || e[0].Ticket != k.ID || e[0].ActorID != "petugas-a" || e[0].Value != k.LeaseEpoch {
			t.Errorf("events = %+v, want one merge by petugasA", e)
		}
		o.wantErr("Merge() again", o.Merge(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, into.ID), loket.ErrTicketClosed)
		o.wantErr("Reopen() of a merged ticket", o.Reopen(o.ctx(), petugasA(), k.ID), loket.ErrEndedForGood)
	})
	t.Run("Refused", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k, other := o.claims(petugasA(), o.ticket("a").ID), o.ticket("b")
		o.wantErr("Merge() with another citizen's", o.Merge(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, other.ID), loket.ErrMergeContact)
		o.wantErr("Merge() with itself", o.Merge(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, k.ID), loket.ErrMergeSelf)
		o.wantErr("Merge() with none", o.Merge(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, "entah"), loket.ErrNotFound)
		mine := o.handOver(o.situation("a", "lambat"), loket.HandOff{Kind: loket.KindComplaint})
		o.wantErr("Merge() by another", o.Merge(o.ctx(), petugasB(), k.ID, k.LeaseEpoch, mine.ID), loket.ErrLeaseLost)
		if now := o.now(k.ID); now.State != loket.TicketClaimed || len(*o.owed) != 0 {
			t.Errorf("a refused merge changed the ticket: %+v", now)
		}
	})
}
