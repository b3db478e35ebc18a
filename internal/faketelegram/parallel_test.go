package faketelegram_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	fake "loket/internal/faketelegram"
)

// TestParallelUse sends, delivers and polls from many goroutines: every update
// comes out, every message is counted once.
func TestParallelUse(t *testing.T) {
	t.Parallel()
	const workers, each = 8, 50
	s := start(t, fake.Options{})
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for i := range each {
				s.Deliver(fake.Text(int64(w+1), fmt.Sprint(i)))
				_, body, err := post(t.Context(), s, s.Token(), "sendMessage", fmt.Sprintf(`{"chat_id":%d,"text":"%d"}`, w+1, i))
				if err != nil || !strings.Contains(string(body), `"ok":true`) {
					t.Errorf("worker %d, send %d = %s, %v, want ok", w, i, body, err)
				}
			}
		})
	}
	all.Wait()
	if s.Count() != workers*each || s.Pending() != workers*each {
		t.Fatalf("%d sent, %d pending, want %d of each", s.Count(), s.Pending(), workers*each)
	}
	seen, next := 0, int64(0)
	for {
		list := poll(t, s, fmt.Sprintf(`{"offset":%d}`, next))
		if len(list) == 0 {
			break
		}
		seen, next = seen+len(list), list[len(list)-1].ID+1
	}
	if seen != workers*each {
		t.Errorf("polled %d updates, want %d", seen, workers*each)
	}
	ids := map[int64]bool{}
	for _, m := range s.Sent() {
		ids[m.MessageID] = true
	}
	if len(ids) != workers*each {
		t.Errorf("%d message ids for %d messages", len(ids), workers*each)
	}
}
