package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

// turned are the switches of a test.
type turned []loket.Switch

// Off implements Switches.
func (t *turned) Off(agency loket.AgencyID, kind loket.SwitchKind, target string) bool {
	return slices.ContainsFunc(*t, loket.Switch{Agency: agency, Kind: kind, Target: target}.Is)
}

// off switches something off at a counter.
func (c *counter) off(kind loket.SwitchKind, target string) *turned {
	off := &turned{{Agency: lokettest.Agency().ID, Kind: kind, Target: target}}
	c.bot.Switches = off
	return off
}

func TestBotOff(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]struct {
		kind       loket.MessageKind
		text, data string
	}{
		"AQuestionItKnows": {loket.MessageText, "syarat ktp hilang", ""},
		"AGreeting":        {loket.MessageText, "selamat pagi", ""},
		"AFragment":        {loket.MessageText, "itu lho", ""},
		"AButton":          {loket.MessageButton, "", dataQuote + "ktp-el-hilang"},
		"APhoto":           {loket.MessagePhoto, "", ""},
	} {
		t.Run("BecomesATicket/"+name, func(t *testing.T) {
			t.Parallel()
			c := openCounter(t)
			c.off(loket.SwitchBot, "")
			got := c.does(c.of("a", in.kind, in.text, in.data))
			if got.outcome() != loket.OutcomeHandedOff || c.ownTickets() != 1 || !strings.Contains(got.words(), sayBotOff) {
				t.Errorf("%s became %q with %q, want a ticket and that staff answer", name, got.outcome(), got.words())
			}
			if more := c.says("a", "akta lahir"); more.outcome() != loket.OutcomeJoined || c.ownTickets() != 1 {
				t.Errorf("what follows became %q, want it to join", more.outcome())
			}
		})
	}
	t.Run("DangerIsAnsweredAllTheSame", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.off(loket.SwitchBot, "")
		if got := c.says("a", "tolong rumah saya kebakaran"); !strings.Contains(got.words(), "113") {
			t.Errorf("danger is answered with %q, want the numbers to call", got.words())
		}
	})
	t.Run("OneIsGreetedByStaff", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		c.off(loket.SwitchBot, "")
		if got := c.does(c.of("a", loket.MessageCommand, "/start", "")); !strings.Contains(got.words(), sayBotOff) || c.ownTickets() != 0 {
			t.Errorf("/start is answered with %q, want that staff answer", got.words())
		}
	})
	t.Run("OnAgain/ItAnswers", func(t *testing.T) {
		t.Parallel()
		c := openCounter(t)
		off := c.off(loket.SwitchBot, "")
		*off = nil
		if got := c.says("a", "syarat ktp hilang"); got.outcome() != loket.OutcomeQuoted {
			t.Errorf("a question became %q, want it quoted", got.outcome())
		}
	})
}

func TestEntryOff(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	c.off(loket.SwitchEntry, "ktp-el-hilang")
	if got := c.says("a", "syarat ktp hilang"); got.outcome() != loket.OutcomeHandedOff || strings.Contains(got.words(), "kepolisian") {
		t.Errorf("became %s: %s, want a ticket", got.outcome(), got.words())
	}
	if got := c.does(c.of("b", loket.MessageButton, "", dataQuote+"ktp-el-hilang")); got.outcome() != loket.OutcomeHandedOff {
		t.Errorf("a press became %s, want a ticket", got.outcome())
	}
	if got := c.says("c", "ktp"); strings.Contains(got.words(), "hilang") {
		t.Errorf("it is still offered: %s", got.words())
	}
}

func TestChannelOff(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	off := c.off(loket.SwitchChannel, string(lokettest.Channels()[0].ID))
	first := c.says("a", "syarat ktp hilang")
	if first.outcome() != "" || first.words() != sayHalted {
		t.Errorf("became %q with %q, want it kept, and one told so", first.outcome(), first.words())
	}
	if again := c.says("a", "syarat akta kelahiran"); again.outcome() != "" || len(again.answers) != 0 {
		t.Errorf("what follows became %q with %q, want it kept in silence", again.outcome(), again.words())
	}
	c.later(time.Hour)
	if n := len(c.ledger.answers); n != 1 {
		t.Errorf("%d answers after an hour in which nothing came, want the first only", n)
	}
	if late := c.says("a", "halo?"); late.words() != sayHalted {
		t.Errorf("an hour later one is told %q, want it once more", late.words())
	}
	*off = nil
	c.later(haltPause)
	settled := c.ledger.settled[first.message]
	if len(settled) != 1 || settled[0].Outcome != loket.OutcomeQuoted {
		t.Errorf("once the channel is on it became %v, want it quoted", settled)
	}
}
