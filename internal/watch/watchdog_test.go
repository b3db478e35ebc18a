package watch_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/watch"
)

// office is a ledger whose backlogs a test sets, under a watchdog.
type office struct {
	t        *testing.T
	clock    *lokettest.Clock
	held     time.Time
	foreign  bool // another process owns the channels
	messages []loket.Backlog
	sends    []loket.Backlog
	broken   error
	dog      *watch.Watchdog
}

func (o *office) Unprocessed(context.Context, time.Time) ([]loket.Backlog, error) {
	return o.messages, o.broken
}

func (o *office) Undelivered(context.Context, time.Time) ([]loket.Backlog, error) {
	return o.sends, o.broken
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, clock: lokettest.NewClock()}
	o.dog = &watch.Watchdog{
		Ledger: o, Now: o.clock.Now, Log: slog.New(slog.DiscardHandler), Meters: watch.NewMeters(),
		Held: func(loket.ChannelID) time.Time { return o.held },
		Ours: func(loket.ChannelID) bool { return !o.foreign },
	}
	return o
}

// pass lets time go by, with a look every five seconds, and change what waits
// before each.
func (o *office) pass(d time.Duration, change func()) {
	o.t.Helper()
	for end := o.clock.Now().Add(d); o.clock.Now().Before(end); {
		o.clock.Add(5 * time.Second)
		if change != nil {
			change()
		}
		if err := o.dog.Look(o.t.Context()); err != nil && o.broken == nil {
			o.t.Fatal(err)
		}
	}
}

// want compares both verdicts; a stage stands still when its word is not empty.
func (o *office) want(when, messages, sends string) {
	o.t.Helper()
	for _, stage := range []struct {
		name  string
		check func(context.Context) error
		says  string
	}{{"messages", o.dog.Messages, messages}, {"sends", o.dog.Sends, sends}} {
		err := stage.check(o.t.Context())
		if stage.says == "" && err != nil || stage.says != "" && (err == nil || !strings.Contains(err.Error(), stage.says)) {
			o.t.Errorf("%s: %s = %v, want %q", when, stage.name, err, stage.says)
		}
	}
}

func (o *office) since(ago time.Duration, lane loket.Lane) []loket.Backlog {
	return []loket.Backlog{{Channel: "kupang-telegram", Lane: lane, Waiting: 3, Oldest: o.clock.Now().Add(-ago)}}
}

func TestWatchdog(t *testing.T) {
	t.Parallel()
	t.Run("Idle/IsNotStalled", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		o.pass(time.Hour, nil)
		o.want("after an hour without traffic", "", "")
	})
	t.Run("Standstill/IsKnownWithin75sAndOverWhenItMoves", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		o.pass(time.Minute, nil)
		o.messages, o.sends = o.since(0, 0), o.since(0, loket.LaneAnswer)
		o.pass(55*time.Second, nil)
		o.want("after 55 s", "", "")
		o.pass(15*time.Second, nil)
		o.want("after 70 s", "pesan masuk di kupang-telegram tidak diproses selama 65 detik, yang tertua menunggu 70 detik", "jawaban di kupang-telegram tidak terkirim selama 65 detik")
		o.messages, o.sends = nil, nil
		o.pass(5*time.Second, nil)
		o.want("when it moved", "", "")
	})
	t.Run("Backlog/WorkedOffIsNotStalled", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		o.pass(time.Hour, func() { o.messages, o.sends = o.since(20*time.Minute, 0), o.since(20*time.Minute, loket.LaneAnswer) })
		o.want("20 minutes late and moving", "", "")
	})
	t.Run("Paced/ALaneThatWaitsForAnotherIsNotStalled", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		notices := o.since(time.Minute, loket.LaneNotice)
		o.pass(10*time.Minute, func() { o.sends = append(o.since(time.Second, loket.LaneAnswer), notices...) })
		o.want("answers before notices", "", "")
		o.pass(70*time.Second, func() { o.sends = notices })
		o.want("nothing before notices", "", "tidak terkirim")
	})
	t.Run("ANewLane/IsNoProgress", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		answers := o.since(0, loket.LaneAnswer)
		o.sends = answers
		o.pass(50*time.Second, nil)
		o.sends = append(o.since(0, loket.LaneReply), answers...)
		o.pass(20*time.Second, nil)
		o.want("a reply owed meanwhile", "", "tidak terkirim")
	})
	t.Run("Silence/TelegramAskedForIsNotStalled", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		o.sends, o.held = o.since(0, loket.LaneAnswer), o.clock.Now().Add(5*time.Minute)
		o.pass(5*time.Minute, nil)
		o.want("during the silence", "", "")
		o.pass(70*time.Second, nil)
		o.want("after it", "", "tidak terkirim")
	})
	t.Run("AnotherProcessOwnsTheChannel/IsNotOurStandstill", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		o.messages, o.sends, o.foreign = o.since(0, 0), o.since(0, loket.LaneAnswer), true
		o.pass(10*time.Minute, nil)
		o.want("ten minutes under somebody else", "", "")
		o.foreign = false
		o.pass(60*time.Second, nil)
		o.want("a minute after it became ours", "", "")
		o.pass(10*time.Second, nil)
		o.want("70 s after it became ours", "tidak diproses", "tidak terkirim")
	})
	t.Run("OneChannel/DoesNotHideAnother", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		stuck := loket.Backlog{Channel: "kupang-web", Waiting: 1, Oldest: o.clock.Now()}
		o.pass(70*time.Second, func() { o.messages = append(o.since(time.Second, 0), stuck) })
		o.want("web stuck beside telegram", "kupang-web", "")
	})
	t.Run("Blind/IsSaid", func(t *testing.T) {
		t.Parallel()
		o := newOffice(t)
		o.want("before the first look", "belum sempat", "belum sempat")
		o.pass(5*time.Second, nil)
		o.broken = errors.New("no connection")
		o.pass(40*time.Second, nil)
		o.want("unable to look", "pengawas tidak dapat membaca basis data selama 40 detik", "pengawas")
	})
}

func TestBeat(t *testing.T) {
	t.Parallel()
	clock := lokettest.NewClock()
	b := &watch.Beat{Now: clock.Now, Limit: time.Minute, Says: "diam selama %s"}
	clock.Add(time.Hour)
	if err := b.Silence(t.Context()); err != nil {
		t.Errorf("before the first sign: %v, want nothing", err)
	}
	b.Hit()
	clock.Add(time.Minute)
	if err := b.Silence(t.Context()); err != nil {
		t.Errorf("after a minute: %v, want nothing", err)
	}
	clock.Add(time.Second)
	if err := b.Silence(t.Context()); err == nil || err.Error() != "diam selama 61 detik" {
		t.Errorf("after 61 s: %v, want it to say so", err)
	}
	b.Hit()
	if err := b.Silence(t.Context()); err != nil {
		t.Errorf("after a sign: %v, want nothing", err)
	}
}

// TestRun looks in real time until it is stopped.
func TestRun(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	ctx, stop := context.WithCancel(t.Context())
	looked := make(chan struct{})
	o.dog.Ledger = signalling{o, looked}
	ended := make(chan error, 1)
	go func() { ended <- o.dog.Run(ctx) }()
	<-looked
	stop()
	if err := <-ended; err != nil {
		t.Errorf("Run() = %v, want nil", err)
	}
}

type signalling struct {
	*office
	looked chan struct{}
}

func (s signalling) Undelivered(ctx context.Context, now time.Time) ([]loket.Backlog, error) {
	close(s.looked)
	return s.office.Undelivered(ctx, now)
}
