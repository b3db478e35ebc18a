package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"loket/internal/loket"
	"loket/internal/report"
)

const (
	countConversations = `SELECT COUNT(DISTINCT conversation_id) FROM events WHERE conversation_id <> ''`
	selectTalks        = `SELECT DISTINCT conversation_id FROM events WHERE conversation_id > $1 ORDER BY conversation_id LIMIT $2`
	// Those that have only rows left.
	selectLeftOver = `
SELECT DISTINCT conversation_id FROM waits w
WHERE conversation_id > $1 AND NOT EXISTS (SELECT 1 FROM events e WHERE e.conversation_id = w.conversation_id)
ORDER BY conversation_id LIMIT $2`
	selectKnown   = `SELECT conversation_id, known_at FROM threads WHERE conversation_id IN`
	skipProjected = `
INSERT INTO projections (name, seq) VALUES ('waits', $1)
ON CONFLICT (name) DO UPDATE SET seq = excluded.seq WHERE projections.seq < excluded.seq`
	skipRollups = `
INSERT INTO projections (name, seq) VALUES ('rollups', $1)
ON CONFLICT (name) DO UPDATE SET seq = excluded.seq WHERE projections.seq < excluded.seq`
)

// threadBatch is how many conversations one transaction derives anew.
const threadBatch = 200

// Progress is told how many of how many are done.
type Progress func(done, total int)

// derived is what some conversations' rows were found to be.
type derived struct {
	ids     []loket.ConversationID
	threads []thread
	at      int64 // how far the waits were
}

// RebuildWaits derives all rows anew, beside a server that runs: some are derived while
// those before them are written.
func (s *Store) RebuildWaits(ctx context.Context, hours HoursOf, tell Progress) error {
	last, err := s.LastEvent(ctx)
	if err != nil {
		return err
	}
	total, err := s.conversations(ctx)
	if err != nil {
		return err
	}
	ahead, stop := context.WithCancel(ctx)
	batches, listed := make(chan derived, 1), make(chan error, 1)
	go func() {
		defer close(batches)
		listed <- s.eachThreads(ahead, func(ids []loket.ConversationID) error {
			d, err := s.deriveAt(ahead, ids, hours)
			if err == nil {
				select {
				case batches <- d:
				case <-ahead.Done():
					err = ahead.Err()
				}
			}
			return err
		})
	}()
	err = s.keepEach(ctx, batches, hours, total, tell)
	stop()
	if err = cmp.Or(err, <-listed); err != nil {
		return fmt.Errorf("rebuild waits: %w", err)
	}
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(skipProjected, last); err != nil {
			return err
		}
		_, err := t.exec(skipRollups, last)
		return err
	})
}

func (s *Store) deriveAt(ctx context.Context, ids []loket.ConversationID, hours HoursOf) (derived, error) {
	at, err := s.projected(ctx)
	if err != nil {
		return derived{}, err
	}
	threads, err := s.derive(ctx, ids, hours)
	return derived{ids, threads, at}, err
}

// keepEach keeps what was derived; once more derived, where the waits moved on meanwhile.
func (s *Store) keepEach(ctx context.Context, batches <-chan derived, hours HoursOf, total int, tell Progress) error {
	done := 0
	for d := range batches {
		err := s.keepWaits(ctx, d.at, d.at, d.threads)
		for errors.Is(err, errOvertaken) {
			if d, err = s.deriveAt(ctx, d.ids, hours); err == nil {
				err = s.keepWaits(ctx, d.at, d.at, d.threads)
			}
		}
		if err != nil {
			return err
		}
		done += len(d.ids)
		tell(min(done, total), total)
	}
	return nil
}

// WaitFault is a row that is not what the events say, or a conversation whose events
// were known at another moment than is noted.
type WaitFault struct {
	Conversation loket.ConversationID
	ID           string       // empty: the conversation
	Kept         *report.Wait // nil: it is missing
	Derived      *report.Wait // nil: there should be none
}

// mostFaults bounds how many faults are told.
const mostFaults = 100

// VerifyWaits derives all rows anew and compares them with those that are kept, which
// have read all events before. It returns up to a hundred faults and how many rows it
// compared.
func (s *Store) VerifyWaits(ctx context.Context, hours HoursOf, tell Progress) (faults []WaitFault, rows int, err error) {
	total, err := s.conversations(ctx)
	if err != nil {
		return nil, 0, err
	}
	done := 0
	err = s.eachThreads(ctx, func(ids []loket.ConversationID) error {
		for {
			found, n, steady, err := s.verifyThreads(ctx, ids, hours)
			if err != nil {
				return err
			}
			if !steady {
				if _, err := s.ProjectWaits(ctx, hours, threadBatch); err != nil {
					return err
				}
				continue
			}
			rows += n
			faults = append(faults, found[:min(len(found), mostFaults-len(faults))]...)
			done += len(ids)
			tell(min(done, total), total)
			return nil
		}
	})
	if err != nil {
		return nil, 0, fmt.Errorf("verify waits: %w", err)
	}
	return faults, rows, nil
}

// verifyThreads compares the rows of some conversations; not steady: something
// happened meanwhile, or was not read yet.
func (s *Store) verifyThreads(
	ctx context.Context, ids []loket.ConversationID, hours HoursOf,
) (faults []WaitFault, rows int, steady bool, err error) {
	at, err := s.projected(ctx)
	if err != nil {
		return nil, 0, false, err
	}
	threads, err := s.derive(ctx, ids, hours)
	if err != nil {
		return nil, 0, false, err
	}
	kept, err := s.waitsOf(ctx, ids)
	if err != nil {
		return nil, 0, false, err
	}
	known, err := s.knownOf(ctx, ids)
	if err != nil {
		return nil, 0, false, err
	}
	for _, th := range threads {
		faults, rows = append(faults, compareWaits(th, kept[th.conversation])...), rows+len(th.waits)
		if known[th.conversation] != ms(th.known) {
			faults = append(faults, WaitFault{th.conversation, "", &report.Wait{}, &report.Wait{}})
		}
	}
	last, err := s.LastEvent(ctx)
	return faults, rows, last <= at, err
}

func (s *Store) waitsOf(ctx context.Context, ids []loket.ConversationID) (map[loket.ConversationID][]report.Wait, error) {
	of := map[loket.ConversationID][]report.Wait{}
	err := inLists(ids, func(args []any) error {
		return s.read.each(ctx, func(r scanner) error {
			w, err := scanWait(r)
			of[w.Conversation] = append(of[w.Conversation], w)
			return err
		}, selectWaitsOf+list(1, len(args)), args...)
	})
	if err != nil {
		return nil, fmt.Errorf("read waits of conversations: %w", err)
	}
	return of, nil
}

// knownOf reads when conversations were known last, ms.
func (s *Store) knownOf(ctx context.Context, ids []loket.ConversationID) (map[loket.ConversationID]int64, error) {
	known := map[loket.ConversationID]int64{}
	err := inLists(ids, func(args []any) error {
		return s.read.each(ctx, func(r scanner) error {
			var id loket.ConversationID
			var at int64
			err := r.Scan(&id, &at)
			known[id] = at
			return err
		}, selectKnown+list(1, len(args)), args...)
	})
	if err != nil {
		return nil, fmt.Errorf("read when conversations were known: %w", err)
	}
	return known, nil
}

func compareWaits(th thread, kept []report.Wait) (faults []WaitFault) {
	of := map[string]*report.Wait{}
	for i := range kept {
		of[kept[i].ID] = &kept[i]
	}
	for i := range th.waits {
		derived := &th.waits[i]
		before := of[derived.ID]
		delete(of, derived.ID)
		if before == nil || !before.Equal(*derived) {
			faults = append(faults, WaitFault{th.conversation, derived.ID, before, derived})
		}
	}
	for id, extra := range of {
		faults = append(faults, WaitFault{th.conversation, id, extra, nil})
	}
	return faults
}

// conversations is how many there are.
func (s *Store) conversations(ctx context.Context) (n int, err error) {
	if err = s.read.one(ctx, func(r scanner) error { return r.Scan(&n) }, countConversations); err != nil {
		return 0, fmt.Errorf("count conversations: %w", err)
	}
	return n, nil
}

// eachThreads calls do for all conversations, some at a time.
func (s *Store) eachThreads(ctx context.Context, do func([]loket.ConversationID) error) error {
	for _, query := range []string{selectTalks, selectLeftOver} {
		for after := loket.ConversationID(""); ; {
			var ids []loket.ConversationID
			err := s.read.each(ctx, func(r scanner) error {
				var id loket.ConversationID
				err := r.Scan(&id)
				ids = append(ids, id)
				return err
			}, query, string(after), threadBatch)
			if err != nil {
				return fmt.Errorf("list conversations: %w", err)
			}
			if len(ids) == 0 {
				break
			}
			if err := do(ids); err != nil {
				return err
			}
			after = ids[len(ids)-1]
		}
	}
	return nil
}
