package main

import (
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/queue"
)

// TestMetersOfEachAgency: what waits, what is held, and how long the oldest has waited is
// shown for every agency by itself.
func TestMetersOfEachAgency(t *testing.T) {
	t.Parallel()
	o := openCounter(t, twoOffices, nil)
	first := o.ask(t, o.config.Agencies[0])
	held := o.ask(t, o.config.Agencies[0])
	o.ask(t, o.config.Agencies[0])
	_, err := o.ledger.UpdateTicket(t.Context(), held.Agency, held.ID, func(k *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		k.State, k.Staff, k.LeaseUntil = loket.TicketClaimed, "sri", time.Now().Add(24*time.Hour)
		return loket.Change{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	o.now = func() time.Time { return first.OpenedAt.Truncate(time.Millisecond).Add(time.Hour) }
	source := queue.FromLedger{Ledger: o.ledger, Now: o.now}
	lines, err := source.Lines(t.Context())
	if err != nil || len(lines) != 2 {
		t.Fatalf("lines = %v, %v, want one of each agency", lines, err)
	}
	for _, line := range lines {
		want, err := source.Wanted(t.Context(), line)
		if err != nil {
			t.Fatal(err)
		}
		o.found(line, want, queue.Drift{})
	}
	got := map[string]float64{}
	families, err := o.meters.Registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if len(m.GetLabel()) == 2 && m.GetLabel()[1].GetName() == "unit" {
				got[f.GetName()+" "+m.GetLabel()[0].GetValue()] = m.GetGauge().GetValue()
			}
		}
	}
	for name, want := range map[string]float64{
		"loket_queue_waiting_tickets kupang": 2, "loket_queue_held_tickets kupang": 1, "loket_queue_waiting_age_seconds kupang": 3600,
		"loket_queue_waiting_tickets jayapura": 0, "loket_queue_held_tickets jayapura": 0, "loket_queue_waiting_age_seconds jayapura": 0,
	} {
		if value, there := got[name]; !there || value != want {
			t.Errorf("%s = %v (there: %v), want %v", name, value, there, want)
		}
	}
}
