package trial_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// How a program is measured among its peers: a closed loop of peersSideBySide, then
// peersPaced questions as people ask, so many a second. The first of the loop only
// warm it up.
const (
	peersSideBySide = 64
	peersWarm       = 1280
	peersPaced      = 1000
	peersPerSecond  = 100
	peersPatience   = 5 * time.Minute
)

// A gauge is what one run of a program measured.
type gauge struct {
	first     float64 // from its start to its first answer with nothing kept, in seconds
	again     float64 // the same with what it kept then
	perSecond float64 // answers of the closed loop
	cpuEach   float64 // processor time of the program for each of these, in microseconds
	p50, p99  float64 // from question to answer at peersPerSecond a second, in milliseconds
	memory    float64 // resident at the end, in MiB
}

// BenchmarkPeers measures Loket beside bare echoes made with libraries for Telegram
// and beside the stack a small team would build instead, in turn and on the same
// messages, and prints a table: medians of the rounds, ratios within a round.
// LOKET_PEERS names the folder of installed peers, LOKET_PEERS_ROUNDS and
// LOKET_PEERS_MESSAGES how often and how much. It is one run: -benchtime 1x.
func BenchmarkPeers(b *testing.B) {
	rounds, messages := setting(b, "LOKET_PEERS_ROUNDS", 3), setting(b, "LOKET_PEERS_MESSAGES", 6400)
	all := slices.Concat([]peer{ours(b)}, echoes(b), []peer{stack(b, "")})
	questions := goldenQuestions(b)
	measured := make([][]gauge, len(all))
	for range rounds {
		for i, p := range all {
			measured[i] = append(measured[i], p.gauge(b, questions, messages))
			b.Logf("load %s, %s: %+v", load(b), p.name, measured[i][len(measured[i])-1])
		}
	}
	b.ReportMetric(0, "ns/op")
	b.Log("\n" + peersTable(all, measured))
}

// gauge starts a program twice, and then asks.
func (p peer) gauge(b testing.TB, questions []string, messages int) (g gauge) {
	b.Helper()
	people := &askers{b: b, citizens: newCitizens(b), questions: questions, next: firstChat}
	c := newCounter(b, onTelegram(people.fake))
	p.ready(c)
	g.first = people.start(c)
	c.stop()
	g.again = people.start(c)
	people.loop(peersWarm)
	before, began := c.cpu(), time.Now()
	people.loop(messages)
	g.perSecond = float64(messages) / time.Since(began).Seconds()
	g.cpuEach = float64((c.cpu() - before).Microseconds()) / float64(messages)
	took := people.paced()
	g.p50, g.p99 = nearestRank(took, 50).Seconds()*1000, nearestRank(took, 99).Seconds()*1000
	g.memory = float64(c.rss()) / (1 << 20)
	c.stop()
	return g
}

// askers are citizens of whom each asks one question.
type askers struct {
	*citizens
	b         testing.TB
	questions []string

	turn sync.Mutex // guards next
	next int64      // chat
}

// one lets the next citizen ask and returns how long the answer took.
func (a *askers) one() time.Duration {
	a.turn.Lock()
	chat := a.next
	a.next++
	a.turn.Unlock()
	words, answered := a.questions[int(chat)%len(a.questions)], make(chan time.Duration, 1)
	go func() { answered <- a.asks(chat, words) }()
	select {
	case took := <-answered:
		return took
	case <-time.After(peersPatience):
		a.b.Errorf("nobody answered %q within %v", words, peersPatience)
		return peersPatience
	}
}

// start starts a program that a question waits for and returns the seconds to its
// answer.
func (a *askers) start(c *counter) float64 {
	answered := make(chan struct{})
	go func() {
		a.one()
		close(answered)
	}()
	c.start()
	<-answered
	return time.Since(c.began).Seconds()
}

// loop lets n citizens ask, the next as soon as one before was answered.
func (a *askers) loop(n int) {
	var all sync.WaitGroup
	for worker := range peersSideBySide {
		all.Go(func() {
			for i := worker; i < n && !a.b.Failed(); i += peersSideBySide {
				a.one()
			}
		})
	}
	all.Wait()
	if a.b.Failed() {
		a.b.FailNow()
	}
}

// paced lets citizens ask as people do, and returns how long each answer took.
func (a *askers) paced() []time.Duration {
	random := rand.New(rand.NewPCG(1, 2))
	took := make([]time.Duration, peersPaced)
	var all sync.WaitGroup
	next := time.Now()
	for i := range took {
		next = next.Add(time.Duration(random.ExpFloat64() * float64(time.Second) / peersPerSecond))
		pause(a.b.Context(), time.Until(next))
		all.Go(func() { took[i] = a.one() })
	}
	all.Wait()
	return took
}

// goldenQuestions are the example questions of the reference catalogue, one in
// ticketEvery of them exchanged for words that nobody understands.
func goldenQuestions(b testing.TB) (questions []string) {
	b.Helper()
	content, err := os.ReadFile("../../faq/testdata/questions.txt")
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		if question, _, labelled := strings.Cut(line, " → "); labelled && line[0] != '#' {
			if len(questions)%ticketEvery == 0 {
				question = words(len(questions))
			}
			questions = append(questions, question)
		}
	}
	random := rand.New(rand.NewPCG(11, 7))
	random.Shuffle(len(questions), func(i, j int) { questions[i], questions[j] = questions[j], questions[i] })
	return questions
}

// peersTable is what was measured, the first program being what the others are
// held against.
func peersTable(all []peer, measured [][]gauge) string {
	var t strings.Builder
	fmt.Fprintf(&t, "| | answers/s | of Loket's | µs of a processor each | of Loket's | p50 at %d/s | p99 | memory | first start | later |\n", peersPerSecond)
	t.WriteString("|---|---|---|---|---|---|---|---|---|---|\n")
	for i, p := range all {
		of := func(figure func(gauge) float64) (median, ratio float64) {
			var own, ratios []float64
			for round, g := range measured[i] {
				own, ratios = append(own, figure(g)), append(ratios, figure(g)/figure(measured[0][round]))
			}
			return middle(own), middle(ratios)
		}
		rate, rateRatio := of(func(g gauge) float64 { return g.perSecond })
		work, workRatio := of(func(g gauge) float64 { return g.cpuEach })
		p50, _ := of(func(g gauge) float64 { return g.p50 })
		p99, _ := of(func(g gauge) float64 { return g.p99 })
		memory, _ := of(func(g gauge) float64 { return g.memory })
		first, _ := of(func(g gauge) float64 { return g.first })
		again, _ := of(func(g gauge) float64 { return g.again })
		fmt.Fprintf(&t, "| %s | %.0f | ×%.2f | %.0f | ×%.2f | %.1f ms | %.1f ms | %.0f MiB | %.2f s | %.2f s |\n",
			p.name, rate, rateRatio, work, workRatio, p50, p99, memory, first, again)
	}
	return t.String()
}

// load is the machine's load average of a minute.
func load(b testing.TB) string {
	b.Helper()
	content, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		b.Fatal(err)
	}
	average, _, _ := strings.Cut(string(content), " ")
	return average
}
