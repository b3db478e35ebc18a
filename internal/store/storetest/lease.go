package storetest

import (
	"errors"
	"sync"
	"time"

	"loket/internal/loket"
)

func leaseCases() []contractCase {
	return []contractCase{
		{"Acquire/OneOfMany", acquireOneOfMany},
		{"Acquire/UnknownChannel", acquireUnknown},
		{"Renew/KeepsOthersOut", renewKeepsOthersOut},
		{"Expire/TheNextIsTakenUnderANewEpoch", expireTakes},
		{"Expire/RenewedWhileNobodyTookIt", expiredRenewed},
		{"Release/IsFreeAtOnce", releaseFrees},
		{"Release/NotWhatOthersOwn", releaseLetsOthersAlone},
		{"Restart/TakesOverFromItself", restartTakesOver},
		{"Fence/SettleBeginRecoverAreRefused", fenceRefuses},
		{"Fence/AnEndIsToldUntilTheSendIsTaken", fenceTakesEnds},
		{"Fence/IngestIsAnybodys", fenceIngest},
		{"Doubt/LaterPartsWait", laterPartsWait},
	}
}

// owner is a process of a replica of that name.
func owner(replica string) loket.Owner { return loket.Owner{Replica: replica, Process: "p"} }

// takes acquires the office's channel.
func (o *office) takes(replica string) loket.Lease {
	o.t.Helper()
	lease, err := o.AcquireLease(o.ctx(), o.channel, owner(replica), false)
	o.must(err)
	return lease
}

// refused wants replica not to get the channel.
func (o *office) refused(replica string) {
	o.t.Helper()
	if lease, err := o.AcquireLease(o.ctx(), o.channel, owner(replica), false); !errors.Is(err, loket.ErrOwned) {
		o.t.Errorf("AcquireLease(%s) = %+v, %v, want ErrOwned", replica, lease, err)
	}
}

func (o *office) renews(l loket.Lease) loket.Renewal {
	o.t.Helper()
	renewed, err := o.RenewLease(o.ctx(), l, time.Time{})
	o.must(err)
	return renewed
}

func acquireOneOfMany(o *office) {
	var mu sync.Mutex
	var all sync.WaitGroup
	var won []loket.Lease
	for _, replica := range []string{"a", "b", "c", "d", "e", "f", "g", "h"} {
		all.Go(func() {
			lease, err := o.AcquireLease(o.ctx(), o.channel, owner(replica), true)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				won = append(won, lease)
			case !errors.Is(err, loket.ErrOwned):
				o.t.Errorf("AcquireLease(%s) = %v, want ErrOwned", replica, err)
			}
		})
	}
	all.Wait()
	if len(won) != 1 || won[0].Epoch != 1 || !won[0].Until.Equal(o.clock.Now().Add(loket.LeaseTime)) || won[0].Asleep {
		o.t.Fatalf("owners = %+v, want one under epoch 1 for %v", won, loket.LeaseTime)
	}
	kept, err := o.Channel(o.ctx(), o.channel)
	o.must(err)
	if kept.Owner != won[0].Owner.String() || kept.Epoch != 1 {
		o.t.Errorf("channel = %+v, want its owner %s", kept, won[0].Owner)
	}
}

func acquireUnknown(o *office) {
	if _, err := o.AcquireLease(o.ctx(), "tidak-ada", owner("a"), true); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("AcquireLease of no channel = %v, want ErrNotFound", err)
	}
}

func renewKeepsOthersOut(o *office) {
	lease := o.takes("a")
	for range 5 {
		o.clock.Add(loket.LeaseTime - time.Millisecond)
		o.refused("b")
		if got, want := o.renews(lease).Until, o.clock.Now().Add(loket.LeaseTime); !got.Equal(want) {
			o.t.Errorf("renewed until %v, want %v", got, want)
		}
	}
}

func expireTakes(o *office) {
	first := o.takes("a")
	o.clock.Add(loket.LeaseTime)
	second := o.takes("b")
	if second.Epoch != first.Epoch+1 || !second.Asleep {
		o.t.Errorf("taken = %+v, want the next epoch after %d, from an owner that may be asleep", second, first.Epoch)
	}
	if _, err := o.RenewLease(o.ctx(), first, time.Time{}); !errors.Is(err, loket.ErrFenced) {
		o.t.Errorf("RenewLease by the former owner = %v, want ErrFenced", err)
	}
	o.renews(second)
}

func expiredRenewed(o *office) {
	lease := o.takes("a")
	o.clock.Add(time.Hour)
	o.renews(lease)
	o.refused("b")
}

func releaseFrees(o *office) {
	first := o.takes("a")
	o.must(o.ReleaseLease(o.ctx(), first))
	if second := o.takes("b"); second.Asleep || second.Epoch != first.Epoch+1 {
		o.t.Errorf("taken after a release = %+v, want the next epoch, and nobody asleep", second)
	}
}

func releaseLetsOthersAlone(o *office) {
	first := o.takes("a")
	o.clock.Add(loket.LeaseTime)
	second := o.takes("b")
	o.must(o.ReleaseLease(o.ctx(), first))
	o.refused("c")
	o.renews(second)
}

func restartTakesOver(o *office) {
	first := o.takes("a")
	o.refused("a")
	if _, err := o.AcquireLease(o.ctx(), o.channel, owner("aa"), true); !errors.Is(err, loket.ErrOwned) {
		o.t.Errorf("AcquireLease by a replica of a longer name = %v, want ErrOwned", err)
	}
	second, err := o.AcquireLease(o.ctx(), o.channel, loket.Owner{Replica: "a", Process: "q"}, true)
	o.must(err)
	if second.Epoch != first.Epoch+1 || second.Asleep {
		o.t.Errorf("taken after a restart = %+v, want the next epoch from an owner that is dead", second)
	}
}

func fenceRefuses(o *office) {
	o.epoch = o.takes("a").Epoch
	o.owe("a", 1)
	send := o.owed()[0]
	situation := o.situation(o.says("b", "m:b:1", "syarat ktp").Conversation)
	d := o.decision(situation, loket.OutcomeQuoted, loket.AnswerQuote)
	o.clock.Add(loket.LeaseTime)
	o.takes("b")
	for what, write := range map[string]func() error{
		"Settle":  func() error { return o.Settle(o.ctx(), d) },
		"Begin":   func() error { return o.Begin(o.ctx(), send) },
		"Recover": func() error { return o.Recover(o.ctx(), o.channel, o.epoch) },
	} {
		if err := write(); !errors.Is(err, loket.ErrFenced) || errors.Is(err, loket.ErrStale) {
			o.t.Errorf("%s under a former epoch = %v, want ErrFenced", what, err)
		}
	}
	if left := o.situation(situation.Conversation.ID).Pending; len(left) != 1 {
		o.t.Errorf("pending = %d, want 1: nothing of a refused decision is written", len(left))
	}
}

func fenceTakesEnds(o *office) {
	o.epoch = o.takes("a").Epoch
	o.owe("a", 1)
	o.owe("b", 1)
	var results []loket.SendResult
	for _, s := range o.owed() {
		o.must(o.Begin(o.ctx(), s))
		results = append(results, loket.SendResult{Send: s, State: loket.SendDelivered, At: o.clock.Now()})
	}
	o.clock.Add(loket.LeaseTime)
	o.epoch = o.takes("b").Epoch
	o.must(o.Finish(o.ctx(), results[0]))
	o.must(o.Recover(o.ctx(), o.channel, o.epoch))
	if err := o.Finish(o.ctx(), results[1]); !errors.Is(err, loket.ErrFenced) {
		o.t.Errorf("Finish of what the newer owner has settled = %v, want ErrFenced", err)
	}
	again := o.owed()
	if len(again) != 1 || again[0].ID != results[1].Send.ID || again[0].Doubts != 1 {
		o.t.Fatalf("owed = %+v, want the second send, in doubt", again)
	}
	o.must(o.Begin(o.ctx(), again[0]))
	o.must(o.Recover(o.ctx(), o.channel, o.epoch))
	if left := o.owed(); len(left) != 0 {
		o.t.Errorf("owed = %+v, want nothing: an owner recovers none of its own", left)
	}
}

func fenceIngest(o *office) {
	o.takes("a")
	o.clock.Add(loket.LeaseTime)
	o.takes("b")
	if r := o.says("a", "m:a:1", "syarat ktp"); !r.Pending {
		o.t.Errorf("receipt = %+v, want a pending message: whoever it reached", r)
	}
}

func laterPartsWait(o *office) {
	o.epoch = o.takes("a").Epoch
	o.owe("a", 3)
	first := o.owed()[0]
	o.must(o.Begin(o.ctx(), first))
	if left := o.owed(); len(left) != 2 {
		o.t.Errorf("owed behind a part of our own = %d, want 2", len(left))
	}
	o.clock.Add(loket.LeaseTime)
	o.epoch = o.takes("b").Epoch
	o.owe("b", 1)
	if left := o.owed(); len(left) != 1 || left[0].Address != "chat-b" {
		o.t.Errorf("owed while the first part is in doubt = %+v, want only the other person's", left)
	}
	o.must(o.Recover(o.ctx(), o.channel, o.epoch))
	if all := o.owed(); len(all) != 4 || all[0].ID != first.ID {
		o.t.Errorf("owed after the doubt = %+v, want the three parts in order and the other's", all)
	}
}
