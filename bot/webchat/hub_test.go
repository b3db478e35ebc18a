package webchat

import (
	"fmt"
	"testing"
)

func TestHub(t *testing.T) {
	t.Parallel()
	at := address{"web-kpg", "warga"}
	ended := func(s *stream) bool {
		select {
		case <-s.ended:
			return true
		default:
			return false
		}
	}
	t.Run("Join/SixthEndsTheOldest", func(t *testing.T) {
		t.Parallel()
		var h hub
		var held []*stream
		for range maxVisitorStreams + 1 {
			s, ok := h.join(at)
			if !ok {
				t.Fatal("join refused with room left")
			}
			held = append(held, s)
		}
		for i, s := range held {
			if ended(s) != (i == 0) || s.replaced != (i == 0) {
				t.Errorf("stream %d of %d: ended %v, replaced %v, want only the oldest", i, len(held), ended(s), s.replaced)
			}
		}
	})
	t.Run("Join/FullRefusesUntilOneLeaves", func(t *testing.T) {
		t.Parallel()
		var h hub
		visitor := func(n int) address { return address{"web-kpg", fmt.Sprint(n)} }
		var first *stream
		for n := range maxStreams {
			s, ok := h.join(visitor(n))
			if !ok {
				t.Fatalf("stream %d of %d refused", n, maxStreams)
			}
			if n == 0 {
				first = s
			}
		}
		if _, ok := h.join(visitor(maxStreams)); ok {
			t.Errorf("stream %d was let in, want at most %d", maxStreams+1, maxStreams)
		}
		h.leave(visitor(0), first)
		h.leave(visitor(0), first)
		if _, ok := h.join(visitor(maxStreams)); !ok {
			t.Error("a stream left, and the next was still refused")
		}
		if _, ok := h.join(visitor(maxStreams + 1)); ok {
			t.Error("leaving twice made room for two")
		}
	})
	t.Run("Wake/OnlyTheVisitorAndNeverWaits", func(t *testing.T) {
		t.Parallel()
		var h hub
		mine, _ := h.join(at)
		other, _ := h.join(address{"web-kpg", "tetangga"})
		elsewhere, _ := h.join(address{"web-ttu", at.person})
		for range 100 {
			h.wake(at)
		}
		if len(mine.woken) != 1 || len(other.woken) != 0 || len(elsewhere.woken) != 0 {
			t.Errorf("after 100 hints: %d, others %d and %d, want 1, 0 and 0", len(mine.woken), len(other.woken), len(elsewhere.woken))
		}
	})
	t.Run("Close/EndsAllAndKeepsOut", func(t *testing.T) {
		t.Parallel()
		var h hub
		one, _ := h.join(at)
		two, _ := h.join(at)
		h.close()
		h.close()
		h.leave(at, one)
		if !ended(one) || !ended(two) || one.replaced {
			t.Error("close left a stream open, or called it replaced")
		}
		if _, ok := h.join(at); ok {
			t.Error("join after close was let in")
		}
		if h.open != 0 || len(h.streams) != 0 {
			t.Errorf("after close %d streams are counted and %d visitors known, want none", h.open, len(h.streams))
		}
	})
}
