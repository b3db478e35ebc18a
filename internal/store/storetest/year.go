package storetest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/store"
)

// EventsEach is how many events a conversation of Conversations has when it is over,
// and EventsOpen when it is not.
const (
	EventsEach = 10
	EventsOpen = 5
)

// Conversations are invented events of one agency, written by the database itself, a
// million in a minute or two: what is read from them has to be made of them.
type Conversations struct {
	Agency loket.Agency
	First  time.Time     // when the first begins
	Every  time.Duration // from one to the next
	N      int
	Open   bool // a human was called, and nobody has answered; with a ticket each
}

// theCourse is a conversation: what happens, whose answer it is, and when: so many
// seconds after its beginning, and of some a part of its number more.
const theCourse = `
(SELECT 1 AS k, 'received' AS kind, '' AS answer, 0 AS after, 0 AS a, 0 AS b
 UNION ALL SELECT 2, 'handoff', '', 1, 0, 0
 UNION ALL SELECT 3, 'promise', '', 1, 0, 0
 UNION ALL SELECT 4, 'receipt', 'r', 1, 0, 0
 UNION ALL SELECT 5, 'delivered', 'r', 2, 0, 0
 UNION ALL SELECT 6, 'claim', '', 62, 1, 0
 UNION ALL SELECT 7, 'reply', 'p', 182, 1, 1
 UNION ALL SELECT 8, 'delivered', 'p', 183, 1, 1
 UNION ALL SELECT 9, 'promise_kept', '', 183, 1, 1
 UNION ALL SELECT 10, 'close', '', 243, 1, 1) AS course`

// A conversation has a number i; its ids are the agency's and as long as each other.
const (
	theirNumbers = `WITH RECURSIVE n(i) AS (SELECT CAST($2 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i + 1 < CAST($3 AS BIGINT))
`
	theirID = `$1 || CAST(1000000000 + n.i AS TEXT)`
	theirAt = `CAST($4 AS BIGINT) + n.i * CAST($5 AS BIGINT) + (course.after + course.a * (n.i % 600) + course.b * (n.i % 300)) * 1000`

	writeTheirEvents = `
INSERT INTO events (seq, id, agency_id, at, recorded_at, kind, episode_id, conversation_id, ticket_id, message_id, answer_id, channel_id,
  unit_id, topic, entry, revision, actor_kind, actor_id, until_at, value, calendar_version) ` + theirNumbers + `
SELECT CAST($6 AS BIGINT) + (n.i - CAST($2 AS BIGINT)) * CAST($7 AS BIGINT) + course.k, ` + theirID + ` || 'v' || CAST(10 + course.k AS TEXT), $1,
  ` + theirAt + `, ` + theirAt + `, course.kind, ` + theirID + ` || 'e', ` + theirID + ` || 'c', ` + theirID + ` || 't', ` + theirID + ` || 'm',
  CASE course.answer WHEN '' THEN '' ELSE ` + theirID + ` || course.answer END, $8, 'unit-' || CAST(n.i % 4 AS TEXT), 'topic-' || CAST(n.i % 20 AS TEXT),
  '', '', 'staff', 'staff-' || CAST(n.i % 10 AS TEXT), ` + theirAt + ` + 3600000, 0, ''
FROM n, ` + theCourse + ` WHERE course.k <= CAST($7 AS BIGINT)`
	writeTheirTickets = `
INSERT INTO tickets (id, number, agency_id, channel_id, conversation_id, episode_id, message_id, unit_id, kind, state, topic, opened_at, due_at,
  promise_at, promise_state, version) ` + theirNumbers + `
SELECT ` + theirID + ` || 't', ` + theirID + ` || 't', $1, $6, $7, ` + theirID + ` || 'e', '', 'unit-' || CAST(n.i % 4 AS TEXT), 'complaint', 'waiting',
  'topic-' || CAST(n.i % 20 AS TEXT), CAST($4 AS BIGINT) + n.i * CAST($5 AS BIGINT), CAST($4 AS BIGINT) + n.i * CAST($5 AS BIGINT) + 3600000,
  CAST($4 AS BIGINT) + n.i * CAST($5 AS BIGINT) + 3600000, 'given', 1
FROM n`
	lastWritten = `SELECT COALESCE(MAX(seq), 0) FROM events`
)

// conversationsAtOnce is how many one statement writes.
const conversationsAtOnce = 20_000

// Write writes them into the ledger at an address, which is open elsewhere. It returns
// how many events they are. Whoever follows events has them to read.
func (c Conversations) Write(ctx context.Context, s *store.Store, address string) (events int, err error) {
	channel := loket.Channel{ID: loket.ChannelID(c.Agency.ID) + ":telegram", Agency: c.Agency.ID, Kind: loket.Telegram, Name: c.Agency.Name}
	if err := s.Register(ctx, c.Agency, channel); err != nil {
		return 0, err
	}
	receipts, err := s.Ingest(ctx, []loket.Inbound{{Channel: channel.ID, OriginKey: "m:1", Person: "1", Address: "1", Kind: loket.MessageText, Text: "halo"}})
	if err != nil {
		return 0, err
	}
	db, err := directly(address)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	each := EventsEach
	if c.Open {
		each = EventsOpen
	}
	for from := 0; from < c.N; from += conversationsAtOnce {
		to := min(from+conversationsAtOnce, c.N)
		span := []any{string(c.Agency.ID), from, to, c.First.UnixMilli(), c.Every.Milliseconds()}
		var last int64
		if err := db.QueryRowContext(ctx, lastWritten).Scan(&last); err != nil {
			return 0, err
		}
		if _, err := db.ExecContext(ctx, writeTheirEvents, append(span, last, each, string(channel.ID))...); err != nil {
			return 0, fmt.Errorf("write events: %w", err)
		}
		if !c.Open {
			continue
		}
		if _, err := db.ExecContext(ctx, writeTheirTickets, append(span, string(channel.ID), string(receipts[0].Conversation))...); err != nil {
			return 0, fmt.Errorf("write tickets: %w", err)
		}
	}
	return c.N * each, nil
}

// Tidy does at once what PostgreSQL does by itself some minutes after many rows were
// written; SQLite has nothing to tidy up.
func Tidy(ctx context.Context, address string) (err error) {
	if strings.HasPrefix(address, "sqlite:") {
		return nil
	}
	db, err := directly(address)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.ExecContext(ctx, `VACUUM (ANALYZE)`)
	return err
}

// directly opens the database itself, and what is written so is quick rather than safe.
func directly(address string) (*sql.DB, error) {
	if file, ok := strings.CutPrefix(address, "sqlite:"); ok {
		return sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(60000)&_pragma=synchronous(OFF)&_pragma=cache_size(-200000)&_txlock=immediate")
	}
	return sql.Open("pgx", address)
}
