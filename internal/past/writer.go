package past

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Writer writes lines that can be imported again: what a Timeline refuses is left out.
type Writer struct {
	Written, LeftOut int64

	timeline *Timeline
	to       *bufio.Writer
	line     bytes.Buffer
}

// NewWriter writes an office's lines to w; Flush ends it.
func NewWriter(w io.Writer, o Office) *Writer {
	return &Writer{timeline: NewTimeline(o, unnamed), to: bufio.NewWriter(w)}
}

// unnamed is the Namer of who keeps nothing.
func unnamed(string, string) [16]byte { return [16]byte{} }

// Write writes a line. One that answers a message which was not written is written
// without saying so.
func (w *Writer) Write(l Line) error {
	w.line.Reset()
	if err := w.encode(l); err != nil {
		return err
	}
	_, err := w.timeline.Follow(l, w.line.Bytes())
	if _, refused := errors.AsType[*LineError](err); refused && l.Answers != "" {
		l.Answers = ""
		return w.Write(l)
	} else if refused {
		w.LeftOut++
		return nil
	}
	if err != nil {
		return err
	}
	w.Written++
	if _, err = w.to.Write(w.line.Bytes()); err != nil {
		return fmt.Errorf("write history: %w", err)
	}
	return nil
}

func (w *Writer) encode(l Line) error {
	encoder := json.NewEncoder(&w.line)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(l)
}

// Flush writes what is still in memory.
func (w *Writer) Flush() error { return w.to.Flush() }
