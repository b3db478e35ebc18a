package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"loket/internal/desk"
	"loket/internal/loket"
)

// The day: a Monday of an office that is open from 08.00 to 16.00 with an hour for
// lunch, and is closed for the rest of it at 14.00.
const (
	daySeed     = 20261123
	dayCitizens = 500
	dayOfficers = 3
	dayClosure  = 14 * time.Hour
	dayEnd      = 16 * time.Hour
)

// day is the whole house but its doors, in a bubble whose clock jumps to whatever
// happens next, with a real Redis outside of it.
type day struct {
	*house
	t      *testing.T
	path   string // of loket.yaml
	redis  *outsideRedis
	random *rand.Rand
	zone   *time.Location
	begins time.Time // midnight of the day
	people []string  // in the order in which they write

	mu    sync.Mutex // guards notes
	notes []note
}

// note is something the timeline tells besides the figures.
type note struct {
	at   time.Time
	text string
}

// TestDay lets a day of 500 questions pass in seconds: every citizen has an
// outcome, every promise is kept or renewed before it breaks, no ticket is
// answered twice, and Redis agrees with the ledger at the end. Its timeline is
// printed.
func TestDay(t *testing.T) {
	redis := newOutsideRedis(t)
	synctest.Test(t, func(t *testing.T) {
		d := openDay(t, redis)
		d.passes()
		d.everyoneHasAnOutcome()
		d.promisesHold()
		d.answeredOnce()
		d.queueAgrees()
		t.Log("\n" + d.timeline())
	})
}

// dayConfig is loket.yaml of the day, dayClosed what the closure adds to it.
const (
	dayConfig = `
agencies:
  - id: disdukcapil-kota-kupang
    code: KPG
    name: Disdukcapil Kota Kupang
    zone: Asia/Makassar
    handling_minutes: 6
    hours:
      senin: [08.00-12.00, 13.00-16.00]
      selasa: [08.00-12.00, 13.00-16.00]
`
	dayClosed = `    closures:
      - date: 2026-11-23
        kind: tutup
        hours: [14.00-16.00]
        reason: listrik padam
`
)

func openDay(t *testing.T, redis *outsideRedis) *day {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Makassar")
	if err != nil {
		t.Fatal(err)
	}
	d := &day{
		t: t, redis: redis, random: rand.New(rand.NewPCG(daySeed, 0)), zone: zone,
		begins: time.Date(2026, 11, 23, 0, 0, 0, 0, zone), path: filepath.Join(t.TempDir(), "loket.yaml"),
	}
	d.writes(dayConfig)
	<-time.After(time.Until(d.begins.Add(7*time.Hour + 50*time.Minute)))
	env := map[string]string{"LOKET_DATA_DIR": t.TempDir(), "LOKET_REDIS_URL": redis.url}
	s := &shell{
		ctx: t.Context(), getenv: func(name string) string { return env[name] }, stdout: io.Discard, stderr: io.Discard,
		now: time.Now, log: slog.New(slog.DiscardHandler), config: d.path,
	}
	c, err := s.load()
	d.must(err)
	d.house, err = openHouse(s, c)
	d.must(err)
	d.bot.Settings.Sweep, d.reconciler.Every = 10*time.Second, 30*time.Second // 28,800 seconds pass
	for i := range dayOfficers {
		d.must(d.ledger.AddStaff(t.Context(), d.officer(i)))
	}
	return d
}

func (d *day) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *day) writes(config string) {
	d.t.Helper()
	d.must(os.WriteFile(d.path, []byte(config), 0o600))
}

// tells puts a line into the timeline.
func (d *day) tells(text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.notes = append(d.notes, note{time.Now(), text})
}

// until waits for a time of the day; false: the day is over before it.
func (d *day) until(ctx context.Context, at time.Duration) bool {
	return rests(ctx, time.Until(d.begins.Add(at)))
}

// rests lets a while of the bubble's time pass; false: ctx ended before.
func rests(ctx context.Context, while time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(while):
		return true
	}
}

// passes lets the day happen.
func (d *day) passes() {
	back, stopBack := context.WithCancel(d.t.Context())
	work, goHome := context.WithCancel(d.t.Context())
	var machines, people sync.WaitGroup
	machines.Go(func() { _ = d.reconciler.Run(back) })
	machines.Go(func() { d.keepChannels(back, back) })
	machines.Go(func() { _ = d.bot.Run(back) })
	people.Go(func() { d.citizensWrite(work) })
	people.Go(func() { d.redisRestarts(work) })
	people.Go(func() { d.headCloses(work) })
	for i := range dayOfficers {
		people.Go(func() { d.serves(work, d.officer(i), rand.New(rand.NewPCG(daySeed, uint64(i)+1))) })
	}
	d.until(work, dayEnd)
	goHome()
	people.Wait()
	rests(d.t.Context(), time.Minute) // what was begun arrives
	stopBack()
	machines.Wait()
	d.t.Cleanup(func() { d.must(d.close()) })
}

// citizensWrite lets everybody ask one thing, more of them in the morning.
func (d *day) citizensWrite(ctx context.Context) {
	texts := dayTexts(d.t)
	d.random.Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
	at := make([]time.Duration, dayCitizens)
	for i := range at {
		at[i] = 8*time.Hour + time.Duration(d.random.Float64()*d.random.Float64()*float64(450*time.Minute))
	}
	slices.Sort(at)
	for i, when := range at {
		if !d.until(ctx, when) {
			return
		}
		person := fmt.Sprintf("warga-%03d", i+1)
		d.people = append(d.people, person)
		d.says(ctx, person, "1", loket.MessageText, texts[i%len(texts)], "")
		if d.random.IntN(2) == 0 {
			continue
		}
		rests(ctx, 10*time.Second)
		d.chooses(ctx, person)
	}
}

func (d *day) says(ctx context.Context, person, key string, kind loket.MessageKind, text, data string) {
	_, err := d.bot.Receive(ctx, []loket.Inbound{{
		Channel: d.bot.Channels[0], OriginKey: person + "/" + key, Person: person, Address: person, Kind: kind, Text: text, Data: data,
		SentAt: time.Now(),
	}})
	if err != nil && ctx.Err() == nil {
		d.t.Errorf("%s writes: %v", person, err)
	}
}

// chooses lets somebody who was offered choices press the first.
func (d *day) chooses(ctx context.Context, person string) {
	lines, err := d.ledger.Lines(ctx, d.bot.Channels[0], person, 0, 100)
	if err != nil || len(lines) == 0 {
		return
	}
	last := lines[len(lines)-1]
	if last.Answer != loket.AnswerAsk || len(last.Buttons) == 0 {
		return
	}
	d.says(ctx, person, "2", loket.MessageButton, "", last.Buttons[0][0].Data)
}

// redisRestarts takes Redis away twice for five minutes, and brings it back empty.
func (d *day) redisRestarts(ctx context.Context) {
	for _, at := range []time.Duration{9*time.Hour + 30*time.Minute, 14*time.Hour + 30*time.Minute} {
		if !d.until(ctx, at) {
			return
		}
		d.must(d.redis.turn(false))
		d.tells("Redis mati. Tiket tetap diambil lewat buku besar.")
		rests(ctx, 5*time.Minute)
		d.must(d.redis.turn(true))
		d.tells("Redis hidup lagi, kosong.")
	}
}

// headCloses closes the office for the rest of the day.
func (d *day) headCloses(ctx context.Context) {
	d.until(ctx, dayClosure)
	d.writes(dayConfig + dayClosed)
	d.reloader.once(ctx)
	if problem := d.reloader.problem(); problem != "" {
		d.t.Error(problem)
	}
	d.tells("Kantor ditutup mendadak: listrik padam.")
}

func (d *day) officer(i int) loket.Staff {
	id := fmt.Sprintf("petugas-%d", i+1)
	return loket.Staff{ID: loket.StaffID(id), Agency: d.config.Agencies[0].ID, Login: id, Name: fmt.Sprintf("Petugas %d", i+1), Role: loket.RoleOfficer}
}

// serves lets a member of staff take what is first in the queue, work on it for
// three to eight minutes with its page open, reply and close, while the office is
// open.
func (d *day) serves(ctx context.Context, by loket.Staff, random *rand.Rand) {
	for ctx.Err() == nil {
		if !d.calendar(by.Agency).IsOpen(time.Now()) || !d.serveNext(ctx, by, random) {
			rests(ctx, time.Minute)
		}
	}
}

// serveNext serves one ticket; false: there was none.
func (d *day) serveNext(ctx context.Context, by loket.Staff, random *rand.Rand) bool {
	k, err := d.desk.Next(ctx, by, "")
	if err != nil {
		if !errors.Is(err, desk.ErrNobodyWaits) {
			d.t.Errorf("%s takes the next: %v", by.Login, err)
		}
		return false
	}
	for range 3 + random.IntN(6) {
		if !rests(ctx, time.Minute) {
			return false // home
		}
		if k, err = d.desk.Renew(ctx, by, k.ID, k.LeaseEpoch); err != nil {
			d.t.Errorf("%s goes on: %v", by.Login, err)
		}
	}
	if err := d.desk.Reply(ctx, by, k.ID, k.LeaseEpoch, "Bapak/Ibu, silakan datang ke loket 2 dengan berkasnya."); err != nil {
		d.t.Errorf("%s replies: %v", by.Login, err)
	}
	if err := d.desk.Close(ctx, by, k.ID, k.LeaseEpoch); err != nil {
		d.t.Errorf("%s closes: %v", by.Login, err)
	}
	return true
}

// dayTexts are what citizens write: four questions of five, the rest greetings,
// complaints, danger and the like.
func dayTexts(t *testing.T) (all []string) {
	t.Helper()
	questions := texts(t, "unseen.tsv", func(label string) bool { return !strings.HasPrefix(label, "_") || label == "_oos" })
	others := texts(t, "ordinary.tsv", func(string) bool { return true })
	for i := range dayCitizens {
		if i%5 == 4 {
			all = append(all, others[i%len(others)])
			continue
		}
		all = append(all, questions[i%len(questions)])
	}
	return all
}

// texts are the last columns of the lines of a file of test questions.
func texts(t testing.TB, name string, wanted func(label string) bool) (all []string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", "faq", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		columns := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if columns[0] != "label" && wanted(columns[0]) {
			all = append(all, columns[len(columns)-1])
		}
	}
	return all
}
