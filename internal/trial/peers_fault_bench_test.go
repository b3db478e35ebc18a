package trial_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/internal/faketelegram"
)

const (
	// lostAnswers is the share of sends that arrive and whose answer is lost.
	lostAnswers = 0.05
	// calmAfter is how long nobody says anything before nothing more is expected:
	// longer than either program rests before it sends again.
	calmAfter = 10 * time.Second
)

// A mishap is what happens while a program answers a crowd.
type mishap struct {
	name   string
	faults []faketelegram.Rule
	happen func(b testing.TB, c *counter, people *crowd) toll // starts the program, and stops it
}

// BenchmarkPeersFaults puts Loket and the stack a small team would build through the
// same deaths, repeated deliveries and lost answers, and prints what each cost.
// LOKET_PEERS names the folder of installed peers, LOKET_PEERS_KILLS how often each
// dies, LOKET_PEERS_MESSAGES how many messages the others have. It is one run:
// -benchtime 1x.
func BenchmarkPeersFaults(b *testing.B) {
	kills, messages := setting(b, "LOKET_PEERS_KILLS", 20), setting(b, "LOKET_PEERS_MESSAGES", 2000)
	all := []peer{ours(b), stack(b, filepath.Join(b.TempDir(), "model.nlp"))}
	var t strings.Builder
	t.WriteString("| | | messages | lost | answers said again | most of one | kept twice | tickets wanted | there |\n|---|---|---|---|---|---|---|---|---|\n")
	for _, m := range mishaps(kills, messages) {
		for _, p := range all {
			people := newCrowd(b, m.faults...)
			c := newCounter(b, onTelegram(people.fake))
			p.ready(c)
			paid := m.happen(b, c, people)
			rows, jobs := p.count(b, c)
			fmt.Fprintf(&t, "| %s | %s | %d | %d | %d | %d | %d | %d | %d |\n",
				m.name, p.name, paid.asked, paid.lost, paid.extra, paid.most, rows-paid.asked, paid.wantTickets, jobs)
			b.Logf("load %s, %s, %s: slowest start %v", load(b), m.name, p.name, paid.longestDowntime)
		}
	}
	b.ReportMetric(0, "ns/op")
	b.Log("\n" + t.String())
}

func mishaps(kills, messages int) []mishap {
	dies := ordeal{rounds: kills, perSecond: 200, life: 700 * time.Millisecond, standing: true, end: (*counter).kill, patience: 2 * time.Minute}
	return []mishap{
		{fmt.Sprintf("%d × kill -9", kills), []faketelegram.Rule{slowly()}, dies.run},
		{fmt.Sprintf("each delivered %d times", copiesEach), nil, func(b testing.TB, c *counter, people *crowd) (paid toll) {
			now := time.Now()
			for _, i := range rand.New(rand.NewPCG(4, 1)).Perm(messages * copiesEach) {
				people.fake.Deliver(faketelegram.Raw(firstChat+int64(i%messages), "{"+message(i%messages, now)+"}"))
			}
			people.asked = messages
			c.start()
			people.calm(b.Context())
			dies.settle(b, c, people, nil, &paid)
			return paid
		}},
		{
			"one answer of Telegram in 20 lost",
			[]faketelegram.Rule{{Method: "sendMessage", Rate: lostAnswers, Fault: faketelegram.Fault{DropResponse: true}}},
			func(b testing.TB, c *counter, people *crowd) (paid toll) {
				c.start()
				people.ask(messages)
				people.calm(b.Context())
				dies.settle(b, c, people, nil, &paid)
				return paid
			},
		},
	}
}

// calm waits until nothing has been read for calmAfter.
func (c *crowd) calm(ctx context.Context) {
	for heard, before := 0, -1; heard != before; {
		before = heard
		limited, cancel := context.WithTimeout(ctx, calmAfter)
		c.until(limited, func() bool {
			heard = 0
			for _, n := range c.bot {
				heard += n
			}
			return heard != before
		})
		cancel()
	}
}
