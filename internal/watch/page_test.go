package watch_test

import (
	"database/sql"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/watch"
)

const token = "0123456789abcdef0123456789abcdef"

func page(t *testing.T, p watch.Page, authorization string) (string, error) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/metrics", http.NoBody)
	r.Header.Set("Authorization", authorization)
	w := httptest.NewRecorder()
	err := p.Serve(w, r)
	return w.Body.String(), err
}

func TestPage(t *testing.T) {
	t.Parallel()
	m := watch.NewMeters()
	for _, c := range []struct{ name, token, authorization string }{
		{"NoHeader", token, ""},
		{"WrongToken", token, "Bearer " + token[1:]},
		{"OnlyTheToken", token, token},
		{"Basic", token, "Basic " + token},
		{"NoTokenConfigured", "", "Bearer "},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if body, err := page(t, watch.Page{Meters: m, Token: c.token}, c.authorization); !errors.Is(err, loket.ErrNotFound) || body != "" {
				t.Errorf("Serve(%q) = %q, %v, want nothing and %v", c.authorization, body, err, loket.ErrNotFound)
			}
		})
	}
	t.Run("Bearer", func(t *testing.T) {
		t.Parallel()
		if body, err := page(t, watch.Page{Meters: m, Token: token}, "Bearer "+token); err != nil || !strings.Contains(body, "go_goroutines") {
			t.Errorf("Serve() = %.80q, %v, want the figures", body, err)
		}
	})
}

// TestFigures shows one figure of every kind.
func TestFigures(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	m := o.dog.Meters
	m.Show(watch.Facts{
		Version: "v1",
		Pools:   func(tell func(string, sql.DBStats)) { tell("chat", sql.DBStats{InUse: 3, WaitCount: 7}) },
		Telegram: func(tell func(agency, state string, age float64)) {
			tell("kupang", "working", 2)
			tell("soe", "conflict", -1)
		},
		Matchers: func(tell func(agency, version string)) { tell("kupang", "abc") },
		Stalled:  map[string]func() bool{"sends": func() bool { return true }, "queue": func() bool { return false }},
	})
	m.Received.WithLabelValues("kupang-telegram").Inc()
	m.Commit.Observe(0.0004)
	m.Step("settle")()
	o.messages = o.since(90*time.Second, 0)
	o.sends = append(o.since(10*time.Second, loket.LaneReply), o.since(20*time.Second, loket.LaneAnswer)...)
	if err := o.dog.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	body, err := page(t, watch.Page{Meters: m, Token: token}, "Bearer "+token)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`loket_received_total{channel="kupang-telegram"} 1`, `loket_commit_seconds_bucket{le="0.0005"} 1`,
		`loket_stage_seconds_count{stage="settle"} 1`, `loket_unprocessed_messages{channel="kupang-telegram"} 3`,
		`loket_unprocessed_age_seconds{channel="kupang-telegram"} 90`, `loket_owed_sends{channel="kupang-telegram"} 6`,
		`loket_owed_age_seconds{channel="kupang-telegram"} 20`, `loket_pool_connections{pool="chat",state="in_use"} 3`,
		`loket_pool_waits_total{pool="chat"} 7`, `loket_telegram_state{agency="kupang",state="working"} 1`,
		`loket_telegram_state{agency="soe",state="conflict"} 1`, `loket_telegram_heard_age_seconds{agency="kupang"} 2`, `loket_matcher_info{agency="kupang",version="abc"} 1`,
		`loket_stalled{part="sends"} 1`, `loket_stalled{part="queue"} 0`, `loket_build_info{version="v1"} 1`,
	} {
		if !strings.Contains(body, want+"\n") {
			t.Errorf("the figures lack %s", want)
		}
	}
}
