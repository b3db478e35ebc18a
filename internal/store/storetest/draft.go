package storetest

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
)

func draftCases() []contractCase {
	return []contractCase{
		{"IsKept", draftKept},
		{"BegunTwice/IsOne", draftTwice},
		{"OfATable/IsKept", draftOfTable},
		{"OfAnotherAgency/IsNotThere", draftElsewhere},
		{"Change/MayRefuse", draftRefusesChange},
		{"Change/OfARaceOneWins", draftRace},
		{"List/AliveFirst", draftsListed},
		{"Publish/WithThePublication", draftPublished},
		{"Publish/NeitherWhenOneFails", draftNeither},
	}
}

func (o *office) writer(name string) loket.Staff {
	return loket.Staff{ID: loket.StaffID(name), Agency: o.agency.ID, Login: name, Name: "Kurator " + name, Role: loket.RoleCurator, PasswordHash: "x"}
}

// begun begins a draft of an entry.
func (o *office) begun(id loket.DraftID) loket.Draft {
	o.t.Helper()
	d := loket.Draft{ID: id, Entry: "kk-baru", Base: "r1", Content: []byte(`{"id":"kk-baru"}`), Note: "tarif baru"}
	o.must(o.AddDraft(o.ctx(), o.writer("ani"), d))
	return o.draft(id)
}

func (o *office) draft(id loket.DraftID) loket.Draft {
	o.t.Helper()
	d, err := o.Draft(o.ctx(), o.agency.ID, id)
	o.must(err)
	return d
}

// changes has a curator do one step with a draft.
func (o *office) changes(by string, id loket.DraftID, step func(*loket.Draft, time.Time) error) error {
	_, err := o.UpdateDraft(o.ctx(), o.writer(by), id, step)
	return err
}

func send(d *loket.Draft, _ time.Time) error { return d.Send(d.Version) }

func draftKept(o *office) {
	o.must(o.AddStaff(o.ctx(), o.writer("ani")))
	o.must(o.AddStaff(o.ctx(), o.writer("budi")))
	got := o.begun("d1")
	made := o.clock.Now()
	want := loket.Draft{
		ID: "d1", Agency: o.agency.ID, Kind: loket.KindEntry, Entry: "kk-baru", Base: "r1", Content: []byte(`{"id":"kk-baru"}`), Note: "tarif baru",
		State: loket.DraftOpen, Version: 1, MadeBy: "ani", MadeAt: made, ChangedBy: "ani", ChangedAt: made,
		MadeByName: "Kurator ani", ChangedByName: "Kurator ani",
	}
	o.same("draft", got, want)
	o.clock.Add(time.Minute)
	after, err := o.UpdateDraft(o.ctx(), o.writer("budi"), "d1", func(d *loket.Draft, now time.Time) error {
		return d.Write("budi", now, 1, loket.Draft{Entry: "kk-lain", Base: "r2", Content: []byte(`{}`), Note: "lain"})
	})
	o.must(err)
	want.Entry, want.Base, want.Content, want.Note, want.Version = "kk-lain", "r2", []byte(`{}`), "lain", 2
	want.ChangedBy, want.ChangedAt, want.ChangedByName = "budi", o.clock.Now(), "Kurator budi"
	o.same("draft, written on", o.draft("d1"), want)
	if after.Version != 2 || after.Entry != "kk-lain" {
		o.t.Errorf("UpdateDraft() = %+v, want it as it is now", after)
	}
	o.must(o.changes("ani", "d1", send))
	o.must(o.changes("budi", "d1", func(d *loket.Draft, now time.Time) error { return d.Refuse("budi", now, d.Version, "kurang dasar") }))
	refused := o.draft("d1")
	if refused.State != loket.DraftRefused || refused.DecidedByName != "Kurator budi" || refused.Reason != "kurang dasar" || refused.Version != 4 {
		o.t.Errorf("refused draft = %+v", refused)
	}
	o.must(o.changes("ani", "d1", func(d *loket.Draft, now time.Time) error { return d.Withdraw("ani", now) }))
	for action, n := range map[string]int{"draft.save": 2, "draft.send": 1, "draft.refuse": 1, "draft.withdraw": 1} {
		if got := o.audited(action); got != n {
			o.t.Errorf("the audit log tells %d times of %s, want %d", got, action, n)
		}
	}
}

func draftTwice(o *office) {
	first := o.begun("d1")
	o.must(o.AddDraft(o.ctx(), o.writer("budi"), loket.Draft{ID: "d1", Content: []byte("x")}))
	o.same("draft that was posted twice", o.draft("d1"), first)
	if n := o.audited("draft.save"); n != 1 {
		o.t.Errorf("the audit log tells of it %d times, want once", n)
	}
}

func draftElsewhere(o *office) {
	o.begun("d1")
	if _, err := o.Draft(o.ctx(), "lain", "d1"); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("Draft of another agency = %v, want %v", err, loket.ErrNotFound)
	}
	stranger := o.writer("asing")
	stranger.Agency = "lain"
	if _, err := o.UpdateDraft(o.ctx(), stranger, "d1", send); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("UpdateDraft from another agency = %v, want %v", err, loket.ErrNotFound)
	}
	p := o.publication(1, entryItem("a", "x"))
	approve := func(*loket.Draft, time.Time) error { return nil }
	if err := o.PublishDraft(o.ctx(), stranger, "d1", p, approve); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("PublishDraft from another agency = %v, want %v", err, loket.ErrNotFound)
	}
	if all, err := o.Drafts(o.ctx(), "lain", 10); err != nil || len(all) != 0 {
		o.t.Errorf("Drafts of another agency = %v, %v, want none", all, err)
	}
}

func draftRefusesChange(o *office) {
	before := o.begun("d1")
	err := o.changes("budi", "d1", func(d *loket.Draft, _ time.Time) error {
		d.Note, d.State = "setengah", loket.DraftPublished
		return loket.ErrDraftMoved
	})
	if !errors.Is(err, loket.ErrDraftMoved) {
		o.t.Errorf("UpdateDraft = %v, want what change said", err)
	}
	o.same("draft after a refused change", o.draft("d1"), before)
}

// draftRace has eight curators write on the same version at once.
func draftRace(o *office) {
	const writers = 8
	o.begun("d1")
	errs := make([]error, writers)
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			errs[i] = o.changes(fmt.Sprint("k", i), "d1", func(d *loket.Draft, now time.Time) error {
				return d.Write(loket.StaffID(fmt.Sprint("k", i)), now, 1, loket.Draft{Note: fmt.Sprint("dari ", i), Content: []byte("{}")})
			})
		})
	}
	all.Wait()
	won := 0
	for i, err := range errs {
		switch {
		case err == nil:
			won++
			if got := o.draft("d1"); got.Note != fmt.Sprint("dari ", i) || got.Version != 2 {
				o.t.Errorf("after writer %d won, draft = %+v", i, got)
			}
		case !errors.Is(err, loket.ErrDraftMoved):
			o.t.Errorf("writer %d: %v, want %v", i, err, loket.ErrDraftMoved)
		}
	}
	if won != 1 {
		o.t.Errorf("%d writers won, want one", won)
	}
}

func draftsListed(o *office) {
	for _, id := range []loket.DraftID{"d1", "d2", "d3"} {
		o.begun(id)
		o.clock.Add(time.Minute)
	}
	o.must(o.changes("ani", "d3", func(d *loket.Draft, now time.Time) error { return d.Withdraw("ani", now) }))
	ids := func(limit int) (out []loket.DraftID) {
		all, err := o.Drafts(o.ctx(), o.agency.ID, limit)
		o.must(err)
		for _, d := range all {
			out = append(out, d.ID)
		}
		return out
	}
	if diff := cmp.Diff([]loket.DraftID{"d2", "d1", "d3"}, ids(10)); diff != "" {
		o.t.Errorf("Drafts, alive first (-want +got):\n%s", diff)
	}
	if got := ids(1); len(got) != 1 || got[0] != "d2" {
		o.t.Errorf("Drafts, one at most = %v, want the one changed last", got)
	}
}

func draftPublished(o *office) {
	o.must(o.Publish(o.ctx(), o.publication(1, entryItem("a", "satu"))))
	o.begun("d1")
	o.must(o.changes("ani", "d1", send))
	o.clock.Add(time.Minute)
	p := o.publication(2, entryItem("a", "dua"))
	o.must(o.PublishDraft(o.ctx(), o.writer("budi"), "d1", p, func(d *loket.Draft, now time.Time) error {
		return d.Approve("budi", now, d.Version, true)
	}))
	o.same("catalogue", o.live(o.agency.ID), []string{"a=dua"})
	d := o.draft("d1")
	if d.State != loket.DraftPublished || d.Publication != 2 || d.DecidedBy != "budi" || !d.DecidedAt.Equal(o.clock.Now()) {
		o.t.Errorf("published draft = %+v", d)
	}
	if n := o.audited("catalogue.publish"); n != 2 {
		o.t.Errorf("the audit log tells of %d publications, want both", n)
	}
}

func draftNeither(o *office) {
	o.must(o.Publish(o.ctx(), o.publication(1, entryItem("a", "satu"))))
	o.begun("d1")
	o.must(o.changes("ani", "d1", send))
	before := o.draft("d1")
	approve := func(by loket.StaffID) func(*loket.Draft, time.Time) error {
		return func(d *loket.Draft, now time.Time) error { return d.Approve(by, now, d.Version, true) }
	}
	// Somebody else has published meanwhile.
	if err := o.PublishDraft(o.ctx(), o.writer("budi"), "d1", o.publication(1, entryItem("a", "dua")), approve("budi")); !errors.Is(err, loket.ErrStale) {
		o.t.Errorf("PublishDraft under a taken number = %v, want %v", err, loket.ErrStale)
	}
	if err := o.PublishDraft(o.ctx(), o.writer("ani"), "d1", o.publication(2, entryItem("a", "dua")), approve("ani")); !errors.Is(err, loket.ErrDraftSecond) {
		o.t.Errorf("PublishDraft by its author = %v, want %v", err, loket.ErrDraftSecond)
	}
	o.same("draft", o.draft("d1"), before)
	o.same("catalogue", o.live(o.agency.ID), []string{"a=satu"})
}

func draftOfTable(o *office) {
	d := loket.Draft{ID: "t1", Kind: "words", Base: "r1", Content: []byte(`{"slang":{}}`)}
	o.must(o.AddDraft(o.ctx(), o.writer("ani"), d))
	o.must(o.changes("budi", "t1", func(d *loket.Draft, now time.Time) error {
		next := *d
		next.Content, next.Kind = []byte(`{}`), "forms" // of another table it cannot become
		return d.Write("budi", now, 1, next)
	}))
	if got := o.draft("t1"); got.Kind != "words" || !got.OfTable() || string(got.Content) != "{}" || got.Entry != "" {
		o.t.Errorf("draft = %+v, want other words of the same table", got)
	}
	if o.begun("d1").OfTable() {
		o.t.Error("a draft of an entry is one of a table")
	}
}
