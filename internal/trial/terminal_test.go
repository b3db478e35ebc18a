package trial_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/faketelegram"
	"loket/internal/loket"
)

// TestTerminal mixes chats that block the bot and chats Telegram does not know
// with others: what will never be delivered is tried once, and staff see so on
// the ticket.
func TestTerminal(t *testing.T) {
	t.Parallel()
	n := setting(t, "LOKET_TERMINAL", 120)
	tried := make(chan int64, 4*n)
	fake := faketelegram.New(faketelegram.Options{OnCall: func(c faketelegram.Call) faketelegram.Fault {
		if c.Method != "sendMessage" {
			return faketelegram.Fault{}
		}
		tried <- c.Chat
		return []faketelegram.Fault{{}, faketelegram.Blocked(), faketelegram.ChatNotFound()}[c.Chat%3]
	}})
	t.Cleanup(fake.Close)
	c := newCounter(t, onTelegram(fake))
	c.start()
	for i := range n {
		text := question
		if i < 3 {
			text = fmt.Sprintf("zxqv wkrt plmn %d", i)
		}
		fake.Deliver(faketelegram.Text(int64(3000+i), text))
	}
	tries := map[int64]int{}
	for range n {
		tries[<-tried]++
	}
	officer := newOfficer(t, c)
	rows, err := officer.ledger.OpenTickets(t.Context(), demoAgency, 10)
	if err != nil {
		t.Fatal(err)
	}
	c.stop()
	close(tried)
	for chat := range tried {
		tries[chat]++
	}
	for chat, times := range tries {
		if times != 1 {
			t.Errorf("chat %d was tried %d times, want once", chat, times)
		}
	}
	if got := c.number(t.Context(), `SELECT COUNT(*) FROM sends WHERE state = 'dead'`); got != n*2/3 {
		t.Errorf("%d sends are dead, want %d", got, n*2/3)
	}
	c.wantFlagged(rows)
}

// wantFlagged looks for the tickets whose receipt nobody read.
func (c *counter) wantFlagged(rows []loket.InboxRow) {
	c.t.Helper()
	if len(rows) != 3 {
		c.t.Fatalf("%d tickets, want 3", len(rows))
	}
	c.start()
	officer := newOfficer(c.t, c)
	flagged := 0
	for _, row := range rows {
		if strings.Contains(officer.page("/loket/tiket/"+string(row.Ticket.ID)), "gagal terkirim") {
			flagged++
		}
	}
	if flagged != 2 {
		c.t.Errorf("%d of 3 tickets say \"gagal terkirim\", want the two whose citizen cannot be reached", flagged)
	}
}

// TestMovedGroup lets the staff group become a supergroup: what the board has to
// say goes to the new one.
func TestMovedGroup(t *testing.T) {
	t.Parallel()
	p := newTown(t, 1<<30)
	const moved = int64(-1009876543210)
	p.fake.Inject(faketelegram.Rule{Method: "sendMessage", Chat: staffGroup, Fault: faketelegram.Migrated(moved)})
	c := newCounter(t, p.paced())
	c.start()
	p.fake.Deliver(faketelegram.Text(firstChat, "zxqv wkrt plmn"))
	err := p.fake.WaitFor(t.Context(), func(sent []faketelegram.Sent) bool {
		return slices.ContainsFunc(sent, func(s faketelegram.Sent) bool { return s.Chat == moved })
	})
	if err != nil {
		t.Fatal(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.group) != 1 {
		t.Errorf("%d calls to the old group, want one", len(p.group))
	}
}

// TestForeignGroup puts the bot into a group nobody configured: it leaves within
// two seconds and says nothing.
func TestForeignGroup(t *testing.T) {
	t.Parallel()
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	c := newCounter(t, onTelegram(fake))
	c.start()
	began := time.Now()
	fake.Deliver(faketelegram.MyChatMember(-77, "left", "member"), faketelegram.Text(-77, question))
	if err := fake.WaitFor(t.Context(), func([]faketelegram.Sent) bool { return slices.Contains(fake.Left(), -77) }); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("the group was left after %v, want at most 2 s", took)
	}
	if fake.Count() != 0 {
		t.Errorf("%d messages sent, want none", fake.Count())
	}
}

// TestDeadToken revokes the token: at most one call a minute, and the web goes
// on.
func TestDeadToken(t *testing.T) {
	t.Parallel()
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	c := newCounter(t, onTelegram(fake))
	c.start()
	fake.Deliver(faketelegram.Text(firstChat, question))
	if err := fake.WaitSent(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	fake.Revoke(true)
	calls := func() int { return fake.Calls("getUpdates") + fake.Calls("getMe") + fake.Calls("sendMessage") }
	before := calls()
	fake.Deliver(faketelegram.Text(firstChat+1, question)) // ends the poll that waits
	pause(t.Context(), time.Duration(setting(t, "LOKET_DEAD_SECONDS", 5))*time.Second)
	if got, minutes := calls()-before, setting(t, "LOKET_DEAD_SECONDS", 5)/60; got > 2+minutes {
		t.Errorf("%d calls with a dead token, want one a minute and one that was under way", got)
	}
	if status, _ := c.get("/healthz"); status != http.StatusOK {
		t.Errorf("/healthz with a dead token = %d, want %d", status, http.StatusOK)
	}
}
