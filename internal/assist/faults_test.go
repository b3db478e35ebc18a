package assist_test

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"loket/internal/assist"
	"loket/internal/assist/assisttest"
)

// TestFaults: each way to fail has its name, costs what it may have cost, and ends.
func TestFaults(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault   assisttest.Fault
		want    string
		charged bool
	}{
		"Garbage":      {assisttest.Body("<html>halo</html>"), "garbage", true},
		"Half":         {assisttest.Cut(), "garbage", true},
		"TenMegabytes": {assisttest.Huge(10), "too-large", true},
		"NoChoice":     {assisttest.Body(`{"choices":[]}`), "garbage", true},
		"Unauthorised": {assisttest.Status(http.StatusUnauthorized, ""), "refused", false},
		"Broken":       {assisttest.Status(http.StatusInternalServerError, ""), "refused", false},
		"Limited":      {assisttest.Status(http.StatusTooManyRequests, "600"), "rate-limited", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := open(t, assisttest.New(t), func(s *assist.Settings) { s.Quick = 20 * time.Second }) // however busy the machine is
			l.server.Fails(c.fault)
			err := l.ask(t, assist.PurposeChoose, "KTP hilang")
			if got := assist.Outcome(err); got != c.want {
				t.Errorf("outcome %s (%v), want %s", got, err, c.want)
			}
			calls := l.ledger.Calls()
			if len(calls) != 1 || calls[0].Outcome != c.want || (calls[0].Spend().Tokens > 0) != c.charged {
				t.Errorf("recorded %+v, want outcome %s, charged %t", calls, c.want, c.charged)
			}
		})
	}
	t.Run("Unreachable", func(t *testing.T) {
		t.Parallel()
		gone := httptest.NewServer(http.NotFoundHandler())
		gone.Close()
		l := open(t, &assisttest.Server{URL: gone.URL + "/v1"}, nil)
		_, err := l.Embed(t.Context(), assist.PurposeEmbed, "KTP hilang")
		if got := assist.Outcome(err); got != "failed" || l.ledger.Calls()[0].Spend().Tokens != 0 {
			t.Errorf("outcome %s (%v), recorded %+v, want failed, and nothing charged", got, err, l.ledger.Calls())
		}
	})
}

// TestRedirect: what is sent, and the key, go to the configured host only.
func TestRedirect(t *testing.T) {
	t.Parallel()
	var reached atomic.Int64
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Add(1) }))
	t.Cleanup(elsewhere.Close)
	l := open(t, assisttest.New(t), nil)
	l.server.Fails(assisttest.Redirect(elsewhere.URL + "/v1/chat/completions"))
	if err := l.ask(t, assist.PurposeDraft, "KTP hilang"); err == nil {
		t.Error("a redirect gave an answer")
	}
	if n := reached.Load(); n != 0 {
		t.Errorf("%d requests went where the endpoint pointed", n)
	}
}
