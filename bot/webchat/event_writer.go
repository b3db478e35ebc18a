package webchat

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"loket/internal/loket"
)

// eventWriter writes one stream of server-sent events. What is written waits
// for flush, so that many lines go out in one piece.
type eventWriter struct {
	w       http.ResponseWriter
	control *http.ResponseController
	person  string
	last    int64 // sequence number of the last line written
	buffer  bytes.Buffer
}

// newEventWriter begins the answer to a client that has the lines up to last.
func newEventWriter(w http.ResponseWriter, person string, last int64) *eventWriter {
	head := w.Header()
	head.Set("Content-Type", "text/event-stream; charset=utf-8")
	head.Set("X-Accel-Buffering", "no") // a proxy in front must pass lines on at once
	w.WriteHeader(http.StatusOK)
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{}) // the request is read; the server's limit on that must not end the stream
	return &eventWriter{w: w, control: control, person: person, last: last}
}

// lines writes each line under its sequence number, from which the client
// resumes. One that is not after the last is left out.
func (e *eventWriter) lines(lines []loket.Line) error {
	for _, l := range lines {
		if l.Seq <= e.last {
			continue
		}
		data, err := json.Marshal(show(l, e.person))
		if err != nil {
			return fmt.Errorf("encode line: %w", err)
		}
		fmt.Fprintf(&e.buffer, "id: %d\nevent: line\ndata: %s\n\n", l.Seq, data)
		e.last = l.Seq
	}
	return nil
}

// event writes an event that carries nothing but its name: "ready" when the
// client has all there is, "replaced" when a newer tab took its place.
func (e *eventWriter) event(name string) {
	fmt.Fprintf(&e.buffer, "event: %s\ndata: {}\n\n", name)
}

// beat writes a sign of life: a comment for whatever stands in between, and an
// event for the page, which cannot see comments.
func (e *eventWriter) beat() {
	e.buffer.WriteString(": masih tersambung\n")
	e.event("beat")
}

// flush sends what was written. The deadline is the network's, so it follows
// the real clock.
func (e *eventWriter) flush() error {
	err := e.control.SetWriteDeadline(time.Now().Add(writeLimit))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("limit write: %w", err)
	}
	if _, err := e.w.Write(e.buffer.Bytes()); err != nil {
		return fmt.Errorf("write events: %w", err)
	}
	e.buffer.Reset()
	if err := e.control.Flush(); err != nil {
		return fmt.Errorf("flush events: %w", err)
	}
	return nil
}
