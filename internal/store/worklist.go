package store

import (
	"context"
	"fmt"
	"math"
	"time"

	"loket/internal/loket"
)

const (
	// onList is loket.Filter.Shows in SQL: $1 the agency, $2 the member, $3 whether
	// they supervise, $4 now, $5 the tab, and each condition of the filter.
	onList = `
WHERE t.agency_id = $1 AND t.state <> 'closed'
  AND CASE CAST($5 AS TEXT)
    WHEN 'milik' THEN t.staff_id = $2 AND t.state IN ('claimed', 'waiting_citizen', 'snoozed')
    WHEN 'menunggu' THEN t.state = 'waiting' OR (t.state = 'claimed' AND t.lease_until <= $4) OR (t.state = 'perlu_periksa' AND $3 = 1)
    WHEN 'belum' THEN t.first_reply_at = 0 OR t.owed_from > 0
    ELSE 1 = 1 END
  AND ($6 = '' OR t.kind = $6) AND ($7 = '' OR t.unit_id = $7) AND ($8 = '' OR h.kind = $8) AND ($9 = '' OR t.topic = $9)
  AND ($10 = '' OR t.staff_id = $10)
  AND ($11 = 0 OR ((t.first_reply_at = 0 OR t.owed_from > 0) AND t.state NOT IN ('waiting_citizen', 'snoozed')
    AND t.due_at > 0 AND t.due_at < $4))`
	// behind is where a list goes on.
	behind = ` AND ` + turn + ` >= $12 AND (` + turn + ` > $12 OR t.id > $13)`

	unread = `CASE WHEN v.last_in_at > COALESCE(d.read_at, 0) THEN 1 ELSE 0 END`
	// The rows are picked before anything is joined to them, by a number the planner
	// of PostgreSQL can read: loket.ListPage and one more.
	selectWorklist = `SELECT ` + inboxColumns + `, ` + unread + ` FROM (
SELECT t.* FROM tickets t JOIN channels h ON h.id = t.channel_id` + onList + behind + `
ORDER BY ` + turn + `, t.id LIMIT 51) t` + inboxJoins + `
LEFT JOIN ticket_reads d ON d.ticket_id = t.id AND d.staff_id = $2
ORDER BY ` + turn + `, t.id`
	selectRowOf = `SELECT ` + inboxColumns + `, ` + unread + ` FROM tickets t` + inboxJoins + `
LEFT JOIN ticket_reads d ON d.ticket_id = t.id AND d.staff_id = $2
WHERE t.agency_id = $1 AND t.id = $3`
	// A page of a search has loket.ListPage rows at most.
	selectRowsOf = `SELECT ` + inboxColumns + `, ` + unread + ` FROM tickets t` + inboxJoins + `
LEFT JOIN ticket_reads d ON d.ticket_id = t.id AND d.staff_id = $2
WHERE t.agency_id = $1 AND t.id IN (
  $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27,
  $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52)
ORDER BY ` + turn + `, t.id`
	selectDelayed = `SELECT ` + inboxColumns + ` FROM (
SELECT * FROM tickets WHERE agency_id = $1 AND state <> 'closed' AND escalation >= $2
ORDER BY escalation DESC, due_at, id LIMIT 100) t` + inboxJoins + `
ORDER BY t.escalation DESC, t.due_at, t.id`
	selectTally = `
SELECT CASE WHEN state IN ('claimed', 'waiting_citizen', 'snoozed') THEN staff_id ELSE '' END AS named,
  CASE WHEN state = 'waiting' OR (state = 'claimed' AND lease_until <= $2) THEN 1 WHEN state = 'perlu_periksa' THEN 2 ELSE 0 END AS stands,
  CASE WHEN first_reply_at = 0 OR owed_from > 0 THEN 1 ELSE 0 END AS unattended, COUNT(*)
FROM tickets WHERE agency_id = $1 AND state <> 'closed' GROUP BY 1, 2, 3`
	selectOpenTopics = `SELECT DISTINCT topic FROM tickets WHERE agency_id = $1 AND state <> 'closed' AND topic <> '' ORDER BY topic LIMIT 200`

	upsertRead = `
INSERT INTO ticket_reads (ticket_id, staff_id, read_at)
SELECT id, CAST($2 AS TEXT), CAST($3 AS BIGINT) FROM tickets WHERE id = $1 AND agency_id = $4
ON CONFLICT (ticket_id, staff_id) DO UPDATE SET read_at = excluded.read_at`
	deleteOldReads = `DELETE FROM ticket_reads WHERE ticket_id IN (SELECT id FROM tickets WHERE state = 'closed')`
)

// listArgs are the values of onList.
func listArgs(by loket.Staff, f loket.Filter, now time.Time) []any {
	return []any{
		string(by.Agency), string(by.ID), flag(by.MaySupervise()), ms(now), string(f.Tab), string(f.Kind), string(f.Unit),
		string(f.Channel), f.Topic, string(f.Holder), flag(f.Late),
	}
}

// placeArgs are the values of behind.
func placeArgs(p loket.Place) []any {
	if p == (loket.Place{}) {
		return []any{int64(math.MinInt64), ""}
	}
	return []any{p.Turn.UnixMilli(), string(p.Ticket)}
}

// Worklist returns a page of the open tickets of the member's agency that a filter
// shows, by their turn, from behind a place on, and whether there are more.
func (s *Store) Worklist(ctx context.Context, by loket.Staff, f loket.Filter, after loket.Place) (rows []loket.InboxRow, more bool, err error) {
	rows, err = s.listed(ctx, selectWorklist, append(listArgs(by, f, s.Now()), placeArgs(after)...))
	if err != nil {
		return nil, false, fmt.Errorf("read a list of tickets: %w", err)
	}
	return rows[:min(len(rows), loket.ListPage)], len(rows) > loket.ListPage, nil
}

// Row returns one ticket of the member's agency as it stands in a list, open or
// closed; loket.ErrNotFound.
func (s *Store) Row(ctx context.Context, by loket.Staff, id loket.TicketID) (row loket.InboxRow, err error) {
	err = s.read.one(ctx, func(r scanner) error {
		var isUnread bool
		row, err = s.scanInbox(r, &isUnread)
		row.Unread = isUnread
		return err
	}, selectRowOf, string(by.Agency), string(by.ID), string(id))
	if err != nil {
		return row, fmt.Errorf("read a ticket of a list: %w", notFound(err))
	}
	return row, nil
}

// Rows returns those of loket.ListPage tickets at most that the member's agency has, as
// they stand in a list, by their turn.
func (s *Store) Rows(ctx context.Context, by loket.Staff, ids []loket.TicketID) (rows []loket.InboxRow, err error) {
	args := []any{string(by.Agency), string(by.ID)}
	for _, id := range ids[:min(len(ids), loket.ListPage)] {
		args = append(args, string(id))
	}
	for len(args) < 2+loket.ListPage {
		args = append(args, "") // no ticket's
	}
	rows, err = s.listed(ctx, selectRowsOf, args)
	if err != nil {
		return nil, fmt.Errorf("read tickets of a list: %w", err)
	}
	return rows, nil
}

// listed reads inboxColumns and unread.
func (s *Store) listed(ctx context.Context, query string, args []any) (rows []loket.InboxRow, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var isUnread bool
		row, err := s.scanInbox(r, &isUnread)
		row.Unread = isUnread
		rows = append(rows, row)
		return err
	}, query, args...)
	return rows, err
}

// Delayed returns the open tickets of an agency whose delay was told up to a level
// or beyond, the highest first, then what is due longest: a hundred at most.
func (s *Store) Delayed(ctx context.Context, agency loket.AgencyID, atLeast loket.Level) (rows []loket.InboxRow, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		row, err := s.scanInbox(r)
		rows = append(rows, row)
		return err
	}, selectDelayed, string(agency), int(atLeast))
	if err != nil {
		return nil, fmt.Errorf("read delayed tickets: %w", err)
	}
	return rows, nil
}

// Tally counts the open tickets of an agency.
func (s *Store) Tally(ctx context.Context, agency loket.AgencyID) (loket.Tally, error) {
	tally := loket.Tally{Mine: map[loket.StaffID]int{}}
	err := s.read.each(ctx, func(r scanner) error {
		var named loket.StaffID
		var stands, unattended, n int
		if err := r.Scan(&named, &stands, &unattended, &n); err != nil {
			return err
		}
		tally.All += n
		tally.Unattended += unattended * n
		switch stands {
		case 1:
			tally.Waiting += n
		case 2:
			tally.Review += n
		}
		if named != "" {
			tally.Mine[named] += n
		}
		return nil
	}, selectTally, string(agency), ms(s.Now()))
	if err != nil {
		return tally, fmt.Errorf("count tickets: %w", err)
	}
	return tally, nil
}

// OpenTopics names what the open tickets of an agency are about.
func (s *Store) OpenTopics(ctx context.Context, agency loket.AgencyID) (topics []string, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var topic string
		err := r.Scan(&topic)
		topics = append(topics, topic)
		return err
	}, selectOpenTopics, string(agency))
	if err != nil {
		return nil, fmt.Errorf("read topics: %w", err)
	}
	return topics, nil
}

// read notes that a member of staff opened a ticket of their agency.
func (t *tx) read(by loket.Staff, id loket.TicketID) error {
	if _, err := t.exec(upsertRead, string(id), string(by.ID), ms(t.now), string(by.Agency)); err != nil {
		return fmt.Errorf("note who read a ticket: %w", err)
	}
	return nil
}
