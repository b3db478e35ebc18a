package trial_test

import (
	"cmp"
	"os"
	"testing"
	"time"

	"loket/internal/testserver"
)

// TestUpgrade replaces three programs on one ledger and one bot by three others while
// questions come, as a StatefulSet is updated: one is asked to stop, a new one takes its
// place. Old and new serve side by side meanwhile, and each answers its own web chat.
// LOKET_UPGRADE_FROM is the program of the version before; without it a program is
// replaced by its like.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	before := cmp.Or(os.Getenv("LOKET_UPGRADE_FROM"), binary)
	r := newReplicasOn(t, testserver.Postgres(t))
	for range 3 {
		r.add(before, nil)
	}
	old := r.all
	r.answered(20, takeoverLimit)
	for i, leaving := range old {
		r.whileAsked(func() {
			leaving.stop()
			r.answersAt(r.add(binary, nil), takeoverLimit)
			for _, stays := range old[i+1:] {
				r.answersAt(stays, takeoverLimit)
			}
		})
		took := r.answered(20, takeoverLimit)
		t.Logf("all is answered %v after the stop", took.Round(time.Millisecond))
	}
	for _, c := range r.all[len(old):] {
		r.answersAt(c, takeoverLimit)
	}
	r.idle()
	r.mustOwn()
	if n := r.people.fake.Conflicts(); n != 0 {
		t.Errorf("%d polls were ended by another, want one program that polls", n)
	}
	out := r.count()
	for _, complaint := range out.complaints(0) {
		t.Error(complaint)
	}
	if out.extra > 0 {
		t.Errorf("%d answers came twice, want none: nobody died", out.extra)
	}
}
