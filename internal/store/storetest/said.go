package storetest

import (
	"errors"
	"sync"
	"time"

	"loket/internal/loket"
)

func saidCases() []contractCase {
	return []contractCase{
		{"TakenOnce", saidOnce},
		{"WithAChange/OnceAndTogether", saidWithChange},
		{"OfATicketWithoutACard/ItIsWanted", saidOfNoCard},
		{"ManyAtOnce/OneTakesEffect", saidRaced},
		{"Answers/OwedUntilGiven", saidAnswered},
		{"Board/PageStaysAsAsked", boardKept},
		{"Card/FoundByItsMessage", cardFound},
	}
}

// said is something a member of staff of that login said in the group.
func (o *office) said(by loket.Staff, key, answer string) loket.Said {
	return loket.Said{Channel: o.channel, Agency: o.agency.ID, Key: key, Staff: by.ID, Answer: answer, ReplyTo: "7"}
}

func saidOnce(o *office) {
	m := o.said(o.member("rosa"), "m:-1:1", "")
	o.must(o.NoteSaid(o.ctx(), m))
	if err := o.NoteSaid(o.ctx(), m); !errors.Is(err, loket.ErrSaid) {
		o.t.Errorf("Say() again = %v, want %v", err, loket.ErrSaid)
	}
	for key, want := range map[string]bool{"m:-1:1": true, "m:-1:2": false} {
		if got, err := o.WasSaid(o.ctx(), o.channel, key); err != nil || got != want {
			o.t.Errorf("WasSaid(%s) = %v, %v, want %v", key, got, err, want)
		}
	}
	o.clock.Add(3 * loket.UpdateRetention)
	o.must(o.ForgetSaid(o.ctx()))
	if got, err := o.WasSaid(o.ctx(), o.channel, m.Key); err != nil || got {
		o.t.Errorf("WasSaid() days later = %v, %v, want it forgotten", got, err)
	}
}

// groupClaim takes a ticket as the staff group asks for it.
func (o *office) groupClaim(k loket.TicketID, m loket.Said) (loket.Ticket, error) {
	return o.UpdateTicket(o.ctx(), o.agency.ID, k, func(t *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		return loket.Change{Said: &m}, t.Claim(m.Staff, o.clock.Now(), o.clock.Now().Add(time.Hour))
	})
}

func saidWithChange(o *office) {
	rosa, topic := o.member("rosa"), o.topic()
	o.must(o.SaveTopic(o.ctx(), topic, 0))
	m := o.said(rosa, "b:1", "")
	k, err := o.groupClaim(topic.Ticket, m)
	o.must(err)
	topic.Epoch = k.LeaseEpoch
	o.same("the card knows the claim", o.topics(), []loket.Topic{topic})
	before := topic
	before.Epoch = 0
	o.must(o.SaveTopic(o.ctx(), before, 0))
	o.same("a card saved late", o.topics(), []loket.Topic{topic})
	if _, err := o.groupClaim(topic.Ticket, m); !errors.Is(err, loket.ErrSaid) {
		o.t.Errorf("the same claim again = %v, want %v", err, loket.ErrSaid)
	}
	other := o.said(o.member("yanti"), "b:2", "")
	if _, err := o.groupClaim(topic.Ticket, other); !errors.Is(err, loket.ErrTicketHeld) {
		o.t.Errorf("another's claim = %v, want %v", err, loket.ErrTicketHeld)
	}
	if got, err := o.WasSaid(o.ctx(), o.channel, other.Key); err != nil || got {
		o.t.Errorf("WasSaid() of what was refused = %v, %v, want false", got, err)
	}
}

// saidOfNoCard: a claim of a ticket without a card asks for one.
func saidOfNoCard(o *office) {
	k := o.ticket("a")
	wanted := func(want ...loket.TicketID) {
		o.t.Helper()
		got, err := o.Wanted(o.ctx(), o.channel)
		o.must(err)
		o.same("tickets that want a card", got, want)
	}
	wanted()
	_, err := o.groupClaim(k.ID, o.said(o.member("rosa"), "b:1", ""))
	o.must(err)
	wanted(k.ID)
	o.must(o.SaveTopic(o.ctx(), loket.Topic{Ticket: k.ID, Agency: o.agency.ID, Channel: o.channel, Group: "-100", Card: "8"}, 0))
	wanted()
	got, err := o.Card(o.ctx(), o.channel, "-100", "8")
	o.must(err)
	if got.Epoch != 1 {
		o.t.Errorf("the card is of epoch %d, want the claim's", got.Epoch)
	}
}

func saidRaced(o *office) {
	rosa, k := o.member("rosa"), o.ticket("a")
	var all sync.WaitGroup
	errs := make(chan error, 8)
	for range cap(errs) {
		all.Go(func() {
			_, err := o.groupClaim(k.ID, o.said(rosa, "b:1", ""))
			errs <- err
		})
	}
	all.Wait()
	close(errs)
	done := 0
	for err := range errs {
		switch {
		case err == nil:
			done++
		case !errors.Is(err, loket.ErrSaid):
			o.t.Errorf("claim at once = %v, want nil or %v", err, loket.ErrSaid)
		}
	}
	if done != 1 {
		o.t.Errorf("%d of them took effect, want one", done)
	}
}

func saidAnswered(o *office) {
	rosa := o.member("rosa")
	lease := o.takes("a")
	o.must(o.NoteSaid(o.ctx(), o.said(rosa, "m:-1:1", "")))
	o.must(o.NoteSaid(o.ctx(), o.said(rosa, "m:-1:2", "Tidak dikirim.")))
	owed := func(want int) []loket.Said {
		o.t.Helper()
		all, err := o.AnswersOwed(o.ctx(), o.channel, 10)
		o.must(err)
		if len(all) != want {
			o.t.Fatalf("answers owed: %+v, want %d", all, want)
		}
		return all
	}
	m := owed(1)[0]
	if m.Key != "m:-1:2" || m.Answer != "Tidak dikirim." || m.ReplyTo != "7" {
		o.t.Errorf("the answer owed is %+v", m)
	}
	if err := o.Answered(o.ctx(), m, lease.Epoch-1); !errors.Is(err, loket.ErrFenced) {
		o.t.Errorf("Answered() by a former owner = %v, want %v", err, loket.ErrFenced)
	}
	o.must(o.Answered(o.ctx(), m, lease.Epoch))
	owed(0)
}

func boardKept(o *office) {
	none, err := o.Board(o.ctx(), o.channel)
	o.must(err)
	o.same("no board", none, loket.GroupBoard{Channel: o.channel})
	o.must(o.TurnBoard(o.ctx(), o.channel, 3))
	b := loket.GroupBoard{Channel: o.channel, Group: "-100", Message: "9", Shown: "abc"}
	o.must(o.SaveBoard(o.ctx(), b, 0))
	o.must(o.TurnBoard(o.ctx(), o.channel, 2))
	b.Shown, b.Page = "def", 2
	o.must(o.SaveBoard(o.ctx(), b, 0))
	got, err := o.Board(o.ctx(), o.channel)
	o.must(err)
	o.same("the board", got, b)
}

func cardFound(o *office) {
	topic := o.topic()
	topic.Thread, topic.Card = "", "11"
	o.must(o.SaveTopic(o.ctx(), topic, 0))
	got, err := o.Card(o.ctx(), o.channel, topic.Group, "11")
	o.must(err)
	o.same("the card", got, topic)
	for _, at := range [][2]string{{topic.Group, "12"}, {"-200", "11"}} {
		if _, err := o.Card(o.ctx(), o.channel, at[0], at[1]); !errors.Is(err, loket.ErrNotFound) {
			o.t.Errorf("Card(%s, %s) = %v, want %v", at[0], at[1], err, loket.ErrNotFound)
		}
	}
	o.close(topic.Ticket)
	o.same("a closed ticket's card is kept until it says so", o.topics(), []loket.Topic{topic})
}
