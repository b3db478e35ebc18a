package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"loket/internal/config"
	"loket/internal/durable"
	"loket/internal/loket"
	"loket/internal/store"
)

// anchorFile is where the ends of the audit log are kept beside the ledger: rows
// cut off in the ledger still stand in it.
func anchorFile(c config.Config) string { return filepath.Join(c.DataDir, "anchors") }

// readAnchors reads a file of anchors, one a line, and counts the lines that say
// nothing: a crash may have cut one short. No file is no anchors.
func readAnchors(path string) (all []loket.Anchor, unread int, err error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Berkas jangkar %s tidak dapat dibaca: %v.", path, err))
	}
	for line := range bytes.Lines(text) {
		var a loket.Anchor
		switch line = bytes.TrimSpace(line); {
		case len(line) == 0:
		case json.Unmarshal(line, &a) != nil || a.Seq <= 0 || a.Mac == "":
			unread++
		default:
			all = append(all, a)
		}
	}
	return all, unread, nil
}

// addAnchor writes an anchor at the end of a file, unless it stands there already.
func addAnchor(path string, a loket.Anchor) error {
	all, _, err := readAnchors(path)
	if err != nil || a.Seq == 0 || len(all) > 0 && all[len(all)-1].Mac == a.Mac {
		return err
	}
	line, err := json.Marshal(a)
	if err != nil {
		return err
	}
	if err := durable.Append(path, line); err != nil {
		return fmt.Errorf("write the anchor: %w", err)
	}
	return nil
}

// auditWatch anchors the audit log and checks it while the counter is open.
type auditWatch struct {
	*store.Store
	file string

	checked atomic.Pointer[loket.AuditState] // nil: not yet
	day     string                           // of the last check; of Run
}

// anchorEvery is how often the end of the audit log is written beside the ledger:
// what is cut off within it does not show.
const anchorEvery = time.Hour

// watchAudit keeps anchoring until ctx ends.
func (h *house) watchAudit(ctx context.Context) error {
	tick := time.NewTicker(anchorEvery)
	defer tick.Stop()
	for {
		if err := h.audit.once(ctx); err != nil && ctx.Err() == nil {
			h.log.Error("anchor and check the audit log", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// once checks the log against its anchors, once a day (in UTC), and anchors it. A
// log that is not whole is anchored too: what comes then shows as well.
func (w *auditWatch) once(ctx context.Context) error {
	anchors, _, err := readAnchors(w.file)
	if err != nil {
		return err
	}
	var problem error
	if today := w.Now().UTC().Format(time.DateOnly); today != w.day {
		proof, found := w.ProveAudit(ctx, anchors, false)
		if found != nil && loket.CodeOf(found) != loket.CodeInvalid {
			return found
		}
		state := loket.AuditState{Rows: proof.Rows, At: w.Now()}
		if found != nil {
			state.Problem, problem = found, found
		}
		w.checked.Store(&state)
		w.day = today
	}
	end, err := w.Anchor(ctx)
	if err != nil {
		return errors.Join(problem, err)
	}
	return errors.Join(problem, addAnchor(w.file, end))
}

// AuditState returns what the last check found, and the end of the log as it is.
func (w *auditWatch) AuditState(ctx context.Context) (state loket.AuditState, err error) {
	if last := w.checked.Load(); last != nil {
		state = *last
	}
	state.Newest, err = w.AuditEnd(ctx)
	return state, err
}

// startAnchorsAnew puts the anchors of a ledger aside that another one has taken
// the place of, and says where to; empty: the anchors are this ledger's.
func startAnchorsAnew(s *shell, c config.Config, ledger *store.Store) (aside string, err error) {
	file := anchorFile(c)
	anchors, _, err := readAnchors(file)
	if err != nil || len(anchors) == 0 {
		return "", err
	}
	_, err = ledger.ProveAudit(s.ctx, anchors, false)
	if loket.CodeOf(err) != loket.CodeInvalid {
		return "", err
	}
	aside = file + ".lama-" + s.now().UTC().Format("20060102-150405")
	if _, err := os.Lstat(aside); !errors.Is(err, fs.ErrNotExist) {
		return "", errTaken(aside)
	}
	return aside, os.Rename(file, aside)
}
