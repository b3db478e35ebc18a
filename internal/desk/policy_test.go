package desk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/desk"
	"loket/internal/loket"
)

// ruled are controls whose desk follows what is entered at once, over a policy that
// gives an hour.
func (o *office) ruled() *desk.Controls {
	c := o.controls()
	file := loket.Policy{Version: "berkas", Dated: []loket.DatedPolicy{{Answers: []loket.AnswerRule{{Within: time.Hour}}}}}
	with := func(agency loket.AgencyID, more ...loket.PolicyChange) loket.Policy {
		all, err := o.ledger.Policies(o.ctx(), agency)
		o.must(err)
		return file.With(append(all, more...))
	}
	c.Policies, c.Policy = o.ledger, func(change loket.PolicyChange) loket.Policy { return with(change.Agency, change) }
	c.Units = func(loket.AgencyID) []loket.UnitID { return []loket.UnitID{loket.DefaultUnit} }
	o.Policy = func(agency loket.AgencyID) loket.Policy { return with(agency) }
	return c
}

func rules(id string, from time.Time, minutes int) loket.PolicyChange {
	return loket.PolicyChange{ID: loket.PolicyID(id), From: from, Reason: "antrean panjang", Answers: []loket.AnswerRule{{Within: time.Duration(minutes) * time.Minute}}}
}

// TestForeseePolicy: what is foreseen of a policy is what it does, foreseeing writes
// nothing, and withdrawing it brings every deadline that is ahead back.
func TestForeseePolicy(t *testing.T) {
	t.Parallel()
	o := openLadder(t)
	c := o.ruled()
	waits, over := o.ticket("a"), o.ticket("b")
	c.Changed(o.ctx(), waits.Agency)
	o.clock.Add(10 * time.Minute)
	over = o.claims(petugasA(), over.ID)
	o.must(o.Reply(o.ctx(), petugasA(), over.ID, over.LeaseEpoch, "Sudah."))
	before := o.now(waits.ID)
	change, f, err := c.ForeseePolicy(o.ctx(), penyelia(), rules("p1", o.clock.Now(), 90))
	o.must(err)
	if f.Deadlines != 1 || f.Promises != 0 || len(f.Moves) != 1 || f.Moves[0].Ticket.ID != waits.ID || !f.Moves[0].Due.After(before.DueAt) {
		t.Fatalf("ForeseePolicy() = %+v, want the one deadline that is ahead to move", f)
	}
	if now := o.now(waits.ID); now != before || len(o.events(loket.EventPolicy)) != 0 {
		t.Errorf("foreseeing wrote something: %+v", now)
	}
	recomputed := len(o.events(loket.EventRecomputed))
	o.must(c.EnterPolicy(o.ctx(), penyelia(), change))
	if now := o.now(waits.ID); !now.DueAt.Equal(f.Moves[0].Due) || now.Promise != before.Promise {
		t.Errorf("due %v, promised %v, want as foreseen %v, and the promise as it was", now.DueAt, now.Promise.At, f.Moves[0].Due)
	}
	if len(o.events(loket.EventRecomputed)) != recomputed+1 || len(o.events(loket.EventPolicy)) != 1 {
		t.Error("the move or the policy has no event of its own")
	}
	if still := o.now(over.ID); still.DueAt != over.DueAt {
		t.Errorf("what was answered is due %v, want %v still", still.DueAt, over.DueAt)
	}
	o.must(c.WithdrawPolicy(o.ctx(), penyelia(), "p1", "keliru ketik"))
	if now := o.now(waits.ID); !now.DueAt.Equal(before.DueAt) {
		t.Errorf("due %v after withdrawing, want %v again", now.DueAt, before.DueAt)
	}
}

// TestPolicyOfALaterDay: a policy that begins tomorrow moves no deadline of today, and
// counts for waits that begin then; it begins with its day, whatever hour was given.
func TestPolicyOfALaterDay(t *testing.T) {
	t.Parallel()
	o := openLadder(t)
	c := o.ruled()
	today := o.ticket("a")
	c.Changed(o.ctx(), today.Agency)
	before := o.now(today.ID)
	change, f, err := c.ForeseePolicy(o.ctx(), penyelia(), rules("p1", o.clock.Now().AddDate(0, 0, 1), 5))
	o.must(err)
	if at := change.From.In(o.office.Zone()); f.Deadlines != 0 || at.Hour() != 0 || at.Minute() != 0 {
		t.Fatalf("ForeseePolicy() from %v moves %d, want none from the beginning of the day", at, f.Deadlines)
	}
	o.must(c.EnterPolicy(o.ctx(), penyelia(), change))
	if now := o.now(today.ID); !now.DueAt.Equal(before.DueAt) {
		t.Errorf("due %v, want %v still", now.DueAt, before.DueAt)
	}
	tomorrow := o.clock.Now().AddDate(0, 0, 1)
	if got, want := o.NextDue(before, tomorrow), o.Due(before.Agency, tomorrow, 5*time.Minute); !got.Equal(want) {
		t.Errorf("a wait of tomorrow is due %v, want %v", got, want)
	}
}

// TestPolicyRefused: who may not, what cannot be used and what is not there is refused
// in words for the person, with nothing kept.
func TestPolicyRefused(t *testing.T) {
	t.Parallel()
	o := openLadder(t)
	c := o.ruled()
	now := o.clock.Now()
	wordless, far := rules("x", now, 5), rules("x", now, 5)
	wordless.Reason, far.Answers[0].Unit = " ", "loket-9"
	for name, err := range map[string]error{
		"ByAnOfficer":      c.EnterPolicy(o.ctx(), petugasA(), rules("x", now, 5)),
		"ByTheHead":        c.WithdrawPolicy(o.ctx(), member("kepala", loket.RoleHead), "x", "x"),
		"WithoutAReason":   c.EnterPolicy(o.ctx(), penyelia(), wordless),
		"OfNoUnit":         c.EnterPolicy(o.ctx(), penyelia(), far),
		"OfYesterday":      c.EnterPolicy(o.ctx(), penyelia(), rules("x", now.AddDate(0, 0, -1), 5)),
		"OfNoTime":         c.EnterPolicy(o.ctx(), penyelia(), rules("x", now, 0)),
		"WithdrawNothing":  c.WithdrawPolicy(o.ctx(), penyelia(), "x", "x"),
		"WithdrawWordless": c.WithdrawPolicy(o.ctx(), penyelia(), "x", ""),
	} {
		if loket.CodeOf(err) == "" {
			t.Errorf("%s: %v, want words for the person", name, err)
		}
	}
	if all, err := o.ledger.Policies(o.ctx(), penyelia().Agency); err != nil || len(all) != 0 {
		t.Errorf("policies = %+v, %v, want none kept", all, err)
	}
	private := rules("p1", now, 5)
	private.Reason = "diminta 0812-3456-7890 lewat telepon"
	o.must(c.EnterPolicy(o.ctx(), penyelia(), private))
	all, err := o.ledger.Policies(o.ctx(), penyelia().Agency)
	o.must(err)
	if !slices.ContainsFunc(all, func(p loket.PolicyChange) bool { return p.By == "penyelia" && !strings.Contains(p.Reason, "3456") }) {
		t.Errorf("policies = %+v, want the reason without the number", all)
	}
}
