package faketelegram_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	fake "loket/internal/faketelegram"
)

// receiver is a bot's webhook that answers as told.
type receiver struct {
	mu     sync.Mutex // guards what follows
	bodies []string
	tokens []string
	inside map[string]int // deliveries in progress by chat; more than one is a fault
	most   int

	answer func(n int, w http.ResponseWriter) // n counts from 1
	came   chan string
}

func newReceiver(t *testing.T, answer func(n int, w http.ResponseWriter)) (*receiver, string) {
	t.Helper()
	r := &receiver{answer: answer, came: make(chan string, 1000), inside: map[string]int{}}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	return r, server.URL
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	_, chat, _ := strings.Cut(string(body), `"chat":{"id":`)
	chat, _, _ = strings.Cut(chat, ",")
	r.mu.Lock()
	r.bodies = append(r.bodies, string(body))
	r.tokens = append(r.tokens, req.Header.Get("X-Telegram-Bot-Api-Secret-Token"))
	n := len(r.bodies)
	r.inside[chat]++
	r.most = max(r.most, r.inside[chat])
	r.mu.Unlock()
	if r.answer != nil {
		r.answer(n, w)
	}
	r.mu.Lock()
	r.inside[chat]--
	r.mu.Unlock()
	r.came <- string(body)
}

func hooked(t *testing.T, url string) *fake.Server {
	t.Helper()
	s := start(t, fake.Options{Second: time.Millisecond})
	if e := call(t, s, "setWebhook", `{"url":"`+url+`","secret_token":"rahasia_1"}`); !e.OK {
		t.Fatalf("setWebhook %s = %+v, want ok", url, e)
	}
	return s
}

func TestWebhook(t *testing.T) {
	t.Parallel()
	t.Run("InOrderWithinAChat", func(t *testing.T) {
		t.Parallel()
		r, url := newReceiver(t, nil)
		s := hooked(t, url)
		want := map[int64][]string{}
		for i := range 60 {
			chat, text := int64(1+i%4), fmt.Sprintf("t%02d", i)
			s.Deliver(fake.Text(chat, text))
			want[chat] = append(want[chat], text)
		}
		got := map[int64][]string{}
		for range 60 {
			body := <-r.came
			for chat, texts := range want {
				i := slices.IndexFunc(texts, func(text string) bool { return strings.Contains(body, text) })
				if i >= 0 {
					got[chat] = append(got[chat], texts[i])
				}
			}
		}
		for chat := range want {
			if !slices.Equal(got[chat], want[chat]) {
				t.Errorf("chat %d got %q, want %q", chat, got[chat], want[chat])
			}
		}
		if r.most != 1 || r.tokens[0] != "rahasia_1" {
			t.Errorf("most at once in a chat %d, secret %q, want 1 and rahasia_1", r.most, r.tokens[0])
		}
	})
	t.Run("RetriedUntilTaken", func(t *testing.T) {
		t.Parallel()
		r, url := newReceiver(t, func(n int, w http.ResponseWriter) {
			if n < 4 {
				w.Header().Set("Retry-After", "2")
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		})
		s := hooked(t, url)
		s.Deliver(fake.Text(1, "sekali"), fake.Text(1, "lagi"))
		for i := range 5 {
			body, want := <-r.came, "sekali"
			if i == 4 {
				want = "lagi"
			}
			if !strings.Contains(body, want) {
				t.Errorf("delivery %d = %s, want %q", i+1, body, want)
			}
		}
		e := call(t, s, "getWebhookInfo", `{}`)
		if !strings.Contains(string(e.Result), "503 Service Unavailable") {
			t.Errorf("getWebhookInfo = %s, want the last error", e.Result)
		}
	})
	t.Run("BacksOff/TwiceAsLongEachTime", func(t *testing.T) {
		t.Parallel()
		const second = 20 * time.Millisecond
		came := make(chan time.Time, 5)
		_, url := newReceiver(t, func(n int, w http.ResponseWriter) {
			came <- time.Now()
			if n < 5 {
				w.WriteHeader(http.StatusInternalServerError)
			}
		})
		s := start(t, fake.Options{Second: second})
		call(t, s, "setWebhook", `{"url":"`+url+`"}`)
		s.Deliver(fake.Text(1, "sabar"))
		before := <-came
		for i := range 4 {
			now := <-came
			if took, least := now.Sub(before), second<<i; took < least {
				t.Errorf("attempt %d came after %v, want at least %v", i+2, took, least)
			}
			before = now
		}
	})
	t.Run("GivesUpAfterADay", func(t *testing.T) {
		t.Parallel()
		clock := newClock()
		r, url := newReceiver(t, func(n int, w http.ResponseWriter) {
			if n == 1 {
				clock.forward(24 * time.Hour)
				w.WriteHeader(http.StatusInternalServerError)
			}
		})
		s := start(t, fake.Options{Now: clock.now, Second: time.Millisecond})
		call(t, s, "setWebhook", `{"url":"`+url+`"}`)
		s.Deliver(fake.Text(1, "kedaluwarsa"))
		<-r.came
		s.Deliver(fake.Text(1, "baru"))
		if body := <-r.came; !strings.Contains(body, "baru") {
			t.Errorf("delivered %s, want what is less than a day old", body)
		}
	})
	t.Run("AnswerHoldsACall", func(t *testing.T) {
		t.Parallel()
		_, url := newReceiver(t, func(_ int, w http.ResponseWriter) {
			_, _ = io.WriteString(w, `{"method":"sendMessage","chat_id":9,"text":"langsung"}`)
		})
		s := hooked(t, url)
		s.Deliver(fake.Text(9, "halo"))
		if err := s.WaitSent(t.Context(), 1); err != nil || s.Sent()[0].Text != "langsung" {
			t.Errorf("sent %+v, %v, want the call in the answer", s.Sent(), err)
		}
	})
}

func TestSetAndDeleteWebhook(t *testing.T) {
	t.Parallel()
	t.Run("DeleteKeepsWhatWaits", func(t *testing.T) {
		t.Parallel()
		_, url := newReceiver(t, func(_ int, w http.ResponseWriter) { w.WriteHeader(http.StatusInternalServerError) })
		s := hooked(t, url)
		s.Deliver(fake.Text(2, "a"), fake.Text(1, "b"), fake.Text(2, "c"))
		if got := s.Pending(); got != 3 {
			t.Errorf("Pending() = %d, want 3", got)
		}
		call(t, s, "deleteWebhook", `{}`)
		if got, want := texts(poll(t, s, `{}`)), []string{"a", "b", "c"}; !slices.Equal(got, want) {
			t.Errorf("poll after deleteWebhook = %q, want %q", got, want)
		}
	})
	t.Run("TakesOverWhatWaits", func(t *testing.T) {
		t.Parallel()
		r, url := newReceiver(t, nil)
		s := start(t, fake.Options{})
		s.Deliver(fake.Text(1, "lama"))
		call(t, s, "setWebhook", `{"url":"`+url+`"}`)
		if body := <-r.came; !strings.Contains(body, "lama") {
			t.Errorf("delivered %s, want what waited before", body)
		}
	})
	t.Run("DropPending", func(t *testing.T) {
		t.Parallel()
		s := start(t, fake.Options{})
		s.Deliver(fake.Text(1, "a"))
		call(t, s, "deleteWebhook", `{"drop_pending_updates":true}`)
		if got := poll(t, s, `{}`); len(got) != 0 {
			t.Errorf("poll = %v, want nothing", got)
		}
	})
	t.Run("Refused", func(t *testing.T) {
		t.Parallel()
		s := start(t, fake.Options{})
		for _, body := range []string{`{"url":"::"}`, `{"url":"http://a/","secret_token":"a b"}`, `{"url":"http://a/","max_connections":101}`} {
			if e := call(t, s, "setWebhook", body); e.Code != 400 {
				t.Errorf("setWebhook %s = %+v, want 400", body, e)
			}
		}
	})
}
