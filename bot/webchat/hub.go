package webchat

import (
	"slices"
	"sync"

	"loket/internal/loket"
)

// How many streams are held open at once.
const (
	maxStreams        = 5_000 // by one process
	maxVisitorStreams = 5     // by one visitor: a tab each
)

// address names one visitor of one chat box.
type address struct {
	channel loket.ChannelID
	person  string
}

// stream is one open event stream, as the hub knows it.
type stream struct {
	woken    chan struct{} // holds one: many hints are one look at the ledger
	ended    chan struct{} // closed when the stream must go
	replaced bool          // a newer stream of the visitor took its place; final once ended is closed
}

// hub knows which streams are open. It carries hints and no data. The zero
// value is ready.
type hub struct {
	mu      sync.Mutex // guards all below
	streams map[address][]*stream
	open    int
	closed  bool
}

// join opens a stream. A visitor who has too many loses the oldest. It reports
// false when the process has too many or is closing.
func (h *hub) join(at address) (*stream, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if held := h.streams[at]; len(held) >= maxVisitorStreams {
		held[0].replaced = true
		h.end(at, held[0])
	}
	if h.closed || h.open >= maxStreams {
		return nil, false
	}
	if h.streams == nil {
		h.streams = map[address][]*stream{}
	}
	s := &stream{woken: make(chan struct{}, 1), ended: make(chan struct{})}
	h.streams[at] = append(h.streams[at], s)
	h.open++
	return s, true
}

// leave forgets a stream; it may have been ended before.
func (h *hub) leave(at address, s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.end(at, s)
}

// end takes a stream off the list and tells it so, once. The caller holds mu.
func (h *hub) end(at address, s *stream) {
	held := h.streams[at]
	i := slices.Index(held, s)
	if i < 0 {
		return
	}
	if held = slices.Delete(held, i, i+1); len(held) == 0 {
		delete(h.streams, at)
	} else {
		h.streams[at] = held
	}
	h.open--
	close(s.ended)
}

// wake tells the visitor's streams that there may be something new. It never
// waits.
func (h *hub) wake(at address) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.streams[at] {
		select {
		case s.woken <- struct{}{}:
		default: // it has not looked since the last hint
		}
	}
}

// close ends every stream, now and from now on.
func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for at, held := range h.streams {
		for _, s := range slices.Clone(held) {
			h.end(at, s)
		}
	}
}
