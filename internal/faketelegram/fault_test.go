package faketelegram_test

import (
	"strings"
	"testing"
	"time"

	fake "loket/internal/faketelegram"
)

const hello = `{"chat_id":-100,"text":"halo"}`

func TestFaults(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name   string
		fault  fake.Fault
		status int    // 0: the connection ends
		body   string // part of it
		sent   int    // messages that took effect
	}{
		{"TooMany", fake.TooMany(3), 429, `"parameters":{"retry_after":3}`, 0},
		{"Blocked", fake.Blocked(), 403, "blocked by the user", 0},
		{"ChatNotFound", fake.ChatNotFound(), 400, "chat not found", 0},
		{"Migrated", fake.Migrated(-1005), 400, `"migrate_to_chat_id":-1005`, 0},
		{"ServerError", fake.ServerError(502), 502, `"error_code":502`, 0},
		{"ProxyError", fake.ProxyError(502), 502, "<html>", 0},
		{"DropRequest", fake.Fault{DropRequest: true}, 0, "", 0},
		{"DropResponse", fake.Fault{DropResponse: true}, 0, "", 1},
		{"Delay", fake.Fault{Delay: time.Millisecond}, 200, `"ok":true`, 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := start(t, fake.Options{})
			s.Inject(fake.Rule{Method: "sendMessage", Times: 1, Fault: c.fault})
			status, body, err := post(t.Context(), s, s.Token(), "sendMessage", hello)
			if status != c.status || !strings.Contains(string(body), c.body) || (err != nil) != (c.status == 0) {
				t.Errorf("sendMessage = %d %s, %v, want %d with %q", status, body, err, c.status, c.body)
			}
			if got := s.Count(); got != c.sent {
				t.Errorf("%d messages took effect, want %d", got, c.sent)
			}
		})
	}
}

func TestRules(t *testing.T) {
	t.Parallel()
	t.Run("TimesAndChat", func(t *testing.T) {
		t.Parallel()
		s := start(t, fake.Options{})
		s.Inject(fake.Rule{Chat: 2, Times: 2, Fault: fake.Blocked()})
		for i, want := range []int{403, 403, 0} {
			if e := call(t, s, "sendMessage", `{"chat_id":2,"text":"x"}`); e.Code != want {
				t.Errorf("send %d to chat 2 = %+v, want %d", i+1, e, want)
			}
		}
		if e := call(t, s, "sendMessage", `{"chat_id":3,"text":"x"}`); !e.OK {
			t.Errorf("send to chat 3 = %+v, want ok", e)
		}
	})
	t.Run("Rate", func(t *testing.T) {
		t.Parallel()
		s := start(t, fake.Options{Seed: 7})
		s.Inject(fake.Rule{Rate: 0.3, Fault: fake.ServerError(500)})
		failed := 0
		for range 200 {
			if e := call(t, s, "getMe", `{}`); !e.OK {
				failed++
			}
		}
		if failed < 40 || failed > 80 {
			t.Errorf("%d of 200 calls failed, want about 60", failed)
		}
		s.Heal()
		if e := call(t, s, "getMe", `{}`); !e.OK || s.Calls("getMe") != 201 {
			t.Errorf("after Heal: %+v, %d calls, want ok and 201", e, s.Calls("getMe"))
		}
	})
	t.Run("HookAndRevoke", func(t *testing.T) {
		t.Parallel()
		s := start(t, fake.Options{OnCall: func(c fake.Call) fake.Fault {
			if c.N == 2 {
				return fake.ServerError(503)
			}
			return fake.Fault{}
		}})
		for i, want := range []int{0, 503, 0} {
			if e := call(t, s, "getMe", `{}`); e.Code != want {
				t.Errorf("call %d = %+v, want %d", i+1, e, want)
			}
		}
		s.Revoke(true)
		if e := call(t, s, "getMe", `{}`); e.Code != 401 {
			t.Errorf("call with a dead token = %+v, want 401", e)
		}
	})
}

func TestLimits(t *testing.T) {
	t.Parallel()
	type send struct {
		body string
		wait int // seconds of the 429; 0: accepted
	}
	one, two, group := `{"chat_id":1,"text":"x"}`, `{"chat_id":2,"text":"x"}`, hello
	cases := []struct {
		name      string
		limits    fake.Limits
		sends     []send
		breaches  int
		crossings int
	}{
		{"Overall", fake.Limits{PerSecond: 2}, []send{{one, 0}, {two, 0}, {one, 1}, {two, 1}}, 0, 1},
		{"PerChat", fake.Limits{ChatPerSecond: 1}, []send{{one, 0}, {one, 1}, {two, 0}, {one, 1}}, 1, 0},
		{"PerChat/InABurst", fake.Limits{ChatPerSecond: 1, ChatBurst: 2}, []send{{one, 0}, {one, 0}, {one, 1}, {two, 0}}, 0, 0},
		{"PerGroup", fake.Limits{GroupPerMinute: 1}, []send{{group, 0}, {group, 60}, {one, 0}, {one, 0}}, 0, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			clock := newClock()
			s := start(t, fake.Options{Now: clock.now, Limits: c.limits})
			for i, send := range c.sends {
				if e := call(t, s, "sendMessage", send.body); e.Parameters.RetryAfter != send.wait {
					t.Errorf("send %d = %+v, want retry_after %d", i+1, e, send.wait)
				}
			}
			if got, crossed := s.Breaches(), s.Crossings(); got != c.breaches || crossed != c.crossings {
				t.Errorf("%d breaches, %d crossings, want %d and %d", got, crossed, c.breaches, c.crossings)
			}
			clock.forward(time.Minute)
			if e := call(t, s, "sendMessage", group); !e.OK {
				t.Errorf("send a minute later = %+v, want ok", e)
			}
		})
	}
	t.Run("InjectedForAChat", func(t *testing.T) {
		t.Parallel()
		clock := newClock()
		s := start(t, fake.Options{Now: clock.now})
		s.Inject(fake.Rule{Chat: 1, Times: 1, Fault: fake.TooMany(5)})
		for body, want := range map[string]int{one: 5, two: 0} {
			if e := call(t, s, "sendMessage", body); e.Parameters.RetryAfter != want {
				t.Errorf("sendMessage %s = %+v, want retry_after %d", body, e, want)
			}
		}
		clock.forward(2 * time.Second)
		if e := call(t, s, "sendMessage", one); e.Parameters.RetryAfter != 3 || s.Breaches() != 1 {
			t.Errorf("within the window: %+v, %d breaches, want retry_after 3 and 1", e, s.Breaches())
		}
	})
	t.Run("InjectedGlobal", func(t *testing.T) {
		t.Parallel()
		clock := newClock()
		s := start(t, fake.Options{Now: clock.now})
		flood := fake.TooMany(5)
		flood.Global = true
		s.Inject(fake.Rule{Times: 1, Fault: flood})
		for _, body := range []string{one, two} {
			if e := call(t, s, "sendMessage", body); e.Parameters.RetryAfter != 5 {
				t.Errorf("sendMessage %s = %+v, want retry_after 5", body, e)
			}
			clock.forward(250 * time.Millisecond)
		}
		if e := call(t, s, "getMe", `{}`); !e.OK {
			t.Errorf("getMe while the chats are silent = %+v, want ok", e)
		}
		clock.forward(5 * time.Second)
		if e := call(t, s, "sendMessage", two); !e.OK || s.Breaches() != 1 {
			t.Errorf("after the window: %+v, %d breaches, want ok and 1", e, s.Breaches())
		}
	})
	t.Run("AnyMinute", func(t *testing.T) {
		t.Parallel()
		clock := newClock()
		s := start(t, fake.Options{Now: clock.now, Limits: fake.Limits{GroupPerMinute: 2}})
		for i, want := range []int{0, 0, 20, 0, 40} { // at 0, 40, 40, 60 and 60 s
			clock.forward([]time.Duration{0, 40 * time.Second, 0, 20 * time.Second, 0}[i])
			if e := call(t, s, "sendMessage", group); e.Parameters.RetryAfter != want {
				t.Errorf("send %d = %+v, want retry_after %d", i+1, e, want)
			}
		}
	})
	t.Run("InjectedForNoChat", func(t *testing.T) {
		t.Parallel()
		clock := newClock()
		s := start(t, fake.Options{Now: clock.now})
		s.Inject(fake.Rule{Method: "getUpdates", Times: 1, Fault: fake.TooMany(5)})
		bodies := []string{`{}`, `{}`, one}
		for i, method := range []string{"getUpdates", "getMe", "sendMessage"} {
			if e := call(t, s, method, bodies[i]); e.Parameters.RetryAfter != 5 {
				t.Errorf("%s = %+v, want retry_after 5", method, e)
			}
			if got := s.Breaches(); got != i {
				t.Errorf("%d breaches after %s, want %d", got, method, i)
			}
			clock.forward(250 * time.Millisecond)
		}
	})
}
