package testserver

import (
	"bytes"
	"sync"
)

// tailBytes is how much of a server's output is kept to explain a failure.
const tailBytes = 8 << 10

// logWatch takes a server's output: it waits for a phrase, and keeps the end.
type logWatch struct {
	ready chan struct{} // closed when a line has contained the phrase

	mu     sync.Mutex // guards what follows
	phrase []byte     // nil once seen
	tail   []byte
}

func newLogWatch(phrase string) *logWatch {
	return &logWatch{ready: make(chan struct{}), phrase: []byte(phrase)}
}

// Write takes output as the server makes it, in whatever pieces. It never
// returns an error.
func (w *logWatch) Write(output []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tail = append(w.tail, output...)
	if w.phrase != nil && bytes.Contains(w.tail, w.phrase) {
		w.phrase = nil
		close(w.ready)
	}
	if over := len(w.tail) - tailBytes; over > 0 {
		w.tail = append(w.tail[:0], w.tail[over:]...)
	}
	return len(output), nil
}

// String returns the end of the output.
func (w *logWatch) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return string(w.tail)
}
