package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
)

func TestFragments(t *testing.T) {
	t.Parallel()
	t.Run("Held/ThenHandedOverAsOneTicket", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.says("a", "ikan lele saya")
		c.later(3 * time.Second)
		c.says("a", "warnanya kuning")
		c.later(7 * time.Second)
		if n := len(c.ledger.settled); n != 0 {
			t.Fatalf("%d messages are settled 7 s after the last fragment, want none", n)
		}
		c.later(time.Second)
		c.wantOutcomes(loket.OutcomeHandedOff, loket.OutcomeJoined)
		if tickets := c.tickets(loket.KindQuestion); len(tickets) != 1 {
			t.Errorf("fragments opened %d tickets, want 1", len(tickets))
		}
	})
	t.Run("Held/TogetherTheyAreAQuestion", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.says("a", "kak mau tanya")
		c.says("a", "syarat ktp hilang")
		c.wantOutcomes(loket.OutcomeQuoted, loket.OutcomeJoined)
	})
	t.Run("Held/InOneBatchToo", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.receives(c.text("a", "mau"), c.text("a", "urus dokumen anak"), c.text("a", "akta kelahiran"))
		c.later(9 * time.Second)
		if len(c.ledger.settled) != 3 || len(c.tickets(loket.KindQuestion)) > 1 {
			t.Errorf("settled %v, want all three and at most one ticket", c.ledger.settled)
		}
	})
	t.Run("Held/TogetherTheyAreAnEmergency", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.says("a", "tolong")
		c.says("a", "saya")
		c.says("a", "minum")
		got := c.says("a", "racun")
		if !strings.Contains(got.words(), "119") {
			t.Fatalf("an emergency in four bubbles is owed %q, want the numbers", got.words())
		}
		if tickets := c.tickets(loket.KindQuestion); len(tickets) != 1 || tickets[0].Priority != loket.PriorityEmergency {
			t.Errorf("tickets = %+v, want one of top priority", tickets)
		}
	})
	t.Run("Held/AWaitIsBounded", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		for range 8 {
			c.says("a", "ikan lele")
			c.later(4 * time.Second)
		}
		if len(c.ledger.settled) == 0 {
			t.Error("a citizen who never stops typing has waited 32 s for nothing")
		}
	})
	t.Run("Held/ANeighboursAnswerDoesNotSwallowAQuestion", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.says("a", "bagaimana cara memelihara ikan lele?")
		c.says("a", "syarat ktp hilang")
		c.later(8 * time.Second)
		c.wantOutcomes(loket.OutcomeHandedOff, loket.OutcomeQuoted)
	})
	t.Run("Held/FillersAloneAreGreeted", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.says("a", "kak")
		c.says("a", "mau tanya")
		c.later(8 * time.Second)
		c.wantOutcomes(loket.OutcomeNoticed, loket.OutcomeJoined)
		if n := len(c.tickets(loket.KindQuestion)); n != 0 {
			t.Errorf("fillers opened %d tickets, want none", n)
		}
	})
	t.Run("Held/ATicketOpenedMeanwhileTakesThem", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.says("a", "ikan lele saya")
		c.does(c.of("a", loket.MessageButton, "", "h"))
		c.wantOutcomes(loket.OutcomeHandedOff, loket.OutcomeJoined)
	})
	t.Run("Held/TwoPeopleAreNotPutTogether", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.says("a", "ktp saya yang")
		c.says("b", "ikan lele")
		c.later(8 * time.Second)
		if n := len(c.tickets(loket.KindQuestion)); n > 2 {
			t.Errorf("%d tickets for two people", n)
		}
	})
}

// wantOutcomes compares the outcomes of all messages settled, in any order.
func (c *counter) wantOutcomes(want ...loket.Outcome) {
	c.t.Helper()
	var got []loket.Outcome
	for id, settled := range c.ledger.settled {
		if len(settled) != 1 {
			c.t.Errorf("message %s was settled %d times, want once", id, len(settled))
		}
		if settled[0].Answer == "" && settled[0].Ticket == "" {
			c.t.Errorf("message %s ended with neither answer nor ticket", id)
		}
		got = append(got, settled[0].Outcome)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		c.t.Errorf("outcomes = %v, want %v", got, want)
	}
}

func TestBursts(t *testing.T) {
	t.Parallel()
	t.Run("TenMessagesAreOneTicket", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		for range 10 {
			c.says("a", "mau bicara sama petugas")
			c.later(time.Second)
		}
		if n := len(c.tickets(loket.KindQuestion)); n != 1 {
			t.Errorf("ten messages opened %d tickets, want 1", n)
		}
		c.deliver()
		if n := len(c.port.textsTo("chat-a")); n != 2 {
			t.Errorf("ten messages got %d texts, want the receipt and one word about it", n)
		}
	})
	t.Run("SameEntryTwiceIsQuotedOnce", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.receives(c.text("a", "ktp hilang"), c.text("a", "ktp saya hilang"))
		c.wantOutcomes(loket.OutcomeQuoted, loket.OutcomeQuoted)
		if n := len(c.ledger.answers); n != 1 {
			t.Errorf("the same question twice in a breath got %d answers, want 1", n)
		}
	})
	t.Run("AFollowUpInTheSameBreathKnowsTheTopic", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.receives(c.text("a", "syarat ktp hilang"), c.text("a", "biayanya?"))
		if n := len(c.ledger.answers); n != 2 || c.ledger.answers[1].Entry != "ktp-el-hilang" {
			t.Errorf("%d answers, the last of %q, want 2 of ktp-el-hilang", n, c.ledger.answers[n-1].Entry)
		}
	})
	t.Run("ComplaintAndQuestionAreTwoTickets", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.receives(c.text("a", "pelayanan lambat sekali, saya kecewa"), c.text("a", "mau bicara sama petugas"),
			c.text("a", "saya mau bunuh diri"), c.text("a", "petugas kasar dan tidak ramah"))
		c.wantOutcomes(loket.OutcomeHandedOff, loket.OutcomeHandedOff, loket.OutcomeGuarded, loket.OutcomeJoined)
		questions, complaints := c.tickets(loket.KindQuestion), c.tickets(loket.KindComplaint)
		if len(questions) != 1 || len(complaints) != 1 || questions[0].Priority != loket.PriorityEmergency {
			t.Errorf("questions %+v, complaints %+v, want one urgent and one", questions, complaints)
		}
	})
	t.Run("WhatIsDeferredIsNotAnsweredTwice", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.receives(c.text("a", "pelayanan lambat sekali, saya kecewa"), c.text("a", "ini hoax bukan"),
			c.text("a", "ikan lele"))
		c.deliver()
		n := 0
		for _, text := range c.port.textsTo("chat-a") {
			if text == sayHoax {
				n++
			}
		}
		if n != 1 || len(c.ledger.settled) != 3 {
			t.Errorf("the warning came %d times, %d settled, want once and 3", n, len(c.ledger.settled))
		}
	})
	t.Run("PersonalDataOfOneDoesNotSwallowTheOther", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.receives(c.text("a", "5371010101900001"), c.text("a", "3201010101900002"), c.text("a", "ikan lele saya sakit"))
		c.later(9 * time.Second)
		c.wantOutcomes(loket.OutcomeGuarded, loket.OutcomeGuarded, loket.OutcomeHandedOff)
		if got := c.ledger.answers; len(got) != 2 {
			t.Errorf("%d answers, want one warning and one receipt", len(got))
		}
	})
	t.Run("EmergencyGoesOutFirst", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.receives(c.text("a", "mau bicara sama petugas"), c.text("a", "syarat ktp hilang"), c.text("a", "saya mau bunuh diri"))
		c.deliver()
		if first := c.port.textsTo("chat-a")[0]; !strings.Contains(first, "119") {
			t.Errorf("first words = %q, want the emergency numbers", first)
		}
	})
}
