package console

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alexedwards/argon2id"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// TestNoPassword: an unknown account costs what a known one does, and no
// password opens it.
func TestNoPassword(t *testing.T) {
	t.Parallel()
	params, salt, key, err := argon2id.DecodeHash(noPassword)
	if err != nil {
		t.Fatalf("decode the hash of nobody: %v", err)
	}
	want := argon2id.Params{Memory: hashMemory, Iterations: hashPasses, Parallelism: hashLanes, SaltLength: 16, KeyLength: 32}
	if *params != want || len(salt) != 16 || len(key) != 32 {
		t.Errorf("cost of nobody = %+v, want that of HashPassword %+v", *params, want)
	}
	var v verifier
	if right, err := v.verify(t.Context(), "kuda laut makan jagung", ""); right || err != nil {
		t.Errorf("verify against no hash = %v, %v, want false", right, err)
	}
	if _, err := v.verify(t.Context(), "kuda laut makan jagung", "bukan hash"); err == nil {
		t.Error("verify against a broken hash = nil, want an error")
	}
}

// TestVerifierTurns: with every turn taken the next waits five seconds, then
// is told to come back.
func TestVerifierTurns(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		v := verifier{turns: make(chan struct{}, atOnce)}
		v.once.Do(func() {})
		for range atOnce {
			v.turns <- struct{}{}
		}
		began := time.Now()
		_, err := v.verify(t.Context(), "kuda laut makan jagung", "")
		if loket.CodeOf(err) != loket.CodeUnavailable || time.Since(began) != verifyQueue {
			t.Errorf("verify without a turn = %v after %v, want CodeUnavailable after %v", err, time.Since(began), verifyQueue)
		}
	})
}

func TestOnce(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 21, 14, 5, 0, 0, time.UTC)
	refused := errors.New("refused")

	t.Run("Twice/RunsOnceTellsBoth", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var o once
			var runs atomic.Int32
			let, results := make(chan struct{}), make(chan error, 2)
			for range 2 {
				go func() {
					results <- o.do(t.Context(), "f", now, func(context.Context) error {
						runs.Add(1)
						<-let
						return refused
					})
				}()
			}
			synctest.Wait()
			close(let)
			for range 2 {
				if err := <-results; !errors.Is(err, refused) {
					t.Errorf("outcome of a form sent twice = %v, want the refusal for both", err)
				}
			}
			if runs.Load() != 1 {
				t.Errorf("a form sent twice at once ran %d times, want 1", runs.Load())
			}
		})
	})
	t.Run("Later", func(t *testing.T) {
		t.Parallel()
		var o once
		runs := 0
		run := func(context.Context) error { runs++; return nil }
		for _, step := range []struct {
			key   string
			after time.Duration
			want  int
		}{{"f", 0, 1}, {"f", onceFor, 1}, {"g", 0, 2}, {"", 0, 3}, {"", 0, 4}, {"f", onceFor + time.Second, 5}} {
			if err := o.do(t.Context(), step.key, now.Add(step.after), run); err != nil || runs != step.want {
				t.Errorf("form %q after %v: %d runs, %v, want %d", step.key, step.after, runs, err, step.want)
			}
		}
	})
	t.Run("Refused/MayComeAgain", func(t *testing.T) {
		t.Parallel()
		var o once
		runs := 0
		run := func(context.Context) error { runs++; return refused }
		_, _ = o.do(t.Context(), "f", now, run), o.do(t.Context(), "f", now, run)
		if runs != 2 {
			t.Errorf("a refused form ran %d times of 2, want 2", runs)
		}
	})
	t.Run("BrowserTurnsAway", func(t *testing.T) {
		t.Parallel()
		var o once
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		err := o.do(gone, "f", now, func(ctx context.Context) error { return ctx.Err() })
		if err != nil {
			t.Errorf("a form whose browser turned away = %v, want it carried out", err)
		}
	})
	t.Run("BrowserTurnsAway/WhileWaiting", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var o once
			let, done := make(chan struct{}), make(chan struct{})
			go func() {
				defer close(done)
				_ = o.do(t.Context(), "f", now, func(context.Context) error { <-let; return nil })
			}()
			synctest.Wait()
			gone, cancel := context.WithCancel(t.Context())
			cancel()
			if err := o.do(gone, "f", now, nil); !errors.Is(err, context.Canceled) {
				t.Errorf("waiting for a form in a browser that turned away = %v, want cancelled", err)
			}
			close(let)
			<-done
		})
	})
}

// TestThrottleAddress: one address cannot try one password on every account.
func TestThrottleAddress(t *testing.T) {
	t.Parallel()
	var tries throttle
	now := time.Date(2026, time.November, 21, 14, 5, 0, 0, time.UTC)
	passed := 0
	for i := range 900 { // one account a second
		if tries.take(fmt.Sprint("akun", i), "198.51.100.1", now.Add(time.Duration(i)*time.Second)) == 0 {
			passed++
		}
	}
	if passed < addressTries || passed > 2*addressTries {
		t.Errorf("tries of one address in 15 minutes = %d, want %d to %d", passed, addressTries, 2*addressTries)
	}
}

// TestThrottleMemory: strangers cannot make it grow, and the known stay known.
func TestThrottleMemory(t *testing.T) {
	t.Parallel()
	var tries throttle
	now := time.Date(2026, time.November, 21, 14, 5, 0, 0, time.UTC)
	tries.take("petugas", "203.0.113.7", now)
	tries.succeeded("petugas", "203.0.113.7")
	for i := range 2 * maxBuckets {
		tries.take(strings.Repeat("x", 500), fmt.Sprint("alamat", i), now)
	}
	if got := len(tries.buckets); got > maxBuckets+3 {
		t.Errorf("buckets = %d, want at most %d", got, maxBuckets)
	}
	if b := tries.buckets[pairKey("petugas", "203.0.113.7")]; b == nil || !b.known {
		t.Error("the pair that signed in was forgotten")
	}
	tries.succeeded("siapa", "entah") // never tried: nothing to give back
	for i := range 100 {
		tries.take(fmt.Sprint("akun", i), "192.0.2.1", now.Add(time.Hour))
	}
	if got := len(tries.buckets); got > 1000 {
		t.Errorf("buckets after an hour = %d, want the full ones dropped", got)
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	t.Run("FirstWords", func(t *testing.T) {
		t.Parallel()
		for _, c := range []struct {
			text string
			n    int
			want string
		}{
			{"pendek", 10, "pendek"},
			{"dua\n  baris", 20, "dua baris"},
			{"akta kelahiran hilang", 15, "akta kelahiran…"},
			{"satukatayangpanjangsekali", 10, "satukataya…"},
			{"ééééé", 3, "ééé…"},
			{"", 5, ""},
		} {
			if got := firstWords(c.text, c.n); got != c.want {
				t.Errorf("firstWords(%q, %d) = %q, want %q", c.text, c.n, got, c.want)
			}
		}
	})
	t.Run("EveryKindHasAName", func(t *testing.T) {
		t.Parallel()
		for _, kind := range loket.TicketKinds() {
			if name := web.KindName(kind); name == "Tiket" {
				t.Errorf("ticket kind %q has no name", kind)
			}
		}
		for _, kind := range []loket.MessageKind{
			loket.MessagePhoto, loket.MessageDocument, loket.MessageVoice, loket.MessageVideo, loket.MessageSticker,
			loket.MessageLocation, loket.MessageContact, loket.MessageButton, loket.MessageCommand, loket.MessageUnknown,
		} {
			if mediaName(kind) == "" {
				t.Errorf("message kind %q has no name", kind)
			}
		}
		for _, reason := range []string{"unknown", "part of it unknown", "status of a document", "hoax check", "complaint", "asked", "emergency", "not answered", "not quotable", "failed"} {
			if reasonText(reason) == words.Text(reason) {
				t.Errorf("reason %q has no words", reason)
			}
		}
		if web.KindName("baru") != "Tiket" || reasonText("baru") != "baru" || channelName("wa") != "wa" || mediaName("") != "" {
			t.Error("what is not known yet is not shown as it is")
		}
	})
	t.Run("SendStates", func(t *testing.T) {
		t.Parallel()
		for _, c := range []struct {
			state loket.SendState
			seen  bool
			want  words.Text
			alarm bool
		}{
			{loket.SendOwed, false, "menunggu dikirim", false},
			{loket.SendSending, false, "sedang dikirim", false},
			{loket.SendDelivered, false, "terkirim", false},
			{loket.SendDelivered, true, "terkirim, sudah tampil di layar warga", false},
			{loket.SendUncertain, false, "mungkin sudah terkirim", true},
			{loket.SendDead, false, "gagal terkirim", true},
			{"baru", false, "baru", false},
		} {
			if got, alarm := sendState(loket.Line{State: c.state, Seen: c.seen}); got != c.want || alarm != c.alarm {
				t.Errorf("sendState(%s, seen %v) = %q, %v, want %q, %v", c.state, c.seen, got, alarm, c.want, c.alarm)
			}
		}
	})
}
