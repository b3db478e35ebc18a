package trial_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/testserver"
)

// A full inbox, and how many consoles look at it.
const (
	inboxTickets = 10_000
	consoles     = 200
	eachConsole  = 10 // of one member of staff
)

// BenchmarkInbox measures the running program with 10,000 open tickets: the first
// byte of the list, of its second page and of a search, over HTTP; then how soon 200
// consoles, of twenty members of staff, are told of a ticket that is taken.
func BenchmarkInbox(b *testing.B) {
	onFullInbox(b, func(b *testing.B, c *counter, staff *officer, _ *citizens) {
		b.Run("FirstByte", func(b *testing.B) { benchmarkFirstByte(b, staff) })
		b.Run("Told", func(b *testing.B) { benchmarkTold(b, c, staff) })
	})
}

// BenchmarkBesideConsoles measures what those consoles cost the chats.
func BenchmarkBesideConsoles(b *testing.B) {
	onFullInbox(b, func(b *testing.B, c *counter, staff *officer, people *citizens) {
		people.ask(1)
		many := hire(b, c, staff)
		b.Run("InTurn", func(b *testing.B) { benchmarkBeside(b, c, many, people) })
		c.stop()
	})
}

// onFullInbox runs a benchmark on a program with 10,000 open tickets, on each engine.
func onFullInbox(b *testing.B, run func(b *testing.B, c *counter, staff *officer, people *citizens)) {
	b.Helper()
	for name, database := range map[string]func() string{
		"SQLite": func() string { return "" }, "PostgreSQL": func() string { return testserver.Postgres(b) },
	} {
		b.Run(name, func(b *testing.B) {
			people := newCitizens(b)
			env := roomy(b, onTelegram(people.fake))
			if address := database(); address != "" {
				env["LOKET_DATABASE_URL"] = address
			}
			c := newCounter(b, env)
			profiled(b, c)
			c.start()
			ledger := c.ledger()
			// On a channel of its own, which nobody owns: the program's are fenced.
			filled := loket.Channel{ID: loket.ChannelID(demoAgency) + "/isi", Agency: demoAgency, Kind: loket.WebChat, Name: "Isi"}
			must(b, ledger.Register(b.Context(), lokettest.Agency(), filled))
			fillTickets(b, year{Store: ledger, channel: filled, now: time.Now}, inboxTickets)
			run(b, c, signIn(b, c, ledger, "demo", c.password), people)
		})
	}
}

// fillTickets opens tickets of as many people.
func fillTickets(b *testing.B, y year, n int) {
	b.Helper()
	people := make(chan int)
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			for person := range people {
				if err := y.openOne(b.Context(), person); err != nil {
					b.Error(err)
				}
			}
		})
	}
	for person := range n {
		people <- person
	}
	close(people)
	all.Wait()
}

// openOne opens the ticket of one person.
func (y year) openOne(ctx context.Context, person int) error {
	receipts, err := y.Ingest(ctx, []loket.Inbound{{
		Channel: y.channel.ID, OriginKey: fmt.Sprintf("w:isi-%d:1", person), Person: fmt.Sprintf("isi-%d", person), Name: "Warga",
		Address: fmt.Sprintf("isi-%d", person), Kind: loket.MessageText, SentAt: y.now(),
		Text: fmt.Sprintf("mau tanya akta kematian orang tua saya nomor-%d, sudah tiga minggu belum ada kabar", person),
	}})
	if err != nil {
		return err
	}
	now := y.now()
	d := loket.Decision{
		Agency: y.channel.Agency, Channel: y.channel.ID, Conversation: receipts[0].Conversation, At: now,
		Settled: []loket.Settlement{{Message: receipts[0].Message, Outcome: loket.OutcomeHandedOff}},
	}
	y.handOff(&d, receipts[0], now)
	return y.Settle(ctx, d)
}

func benchmarkFirstByte(b *testing.B, staff *officer) {
	for name, path := range map[string]string{
		"List": "/loket?tab=menunggu&otomatis=1", "Unattended": "/loket?tab=belum&otomatis=1", "Search": "/loket?cari=kematian+nomor-77&otomatis=1",
	} {
		b.Run(name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				began := time.Now()
				r, err := staff.client.Get(staff.base() + path)
				took = append(took, time.Since(began)) // the page is written at once, so that its head comes with its first byte
				if err != nil || r.StatusCode != http.StatusOK {
					b.Fatalf("%s: %v, %v", path, r, err)
				}
				must(b, r.Body.Close())
			}
			reportQuantiles(b, took)
		})
	}
}

func reportQuantiles(b *testing.B, took []time.Duration) {
	b.Helper()
	for _, percent := range []int{50, 95} {
		b.ReportMetric(float64(nearestRank(took, percent).Microseconds())/1000, fmt.Sprintf("p%d-ms", percent))
	}
}

// benchmarkTold measures how soon a claim is told to every console.
func benchmarkTold(b *testing.B, c *counter, staff *officer) {
	told := make(chan time.Time, 100*consoles)
	ctx, cancel := context.WithCancel(b.Context())
	open := openConsoles(ctx, b, hire(b, c, staff), func() { told <- time.Now() })
	defer open.Wait()
	defer cancel()
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		status, _, err := staff.post(b.Context(), "/loket/ambil", url.Values{})
		if err != nil || status != http.StatusSeeOther {
			b.Fatalf("claim the next: %d, %v", status, err)
		}
		for range consoles {
			took = append(took, (<-told).Sub(began))
		}
		giveBack(b, staff)
		for range consoles {
			<-told
		}
	}
	reportQuantiles(b, took)
	b.ReportMetric(float64(slices.Max(took).Microseconds())/1000, "max-ms")
}

// giveBack releases what the member holds.
func giveBack(b *testing.B, staff *officer) {
	b.Helper()
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, staff.base()+"/loket?tab=milik&otomatis=1", http.NoBody)
	must(b, err)
	status, body, err := staff.fetch(r)
	if err != nil || status != http.StatusOK {
		b.Fatalf("read what is held: %d, %v", status, err)
	}
	_, row, _ := strings.Cut(body, `name="pilih" value="`)
	row, _, _ = strings.Cut(row, `"`)
	if status, _, err := staff.post(b.Context(), "/loket/banyak", url.Values{"tindakan": {"lepas"}, "pilih": {row}}); err != nil || status != http.StatusOK {
		b.Fatalf("give it back: %d, %v", status, err)
	}
}

// hire signs in as many members of staff as open all consoles.
func hire(b *testing.B, c *counter, like *officer) (all []*officer) {
	b.Helper()
	for i := range consoles / eachConsole {
		login := fmt.Sprintf("konsol%d", i)
		all = append(all, signIn(b, c, like.ledger, login, addStaff(c, login)))
	}
	return all
}

// openConsoles opens the streams of members of staff until ctx ends, and tells when one
// of them was told of a ticket. Wait for those that were closed with the group.
func openConsoles(ctx context.Context, b *testing.B, staff []*officer, told func()) *sync.WaitGroup {
	b.Helper()
	var ready, open sync.WaitGroup
	for _, someone := range staff {
		for range eachConsole {
			ready.Add(1)
			open.Go(func() { stream(ctx, b, someone, ready.Done, told) })
		}
	}
	ready.Wait()
	return &open
}

// stream reads the stream of one console until ctx ends. While the program has not yet
// noticed that others were closed, it asks again.
func stream(ctx context.Context, b *testing.B, of *officer, ready, told func()) {
	client := &http.Client{Jar: of.client.Jar, Transport: &http.Transport{}}
	var answer *http.Response
	for {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, of.base()+"/loket/arus?tab=menunggu&otomatis=1", http.NoBody)
		if err == nil {
			answer, err = client.Do(r)
		}
		if err == nil && answer.StatusCode == http.StatusServiceUnavailable {
			_ = answer.Body.Close()
			pause(ctx, 100*time.Millisecond)
			continue
		}
		ready()
		if err != nil || answer.StatusCode != http.StatusOK {
			b.Errorf("open a stream: %v, %v", answer, err)
			return
		}
		break
	}
	defer answer.Body.Close()
	lines := bufio.NewScanner(answer.Body)
	for lines.Scan() {
		if strings.HasPrefix(lines.Text(), `data: <div data-tiket=`) {
			told()
		}
	}
	if ctx.Err() == nil {
		b.Errorf("a stream ended: %v", lines.Err())
	}
}
