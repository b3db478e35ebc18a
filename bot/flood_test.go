package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
)

// burst hands in messages of a person, a second apart at the sender's, at once.
func (c *counter) burst(n int, text func(i int) string) []loket.Receipt {
	c.t.Helper()
	var batch []loket.Inbound
	for i := range n {
		in := c.text(c.who, text(i))
		in.SentAt = c.clock.Now().Add(time.Duration(i-n) * time.Second)
		batch = append(batch, in)
	}
	return c.receives(batch...)
}

// outcomes are what became of messages.
func (c *counter) outcomes(receipts []loket.Receipt) (all []loket.Outcome) {
	for _, r := range receipts {
		outcome := loket.Outcome("")
		if s := c.ledger.settled[r.Message]; len(s) == 1 {
			outcome = s[0].Outcome
		}
		all = append(all, outcome)
	}
	return all
}

// said counts the answers with these words in them.
func (c *counter) said(words string) (n int) {
	for _, a := range c.ledger.answers {
		if strings.Contains(wordsOf(a), words) {
			n++
		}
	}
	return n
}

func sureQuestion(int) string { return "syarat ktp hilang" }

func TestFlood(t *testing.T) {
	t.Parallel()
	const floodWords = "banyak sekali"
	t.Run("TwentyInAMinute/AreConsidered", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		got := c.outcomes(c.burst(loket.Flood, sureQuestion))
		if slices.ContainsFunc(got, func(o loket.Outcome) bool { return o != loket.OutcomeQuoted }) || c.said(floodWords) != 0 {
			t.Errorf("twenty messages became %v, want all quoted", got)
		}
	})
	t.Run("Beyond/OneTicketAndOneNoticeInTenMinutes", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		got := c.outcomes(c.burst(50, sureQuestion))
		want := slices.Concat(slices.Repeat([]loket.Outcome{loket.OutcomeQuoted}, 20),
			[]loket.Outcome{loket.OutcomeHandedOff}, slices.Repeat([]loket.Outcome{loket.OutcomeJoined}, 29))
		if !slices.Equal(got, want) {
			t.Errorf("outcomes %v, want %v", got, want)
		}
		answers := len(c.ledger.answers)
		for range 9 {
			c.clock.Add(time.Minute)
			c.burst(120, func(i int) string { return fmt.Sprint("halo ", i) })
		}
		open := c.tickets(loket.KindQuestion)
		if len(open) != 1 || open[0].Reason != loket.ReasonFlood || c.said(floodWords) != 1 {
			t.Errorf("%d tickets, %d notices within ten minutes of flood, want one each", len(open), c.said(floodWords))
		}
		if grown := len(c.ledger.answers) - answers; grown > 9*loket.Flood {
			t.Errorf("%d answers to 1,080 messages, want at most %d", grown, 9*loket.Flood)
		}
		for id, settled := range c.ledger.settled {
			if len(settled) != 1 {
				t.Errorf("message %s was settled %d times, want once", id, len(settled))
			}
		}
	})
	t.Run("AfterAMinuteOfPeace/AnswersComeAgain", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.burst(30, sureQuestion)
		c.clock.Add(time.Minute)
		if got := c.says(c.who, "kk rusak bagaimana"); got.outcome() != loket.OutcomeQuoted {
			t.Errorf("a question after the flood became %q, want quoted", got.outcome())
		}
	})
	t.Run("AnEmergencyIsHeard", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.burst(60, func(i int) string {
			if i >= 40 {
				return "tolong ada kebakaran di rumah saya"
			}
			return "syarat ktp hilang"
		})
		if open := c.tickets(loket.KindQuestion); len(open) != 1 || open[0].Priority != loket.PriorityEmergency {
			t.Errorf("tickets %+v, want one at top priority", open)
		}
		if n := c.said("112 darurat"); n != 1 {
			t.Errorf("the numbers were given %d times, want once", n)
		}
	})
	t.Run("ADaysBacklog/IsNoFlood", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		var batch []loket.Inbound
		for i := range 40 {
			in := c.text(c.who, "syarat ktp hilang")
			in.SentAt = c.clock.Now().Add(time.Duration(i-40) * 10 * time.Minute)
			batch = append(batch, in)
		}
		c.receives(batch...)
		if n := c.said(floodWords); n != 0 {
			t.Errorf("forty messages of seven hours got %d notices of flood, want none", n)
		}
	})
	t.Run("AHumanHasTheConversation/NoWord", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		ticketClaimed(c)
		before := len(c.ledger.answers)
		c.burst(60, func(i int) string { return fmt.Sprint("halo ", i) })
		if got := len(c.ledger.answers) - before; got != 0 {
			t.Errorf("%d answers to a flood while a human has the conversation, want none", got)
		}
	})
	t.Run("SwitchedOff", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.bot.Settings.Flood = false
		got := c.outcomes(c.burst(40, sureQuestion))
		if slices.ContainsFunc(got, func(o loket.Outcome) bool { return o != loket.OutcomeQuoted }) {
			t.Errorf("outcomes %v, want all quoted", got)
		}
	})
}
