package main

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"loket/bot"
	"loket/bot/telegram"
	"loket/internal/config"
	fake "loket/internal/faketelegram"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
	"loket/internal/store/storetest"
)

// digestBot is an office whose digests go to a chat, and the Telegram it is in.
type digestBot struct {
	t       *testing.T
	path    string // of the ledger, which a death leaves behind
	fake    *fake.Server
	channel loket.Channel
	onSend  func(fake.Sent) // nil: nothing
	onCall  func(fake.Call) // nil: nothing

	mu    sync.Mutex // guards ahead
	ahead time.Duration
	start time.Time
}

// openedAt is when the clock of a digestBot begins to run.
func openedAt() time.Time { return time.Date(2026, 11, 17, 8, 1, 0, 0, time.FixedZone("WITA", 8*3600)) }

const digestGroup = -1001234567890

func openDigestBot(t *testing.T) *digestBot {
	t.Helper()
	b := &digestBot{
		t: t, path: "sqlite:" + filepath.Join(t.TempDir(), "loket.db"), start: time.Now(),
		channel: telegramChannel(config.Agency{Agency: digestOffice()}),
	}
	b.fake = fake.New(fake.Options{
		Now: b.Now, // a silence that was asked for passes with the rest
		OnSend: func(s fake.Sent) {
			if b.onSend != nil {
				b.onSend(s)
			}
		},
		OnCall: func(c fake.Call) fake.Fault {
			if b.onCall != nil {
				b.onCall(c)
			}
			return fake.Fault{}
		},
	})
	t.Cleanup(b.fake.Close)
	return b
}

// Now runs as time does, and jumps by pass.
func (b *digestBot) Now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return openedAt().Add(time.Since(b.start) + b.ahead)
}

func (b *digestBot) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ahead += d
}

// process is one life of the program.
type process struct {
	*digestBot
	ledger  *store.Store
	digests digests
	told    chan string
	stop    func() // in order: what is under way is recorded
}

// begin starts the program anew; it owns the channel.
func (b *digestBot) begin(replicaName, chat string) *process {
	b.t.Helper()
	p := &process{digestBot: b, told: make(chan string, 16)}
	var err error
	p.ledger, err = store.Open(b.t.Context(), b.path, store.Options{Sealer: storetest.Sealer(b.t, 1), Now: b.Now})
	p.must(err)
	b.t.Cleanup(func() { _ = p.ledger.Close() }) // a death has closed it before
	p.must(p.ledger.Register(b.t.Context(), digestOffice(), b.channel))
	lease, err := p.ledger.AcquireLease(b.t.Context(), b.channel.ID, loket.Owner{Replica: replicaName, Process: b.Now().String()}, true)
	p.must(err)
	carrier := &bot.Carrier{SendLedger: p.ledger}
	adapter, err := telegram.New(telegram.Config{
		Token: b.fake.Token(), APIURL: b.fake.URL(), ChannelID: b.channel.ID, Receiver: noReceiver{}, StaffChat: digestGroup,
		Files: func(_ context.Context, id loket.SendID) (loket.File, error) { return carrier.File(id) }, Log: slog.New(slog.DiscardHandler),
	})
	p.must(err)
	outbox := bot.NewOutbox(carrier, b.Now, slog.New(slog.DiscardHandler), bot.Line{Channel: b.channel.ID, Port: adapter, Workers: 4, GroupMinute: groupMinute})
	ctx, stop := context.WithCancel(b.t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		outbox.Run(ctx, lease, func() bool { return true })
	}()
	p.stop = func() { stop(); <-done }
	b.t.Cleanup(p.stop)
	p.digests = replica(b.t, p.ledger, b.Now, nil)
	p.digests.agency.Digest = config.Digest{Daily: "08.00", Telegram: chat}
	h := &house{bots: []*telegramBot{{Adapter: adapter}}, carrier: carrier, outbox: outbox}
	p.digests.chat = h.digestChat(p.digests.agency, b.channel.ID)
	p.digests.chat.tell = func(err error) { p.told <- err.Error() }
	return p
}

// hears is the next thing the process tells.
func (p *process) hears() string {
	p.t.Helper()
	select {
	case text := <-p.told:
		return text
	case <-time.After(30 * time.Second):
		p.t.Fatal("nothing was told")
		return ""
	}
}

func (b *digestBot) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// waits wants so many files to have arrived in all.
func (b *digestBot) waits(n int) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.t.Context(), 30*time.Second)
	defer cancel()
	if err := b.fake.WaitSent(ctx, n); err != nil {
		b.t.Fatalf("%d files arrived, want %d: %v", b.fake.Count(), n, err)
	}
}

// names are the files that arrived, in order.
func (b *digestBot) names() (all []string) {
	for _, s := range b.fake.Sent() {
		all = append(all, s.File.Name)
	}
	return all
}

func (b *digestBot) wantNames(when string, want ...string) {
	b.t.Helper()
	if got := b.names(); !slices.Equal(got, want) {
		b.t.Errorf("%s: %q arrived, want %q", when, got, want)
	}
}

const (
	firstPicture = "ringkasan-day-2026-11-17.png"
	firstPDF     = "ringkasan-day-2026-11-17.pdf"
)

// TestDigestToChat: picture and PDF arrive once, the picture first, whoever asks how often.
func TestDigestToChat(t *testing.T) {
	t.Parallel()
	b := openDigestBot(t)
	p := b.begin("a", config.DigestToStaff)
	for range 3 {
		p.must(p.digests.once(t.Context()))
	}
	b.waits(2)
	p.stop()
	b.pass(20 * time.Minute)
	again := b.begin("b", config.DigestToStaff) // a replica that takes over
	again.must(again.digests.once(t.Context()))
	again.stop()
	b.wantNames("in all", firstPicture, firstPDF)
	sent := b.fake.Sent()
	if !sent[0].File.Photo || sent[1].File.Photo || sent[0].Chat != digestGroup || sent[1].Chat != digestGroup {
		t.Errorf("sent %+v and %+v, want a photo and a document to the staff group", sent[0], sent[1])
	}
	if !strings.HasPrefix(sent[0].Text, "Ringkasan harian") || !strings.Contains(sent[0].Text, "Ada 3 percakapan.") || sent[1].Text != "" {
		t.Errorf("captions %q and %q, want the head with sentences, and none", sent[0].Text, sent[1].Text)
	}
	if size, err := png.DecodeConfig(bytes.NewReader(sent[0].File.Body)); err != nil || size.Width != 1080 {
		t.Errorf("the picture is %d wide, %v", size.Width, err)
	}
	if !bytes.HasPrefix(sent[1].File.Body, []byte("%PDF-")) {
		t.Errorf("the PDF begins with %q", sent[1].File.Body[:8])
	}
	b.pass(24 * time.Hour)
	next := b.begin("b", config.DigestToStaff)
	next.must(next.digests.once(t.Context()))
	b.waits(4)
	next.stop()
	if len(next.told) != 0 {
		t.Errorf("told %q of a day that went well", <-next.told)
	}
}

// TestDigestToChatAfterDeath kills the program at each moment of the two calls.
func TestDigestToChatAfterDeath(t *testing.T) {
	t.Parallel()
	between := map[string]func(b *digestBot, died func()){
		"BetweenTheFiles":   func(b *digestBot, died func()) { b.onSend = func(fake.Sent) { died() } },
		"AfterThePDFRested": func(b *digestBot, died func()) { b.onCall = whenCalled("sendDocument", died) },
	}
	for name, when := range between {
		t.Run(name+"/OnlyThePDFFollows", func(t *testing.T) {
			t.Parallel()
			b := openDigestBot(t)
			died := make(chan struct{})
			var once sync.Once
			when(b, func() { once.Do(func() { close(died) }) })
			b.fake.Inject(fake.Rule{Method: "sendDocument", Fault: fake.TooMany(3600)})
			p := b.begin("a", config.DigestToStaff)
			p.must(p.digests.once(t.Context()))
			<-died
			p.stop()
			p.must(p.ledger.Close())
			b.fake.Heal()
			b.pass(2 * time.Hour)
			heir := b.begin("b", config.DigestToStaff)
			heir.must(heir.digests.once(t.Context()))
			b.waits(2)
			heir.stop()
			b.wantNames("after a death between them", firstPicture, firstPDF)
		})
	}
	t.Run("WithAnArrivedPictureUnrecorded/ItIsInDoubt", func(t *testing.T) {
		t.Parallel()
		b := openDigestBot(t)
		var p *process
		died := make(chan struct{})
		var once sync.Once
		b.onSend = func(fake.Sent) {
			once.Do(func() {
				_ = p.ledger.Close() // nothing is recorded any more
				close(died)
			})
		}
		p = b.begin("a", config.DigestToStaff)
		p.must(p.digests.once(t.Context()))
		<-died
		p.stop()
		b.wantNames("before the death", firstPicture)
		b.pass(digestLease + time.Minute)
		heir := b.begin("a", config.DigestToStaff)
		if err := heir.digests.once(t.Context()); err == nil || !strings.Contains(err.Error(), "1 digests may or may not have arrived") {
			t.Errorf("once() after a death = %v, want the doubt told", err)
		}
		b.waits(2)
		heir.stop()
		b.wantNames("after it", firstPicture, firstPDF)
	})
}

// whenCalled does something at each call of a method.
func whenCalled(method string, do func()) func(fake.Call) {
	return func(c fake.Call) {
		if c.Method == method {
			do()
		}
	}
}

// TestDigestToChatInTrouble: what certainly did not arrive is tried again, what Telegram
// will never take is told and let go of.
func TestDigestToChatInTrouble(t *testing.T) {
	t.Parallel()
	t.Run("ServerError/TriesAgain", func(t *testing.T) {
		t.Parallel()
		b := openDigestBot(t)
		b.fake.Inject(fake.Rule{Method: "sendPhoto", Times: 1, Fault: fake.ServerError(500)})
		p := b.begin("a", config.DigestToStaff)
		p.must(p.digests.once(t.Context()))
		b.waits(2)
		p.stop()
		b.wantNames("after a refusal", firstPicture, firstPDF)
	})
	t.Run("NoAnswer/IsInDoubt", func(t *testing.T) {
		t.Parallel()
		b := openDigestBot(t)
		b.fake.Inject(fake.Rule{Method: "sendPhoto", Times: 1, Fault: fake.Fault{DropResponse: true}})
		p := b.begin("a", config.DigestToStaff)
		p.must(p.digests.once(t.Context()))
		b.waits(2)
		p.must(p.digests.once(t.Context()))
		p.stop()
		b.wantNames("once each", firstPicture, firstPDF)
		if got := p.hears(); !strings.Contains(got, "may or may not have arrived") || !strings.Contains(got, ":1.png") || len(p.told) != 0 {
			t.Errorf("told %q and %d more, want the doubt about the picture", got, len(p.told))
		}
	})
	t.Run("NotInTheChat/IsToldOnceADay", func(t *testing.T) {
		t.Parallel()
		b := openDigestBot(t)
		b.fake.Inject(fake.Rule{Fault: fake.ChatNotFound()})
		p := b.begin("a", "-77")
		p.must(p.digests.once(t.Context()))
		for _, file := range []string{"1.png", "2.pdf"} {
			if got := p.hears(); !strings.Contains(got, "cannot be delivered: is the bot in that chat") || !strings.Contains(got, "telegram:-77:"+file) {
				t.Errorf("told %q, want %s with the cure", got, file)
			}
		}
		p.must(p.digests.once(t.Context()))
		p.stop()
		if len(p.told) != 0 {
			t.Errorf("told %q once more", <-p.told)
		}
		if n := b.fake.Calls("sendPhoto") + b.fake.Calls("sendDocument"); n != 2 {
			t.Errorf("%d calls to a chat that is not there, want one for each file", n)
		}
		if owed, err := p.ledger.OwedDigests(t.Context(), digestOffice().ID); err != nil || len(owed) != 0 {
			t.Errorf("still owed %v, %v", owed, err)
		}
	})
	t.Run("TakenByAnother/IsNotSent", func(t *testing.T) {
		t.Parallel()
		b := openDigestBot(t)
		p := b.begin("a", "77")
		p.stop()
		p.must(p.digests.once(t.Context()))
		one := loket.DigestSend{Agency: digestOffice().ID, Period: "day", From: b.dayFrom(p), Target: "telegram:77:1.png", AsOf: b.Now(), State: loket.DigestOwed, Attempts: 1}
		if taken, err := p.ledger.TakeDigest(t.Context(), &one, b.Now()); err != nil || !taken {
			t.Fatalf("TakeDigest() = %v, %v", taken, err)
		}
		first := p.digests.chat.carrier
		if err := first.Begin(t.Context(), loket.Send{ID: p.carried(1)}); !errors.Is(err, loket.ErrStale) || first.Carries(p.carried(1)) {
			t.Errorf("Begin() of what another took = %v, want ErrStale and it forgotten", err)
		}
	})
}

// carried is the send of the n-th file.
func (p *process) carried(n int) loket.SendID {
	for key, id := range p.digests.chat.carried {
		if strings.Contains(key, ":"+string(rune('0'+n))+".") {
			return id
		}
	}
	return ""
}

// dayFrom is when the period of the daily digest begins.
func (b *digestBot) dayFrom(p *process) time.Time {
	owed, err := p.ledger.OwedDigests(b.t.Context(), digestOffice().ID)
	b.must(err)
	if len(owed) == 0 {
		b.t.Fatal("nothing is owed")
	}
	return owed[0].From
}

// TestCaption fits into Telegram's limit at the end of a sentence.
func TestCaption(t *testing.T) {
	t.Parallel()
	made := report.Digest{Title: "Ringkasan harian", Span: "17 Nov 2026", Agency: "Dinas 🏛️"}
	for n := range 40 {
		made.Sentences = append(made.Sentences, strings.Repeat("kata ", n)+"habis.")
		got := caption(made)
		if units := len(utf16.Encode([]rune(got))); units > loket.LongestCaption || !strings.HasPrefix(got, "Ringkasan harian 17 Nov 2026 · Dinas 🏛️") || !strings.HasSuffix(got, "habis.") {
			t.Errorf("of %d sentences %d units: %q", n+1, units, got)
		}
	}
	made.Agency = strings.Repeat("🏛", loket.LongestCaption)
	if got := caption(made); got != made.Title {
		t.Errorf("of a name beyond the limit %q, want the title", got)
	}
}
