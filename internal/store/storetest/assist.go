package storetest

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
)

func assistCases() []contractCase {
	return []contractCase{
		{"Budget/IsAHardStop", assistBudget},
		{"Budget/IsPerAgencyAndDay", assistDays},
		{"Budget/OfMany/NobodyGetsTheSameRest", assistRace},
		{"Calls/AreRecordedAndForgotten", assistCalls},
		{"Vectors/ReplaceTheOnesBefore", assistVectors},
	}
}

const assistDay = "2026-12-01"

func (o *office) reserve(day string, want, limit loket.AssistSpend) bool {
	o.t.Helper()
	ok, err := o.ReserveAssist(o.ctx(), o.agency.ID, day, want, limit)
	o.must(err)
	return ok
}

func (o *office) assistSpent(day string) loket.AssistSpend {
	o.t.Helper()
	spent, err := o.AssistSpent(o.ctx(), o.agency.ID, day)
	o.must(err)
	return spent
}

func assistBudget(o *office) {
	limit := loket.AssistSpend{Tokens: 100, Cost: 1000}
	for _, step := range []struct {
		want loket.AssistSpend
		ok   bool
	}{
		{loket.AssistSpend{Tokens: 60, Cost: 900}, true},
		{loket.AssistSpend{Tokens: 41, Cost: 1}, false},
		{loket.AssistSpend{Tokens: 1, Cost: 101}, false},
		{loket.AssistSpend{Tokens: 40, Cost: 100}, true},
		{loket.AssistSpend{Tokens: 1}, false},
	} {
		if got := o.reserve(assistDay, step.want, limit); got != step.ok {
			o.t.Errorf("reserve %+v of %+v after %+v = %t, want %t", step.want, limit, o.assistSpent(assistDay), got, step.ok)
		}
	}
	if !o.reserve(assistDay, loket.AssistSpend{Tokens: 1 << 40}, loket.AssistSpend{}) {
		o.t.Error("no limit refused a call")
	}
	call := loket.AssistCall{Agency: o.agency.ID, At: o.clock.Now(), Purpose: "draft", Model: "m", Outcome: "ok", Input: 7, Output: 3, Cost: 30}
	o.must(o.SettleAssist(o.ctx(), assistDay, loket.AssistSpend{Tokens: 1 << 40}, call))
	if got, want := o.assistSpent(assistDay), (loket.AssistSpend{Tokens: 110, Cost: 1030}); got != want {
		o.t.Errorf("spent %+v, want %+v: what was reserved and not taken goes back", got, want)
	}
}

func assistDays(o *office) {
	limit := loket.AssistSpend{Tokens: 10}
	first, second := o.reserve(assistDay, limit, limit), o.reserve("2026-12-02", limit, limit)
	other, err := o.ReserveAssist(o.ctx(), o.agency.ID, assistDay, loket.AssistSpend{Tokens: 1}, limit)
	o.must(err)
	if !first || !second || other {
		o.t.Errorf("reserve = %t and, the next day, %t, and again %t, want true, true, false", first, second, other)
	}
	if got := o.assistSpent("2026-12-03"); got != (loket.AssistSpend{}) {
		o.t.Errorf("a day without a call spent %+v", got)
	}
}

func assistRace(o *office) {
	var got atomic.Int64
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 5 {
				if ok, err := o.ReserveAssist(o.ctx(), o.agency.ID, assistDay, loket.AssistSpend{Tokens: 10}, loket.AssistSpend{Tokens: 175}); err == nil && ok {
					got.Add(1)
				}
			}
		})
	}
	all.Wait()
	if spent := o.assistSpent(assistDay); got.Load() != 17 || spent.Tokens != 170 {
		o.t.Errorf("%d of 40 callers got 10 of 175, spent %d; want 17 and 170", got.Load(), spent.Tokens)
	}
}

func assistCalls(o *office) {
	call := loket.AssistCall{
		Agency: o.agency.ID, At: o.clock.Now(), Purpose: "choose", Prompt: "choose.1", Model: "m", Outcome: "timeout",
		Input: 5, Output: 6, Cost: 7, Took: 801 * time.Millisecond,
	}
	o.must(o.SettleAssist(o.ctx(), assistDay, loket.AssistSpend{}, call))
	read := func() []loket.AssistCall {
		calls, err := o.AssistCalls(o.ctx(), o.agency.ID, o.clock.Now().Add(-1000*24*time.Hour))
		o.must(err)
		return calls
	}
	if diff := cmp.Diff([]loket.AssistCall{call}, read()); diff != "" {
		o.t.Errorf("AssistCalls (-want +got):\n%s", diff)
	}
	o.must(o.ForgetAssistCalls(o.ctx()))
	kept := len(read())
	o.clock.Add(401 * 24 * time.Hour)
	o.must(o.ForgetAssistCalls(o.ctx()))
	if left := len(read()); kept != 1 || left != 0 {
		o.t.Errorf("%d calls are kept at once and %d after 401 days, want 1 and 0", kept, left)
	}
}

func assistVectors(o *office) {
	put := func(v loket.EntryVectors) { o.must(o.PutVectors(o.ctx(), o.agency.ID, v)) }
	read := func(model string) []loket.EntryVectors {
		all, err := o.Vectors(o.ctx(), o.agency.ID, model)
		o.must(err)
		return all
	}
	put(loket.EntryVectors{Entry: "ktp-hilang", Model: "m", Texts: "a", Vectors: [][]float32{{1, 0}, {0.5, -0.25}}})
	put(loket.EntryVectors{Entry: "", Model: "m", Texts: "b", Vectors: [][]float32{{0, 1}}})
	put(loket.EntryVectors{Entry: "ktp-hilang", Model: "lain", Texts: "a", Vectors: [][]float32{{1}}})
	after := loket.EntryVectors{Entry: "ktp-hilang", Model: "m", Texts: "c", Vectors: [][]float32{{0, 1}}}
	put(after)
	want := []loket.EntryVectors{{Entry: "", Model: "m", Texts: "b", Vectors: [][]float32{{0, 1}}}, after}
	if diff := cmp.Diff(want, read("m")); diff != "" {
		o.t.Errorf("Vectors (-want +got):\n%s", diff)
	}
	for name, vectors := range map[string][][]float32{"none": nil, "of two sizes": {{1}, {1, 2}}, "without a number": {{}}} {
		if err := o.PutVectors(o.ctx(), o.agency.ID, loket.EntryVectors{Model: "m", Vectors: vectors}); err == nil {
			o.t.Errorf("vectors %s were kept", name)
		}
	}
}
