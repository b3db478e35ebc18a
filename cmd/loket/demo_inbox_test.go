package main

import (
	"slices"
	"testing"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/past"
)

// TestSampleInbox: the tickets of a sample stand as the desk would have them, by the
// office's own hours and deadlines, and other tickets of its history do not.
func TestSampleInbox(t *testing.T) {
	t.Parallel()
	o := openCounter(t, twoOffices, nil)
	a := archive{ledger: o.ledger, config: o.config, agency: o.config.Agencies[0], redact: o.redactor()}
	now := time.Date(2026, 11, 24, 2, 30, 0, 0, time.UTC) // a Tuesday, 10.30 in Kupang
	all := []past.Ticket{{ID: "lain", Channel: a.office(now).Channel("contoh-wa"), OpenedAt: now.Add(-time.Hour)}}
	for i, w := range past.SampleWaiting() {
		k := past.Ticket{
			ID: loket.TicketID(rune('a' + i)), Channel: a.office(now).Channel(past.SampleInbox), Kind: w.Kind, Unit: "akta", Staff: w.Holder,
			OpenedAt: now.Add(-min(w.Since, 2*time.Hour)), Promise: loket.GivenPromise(now.Add(time.Hour)),
		}
		if w.Holder != "" {
			k.ClaimedAt = now.Add(-w.Held)
		}
		if w.Asked != "" {
			k.FirstReplyAt, k.Promise.State = now.Add(-time.Hour), loket.PromiseKept
		}
		all = append(all, k)
	}
	inbox, err := a.sampleInbox(now, slices.Values(all))
	if err != nil || len(inbox) != len(all)-1 {
		t.Fatalf("%d tickets, %v; want %d", len(inbox), err, len(all)-1)
	}
	states, late := map[loket.TicketState]int{}, 0
	for i, k := range inbox {
		states[k.State]++
		if w := past.SampleWaiting()[i]; (k.Priority == loket.PriorityEmergency) != w.Urgent || k.Staff != loket.StaffID(w.Holder) || k.Unit != "akta" {
			t.Errorf("%+v, want it as %+v", k, w)
		}
		if k.State == loket.TicketWaiting && k.Priority == loket.PriorityNormal && k.DueAt.Before(now) {
			late++
		}
		if k.State == loket.TicketClaimed && !k.Held(now.Add(time.Hour)) {
			t.Errorf("ticket %d is nobody's in an hour", i)
		}
		if k.Paused() && !k.ReturnAt.After(now) {
			t.Errorf("the pause of ticket %d ended at %v", i, k.ReturnAt)
		}
		if k.Kind == loket.KindRequest && !k.CloseDue.After(now) {
			t.Errorf("a request for information has until %v by law", k.CloseDue)
		}
	}
	if late != 2 || states[loket.TicketWaiting] != 5 || states[loket.TicketClaimed] != 2 || states[loket.TicketWaitingCitizen] != 1 {
		t.Errorf("%d wait too long, states %v; want two late, five waiting, two held, one with its citizen", late, states)
	}
}

// TestOfficeDue counts office time, and the clock's where the office never opens.
func TestOfficeDue(t *testing.T) {
	t.Parallel()
	friday := time.Date(2026, 11, 27, 7, 50, 0, 0, time.UTC) // 15.50 in Kupang, ten minutes before it closes
	hours, err := calendar.Default("Asia/Makassar")
	if err != nil {
		t.Fatal(err)
	}
	if got := officeDue(hours, friday, 30*time.Minute); !got.After(friday.Add(24 * time.Hour)) {
		t.Errorf("half an hour from the end of Friday is %v, want it on Monday", got)
	}
	if got, want := officeDue(calendar.Calendar{}, friday, 30*time.Minute), friday.Add(30*time.Minute); !got.Equal(want) {
		t.Errorf("half an hour of an office without hours ends at %v, want %v", got, want)
	}
}
