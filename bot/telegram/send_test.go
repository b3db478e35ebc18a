package telegram_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"loket/bot"
	"loket/bot/telegram"
	fake "loket/internal/faketelegram"
	"loket/internal/loket"
)

// owed is a send of a text to chat 42.
func owed(text string) loket.Send {
	return loket.Send{Address: "42", Op: loket.OpSend, Content: loket.Content{Text: text}}
}

// fateOf is what Send's error says; it fails the test when it is no SendError
// or shows the token.
func fateOf(t *testing.T, err error) bot.SendError {
	t.Helper()
	e, ok := errors.AsType[*bot.SendError](err)
	if !ok {
		t.Fatalf("Send = %v, want a *bot.SendError", err)
	}
	if strings.Contains(err.Error(), canary) {
		t.Errorf("Send = %v shows the token", err)
	}
	return *e
}

func TestSend(t *testing.T) {
	t.Parallel()
	t.Run("CheckCodeUnderTheText", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		s := owed("Bawa KK ke loket.")
		s.Content.Check = "7F3Q9KXM"
		if _, err := c.Send(t.Context(), s); err != nil {
			t.Fatalf("Send = %v", err)
		}
		if got, want := c.fake.Sent()[0].Text, "Bawa KK ke loket.\n\nKode cek: 7F3Q-9KXM"; got != want {
			t.Errorf("sent %q, want %q", got, want)
		}
	})
	t.Run("TextAndButtons", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		text := "*bukan* _tebal_ <b>&amp;</b> https://example.org 😀\nbaris dua"
		s := owed(text)
		s.Content.Buttons = [][]loket.Button{{{Label: "Ya", Data: "y"}, {Label: "Tidak", Data: "n"}}, {}, {{Label: "Petugas", Data: "p"}}}
		id, err := c.Send(t.Context(), s)
		if err != nil {
			t.Fatalf("Send = %v", err)
		}
		want := []fake.Sent{{Chat: 42, Text: text, Buttons: [][]fake.Button{
			{{Text: "Ya", Data: "y"}, {Text: "Tidak", Data: "n"}}, {{Text: "Petugas", Data: "p"}},
		}}}
		if diff := cmp.Diff(want, c.fake.Sent(), cmpopts.IgnoreFields(fake.Sent{}, "At", "MessageID")); diff != "" {
			t.Errorf("sent differs (-want +got):\n%s", diff)
		}
		if got := strconv.FormatInt(c.fake.Sent()[0].MessageID, 10); id != got {
			t.Errorf("Send = %q, want the message's id %q", id, got)
		}
	})
	t.Run("EditAndDelete", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		id, err := c.Send(t.Context(), owed("satu"))
		if err != nil {
			t.Fatalf("Send = %v", err)
		}
		number, _ := strconv.ParseInt(id, 10, 64)
		edit, remove := owed("dua"), owed("")
		edit.Op, edit.ChannelMessageID = loket.OpEdit, id
		remove.Op, remove.ChannelMessageID = loket.OpDelete, id
		for i, s := range []loket.Send{edit, edit, remove, remove} {
			if got, err := c.Send(t.Context(), s); err != nil || got != id {
				t.Errorf("step %d, %s = %q, %v, want %q: repeated changes are no failure", i, s.Op, got, err, id)
			}
			if m, found := c.fake.Message(42, number); found != (i < 2) || found && m.Text != "dua" {
				t.Errorf("after step %d the message is %+v, %v", i, m, found)
			}
		}
		_, err = c.Send(t.Context(), edit)
		if got := fateOf(t, err); got.Fate != bot.Never {
			t.Errorf("edit of a deleted message = %+v, want Never", got)
		}
	})
	t.Run("Refused/BeforeAnyCall", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		file, nowhere, nothing := owed("x"), owed("x"), owed("x")
		file.Op, nowhere.Address, nothing.Op = loket.OpFile, "kupang", loket.OpEdit
		for _, s := range []loket.Send{file, nowhere, nothing} {
			if _, err := c.Send(t.Context(), s); fateOf(t, err).Fate != bot.Never {
				t.Errorf("Send(%+v) = %v, want Never", s, err)
			}
		}
		if got := c.fake.Calls("sendMessage") + c.fake.Calls("editMessageText"); got != 0 {
			t.Errorf("%d calls, want 0", got)
		}
	})
}

func TestSendFates(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		fault fake.Fault
		want  bot.SendError
		sent  int // messages that took effect
	}{
		{"TooMany", fake.TooMany(7), bot.SendError{Fate: bot.NotDelivered, RetryAfter: 7 * time.Second, Scope: bot.ScopeChat}, 0},
		{"TooMany/FromAProxy", fake.ProxyError(429), bot.SendError{Fate: bot.NotDelivered, Scope: bot.ScopeChannel, TooFast: true}, 0},
		{"ServerError", fake.ServerError(500), bot.SendError{Fate: bot.NotDelivered}, 0},
		{"ServerError/FromAProxy", fake.ProxyError(502), bot.SendError{Fate: bot.Unknown}, 0},
		{"Blocked", fake.Blocked(), bot.SendError{Fate: bot.Unreachable}, 0},
		{"Blocked/ByAProxy", fake.ProxyError(403), bot.SendError{Fate: bot.Unknown}, 0},
		{"ChatNotFound", fake.ChatNotFound(), bot.SendError{Fate: bot.Never}, 0},
		{"Migrated", fake.Migrated(-1007), bot.SendError{Fate: bot.NotDelivered, MovedTo: "-1007"}, 0},
		{"DeadToken", fake.Fault{Status: 401, Description: "Unauthorized"}, bot.SendError{Fate: bot.NotDelivered, RetryAfter: time.Minute, Scope: bot.ScopeChannel}, 0},
		{"RequestLost", fake.Fault{DropRequest: true}, bot.SendError{Fate: bot.Unknown}, 0},
		{"ResponseLost", fake.Fault{DropResponse: true}, bot.SendError{Fate: bot.Unknown}, 1},
		{"TooSlow", fake.Fault{Delay: time.Hour}, bot.SendError{Fate: bot.Unknown}, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ct := open(t, fake.Options{}, func(cfg *telegram.Config) { cfg.CallTimeout = time.Second })
			ct.fake.Inject(fake.Rule{Method: "sendMessage", Times: 1, Fault: c.fault})
			_, err := ct.Send(t.Context(), owed("halo"))
			if diff := cmp.Diff(c.want, fateOf(t, err), cmpopts.IgnoreFields(bot.SendError{}, "Err")); diff != "" {
				t.Errorf("Send = %v; fate differs (-want +got):\n%s", err, diff)
			}
			if got, calls := ct.fake.Count(), ct.fake.Calls("sendMessage"); got != c.sent || calls != 1 {
				t.Errorf("%d messages of %d calls, want %d of 1: no second try inside", got, calls, c.sent)
			}
		})
	}
	t.Run("BadText", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		for _, text := range []string{"", " \n ", strings.Repeat("😀", 2049)} {
			if _, err := c.Send(t.Context(), owed(text)); fateOf(t, err).Fate != bot.Never {
				t.Errorf("Send(%.12q) = %v, want Never", text, err)
			}
		}
	})
	t.Run("TooMany/BusyChatAlone", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{Limits: fake.Limits{ChatPerSecond: 3}, Second: time.Second}, nil)
		var err error
		for range 4 {
			_, err = c.Send(t.Context(), owed("x"))
		}
		if got := fateOf(t, err); got.Fate != bot.NotDelivered || got.Scope != bot.ScopeChat || got.RetryAfter != time.Second {
			t.Errorf("fourth send in a second = %+v, want one second for this chat", got)
		}
	})
	t.Run("TooMany/NoChatsIsEverybodys", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		c.fake.Inject(fake.Rule{Method: "getMe", Times: 1, Fault: fake.TooMany(9)})
		if _, err := c.Identify(t.Context()); err == nil {
			t.Fatal("Identify under a 429 = nil, want an error")
		}
		_, err := c.Send(t.Context(), owed("x"))
		if got := fateOf(t, err); got.Fate != bot.NotDelivered || got.Scope != bot.ScopeChannel || got.RetryAfter != 9*time.Second {
			t.Errorf("Send in the silence = %+v, want 9 s for the channel", got)
		}
		if _, err := c.Identify(t.Context()); err == nil || c.fake.Calls("getMe")+c.fake.Calls("sendMessage") != 1 {
			t.Errorf("Identify in the silence = %v after %d calls, want it held back", err, c.fake.Calls("getMe"))
		}
		_ = c.clock.wait(t.Context(), 9*time.Second)
		if _, err := c.Send(t.Context(), owed("x")); err != nil {
			t.Errorf("Send after the silence = %v, want nil", err)
		}
	})
	t.Run("TooMany/ASecondChatMeansTheBot", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		c.fake.Inject(fake.Rule{Method: "sendMessage", Times: 2, Fault: fake.TooMany(7)})
		other, third := owed("x"), owed("x")
		other.Address, third.Address = "43", "44"
		for i, s := range []loket.Send{owed("x"), other, third} {
			_, err := c.Send(t.Context(), s)
			want := []bot.Scope{bot.ScopeChat, bot.ScopeChannel, bot.ScopeChannel}[i]
			if got := fateOf(t, err); got.Scope != want || got.RetryAfter != 7*time.Second {
				t.Errorf("send %d = %+v, want scope %v for 7 s", i+1, got, want)
			}
		}
		if got := c.fake.Calls("sendMessage"); got != 2 {
			t.Errorf("%d calls, want 2: the third was held back", got)
		}
	})
	t.Run("DeadToken/HeldBack", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		c.fake.Revoke(true)
		for range 50 {
			_, err := c.Send(t.Context(), owed("x"))
			if got := fateOf(t, err); got.Fate != bot.NotDelivered || got.RetryAfter <= 0 || got.RetryAfter > time.Minute || got.Scope != bot.ScopeChannel {
				t.Errorf("Send with a dead token = %+v, want NotDelivered, up to a minute, for the channel", got)
			}
		}
		if got := c.fake.Calls("sendMessage"); got != 1 {
			t.Errorf("%d calls with a dead token within a minute, want 1", got)
		}
		c.fake.Revoke(false)
		_ = c.clock.wait(t.Context(), time.Minute)
		if _, err := c.Send(t.Context(), owed("hidup lagi")); err != nil {
			t.Errorf("Send a minute later with a good token = %v, want nil", err)
		}
	})
}

func TestSendNothingLeft(t *testing.T) {
	t.Parallel()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)
	foreign := httptest.NewTLSServer(http.NotFoundHandler())
	foreign.Config.ErrorLog = nil
	t.Cleanup(foreign.Close)
	cases := map[string]string{
		"ConnectionRefused": "http://" + closed.Addr().String(),
		"NoSuchHost":        "http://telegram.invalid",
		"NoTLS":             strings.Replace(plain.URL, "http:", "https:", 1),
		"WrongCertificate":  foreign.URL,
	}
	for name, url := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := open(t, fake.Options{}, func(cfg *telegram.Config) { cfg.APIURL = url })
			_, err := c.Send(t.Context(), owed("halo"))
			if got := fateOf(t, err); got.Fate != bot.NotDelivered {
				t.Errorf("Send = %+v (%v), want NotDelivered: no byte of it left", got, err)
			}
		})
	}
	t.Run("Cancelled", func(t *testing.T) {
		t.Parallel()
		c := open(t, fake.Options{}, nil)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := c.Send(ctx, owed("halo"))
		if got := fateOf(t, err); got.Fate != bot.NotDelivered || !errors.Is(err, context.Canceled) || c.fake.Calls("sendMessage") != 0 {
			t.Errorf("Send after cancel = %+v (%v), want NotDelivered and no call", got, err)
		}
	})
	t.Run("CancelledAfterItLeft", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		c := open(t, fake.Options{OnSend: func(fake.Sent) { cancel() }}, nil)
		c.fake.Inject(fake.Rule{Method: "sendMessage", Fault: fake.Fault{DropResponse: true}})
		_, err := c.Send(ctx, owed("halo"))
		if got := fateOf(t, err); got.Fate != bot.Unknown || c.fake.Count() != 1 {
			t.Errorf("Send cancelled after it left = %+v (%v), want Unknown", got, err)
		}
	})
	t.Run("IdleConnectionClosed", func(t *testing.T) {
		t.Parallel()
		server := fake.New(fake.Options{Token: token})
		c := open(t, fake.Options{}, func(cfg *telegram.Config) { cfg.APIURL = server.URL() })
		if _, err := c.Send(t.Context(), owed("satu")); err != nil {
			t.Fatalf("Send = %v", err)
		}
		server.Close() // the adapter's idle connection is dead, and nobody listens any more
		_, err := c.Send(t.Context(), owed("dua"))
		if got := fateOf(t, err); got.Fate == bot.Never || got.Fate == bot.Unreachable {
			t.Errorf("Send on a dead connection = %+v, want it to be owed again or unknown", got)
		}
	})
}

// TestSendUnreadableResult: what Telegram accepted is delivered, even when its
// answer holds something the library cannot read.
func TestSendUnreadableResult(t *testing.T) {
	t.Parallel()
	answers := map[string]bool{ // body → delivered
		`{"ok":true,"result":{"message_id":77,"chat":"?"}}`: true,
		`{"ok":true`: false,
		`null`:       false,
	}
	for body, delivered := range answers {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }))
			t.Cleanup(server.Close)
			c := open(t, fake.Options{}, func(cfg *telegram.Config) { cfg.APIURL = server.URL })
			id, err := c.Send(t.Context(), owed("halo"))
			if delivered && (err != nil || id != "77") {
				t.Errorf("Send answered by %s = %q, %v, want 77", body, id, err)
			}
			if !delivered && fateOf(t, err).Fate != bot.Unknown {
				t.Errorf("Send answered by %s = %v, want Unknown", body, err)
			}
		})
	}
}

func BenchmarkSend(b *testing.B) {
	server := fake.New(fake.Options{Token: token, Discard: true})
	defer server.Close()
	a, err := telegram.New(telegram.Config{Token: token, APIURL: server.URL(), ChannelID: "tg", Receiver: newLedger()})
	if err != nil {
		b.Fatal(err)
	}
	defer a.Close()
	b.SetParallelism(32)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := a.Send(context.Background(), owed("Syarat KTP-el hilang: surat kehilangan, KK.")); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "sends/s")
}
