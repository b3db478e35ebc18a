package trial_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/internal/faketelegram"
	"loket/internal/loket"
	"loket/internal/testserver"
)

// TestReplyRaces is F-45: a holder's lease has run out mid-typing, and the holder
// replies just when a colleague takes the ticket and replies. One of them reaches
// the citizen, and the other is told. LOKET_QUEUE_RACES=500 is the long form.
func TestReplyRaces(t *testing.T) {
	t.Parallel()
	n := setting(t, "LOKET_QUEUE_RACES", 60)
	for name, address := range map[string]func() string{
		"SQLite":   func() string { return "sqlite:" + t.TempDir() + "/loket.db" },
		"Postgres": func() string { return testserver.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBureauOn(t, address(), "embedded")
			b.opens(n)
			won := map[string]int{}
			for range n {
				won[b.race()]++
			}
			t.Logf("%d races: the former holder was first in %d, the colleague in %d", n, won["holder"], won["colleague"])
			if twice := b.number(`SELECT COUNT(*) FROM (SELECT ticket_id FROM answers WHERE kind = 'reply' GROUP BY ticket_id HAVING COUNT(*) <> 1) AS twice`); twice > 0 {
				t.Errorf("%d tickets were not replied to once", twice)
			}
			if replies := b.number(`SELECT COUNT(*) FROM answers WHERE kind = 'reply'`); replies != n {
				t.Errorf("%d replies are owed, want %d", replies, n)
			}
		})
	}
}

// race lets two reply to one ticket and tells who did.
func (b *bureau) race() (won string) {
	b.t.Helper()
	ctx, holder, colleague := b.t.Context(), supervisor(1), supervisor(2)
	b.desk.Terms.Lease = time.Millisecond
	k, err := b.desk.Next(ctx, holder, "")
	must(b.t, err)
	pause(ctx, 2*time.Millisecond) // typing
	b.desk.Terms.Lease = time.Hour // longer than all races: nobody is handed a ticket again
	var both sync.WaitGroup
	var late, taken error
	both.Go(func() { late = b.desk.Reply(ctx, holder, k.ID, k.LeaseEpoch, "Dari pemegang lama.") })
	both.Go(func() {
		var mine loket.Ticket
		if mine, taken = b.desk.Claim(ctx, colleague, k.ID); taken == nil {
			taken = b.desk.Reply(ctx, colleague, k.ID, mine.LeaseEpoch, "Dari rekan.")
		}
	})
	both.Wait()
	switch {
	case late == nil && errors.Is(taken, loket.ErrTicketHeld):
		return "holder"
	case taken == nil && errors.Is(late, loket.ErrLeaseLost):
		return "colleague"
	}
	b.t.Errorf("the holder's reply: %v, the colleague's claim and reply: %v; want one of them accepted", late, taken)
	return "nobody"
}

// TestInterleavedReplies is F-28: five officers hold several tickets each, taken by
// "Ambil berikutnya", and reply to them in any order, from pages opened in any
// order: every citizen reads the words meant for them, once.
// LOKET_QUEUE_REPLIES=1000 is the long form.
func TestInterleavedReplies(t *testing.T) {
	t.Parallel()
	n := setting(t, "LOKET_QUEUE_REPLIES", 100)
	read := &mail{got: map[int64][]string{}}
	fake := faketelegram.New(faketelegram.Options{Discard: true, OnSend: read.note})
	t.Cleanup(fake.Close)
	c := newCounter(t, onTelegram(fake))
	c.env["LOKET_REDIS_URL"] = ownRedis(t).URL()
	c.start()
	ledger := c.ledger()
	staff := []*officer{signIn(t, c, ledger, "demo", c.password)}
	for _, login := range []string{"ani", "budi", "citra", "dewi"} {
		staff = append(staff, signIn(t, c, ledger, login, addStaff(c, login)))
	}
	for i := range n {
		fake.Deliver(faketelegram.Text(firstChat+int64(i), numbered(i)))
	}
	c.within(2*time.Minute, "every ticket", func() bool {
		return c.number(t.Context(), `SELECT COUNT(*) FROM tickets`) == n
	})
	var all sync.WaitGroup
	for i, o := range staff {
		all.Go(func() { o.interleaves(t, rand.New(rand.NewPCG(uint64(i), 1))) })
	}
	all.Wait()
	c.within(time.Minute, "every reply", func() bool { return read.count() >= n })
	read.check(t, n)
	c.stop()
}

// numbered is a question no entry answers; its number says whose it is.
func numbered(i int) string { return fmt.Sprintf("zxqv wkrt plmn %d", i) }

var numberedQuestion = regexp.MustCompile(`zxqv wkrt plmn \d+`)

// mail is what citizens read of humans.
type mail struct {
	mu  sync.Mutex // guards got
	got map[int64][]string
}

func (m *mail) note(s faketelegram.Sent) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if strings.Contains(s.Text, "Jawaban untuk ") {
		m.got[s.Chat] = append(m.got[s.Chat], s.Text)
	}
}

func (m *mail) count() (n int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, texts := range m.got {
		n += len(texts)
	}
	return n
}

func (m *mail) check(t *testing.T, n int) {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	wrong, double := 0, 0
	for i := range n {
		texts := m.got[firstChat+int64(i)]
		if len(texts) != 1 {
			double++
		}
		for _, text := range texts {
			if !strings.Contains(text, "Jawaban untuk "+numbered(i)+".") {
				wrong++
			}
		}
	}
	t.Logf("%d replies by 5 officers: %d to the wrong citizen, %d not once", n, wrong, double)
	if wrong > 0 || double > 0 {
		t.Errorf("%d replies reached the wrong citizen, %d citizens did not get one, want none", wrong, double)
	}
}

// interleaves takes up to five tickets at a time and replies to one of them at
// random, until nobody waits.
func (o *officer) interleaves(t *testing.T, random *rand.Rand) {
	var held []loket.TicketID
	for more := true; more || len(held) > 0; {
		if more && (len(held) == 0 || len(held) < 5 && random.IntN(2) == 0) {
			id, err := o.takesNext(t)
			if err != nil {
				t.Error(err)
				return
			}
			if more = id != ""; more {
				held = append(held, id)
			}
			continue
		}
		i := random.IntN(len(held))
		if err := o.answers(t, held[i]); err != nil {
			t.Error(err)
			return
		}
		held = append(held[:i], held[i+1:]...)
	}
}

// takesNext presses "Ambil berikutnya"; empty: nobody waits.
func (o *officer) takesNext(t *testing.T) (loket.TicketID, error) {
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, o.base()+"/loket/ambil", http.NoBody)
	if err != nil {
		return "", err
	}
	answer, err := o.client.Do(r)
	if err != nil {
		return "", err
	}
	must(t, answer.Body.Close())
	to := answer.Header.Get("Location")
	if to == "/loket?kosong=1" {
		return "", nil
	}
	id, ok := strings.CutPrefix(strings.TrimSuffix(to, "#balas"), "/loket/tiket/")
	if !ok {
		return "", fmt.Errorf("next: %d to %q", answer.StatusCode, to)
	}
	return loket.TicketID(id), nil
}

// answers reads a ticket's page, replies with the words of its citizen, and closes.
func (o *officer) answers(t *testing.T, id loket.TicketID) error {
	page, err := o.see(t.Context(), "/loket/tiket/"+string(id))
	if err != nil {
		return err
	}
	epoch := epochField.FindStringSubmatch(page)
	question := numberedQuestion.FindString(page)
	if epoch == nil || question == "" {
		return fmt.Errorf("the page of %s has no form or no question", id)
	}
	form := url.Values{"epoch": {epoch[1]}, "teks": {"Jawaban untuk " + question + "."}, "sekali": {string(id)}}
	if !o.did(t.Context(), id, "balas", form) {
		return fmt.Errorf("reply to %s: %v", id, o.refused)
	}
	form.Del("teks")
	if !o.did(t.Context(), id, "tutup", form) {
		return fmt.Errorf("close %s: %v", id, o.refused)
	}
	return nil
}
