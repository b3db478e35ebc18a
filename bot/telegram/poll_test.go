package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/bot/telegram"
	fake "loket/internal/faketelegram"
	"loket/internal/loket"
)

var errDown = errors.New("ledger is down")

// polls makes a hook that tells of every getUpdates call.
func polls() (fake.Options, <-chan fake.Call) {
	seen := make(chan fake.Call, 10_000)
	return fake.Options{OnCall: func(c fake.Call) fake.Fault {
		if c.Method == "getUpdates" {
			seen <- c
		}
		return fake.Fault{}
	}}, seen
}

// settle waits until the poller has confirmed what it stored: three polls
// further on, one of them began after the commit.
func (c *counter) settle(t *testing.T, seen <-chan fake.Call) {
	t.Helper()
	ctx := soon(t)
	for len(seen) > 0 {
		<-seen
	}
	for range 3 {
		select {
		case <-seen:
		case <-ctx.Done():
			t.Fatal("the poller stands still")
		}
	}
}

func TestPolling(t *testing.T) {
	t.Parallel()
	t.Run("StoresAllInOrderThenConfirms", func(t *testing.T) {
		t.Parallel()
		opts, seen := polls()
		c := open(t, opts, nil)
		var want []string
		for i := range 250 {
			text := fmt.Sprintf("%03d", i)
			c.fake.Deliver(fake.Text(int64(1+i%7), text))
			want = append(want, text)
		}
		c.poll(t)
		c.ledger.await(t, 250)
		c.settle(t, seen)
		if got := c.ledger.texts(); !slices.Equal(got, want) {
			t.Errorf("stored %q, want %q", got, want)
		}
		if got := c.fake.Pending(); got != 0 {
			t.Errorf("%d updates are unconfirmed, want 0", got)
		}
		if c.ledger.batches != 3 || c.ledger.repeated != 0 {
			t.Errorf("%d batches, %d repeated, want 3 and 0", c.ledger.batches, c.ledger.repeated)
		}
		if got := c.Status(); got.State != telegram.StateWorking || got.HeardAt.IsZero() {
			t.Errorf("Status() = %+v, want working", got)
		}
	})
	t.Run("LedgerDown/NothingConfirmed", func(t *testing.T) {
		t.Parallel()
		opts, seen := polls()
		c := open(t, opts, nil)
		tries := 0
		c.ledger.refuse = func([]loket.Inbound) error {
			if tries++; tries <= 20 {
				if got := c.fake.Pending(); got != 3 {
					t.Errorf("try %d: %d updates wait, want 3: nothing may be confirmed", tries, got)
				}
				return errDown
			}
			return nil
		}
		c.fake.Deliver(fake.Text(1, "a"), fake.Text(1, "b"), fake.Text(2, "c"))
		c.poll(t)
		c.ledger.await(t, 3)
		c.settle(t, seen)
		if got := c.ledger.texts(); !slices.Equal(got, []string{"a", "b", "c"}) || len(c.ledger.kept()) != 0 {
			t.Errorf("stored %q, kept aside %v, want all three and nothing", got, c.ledger.kept())
		}
		if got := strings.Count(c.logs.String(), "state=ledger"); got != 1 {
			t.Errorf("the trouble is logged %d times, want once", got)
		}
		for i, d := range c.clock.waits {
			if d <= 0 || d > 30*time.Second {
				t.Errorf("wait %d is %v, want above 0 and at most 30 s", i, d)
			}
		}
	})
}

func TestPollingNet(t *testing.T) {
	t.Parallel()
	t.Run("ResponseLost/ComesAgain", func(t *testing.T) {
		t.Parallel()
		opts := fake.Options{OnCall: func(call fake.Call) fake.Fault {
			return fake.Fault{DropResponse: call.Method == "getUpdates" && call.N%2 == 0}
		}}
		c := open(t, opts, nil)
		c.poll(t)
		for i := range 40 {
			c.fake.Deliver(fake.Text(1, fmt.Sprint(i)))
			c.ledger.await(t, 1)
		}
		if got := len(c.ledger.texts()); got != 40 {
			t.Errorf("stored %d, want 40", got)
		}
	})
	t.Run("DuplicatesAndDisorder", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{Duplicates: 2, Reorder: 5, Seed: 3}, nil)
		var batch []fake.Update
		for i := range 60 {
			batch = append(batch, fake.Text(1, fmt.Sprint(i)))
		}
		c.fake.Deliver(batch...)
		c.poll(t)
		c.ledger.await(t, 60)
	})
	t.Run("WebhookIsTurnedOffFirst", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		if err := c.SetWebhook(t.Context(), "http://127.0.0.1:1/telegram"); err != nil {
			t.Fatalf("SetWebhook: %v", err)
		}
		c.fake.Deliver(fake.Text(1, "masih ada"))
		c.poll(t)
		c.ledger.await(t, 1)
	})
	t.Run("StopsAtOnce", func(t *testing.T) {
		t.Parallel()
		opts, seen := polls()
		opts.Second = time.Second
		c := open(t, opts, nil)
		stop := c.poll(t)
		<-seen
		began := time.Now()
		stop()
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("a poller in a poll of 50 s stopped after %v, want at most 2 s", took)
		}
	})
}

func TestPollingRestartedIDs(t *testing.T) {
	t.Parallel()
	t.Run("LowerAfterAnIdleWeek", func(t *testing.T) {
		t.Parallel()
		opts, seen := polls()
		c := open(t, opts, nil)
		c.fake.RestartIDs(900_000_000)
		c.poll(t)
		c.fake.Deliver(fake.Text(1, "sebelum"))
		c.ledger.await(t, 1)
		c.settle(t, seen)
		if err := c.clock.wait(t.Context(), 8*24*time.Hour); err != nil {
			t.Fatal(err)
		}
		c.fake.RestartIDs(1000)
		for i := range 500 {
			c.fake.Deliver(fake.Text(int64(1+i%9), fmt.Sprint(i)))
		}
		c.ledger.await(t, 500)
	})
	t.Run("LowerRightAfterTheConfirmation", func(t *testing.T) {
		t.Parallel()
		opts, seen := polls()
		opts.Second = time.Second // a poll that waits, waits: only the right one may
		c := open(t, opts, nil)
		c.fake.RestartIDs(900_000_000)
		c.fake.Deliver(fake.Text(1, "sebelum"))
		c.poll(t)
		ctx := soon(t)
		for _, which := range []string{"fetches", "confirms", "waits for news, without an offset"} {
			select {
			case <-seen:
			case <-ctx.Done():
				t.Fatalf("no poll that %s", which)
			}
		}
		c.fake.RestartIDs(1000)
		c.fake.Deliver(fake.Text(1, "sesudah"))
		c.ledger.await(t, 2)
	})
	t.Run("LowerInOneBatch", func(t *testing.T) {
		t.Parallel()
		opts, seen := polls()
		c := open(t, opts, nil)
		c.fake.RestartIDs(900_000_000)
		c.fake.Deliver(fake.Text(1, "a"), fake.Text(1, "b"))
		c.fake.RestartIDs(1000)
		for i := range 150 {
			c.fake.Deliver(fake.Text(2, fmt.Sprint(i)))
		}
		c.poll(t)
		c.ledger.await(t, 152)
		c.settle(t, seen)
		if got := c.fake.Pending(); got != 0 {
			t.Errorf("%d updates are unconfirmed, want 0", got)
		}
	})
	t.Run("OldCommitIsNotConfirmed", func(t *testing.T) {
		t.Parallel()
		opts, _ := polls()
		c := open(t, opts, func(cfg *telegram.Config) {
			tick := &sleepyClock{clock: newClock()}
			cfg.Now, cfg.Wait = tick.now, tick.wait
		})
		c.fake.RestartIDs(900_000_000)
		c.ledger.refuse = func(batch []loket.Inbound) error {
			if batch[0].Text == "sebelum" && c.ledger.batches == 1 {
				c.fake.RestartIDs(1000)
				c.fake.Deliver(fake.Text(1, "sesudah"))
			}
			return nil
		}
		c.fake.Deliver(fake.Text(1, "sebelum"))
		c.poll(t)
		c.ledger.await(t, 2)
	})
}

// sleepyClock belongs to a machine that sleeps for days between any two looks
// at the clock.
type sleepyClock struct{ *clock }

func (c *sleepyClock) now() time.Time {
	_ = c.wait(context.Background(), 8*24*time.Hour)
	return c.clock.now()
}

func TestPollingPoison(t *testing.T) {
	t.Parallel()
	t.Run("KeptAsideAndPassed", func(t *testing.T) {
		t.Parallel()
		opts, seen := polls()
		c := open(t, opts, nil)
		c.fake.Deliver(fake.Text(1, "a"), fake.Raw(1, `{"message":{"chat":"x"}}`), fake.Raw(1, `{"callback_query":7}`), fake.Text(1, "b"))
		c.poll(t)
		c.ledger.await(t, 4)
		c.settle(t, seen)
		kept := c.ledger.kept()
		if got := c.ledger.texts(); !slices.Equal(got, []string{"a", "b"}) || len(kept) != 2 || c.fake.Pending() != 0 {
			t.Fatalf("stored %q, kept %d, pending %d, want a and b, 2, 0", got, len(kept), c.fake.Pending())
		}
		if kept[0].Channel != "tg" || kept[0].Reason == "" || !strings.Contains(string(kept[0].Raw), `"chat":"x"`) || kept[0].At.IsZero() {
			t.Errorf("kept %+v (%s), want the update as it came, with a reason and a time", kept[0], kept[0].Raw)
		}
	})
	t.Run("QuarantineDown/NothingConfirmed", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		tries := 0
		c.ledger.quarantine = func() error {
			if tries++; tries <= 3 {
				if got := c.fake.Pending(); got != 1 {
					t.Errorf("try %d: %d updates wait, want 1", tries, got)
				}
				return errDown
			}
			return nil
		}
		c.fake.Deliver(fake.Raw(1, `{"message":7}`))
		c.poll(t)
		c.ledger.await(t, 1)
	})
	faults := map[string]func(loket.Inbound) error{
		"RefusedByTheLedger": func(loket.Inbound) error { return errDown },
		"Invalid":            func(loket.Inbound) error { return loket.Errorf(loket.CodeInvalid, "tidak dapat disimpan") },
		"PanicsTheReceiver":  func(loket.Inbound) error { panic("no such luck") },
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opts, seen := polls()
			c := open(t, opts, nil)
			c.ledger.refuse = func(batch []loket.Inbound) error {
				for _, in := range batch {
					if in.Text == "racun" {
						return fault(in)
					}
				}
				return nil
			}
			c.fake.Deliver(fake.Text(1, "a"), fake.Text(2, "racun"), fake.Text(1, "b"))
			c.poll(t)
			c.ledger.await(t, 3)
			c.settle(t, seen)
			if got := c.ledger.texts(); !slices.Equal(got, []string{"a", "b", ""}) || len(c.ledger.kept()) != 1 || c.fake.Pending() != 0 {
				t.Errorf("stored %q, kept %d, pending %d, want a, b and one without its words, 1, 0", got, len(c.ledger.kept()), c.fake.Pending())
			}
		})
	}
}

func TestPollingTrouble(t *testing.T) {
	t.Parallel()
	t.Run("Conflict/LoggedOnceThenWorks", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		c.fake.Inject(fake.Rule{Method: "getUpdates", Times: 12, Fault: fake.Fault{Status: 409, Description: "Conflict: terminated by other getUpdates request"}})
		c.fake.Deliver(fake.Text(1, "sabar"))
		c.poll(t)
		c.ledger.await(t, 1)
		if got := strings.Count(c.logs.String(), "state=conflict"); got != 1 {
			t.Errorf("the conflict is logged %d times, want once:\n%s", got, c.logs)
		}
	})
	t.Run("Rival/BacksOffThroughPollsThatSucceedAndRecovers", func(t *testing.T) {
		t.Parallel()
		const rounds = 20 // the rival takes every other poll
		over := make(chan struct{})
		c := open(t, fake.Options{OnCall: func(call fake.Call) fake.Fault {
			if call.Method != "getUpdates" {
				return fake.Fault{}
			}
			if call.N == 2*rounds+1 {
				close(over)
			}
			if call.N < 2*rounds && call.N%2 == 1 {
				return fake.Fault{Status: 409, Description: "Conflict: terminated by other getUpdates request"}
			}
			return fake.Fault{}
		}}, nil)
		c.poll(t)
		select {
		case <-over:
		case <-soon(t).Done():
			t.Fatal("the poller gave up")
		}
		if got := c.Status(); got.State != telegram.StateConflict || got.HeardAt.IsZero() {
			t.Errorf("Status() between two conflicts = %+v, want a conflict, and heard", got)
		}
		if log := c.logs.String(); strings.Count(log, "state=conflict") != 1 || strings.Contains(log, "telegram works") {
			t.Errorf("want the conflict told once and not as over:\n%s", log)
		}
		c.clock.mu.Lock()
		waits := slices.Clone(c.clock.waits)
		c.clock.mu.Unlock()
		if len(waits) != rounds || waits[rounds-1] < 15*time.Second {
			t.Errorf("waited %v, want %d times and at last 15 to 30 s", waits, rounds)
		}
		if err := c.clock.wait(t.Context(), time.Minute); err != nil {
			t.Fatal(err)
		}
		c.fake.Deliver(fake.Text(1, "sudah sendiri"))
		c.ledger.await(t, 1)
		for ctx := soon(t); c.Status().State != telegram.StateWorking && ctx.Err() == nil; {
			runtime.Gosched()
		}
		if got := c.Status(); got.State != telegram.StateWorking {
			t.Errorf("Status() a calm minute later = %+v, want working", got)
		}
	})
	t.Run("DeadToken/OneCallAMinute", func(t *testing.T) {
		t.Parallel()
		began := newClock().now()
		enough := make(chan struct{})
		c := open(t, fake.Options{}, func(cfg *telegram.Config) {
			pass := cfg.Wait
			cfg.Wait = func(ctx context.Context, d time.Duration) error {
				if cfg.Now().Sub(began) > time.Hour {
					close(enough)
					<-ctx.Done()
				}
				return pass(ctx, d)
			}
		})
		c.fake.Revoke(true)
		c.poll(t)
		<-enough
		minutes := int(c.clock.now().Sub(began)/time.Minute) + 1
		if calls := c.fake.Calls("getMe") + c.fake.Calls("getUpdates"); calls > minutes {
			t.Errorf("%d calls with a dead token in %d minutes, want at most one a minute", calls, minutes)
		}
		if got := c.Status(); got.State != telegram.StateUnauthorized || got.Problem == "" {
			t.Errorf("Status() = %+v, want unauthorized with a problem", got)
		}
	})
	t.Run("TooMany/WaitsAsAsked", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		c.fake.Inject(fake.Rule{Method: "getUpdates", Times: 1, Fault: fake.TooMany(45)})
		c.fake.Deliver(fake.Text(1, "x"))
		c.poll(t)
		c.ledger.await(t, 1)
		if got := c.clock.waits[0]; got != 45*time.Second {
			t.Errorf("waited %v after a 429, want 45s", got)
		}
	})
	for name, fault := range map[string]fake.Fault{
		"Unreachable": {DropRequest: true}, "ServerError": fake.ServerError(502), "ProxyError": fake.ProxyError(504),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := open(t, fake.Options{}, nil)
			c.fake.Inject(fake.Rule{Times: 9, Fault: fault})
			c.fake.Deliver(fake.Text(1, "x"))
			c.poll(t)
			c.ledger.await(t, 1)
			if got := strings.Count(c.logs.String(), "state=unreachable"); got != 1 {
				t.Errorf("the trouble is logged %d times, want once:\n%s", got, c.logs)
			}
			if strings.Contains(c.logs.String(), canary) {
				t.Errorf("the log shows the token:\n%s", c.logs)
			}
		})
	}
}

func TestPollingChores(t *testing.T) {
	t.Parallel()
	t.Run("ButtonIsAnswered", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		id := c.fake.Deliver(fake.Callback(5, 3, "pilih:1"))[0].CallbackID
		c.poll(t)
		c.ledger.await(t, 1)
		err := c.fake.WaitFor(soon(t), func([]fake.Sent) bool { return slices.Contains(c.fake.Answered(), id) })
		if err != nil {
			t.Errorf("the button's query %s was not answered: %v", id, err)
		}
	})
	t.Run("ForeignGroupIsLeft", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, func(cfg *telegram.Config) { cfg.StaffChat = -7 })
		c.fake.Deliver(fake.MyChatMember(-5, "left", "member"), fake.Text(-6, "halo"), fake.Command(-7, "/antrian"))
		c.poll(t)
		c.ledger.await(t, 1)
		err := c.fake.WaitFor(soon(t), func([]fake.Sent) bool { return len(c.fake.Left()) == 2 })
		left := c.fake.Left()
		slices.Sort(left)
		if err != nil || !slices.Equal(left, []int64{-6, -5}) || c.fake.Count() != 0 {
			t.Errorf("left %v, sent %d, %v, want the two foreign groups, without a word", left, c.fake.Count(), err)
		}
		if got := c.ledger.texts(); !slices.Equal(got, []string{"/antrian"}) {
			t.Errorf("stored %q, want only the staff group's command", got)
		}
	})
	t.Run("ForeignGroupIsLeft/AfterA429", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		c.fake.Inject(fake.Rule{Method: "leaveChat", Times: 2, Fault: fake.TooMany(3)})
		c.fake.Deliver(fake.MyChatMember(-5, "left", "member"))
		c.poll(t)
		if err := c.fake.WaitFor(soon(t), func([]fake.Sent) bool { return len(c.fake.Left()) == 1 }); err != nil {
			t.Errorf("left %v, %v, want the group left at the third try", c.fake.Left(), err)
		}
	})
	t.Run("SlowAnswerHoldsNothingUp", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		c.fake.Inject(fake.Rule{Method: "answerCallbackQuery", Fault: fake.Fault{Delay: time.Hour}})
		for range 20 {
			c.fake.Deliver(fake.Callback(5, 3, "x"))
		}
		c.fake.Deliver(fake.Text(5, "sesudah tombol"))
		stop := c.poll(t)
		c.ledger.await(t, 21)
		stop()
	})
}
