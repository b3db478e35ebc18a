package manage

import (
	"context"
	"fmt"
	"sync"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	boardFor   = 30 * time.Second // how long figures that were computed are shown again
	pastFor    = 10 * time.Minute // the same of a period that is over: only what is still open ages
	mostBoards = 200
	spreadDays = 100 // a longer period has no distribution: every wait of it would be read
)

// figuresBoard is everything computed that stands on the dashboard.
type figuresBoard struct {
	now, before   report.Report
	staff, topics report.Report
	spread        []report.Bar // of M-03 by the wall clock; nil: the period is too long
}

// boards keep what was computed and drawn for a while, so that a page that is opened
// again, or by many at once, neither asks nor draws the same twice.
type boards struct {
	mu   sync.Mutex
	kept map[boardKey]*boardSlot // guarded by mu
}

// boardKey names a question.
type boardKey struct {
	agency   loket.AgencyID
	from, to int64
	filter   report.Filter
	frozen   bool
}

// boardSlot is the answer to it.
type boardSlot struct {
	mu      sync.Mutex
	at      time.Time // guarded by mu: when it was made; zero: it was not
	drawing drawing   // guarded by mu
}

// slot is where the answer to a question is kept.
func (b *boards) slot(q report.Query) *boardSlot {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := boardKey{agency: q.Agency, from: q.From.UnixMilli(), to: q.To.UnixMilli(), filter: q.Filter, frozen: q.Frozen}
	if slot := b.kept[key]; slot != nil {
		return slot
	}
	if b.kept == nil || len(b.kept) >= mostBoards {
		b.kept = map[boardKey]*boardSlot{}
	}
	b.kept[key] = &boardSlot{}
	return b.kept[key]
}

// drawn answers a question, from what is kept if it is fresh. Whoever asks the same
// meanwhile waits for one answer.
func (m *Manage) drawn(ctx context.Context, a asked, agency loket.AgencyID, choices Choices) (drawing, error) {
	slot := m.boards.slot(a.query(agency))
	slot.mu.Lock()
	defer slot.mu.Unlock()
	fresh := boardFor
	if !slot.at.Before(a.end()) { // made before the end, it lacks what came until then
		fresh = pastFor
	}
	if age := m.Now().Sub(slot.at); !slot.at.IsZero() && age >= 0 && age < fresh {
		return slot.drawing, nil
	}
	board, err := m.compute(ctx, a, agency)
	if err != nil {
		return drawing{}, err
	}
	slot.at, slot.drawing = m.Now(), draw(a, board, choices)
	return slot.drawing, nil
}

// compute asks for the days before, and then for the period, told apart in every way:
// reports have few connections, and who waits for one too long is refused.
func (m *Manage) compute(ctx context.Context, a asked, agency loket.AgencyID) (board figuresBoard, err error) {
	now := a.query(agency)
	now.Brief = true
	before := now.Before(a.first.Location())
	before.By = ""
	now.Spread = a.days() <= spreadDays
	if board.before, err = m.Figures.Report(ctx, before); err != nil {
		return board, fmt.Errorf("compute the report of the days before: %w", err)
	}
	all, err := m.Figures.Reports(ctx, now, report.ByStaff, report.ByTopic, now.By)
	if err != nil {
		return board, fmt.Errorf("compute the reports of a dashboard: %w", err)
	}
	board.staff, board.topics, board.now = all[0], all[1], all[2]
	board.spread = board.now.Spread
	if board.spread != nil || !now.Spread {
		return board, nil
	}
	now.AsOf = board.now.AsOf // of a month that was closed by sums
	rows, err := m.Counter.Rows(ctx, now, report.HandOffWait)
	if err != nil {
		return board, fmt.Errorf("read the rows of a distribution: %w", err)
	}
	board.spread = report.BarsOf(rows, report.Wall)
	return board, nil
}
