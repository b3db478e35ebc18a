package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/bot"
	"loket/faq"
	"loket/internal/assist"
	"loket/internal/assist/assisttest"
	"loket/internal/config"
	"loket/internal/loket"
)

// BenchmarkAssist has one clerk answer the same questions with and without the language
// model, in turn, for each way its endpoint can fail: what it costs citizens once it has
// been found out. b.N is how many rounds; their medians are reported, times in
// milliseconds from a message's arrival to the decision on disk. A state that answers
// otherwise than without, or by more than 50 ms later in the 95th percentile, fails.
func BenchmarkAssist(b *testing.B) {
	server := assisttest.New(b)
	l := openDesk(b, server)
	for _, s := range []struct {
		name   string
		fault  assisttest.Fault
		change func(*config.Assist)
		calls  string // what comes of them while questions are asked
	}{
		{"Works", nil, nil, "ok"},
		{"Gone", nil, func(a *config.Assist) { a.BaseURL = "http://127.0.0.1:9/v1" }, "resting"},
		{"Silent", assisttest.Hang(), nil, "resting"}, // a call of a citizen's is given up after 800 ms, whether 30 s were needed or an hour
		{"Limited", assisttest.Status(http.StatusTooManyRequests, "60"), nil, "resting"},
		{"Broken", assisttest.Status(http.StatusInternalServerError, ""), nil, "resting"},
		{"Garbage", assisttest.Body("<html>halo</html>"), nil, "resting"},
		{"TenMegabytes", assisttest.Huge(10), nil, "resting"},
		{"Spent", nil, func(a *config.Assist) { a.Budget.Tokens = 1 }, "budget"},
	} {
		b.Run(s.name, func(b *testing.B) {
			a := l.config.Agencies[0]
			if s.change != nil {
				s.change(&a.Assist)
			}
			calls := outcomes{}
			client, err := newAssistant(a, assistParts{
				ledger: l.ledger, redactor: l.redactor(), now: time.Now, log: slog.New(slog.DiscardHandler), calls: calls,
			})
			if err != nil {
				b.Fatal(err)
			}
			ranker := &assist.Ranker{Client: client}
			ranker.Learn(l.fusion)
			server.Fails(s.fault)
			l.compare(b, assist.Second{a.ID: ranker}, s.name == "Works")
			if calls[s.calls] < l.greys {
				b.Errorf("what came of the calls is %v, want %d or more %s: something else was measured", calls, l.greys, s.calls)
			}
		})
	}
}

// clerkDesk is a clerk at work on the demo catalogue, asked one question after the other.
type clerkDesk struct {
	*offices

	fusion  *faq.Fusion
	texts   []string // a citizen's question each
	grey    string   // one that the words leave unsure
	greys   int      // how many do
	settled chan loket.Decision
	asked   int
}

// tells is a ledger that tells of what was decided.
type tells struct {
	bot.Ledger

	settled chan<- loket.Decision
}

// Settle implements bot.Ledger.
func (l tells) Settle(ctx context.Context, d loket.Decision) error {
	err := l.Ledger.Settle(ctx, d)
	if err == nil {
		l.settled <- d
	}
	return err
}

// openDesk opens one, whose vectors are known from the start.
func openDesk(b *testing.B, server *assisttest.Server) *clerkDesk {
	b.Helper()
	text, env := assistedOffice(server, "")
	l := &clerkDesk{offices: openCounter(b, text, env), texts: unseen(b, 300), settled: make(chan loket.Decision, 10)}
	m, vectors := l.shelves.book("kupang").Matcher, faq.Vectors{}
	for _, s := range m.Spoken() {
		for _, text := range s.Texts {
			vectors[s.Entry] = append(vectors[s.Entry], assisttest.Unit(text))
		}
	}
	var err error
	if l.fusion, err = faq.NewFusion(m, vectors); err != nil {
		b.Fatal(err)
	}
	greys := slices.DeleteFunc(slices.Clone(l.texts), func(text string) bool { return len(l.fusion.Grey(m.Find(faq.Query{Text: text}))) == 0 })
	if len(greys) < 20 {
		b.Fatalf("%d of %d questions would reach the model: nothing is measured", len(greys), len(l.texts))
	}
	l.grey, l.greys, l.bot.Ledger, l.bot.Ranker = greys[0], len(greys), tells{l.bot.Ledger, l.settled}, nil
	ctx, stop := context.WithCancel(b.Context())
	var machines sync.WaitGroup
	machines.Go(func() { l.keepChannels(ctx, ctx) })
	machines.Go(func() { _ = l.bot.Run(ctx) }) // it never fails
	b.Cleanup(func() { stop(); machines.Wait() })
	return l
}

// unseen are so many questions of all that no catalogue was made from, those that it does
// not answer among them.
func unseen(b *testing.B, n int) (some []string) {
	b.Helper()
	all := texts(b, "unseen.tsv", func(label string) bool { return !strings.HasPrefix(label, "_") || label == "_oos" })
	for i := range n {
		some = append(some, all[i*len(all)/n])
	}
	return some
}

// ask has somebody new ask, and returns what came of it and after how long.
func (l *clerkDesk) ask(b *testing.B, text string) (loket.Outcome, time.Duration) {
	b.Helper()
	l.asked++
	person, began := fmt.Sprintf("warga-%d", l.asked), time.Now()
	receipts, err := l.bot.Receive(b.Context(), []loket.Inbound{{
		Channel: l.bot.Channels[0], OriginKey: "w:" + person + ":1", Person: person, Address: person, Kind: loket.MessageText, Text: text, SentAt: began,
	}})
	if err != nil {
		b.Fatal(err)
	}
	for d := range l.settled {
		if d.Conversation == receipts[0].Conversation && len(d.Settled) > 0 {
			return d.Settled[0].Outcome, time.Since(began)
		}
	}
	panic("the clerk went home")
}

// passed is how the questions of one round fared.
type passed struct {
	outcomes []loket.Outcome
	took     []time.Duration // sorted
}

// at is a quantile, in milliseconds.
func (p passed) at(quantile float64) float64 {
	return p.took[int(quantile*float64(len(p.took)-1))].Seconds() * 1000
}

// answered is the share that was answered or offered choices, in per cent.
func (p passed) answered() float64 {
	n := 0
	for _, o := range p.outcomes {
		if o == loket.OutcomeQuoted || o == loket.OutcomeAsked {
			n++
		}
	}
	return 100 * float64(n) / float64(len(p.outcomes))
}

// passes asks every question.
func (l *clerkDesk) passes(b *testing.B, ranker bot.Ranker) (p passed) {
	b.Helper()
	l.bot.Ranker = ranker
	for _, text := range l.texts {
		outcome, took := l.ask(b, text)
		p.outcomes, p.took = append(p.outcomes, outcome), append(p.took, took)
	}
	slices.Sort(p.took)
	return p
}

// compare asks with a ranker and without, in turn, after what fails has been found out.
func (l *clerkDesk) compare(b *testing.B, ranker bot.Ranker, mayDiffer bool) {
	b.Helper()
	l.bot.Ranker = ranker
	var worst time.Duration
	for range 6 { // five failures, and one that is refused at once
		_, took := l.ask(b, l.grey)
		worst = max(worst, took)
	}
	var with, without []passed
	for b.Loop() {
		without, with = append(without, l.passes(b, nil)), append(with, l.passes(b, ranker))
	}
	figure := func(name string, of func(passed) float64) (base, own float64) {
		base, own = median(without, of), median(with, of)
		b.ReportMetric(base, "without-"+name)
		b.ReportMetric(own, name)
		return base, own
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(100*float64(l.greys)/float64(len(l.texts)), "reach-%")
	b.ReportMetric(worst.Seconds()*1000, "found-out-ms")
	figure("answered-%", passed.answered)
	p50, p50With := figure("p50-ms", func(p passed) float64 { return p.at(0.50) })
	p95, p95With := figure("p95-ms", func(p passed) float64 { return p.at(0.95) })
	b.ReportMetric(p50With/p50, "p50-ratio")
	b.ReportMetric(p95With/p95, "p95-ratio")
	for i := range with {
		if !mayDiffer && !slices.Equal(with[i].outcomes, without[i].outcomes) {
			b.Errorf("round %d: questions were answered otherwise than without: %v", i, differing(l.texts, without[i], with[i]))
		}
	}
	if p95With > p95+50 {
		b.Errorf("p95 is %.1f ms, without the model %.1f", p95With, p95)
	}
}

// median is the one of a figure over all rounds.
func median(rounds []passed, of func(passed) float64) float64 {
	var all []float64
	for _, p := range rounds {
		all = append(all, of(p))
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// differing are the questions that two rounds settled otherwise.
func differing(texts []string, a, b passed) string {
	var all []string
	for i, text := range texts {
		if a.outcomes[i] != b.outcomes[i] {
			all = append(all, fmt.Sprintf("%q %s, then %s", text, a.outcomes[i], b.outcomes[i]))
		}
	}
	return strings.Join(all, "; ")
}
