package loket_test

import (
	"testing"
	"time"

	"loket/internal/loket"
)

// climbing is an open ticket whose next level is due at noon.
func climbing(level loket.Level) loket.Ticket {
	return loket.Ticket{
		State: loket.TicketWaiting, OpenedAt: noon.Add(-time.Hour), DueAt: noon,
		Ladder: loket.Ladder{From: noon.Add(-time.Hour), Level: level, NextAt: noon, ComputedBy: "v1"},
	}
}

func never(loket.Ticket) time.Time { return time.Time{} }

func TestShares(t *testing.T) {
	t.Parallel()
	for priority, want := range map[loket.Priority][5]int{
		loket.PriorityNormal: {0, 50, 80, 100, 150}, loket.PriorityHigh: {0, 50, 80, 100, 150}, loket.PriorityEmergency: {0, 0, 0, 100, 150},
	} {
		for level := loket.LevelNone; level <= loket.LevelHead; level++ {
			if got := level.Share(priority); got != want[level] {
				t.Errorf("share of level %d at priority %d = %d, want %d", level, priority, got, want[level])
			}
		}
	}
}

func TestRaise(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		change func(*loket.Ticket)
		now    time.Time
		want   bool
	}{
		{"Due", func(*loket.Ticket) {}, noon, true},
		{"NotDueYet", func(*loket.Ticket) {}, noon.Add(-time.Millisecond), false},
		{"NoStepLeft", func(k *loket.Ticket) { k.Ladder.NextAt = time.Time{} }, noon, false},
		{"AtTheHead", func(k *loket.Ticket) { k.Ladder.Level = loket.LevelHead }, noon, false},
		{"Answered", func(k *loket.Ticket) { k.Answered(noon) }, noon, false},
		{"Closed", func(k *loket.Ticket) { k.End(noon, loket.ByStaff) }, noon, false},
		{"PutAside", func(k *loket.Ticket) { k.State = loket.TicketSnoozed }, noon, false},
		{"WaitsForTheCitizen", func(k *loket.Ticket) { k.State = loket.TicketWaitingCitizen }, noon, false},
		{"Held", func(k *loket.Ticket) { k.State = loket.TicketClaimed }, noon, true},
		{"ForASupervisor", func(k *loket.Ticket) { k.State = loket.TicketReview }, noon, true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			k := climbing(loket.LevelOwner)
			c.change(&k)
			before := k.Ladder.Level
			got := k.Raise(c.now, never)
			if rose := k.Ladder.Level - before; got != c.want || (rose == 1) != c.want {
				t.Errorf("Raise() = %v, level %d to %d, want %v", got, before, k.Ladder.Level, c.want)
			}
		})
	}
}

// TestHurry: an emergency counts from now on, keeps its level, and is told to the
// group at once unless the group was told.
func TestHurry(t *testing.T) {
	t.Parallel()
	for level, next := range map[loket.Level]time.Time{loket.LevelNone: noon, loket.LevelOwner: noon, loket.LevelGroup: {}, loket.LevelHead: {}} {
		k := climbing(level)
		k.DueAt = noon.Add(time.Hour)
		k.Hurry(noon)
		want := loket.Ladder{From: noon, Level: level, NextAt: next}
		if k.Ladder != want || !k.DueAt.Equal(noon) || k.Priority != loket.PriorityEmergency {
			t.Errorf("hurried at level %d: %+v, due %v, want %+v, due now", level, k.Ladder, k.DueAt, want)
		}
		k.Ladder.ComputedBy = "v2"
		k.Hurry(noon.Add(time.Minute))
		if !k.Ladder.From.Equal(noon) {
			t.Errorf("hurried twice, it counts from %v, want the first time", k.Ladder.From)
		}
	}
}

// TestLadderOfAMerged: what goes on counts from the earlier wait, at the higher
// level, and is recomputed.
func TestLadderOfAMerged(t *testing.T) {
	t.Parallel()
	early, late := climbing(loket.LevelGroup), climbing(loket.LevelNone)
	early.ID, late.ID, late.Ladder.From = "a", "b", noon.Add(-time.Minute)
	early.State, early.Staff, early.LeaseEpoch = loket.TicketClaimed, "petugas-a", 1
	if err := early.Merge("petugas-a", 1, &late, noon); err != nil {
		t.Fatal(err)
	}
	if l := late.Ladder; !l.From.Equal(noon.Add(-time.Hour)) || l.Level != loket.LevelGroup || l.ComputedBy != "" || early.Ladder.Climbing() {
		t.Errorf("ladders after a merge: %+v and %+v", late.Ladder, early.Ladder)
	}
	answered, into := climbing(loket.LevelHead), climbing(loket.LevelNone)
	answered.ID, into.ID = "c", "d"
	answered.State, answered.Staff, answered.LeaseEpoch = loket.TicketClaimed, "petugas-a", 1
	answered.Answered(noon)
	if err := answered.Merge("petugas-a", 1, &into, noon); err != nil || into.Ladder != climbing(loket.LevelNone).Ladder {
		t.Errorf("ladder after a merge of an answered ticket: %+v, %v, want it as it was", into.Ladder, err)
	}
}

func TestHears(t *testing.T) {
	t.Parallel()
	from := map[loket.Role]loket.Level{
		loket.RoleSupervisor: loket.LevelSupervisor, loket.RoleAdmin: loket.LevelSupervisor, loket.RoleHead: loket.LevelHead,
	}
	for _, role := range loket.Roles() {
		by := loket.Staff{Role: role}
		first, told := from[role]
		if by.MayOversee() != told {
			t.Errorf("%s may oversee: %v, want %v", role, by.MayOversee(), told)
		}
		for level := loket.LevelNone; level <= loket.LevelHead; level++ {
			if got, want := by.Hears(level), told && level >= first; got != want {
				t.Errorf("%s hears of level %d: %v, want %v", role, level, got, want)
			}
		}
	}
}
