package faketelegram

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestQueueModel plays random deliveries, polls, restarts of the ids and days
// passing against a model that knows only the rules: an offset above zero
// forgets all lower ids, one below zero keeps the last few, a day forgets.
func TestQueueModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		m := &model{now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}
		s := &Server{}
		s.updates.init(withDefaults(Options{Now: func() time.Time { return m.now }}))
		rt.Repeat(map[string]func(*rapid.T){
			"deliver": func(rt *rapid.T) {
				for i := range rapid.IntRange(1, 40).Draw(rt, "updates") {
					m.add(s.Deliver(Text(int64(1+i%3), "x"))[0].UpdateID)
				}
			},
			"restart": func(rt *rapid.T) { s.RestartIDs(rapid.Int64Range(1, 1<<30).Draw(rt, "first id")) },
			"wait": func(rt *rapid.T) {
				m.now = m.now.Add(time.Duration(rapid.IntRange(1, 20).Draw(rt, "hours")) * time.Hour)
			},
			"poll": func(rt *rapid.T) {
				offset := rapid.OneOf(rapid.Just(int64(0)), rapid.Int64Range(-5, -1), rapid.Int64Range(1, 1<<30), m.someID()).Draw(rt, "offset")
				limit := rapid.IntRange(1, 100).Draw(rt, "limit")
				var got []int64
				entries, _ := s.updates.take(offset, int64(limit))
				for _, e := range entries {
					got = append(got, e.id)
				}
				if want := m.poll(offset, limit); !slices.Equal(got, want) {
					rt.Fatalf("take(%d, %d) = %v, want %v", offset, limit, got, want)
				}
			},
		})
	})
}

// model is the queue as the documentation tells it.
type model struct {
	now time.Time
	ids []int64
	at  []time.Time
}

func (m *model) add(id int64) { m.ids, m.at = append(m.ids, id), append(m.at, m.now) }

// someID draws an offset that confirms one of the ids, or 0.
func (m *model) someID() *rapid.Generator[int64] {
	offsets := []int64{0}
	for _, id := range m.ids {
		offsets = append(offsets, id+1)
	}
	return rapid.SampledFrom(offsets)
}

func (m *model) poll(offset int64, limit int) []int64 {
	var ids []int64
	var at []time.Time
	for i, id := range m.ids {
		if m.now.Sub(m.at[i]) < 24*time.Hour && id >= offset {
			ids, at = append(ids, id), append(at, m.at[i])
		}
	}
	if offset < 0 {
		first := max(0, len(ids)+int(offset))
		ids, at = ids[first:], at[first:]
	}
	m.ids, m.at = ids, at
	return ids[:min(limit, len(ids))]
}
