package webchat

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"loket/internal/loket"
)

const (
	beatEvery  = 15 * time.Second // a look at the ledger and a sign of life
	writeLimit = 10 * time.Second // for one batch: a client that takes longer is gone
	pageLines  = 200              // lines read at once, and the most a fresh page is given
)

// events streams the visitor's lines: those after the last one the client has,
// or the last pageLines to one that has none; then each new one as it is
// committed, until the client or the server ends it.
func (h *Handler) events(w http.ResponseWriter, r *http.Request) error {
	room, person, err := h.visit(r)
	if err != nil {
		return err
	}
	after, err := resumeAfter(r)
	if err != nil {
		return err
	}
	at := address{room.Channel, person}
	s, ok := h.hub.join(at) // before the first look: no hint falls in between
	if !ok {
		return errBusy
	}
	defer h.hub.leave(at, s)
	lines, err := h.opening(r.Context(), at, after)
	if err != nil {
		return fmt.Errorf("open stream: %w", err)
	}
	out := newEventWriter(w, person, after)
	if err := h.follow(r.Context(), at, s, out, lines); err != nil && r.Context().Err() == nil {
		h.Log.LogAttrs(r.Context(), slog.LevelWarn, "web chat stream ends", slog.Any("error", err))
	}
	return nil
}

// follow writes lines and whatever comes after them until the stream ends.
func (h *Handler) follow(ctx context.Context, at address, s *stream, out *eventWriter, lines []loket.Line) error {
	beat := time.NewTicker(beatEvery)
	defer beat.Stop()
	for ready := false; ; {
		// A full page may not be the end: only a short one lets the stream wait.
		if err := out.lines(lines); err != nil {
			return err
		}
		if len(lines) < pageLines {
			if !ready {
				ready = true
				out.event("ready")
			}
			more, err := pause(ctx, s, out, beat.C)
			if err != nil || !more {
				return err
			}
		}
		var err error
		if lines, err = h.Ledger.Lines(ctx, at.channel, at.person, out.last, pageLines); err != nil {
			return fmt.Errorf("read lines: %w", err)
		}
	}
}

// pause sends what was written and waits for a reason to look again. It reports
// false when the stream is over.
func pause(ctx context.Context, s *stream, out *eventWriter, beat <-chan time.Time) (bool, error) {
	if err := out.flush(); err != nil {
		return false, err
	}
	select {
	case <-ctx.Done():
		return false, nil
	case <-s.ended:
		if s.replaced {
			out.event("replaced")
		}
		return false, out.flush()
	case <-beat:
		out.beat()
	case <-s.woken:
	}
	return true, nil
}

// opening reads what a stream begins with. To a client that has nothing it
// gives the end of the transcript, read through from its start page by page.
func (h *Handler) opening(ctx context.Context, at address, after int64) ([]loket.Line, error) {
	var tail []loket.Line
	// The ledger reads forward only, so at most two pages are held on the way.
	for from := after; ; from = tail[len(tail)-1].Seq {
		lines, err := h.Ledger.Lines(ctx, at.channel, at.person, from, pageLines)
		if err != nil {
			return nil, fmt.Errorf("read lines: %w", err)
		}
		if after > 0 {
			return lines, nil
		}
		tail = append(tail, lines...)
		tail = append([]loket.Line(nil), tail[max(0, len(tail)-pageLines):]...)
		if len(lines) < pageLines {
			return tail, nil
		}
	}
}

// resumeAfter is the sequence number of the last line the client has: the
// greater of ?after and Last-Event-ID, 0 when it has none.
func resumeAfter(r *http.Request) (int64, error) {
	var after int64
	for _, given := range []string{r.URL.Query().Get("after"), r.Header.Get("Last-Event-ID")} {
		if given == "" {
			continue
		}
		n, err := strconv.ParseInt(given, 10, 64)
		if err != nil || n < 0 {
			return 0, errBroken
		}
		after = max(after, n)
	}
	return after, nil
}
