package watch_test

import (
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/watch"
)

func TestAssistMeters(t *testing.T) {
	t.Parallel()
	m := watch.NewMeters()
	m.Assist.Called(loket.AssistCall{Agency: "uji", Purpose: "draft", Outcome: "ok", Input: 30, Output: 12, Cost: 2_500_000, Took: time.Second})
	m.Assist.Called(loket.AssistCall{Agency: "uji", Purpose: "draft", Outcome: "budget"})
	m.Assist.Called(loket.AssistCall{Agency: "uji", Purpose: "choose", Outcome: "not-offered"})
	m.Assist.Resting("uji", "choose", true)
	m.Assist.Resting("uji", "draft", true)
	m.Assist.Resting("uji", "draft", false)
	got, err := page(t, watch.Page{Meters: m, Token: token}, "Bearer "+token)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		`loket_assist_calls_total{agency="uji",outcome="ok",purpose="draft"} 1`,
		`loket_assist_calls_total{agency="uji",outcome="budget",purpose="draft"} 1`,
		`loket_assist_calls_total{agency="uji",outcome="not-offered",purpose="choose"} 1`,
		`loket_assist_tokens_total{agency="uji",direction="input",purpose="draft"} 30`,
		`loket_assist_tokens_total{agency="uji",direction="output",purpose="draft"} 12`,
		`loket_assist_cost_rupiah_total{agency="uji"} 2.5`,
		`loket_assist_seconds_count{purpose="draft"} 2`,
		`loket_assist_resting{agency="uji",purpose="choose"} 1`,
		`loket_assist_resting{agency="uji",purpose="draft"} 0`,
	} {
		if !strings.Contains(got, want+"\n") {
			t.Errorf("/metrics lacks %s", want)
		}
	}
}
