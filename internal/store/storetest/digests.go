package storetest

import (
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"loket/internal/loket"
	"loket/internal/store"
)

func digestCases() []contractCase {
	return []contractCase{
		{"Senders/ManyAtOnceSendOnce", digestManySenders},
		{"Owed/OldestFirst", digestsInOrder},
		{"Again/NotBefore", digestNotBefore},
		{"Ended/ForGood", digestEnded},
		{"Doubt/LateSenderChangesNothing", digestLateSender},
	}
}

// digestManySenders has eight senders on two replicas look for the same digests at
// the same time.
func digestManySenders(o *office) {
	const readers = 6
	for i := range readers {
		d := o.owedDigest()
		d.Target += strconv.Itoa(i)
		o.must(o.OweDigest(o.ctx(), d))
	}
	replicas := []*store.Store{o.Store, o.second()}
	var sent [readers]atomic.Int32
	sender := func(s *store.Store) error {
		owed, err := s.OwedDigests(o.ctx(), o.agency.ID)
		if err != nil {
			return err
		}
		for _, d := range owed {
			taken, err := s.TakeDigest(o.ctx(), &d, o.clock.Now().Add(time.Minute))
			if err != nil {
				return err
			}
			if !taken {
				continue
			}
			if moved, err := s.MoveDigest(o.ctx(), d, loket.DigestSending, "", time.Time{}); err != nil || !moved {
				o.t.Errorf("who took %s could not begin: %v, %v", d.Target, moved, err)
			}
			d.State = loket.DigestSending
			sent[d.Target[len(d.Target)-1]-'0'].Add(1)
			if moved, err := s.MoveDigest(o.ctx(), d, loket.DigestSent, "", time.Time{}); err != nil || !moved {
				o.t.Errorf("who sent %s could not end: %v, %v", d.Target, moved, err)
			}
		}
		return nil
	}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			if err := sender(replicas[i%2]); err != nil {
				o.t.Errorf("sender %d: %v", i, err)
			}
		})
	}
	all.Wait()
	for i := range sent {
		if n := sent[i].Load(); n != 1 {
			o.t.Errorf("digest %d was sent %d times, want once", i, n)
		}
	}
	if left := o.owedDigests(); len(left) != 0 {
		o.t.Errorf("still owed: %+v", left)
	}
}

// takenDigest is one digest, owed and taken, on its way once it is sending.
func (o *office) takenDigest(state loket.DigestState) loket.DigestSend {
	o.t.Helper()
	o.must(o.OweDigest(o.ctx(), o.owedDigest()))
	d := o.owedDigests()[0]
	if taken, err := o.TakeDigest(o.ctx(), &d, o.clock.Now().Add(time.Minute)); err != nil || !taken {
		o.t.Fatalf("TakeDigest() = %v, %v, want it taken", taken, err)
	}
	if state != loket.DigestOwed {
		o.moves(d, state, "", time.Time{})
		d.State = state
	}
	return d
}

// moves changes the state of a digest, which must be possible.
func (o *office) moves(d loket.DigestSend, to loket.DigestState, problem string, notBefore time.Time) {
	o.t.Helper()
	if moved, err := o.MoveDigest(o.ctx(), d, to, problem, notBefore); err != nil || !moved {
		o.t.Fatalf("MoveDigest(%s, %s) = %v, %v, want it moved", d.State, to, moved, err)
	}
}

func digestsInOrder(o *office) {
	for _, one := range []struct {
		days   int
		target string
	}{{0, "mail:b"}, {-1, "mail:z"}, {0, "mail:a"}, {-2, "mail:b"}} {
		d := o.owedDigest()
		d.From, d.AsOf, d.Target = d.From.AddDate(0, 0, one.days), d.AsOf.AddDate(0, 0, one.days), one.target
		o.must(o.OweDigest(o.ctx(), d))
	}
	var got []string
	for _, d := range o.owedDigests() {
		got = append(got, d.Target)
	}
	if want := []string{"mail:b", "mail:z", "mail:a", "mail:b"}; !slices.Equal(got, want) {
		o.t.Errorf("owed %v, want the oldest first, then by target: %v", got, want)
	}
}

// digestNotBefore was refused, is told why, and rests until its moment, no longer.
func digestNotBefore(o *office) {
	d := o.takenDigest(loket.DigestSending)
	o.moves(d, loket.DigestOwed, "452 no room", o.clock.Now().Add(10*time.Minute))
	o.clock.Add(10*time.Minute - time.Millisecond)
	if early := o.owedDigests(); len(early) != 0 {
		o.t.Errorf("owed before its time: %+v", early)
	}
	o.clock.Add(time.Millisecond)
	due := o.owedDigests()
	if len(due) != 1 || due[0].Attempts != 1 || due[0].Problem != "452 no room" || due[0].State != loket.DigestOwed || !due[0].AsOf.Equal(d.AsOf) {
		o.t.Fatalf("owed again %+v, want it with one attempt, its problem, and its first moment", due)
	}
	stale := due[0]
	stale.Attempts = 0
	if taken, err := o.TakeDigest(o.ctx(), &stale, o.clock.Now().Add(time.Minute)); err != nil || taken || stale.Attempts != 0 {
		o.t.Errorf("taken by who knows of no attempt: %v, %v", taken, err)
	}
}

// digestEnded is owed no more, whoever says that it is, and cannot be taken.
func digestEnded(o *office) {
	for _, end := range []loket.DigestState{loket.DigestSent, loket.DigestUncertain, loket.DigestDead} {
		d := o.owedDigest()
		d.Target += string(end)
		o.must(o.OweDigest(o.ctx(), d))
		d = o.owedDigests()[0]
		if taken, err := o.TakeDigest(o.ctx(), &d, o.clock.Now()); err != nil || !taken {
			o.t.Fatalf("TakeDigest() = %v, %v", taken, err)
		}
		o.moves(d, end, "", time.Time{})
		o.clock.Add(time.Hour)
		o.must(o.OweDigest(o.ctx(), d))
		if owed := o.owedDigests(); len(owed) != 0 {
			o.t.Errorf("what is %s is owed again: %+v", end, owed)
		}
		if taken, err := o.TakeDigest(o.ctx(), &d, o.clock.Now().Add(time.Minute)); err != nil || taken {
			o.t.Errorf("what is %s was taken: %v, %v", end, taken, err)
		}
		if n, err := o.DoubtDigests(o.ctx(), o.agency.ID, o.clock.Now()); err != nil || n != 0 {
			o.t.Errorf("what is %s came into doubt: %d, %v", end, n, err)
		}
	}
}

// digestLateSender was thought dead, and wakes: what is in doubt stays so.
func digestLateSender(o *office) {
	d := o.takenDigest(loket.DigestSending)
	o.clock.Add(time.Hour)
	if n, err := o.DoubtDigests(o.ctx(), o.agency.ID, o.clock.Now()); err != nil || n != 1 {
		o.t.Fatalf("DoubtDigests() = %d, %v, want one", n, err)
	}
	for _, to := range []loket.DigestState{loket.DigestOwed, loket.DigestSent, loket.DigestDead} {
		if moved, err := o.MoveDigest(o.ctx(), d, to, "", time.Time{}); err != nil || moved {
			o.t.Errorf("what is in doubt became %s: %v, %v", to, moved, err)
		}
	}
	if n, err := o.DoubtDigests(o.ctx(), o.agency.ID, o.clock.Now().Add(time.Hour)); err != nil || n != 0 || len(o.owedDigests()) != 0 {
		o.t.Errorf("told again: %d, %v, owed %v, want it told once", n, err, o.owedDigests())
	}
}
