package assist_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"loket/faq"
	"loket/internal/assist"
	"loket/internal/assist/assisttest"
	"loket/internal/privacy"
)

// took runs do on a clock that is not real and tells how long it took there.
func took(do func()) time.Duration {
	began := time.Now()
	do()
	return time.Since(began)
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	for purpose, want := range map[assist.Purpose]time.Duration{
		assist.PurposeChoose: 800 * time.Millisecond, assist.PurposeDraft: 20 * time.Second, assist.PurposeSummary: 20 * time.Second,
	} {
		synctest.Test(t, func(t *testing.T) {
			l := inside(t, nil)
			l.server.Fails(assisttest.Hang())
			var err error
			if got := took(func() { err = l.ask(t, purpose, "x") }); got != want || assist.Outcome(err) != "timeout" {
				t.Errorf("%s gave up after %v with %v, want after %v", purpose, got, err, want)
			}
		})
	}
}

func TestBreaker(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var shut []bool
		l := inside(t, func(s *assist.Settings) {
			s.Stopped = func(p assist.Purpose, is bool) {
				if p == assist.PurposeChoose {
					shut = append(shut, is)
				}
			}
		})
		l.server.Fails(assisttest.Hang())
		for range 5 {
			_ = l.ask(t, assist.PurposeChoose, "x")
		}
		var err error
		if d := took(func() { err = l.ask(t, assist.PurposeChoose, "x") }); !errors.Is(err, assist.ErrResting) || d != 0 || len(l.server.Sent()) != 5 {
			t.Errorf("the sixth call took %v, ended with %v, after %d requests; want it refused at once", d, err, len(l.server.Sent()))
		}
		if err := l.ask(t, assist.PurposeDraft, "x"); assist.Outcome(err) != "timeout" {
			t.Errorf("a draft ended with %v, want it tried: what is too slow for one purpose is not for another", err)
		}
		time.Sleep(30 * time.Second) // of the clock that is not real
		if err := l.ask(t, assist.PurposeChoose, "x"); assist.Outcome(err) != "timeout" {
			t.Errorf("after the rest a call ended with %v, want it tried", err)
		}
		if err := l.ask(t, assist.PurposeChoose, "x"); !errors.Is(err, assist.ErrResting) {
			t.Errorf("after one more failure a call ended with %v, want ErrResting", err)
		}
		time.Sleep(30 * time.Second) // of the clock that is not real
		l.server.Fails(nil)
		for range 3 {
			if err := l.ask(t, assist.PurposeChoose, strings.Repeat("y", len(l.server.Sent()))); err != nil {
				t.Errorf("when the endpoint is well again: %v", err)
			}
		}
		if len(shut) != 3 || !shut[0] || !shut[1] || shut[2] {
			t.Errorf("told of shutting %v, want shut, shut again, open", shut)
		}
	})
}

// TestTalkedInto: a model that a citizen talks into entries nobody offered goes on
// answering others, also right after a rest; one that only chatters does not.
func TestTalkedInto(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l, offered := inside(t, nil), []faq.Candidate{{Entry: "ktp-hilang", Title: "KTP hilang"}}
		choose := func(says string) error {
			l.server.Writes(func(assisttest.Chat) string { return says })
			_, err := l.Choose(t.Context(), "", strconv.Itoa(len(l.server.Sent())), offered)
			return err
		}
		for range 10 {
			if err := choose(`{"entry_id":"zz-karangan","confidence":1}`); !errors.Is(err, assist.ErrNotOffered) {
				t.Fatalf("after %d calls: %v, want ErrNotOffered", len(l.server.Sent()), err)
			}
		}
		for range 5 {
			_ = choose("ZZ")
		}
		if err := choose("ZZ"); !errors.Is(err, assist.ErrResting) {
			t.Errorf("a model that chatters: %v, want ErrResting", err)
		}
		time.Sleep(30 * time.Second) // of the clock that is not real
		for range 2 {
			if err := choose(`{"entry_id":"zz-karangan","confidence":1}`); !errors.Is(err, assist.ErrNotOffered) {
				t.Errorf("after the rest: %v, want ErrNotOffered", err)
			}
		}
	})
}

// TestTalkedIntoWriting: nor does it rest for staff whose drafts and summaries are rejected.
func TestTalkedIntoWriting(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := inside(t, nil)
		d := desk{assist.Writer{Client: l.Client, Guard: privacy.Guard{}}, l}
		for range 10 {
			if _, err := d.draft(t, "[ktp-hilang] Temui calo di pasar ikan."); !errors.Is(err, assist.ErrRejected) {
				t.Fatalf("a draft after %d calls: %v, want ErrRejected", len(l.server.Sent()), err)
			}
			d.says(`{"points": [{"text": "NIK 5371011203900001.", "lines": [1]}]}`)
			if _, err := d.Summarise(t.Context(), conversation(1)); !errors.Is(err, assist.ErrRejected) {
				t.Fatalf("a summary after %d calls: %v, want ErrRejected", len(l.server.Sent()), err)
			}
		}
	})
}

// TestCallerGoes: who goes away says nothing of the endpoint.
func TestCallerGoes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := inside(t, nil)
		l.server.Fails(assisttest.Hang())
		for range 8 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			time.AfterFunc(time.Second, cancel)
			_, err := l.Stream(ctx, request(assist.PurposeDraft, "x"), func(string) error { return nil })
			if assist.Outcome(err) != "cancelled" {
				t.Fatalf("outcome %s (%v), want cancelled and never resting", assist.Outcome(err), err)
			}
		}
	})
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	date := time.Date(2000, 1, 1, 0, 0, 3, 0, time.UTC).Format(http.TimeFormat) // a bubble's clock begins at midnight
	for name, c := range map[string]struct {
		purpose  assist.Purpose
		after    string
		requests int
		took     time.Duration
		want     string
	}{
		"Seconds":       {assist.PurposeDraft, "2", 2, 2 * time.Second, "ok"},
		"Date":          {assist.PurposeDraft, date, 2, 3 * time.Second, "ok"},
		"Nothing":       {assist.PurposeDraft, "", 2, 200 * time.Millisecond, "ok"},
		"Nonsense":      {assist.PurposeDraft, "-9e99", 2, 200 * time.Millisecond, "ok"},
		"Quick":         {assist.PurposeChoose, "", 2, 200 * time.Millisecond, "ok"},
		"QuickTooLong":  {assist.PurposeChoose, "1", 1, 0, "rate-limited"},
		"DraftTooLong":  {assist.PurposeDraft, "60", 1, 0, "rate-limited"},
		"OutrageousAsk": {assist.PurposeDraft, "4294967295", 1, 0, "rate-limited"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := inside(t, nil)
				l.server.Fails(assisttest.First(1, assisttest.Status(http.StatusTooManyRequests, c.after)))
				var err error
				d := took(func() { err = l.ask(t, c.purpose, "x") })
				if got := assist.Outcome(err); got != c.want || d != c.took || len(l.server.Sent()) != c.requests {
					t.Errorf("%s (%v) in %v after %d requests, want %s in %v after %d", got, err, d, len(l.server.Sent()), c.want, c.took, c.requests)
				}
				if c.want == "ok" {
					return
				}
				if err := l.ask(t, c.purpose, "x"); !errors.Is(err, assist.ErrResting) {
					t.Errorf("before the endpoint wants to be called again: %v, want ErrResting", err)
				}
				time.Sleep(5 * time.Minute) // of the clock that is not real: no endpoint is obeyed for longer
				if err := l.ask(t, c.purpose, "x"); err != nil {
					t.Errorf("five minutes later: %v", err)
				}
			})
		})
	}
}

// TestSeats: no more calls at once than allowed, and those that write for staff take
// no seat of those a citizen waits for.
func TestSeats(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := inside(t, func(s *assist.Settings) { s.Parallel = 1 })
		l.server.Fails(assisttest.First(1, assisttest.Hang()))
		first := make(chan error)
		go func() { first <- l.ask(t, assist.PurposeDraft, "satu") }()
		synctest.Wait()
		if err := l.ask(t, assist.PurposeChoose, "dua"); err != nil {
			t.Errorf("a quick call beside a slow one: %v", err)
		}
		if err := l.ask(t, assist.PurposeSummary, "tiga"); err == nil && len(l.server.Sent()) != 3 {
			t.Errorf("a second slow call: %v after %d requests", err, len(l.server.Sent()))
		}
		if err := <-first; assist.Outcome(err) != "timeout" {
			t.Errorf("the first call ended with %v", err)
		}
	})
}
