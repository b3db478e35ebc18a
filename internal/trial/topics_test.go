package trial_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/internal/faketelegram"
	"loket/internal/loket"
	"loket/internal/store"
)

// square is a staff group that is a forum, and the citizens whose tickets have
// topics in it.
type square struct {
	t      *testing.T
	fake   *faketelegram.Server
	c      *counter
	ledger *store.Store
	chats  map[loket.TicketID]int64 // whose ticket it is
	names  map[loket.TicketID]string
}

// newSquare starts a program for such a group; lose says which calls' answers get
// lost.
func newSquare(t *testing.T, lose func(faketelegram.Call) bool) *square {
	t.Helper()
	fake := faketelegram.New(faketelegram.Options{OnCall: func(c faketelegram.Call) faketelegram.Fault {
		return faketelegram.Fault{DropResponse: lose(c)}
	}})
	t.Cleanup(fake.Close)
	fake.SetForum(staffGroup, true)
	env := onTelegram(fake)
	env["LOKET_TELEGRAM_STAFF_CHAT"] = strconv.FormatInt(staffGroup, 10)
	q := &square{t: t, fake: fake, c: newCounter(t, roomy(t, env)), chats: map[loket.TicketID]int64{}, names: map[loket.TicketID]string{}}
	q.c.start()
	q.ledger = q.c.ledger()
	return q
}

// ask lets n citizens ask what nobody can answer.
func (q *square) ask(n int) {
	for i := range n {
		q.fake.Deliver(faketelegram.Text(firstChat+int64(i), fmt.Sprintf("zxqv wkrt plmn %d", i)))
	}
}

// learn reads which ticket is whose.
func (q *square) learn(ctx context.Context, n int) {
	q.t.Helper()
	rows, err := q.ledger.OpenTickets(ctx, demoAgency, 2*n)
	if err != nil || len(rows) != n {
		q.t.Fatalf("%d tickets, %v, want %d", len(rows), err, n)
	}
	for _, row := range rows {
		situation, err := q.ledger.Situation(ctx, row.Ticket.Conversation)
		if err != nil {
			q.t.Fatal(err)
		}
		chat, err := strconv.ParseInt(situation.Conversation.Address, 10, 64)
		if err != nil {
			q.t.Fatal(err)
		}
		q.chats[row.Ticket.ID], q.names[row.Ticket.ID] = chat, row.Ticket.Number
	}
}

// live are the topics that stand, and cards what stands in them now.
func (q *square) live() (topics []faketelegram.Topic, cards map[int64][]faketelegram.Sent) {
	for _, topic := range q.fake.Topics(staffGroup) {
		if !topic.Deleted {
			topics = append(topics, topic)
		}
	}
	cards = map[int64][]faketelegram.Sent{}
	for _, m := range q.fake.Sent() {
		if now, there := q.fake.Message(m.Chat, m.MessageID); there && now.Thread != 0 {
			cards[now.Thread] = append(cards[now.Thread], now)
		}
	}
	return topics, cards
}

// carded counts the topics with a card that says so, and complains of a card in
// another ticket's topic.
func (q *square) carded(says string) (n int) {
	topics, cards := q.live()
	for _, topic := range topics {
		number := numberOfTicket.FindString(topic.Name)
		for i, card := range cards[topic.Thread] {
			if !strings.Contains(card.Text, number) || number == "" {
				q.t.Errorf("in topic %q stands %q", topic.Name, card.Text)
			}
			if i == 0 && strings.Contains(card.Text, says) {
				n++
			}
		}
	}
	return n
}

// await waits until n topics have a card that says so.
func (q *square) await(ctx context.Context, n int, says string) {
	q.t.Helper()
	if err := q.fake.WaitFor(ctx, func([]faketelegram.Sent) bool { return q.carded(says) >= n }); err != nil {
		topics, _ := q.live()
		q.t.Fatalf("%d of %d topics have a card with %q, %d stand: %v", q.carded(says), n, says, len(topics), err)
	}
}

// desk are officers who share the tickets out among them, one reply after the
// other, each to another ticket than the one before.
func (q *square) desk(n int) (officers []*officer, shares [][]loket.TicketID) {
	officers = []*officer{signIn(q.t, q.c, q.ledger, "demo", q.c.password)}
	for i := 1; i < n; i++ {
		login := fmt.Sprint("petugas", i)
		officers = append(officers, signIn(q.t, q.c, q.ledger, login, addStaff(q.c, login)))
	}
	shares = make([][]loket.TicketID, n)
	for ticket := range q.chats {
		i := len(ticket) % n
		for j := range shares {
			if len(shares[j]) < len(shares[i]) {
				i = j
			}
		}
		shares[i] = append(shares[i], ticket)
	}
	return officers, shares
}

// answer lets every officer take the tickets of a share and reply rounds times to
// each, in an order drawn anew each time. Between two replies they write under a
// card in the group, and send a form of theirs to somebody else's ticket.
func (q *square) answer(ctx context.Context, officers []*officer, shares [][]loket.TicketID, rounds int) {
	var all sync.WaitGroup
	for i, o := range officers {
		random := rand.New(rand.NewPCG(28, uint64(i)))
		others := shares[(i+1)%len(shares)]
		all.Go(func() {
			epochs := map[loket.TicketID]int64{}
			for _, ticket := range shares[i] {
				o.did(ctx, ticket, "ambil", nil)
				view, err := q.ledger.Ticket(ctx, demoAgency, ticket)
				if err != nil {
					q.t.Error(err)
					return
				}
				epochs[ticket] = view.Ticket.LeaseEpoch
			}
			for round := range rounds {
				mine := slices.Clone(shares[i])
				random.Shuffle(len(mine), func(a, b int) { mine[a], mine[b] = mine[b], mine[a] })
				for _, ticket := range mine {
					q.reply(ctx, o, ticket, epochs[ticket], round)
				}
				q.stray(ctx, o, others[random.IntN(len(others))], epochs[mine[0]])
			}
		})
	}
	all.Wait()
}

func (q *square) reply(ctx context.Context, o *officer, ticket loket.TicketID, epoch int64, round int) {
	mark := fmt.Sprintf("%s-%d", markOf(ticket), round)
	form := url.Values{"epoch": {strconv.FormatInt(epoch, 10)}, "teks": {"Ini " + mark + " dari petugas."}, "sekali": {mark}}
	if !o.did(ctx, ticket, "balas", form) {
		q.t.Errorf("the reply %s was refused: %v", mark, o.refused)
	}
}

// stray is what must reach nobody: a form for a ticket somebody else holds, and
// words under whatever card was shown last.
func (q *square) stray(ctx context.Context, o *officer, ticket loket.TicketID, epoch int64) {
	form := url.Values{"epoch": {strconv.FormatInt(epoch, 10)}, "teks": {"Ini balasan-salah dari petugas."}, "sekali": {"salah"}}
	if status, _, err := o.post(ctx, formOf(ticket, "balas"), form); err == nil && status < 400 {
		q.t.Errorf("a reply to somebody else's ticket: %d, want a refusal", status)
	}
	_, cards := q.live()
	for _, card := range cards {
		q.fake.Deliver(faketelegram.Reply(card[0], "Ini balasan-salah dari grup.").By(7002, "Rosa", ""))
		return
	}
}

// wantReplies wants each citizen to have read the replies to their own ticket,
// each once, and no others.
func (q *square) wantReplies(ctx context.Context, rounds int) {
	q.t.Helper()
	want := len(q.chats) * rounds
	replies := func(all []faketelegram.Sent) (out []faketelegram.Sent) {
		for _, m := range all {
			if strings.Contains(m.Text, "balasan-") {
				out = append(out, m)
			}
		}
		return out
	}
	if err := q.fake.WaitFor(ctx, func(all []faketelegram.Sent) bool { return len(replies(all)) >= want }); err != nil {
		q.t.Errorf("%d of %d replies arrived: %v", len(replies(q.fake.Sent())), want, err)
	}
	read := map[string]int{} // reply → how often
	for _, m := range replies(q.fake.Sent()) {
		read[m.Text]++
		ticket, _, _ := strings.Cut(strings.TrimPrefix(m.Text, "Ini balasan-"), "-")
		if q.chats[loket.TicketID(ticket)] != m.Chat {
			q.t.Errorf("chat %d read %q, whose ticket is of chat %d", m.Chat, m.Text, q.chats[loket.TicketID(ticket)])
		}
	}
	if len(read) != want || len(replies(q.fake.Sent())) != want {
		q.t.Errorf("%d replies, %d of them different, want %d", len(replies(q.fake.Sent())), len(read), want)
	}
}

// TestTopics deletes the topic of every ticket while five officers answer them:
// each is made anew with its card, and every reply reaches whoever asked.
// LOKET_TOPICS sets how many tickets, LOKET_TOPICS_REPLIES how many replies to
// each.
func TestTopics(t *testing.T) {
	t.Parallel()
	n, rounds := setting(t, "LOKET_TOPICS", 50), setting(t, "LOKET_TOPICS_REPLIES", 2)
	q := newSquare(t, func(faketelegram.Call) bool { return false })
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	q.ask(n)
	q.await(ctx, n, "menunggu")
	q.learn(ctx, n)
	officers, shares := q.desk(5)
	for _, topic := range q.fake.Topics(staffGroup) {
		q.fake.DeleteTopic(staffGroup, topic.Thread)
	}
	q.answer(ctx, officers, shares, rounds)
	q.wantReplies(ctx, rounds)
	q.await(ctx, n, "diambil")
	made := len(q.fake.Topics(staffGroup)) - n
	for ticket := range q.chats {
		o := officers[slices.IndexFunc(shares, func(s []loket.TicketID) bool { return slices.Contains(s, ticket) })]
		view, err := q.ledger.Ticket(ctx, demoAgency, ticket)
		if err != nil {
			t.Fatal(err)
		}
		o.did(ctx, ticket, "tutup", url.Values{"epoch": {strconv.FormatInt(view.Ticket.LeaseEpoch, 10)}})
	}
	closed := func([]faketelegram.Sent) bool {
		topics, _ := q.live()
		return !slices.ContainsFunc(topics, func(t faketelegram.Topic) bool { return !t.Closed })
	}
	if err := q.fake.WaitFor(ctx, closed); err != nil {
		t.Errorf("not every topic was closed with its ticket: %v", err)
	}
	q.c.stop()
	t.Logf("%d topics deleted, %d made anew, %d cards in them; %d replies by %d officers", n, made, q.carded("Selesai"), n*rounds, len(officers))
	if cards := q.carded("Selesai"); made != n || cards != n {
		t.Errorf("%d topics made anew with %d cards, want %d", made, cards, n)
	}
}

// TestTopicsUnderFaults loses answers to calls for topics and kills the program
// between them: there may be an empty topic, or a card twice, but every ticket
// has its card in a topic of its own.
func TestTopicsUnderFaults(t *testing.T) {
	t.Parallel()
	n := setting(t, "LOKET_TOPICS", 50) / 2
	q := newSquare(t, func(c faketelegram.Call) bool {
		return c.Chat == staffGroup && c.N%4 == 0 && (c.Method == "createForumTopic" || c.Method == "sendMessage")
	})
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	q.ask(n)
	kills := 0
	for _, at := range []int{n / 4, n / 2, 3 * n / 4} {
		q.await(ctx, at, "menunggu")
		q.c.kill()
		kills++
		q.c.start()
	}
	all := func([]faketelegram.Sent) bool { return len(q.numbers()) >= n }
	if err := q.fake.WaitFor(ctx, all); err != nil {
		t.Errorf("%d of %d tickets have a card in a topic of theirs: %v", len(q.numbers()), n, err)
	}
	topics, _ := q.live()
	lost := q.fake.Calls("createForumTopic") / 4
	t.Logf("%d tickets, %d kills, %d answers lost: %d topics", n, kills, lost, len(topics))
	if most := n + lost + kills; len(topics) > most {
		t.Errorf("%d topics for %d tickets, want at most one more for each of %d lost answers and %d kills", len(topics), n, lost, kills)
	}
}

// numbers are the tickets with a card in a topic of their own.
func (q *square) numbers() map[string]bool {
	out := map[string]bool{}
	topics, cards := q.live()
	for _, topic := range topics {
		if number := numberOfTicket.FindString(topic.Name); len(cards[topic.Thread]) > 0 {
			out[number] = true
		}
	}
	return out
}
