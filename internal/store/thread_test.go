package store

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/testserver"
)

// TestManyThreads: conversations read together have the rows each would have alone, also
// where tickets go on in others that are read with them, or elsewhere.
func TestManyThreads(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T) *Store{
		"SQLite":     func(t *testing.T) *Store { return openGroup(t) },
		"PostgreSQL": func(t *testing.T) *Store { return openPostgres(t, testserver.PostgresFor(t).Database(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			ids, want := wandering(t, s, 2*manyAtOnce+5)
			office := everywhere(monthHours(t))
			got, err := s.derive(t.Context(), ids, office)
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != len(ids) {
				t.Fatalf("%d conversations, want %d", len(got), len(ids))
			}
			meter, _ := office("a")
			for i, th := range got {
				events := want[ids[i]]
				if th.conversation != ids[i] || !slices.EqualFunc(th.waits, report.Derive(ids[i], events, meter), report.Wait.Equal) {
					t.Errorf("%s has not the rows of its %d events", ids[i], len(events))
				}
				if known := report.LastKnown(events); !th.known.Equal(known) {
					t.Errorf("%s was known at %v, want %v", ids[i], th.known, known)
				}
			}
		})
	}
}

// wandering writes conversations whose tickets go on in the next one and in one far
// away, and returns the events of each and of its tickets. The last has none.
func wandering(t *testing.T, s *Store, n int) (ids []loket.ConversationID, of map[loket.ConversationID][]loket.Event) {
	t.Helper()
	first := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	fill(t, s, first, 0, time.Minute)
	var all []loket.Event
	for i := range n {
		ids = append(ids, loket.ConversationID(fmt.Sprintf("c%09d", i)))
		events := conversationOf(i, first.Add(time.Duration(i)*time.Minute))
		events[7].Conversation, events[9].Conversation = conversationOf((i+1)%n, first)[0].Conversation, conversationOf((i+n/2)%n, first)[0].Conversation
		all = append(all, events...)
	}
	if err := s.write(t.Context(), func(t *tx) error { t.record(all...); return nil }); err != nil {
		t.Fatal(err)
	}
	of = map[loket.ConversationID][]loket.Event{}
	all, err := s.Events(t.Context(), 0, len(all)+1)
	if err != nil {
		t.Fatal(err)
	}
	tickets := map[loket.ConversationID]map[loket.TicketID]bool{}
	for _, e := range all {
		if tickets[e.Conversation] == nil {
			tickets[e.Conversation] = map[loket.TicketID]bool{}
		}
		tickets[e.Conversation][e.Ticket] = true
	}
	for _, id := range ids {
		for _, e := range all {
			if e.Conversation == id || tickets[id][e.Ticket] {
				of[id] = append(of[id], e)
			}
		}
	}
	return append(ids, "nobody"), of
}

// TestLists: every id is asked for, in lists of two lengths only.
func TestLists(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 7, 8, 9, 63, 64, 65, 72, 73, 128, 200} {
		var ids []string
		for i := range n {
			ids = append(ids, fmt.Sprint(i))
		}
		var asked []string
		err := inLists(ids, func(args []any) error {
			if len(args) != fewAtOnce && len(args) != manyAtOnce {
				t.Errorf("of %d ids a list has %d", n, len(args))
			}
			for _, a := range args {
				asked = append(asked, a.(string))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if asked = slices.Compact(asked); !slices.Equal(asked, ids) {
			t.Errorf("of %d ids %d were asked for: %v", n, len(asked), asked)
		}
	}
	if got, want := list(9, 3), " ($9, $10, $11)"; got != want {
		t.Errorf("list(9, 3) = %q, want %q", got, want)
	}
	if got, want := places(2, 2), " ($1, $2), ($3, $4)"; got != want {
		t.Errorf("places(2, 2) = %q, want %q", got, want)
	}
}

// TestInsertMany writes as many rows as statements hold, one fewer and one more, of few
// columns and of many.
func TestInsertMany(t *testing.T) {
	t.Parallel()
	s := openGroup(t)
	for _, n := range []int{1, 7, 8, 9, 63, 64, 65, 137} {
		for table, columns := range map[string]int{"few": 2, "many": 30} {
			var names []string
			for i := range columns {
				names = append(names, fmt.Sprint("c", i))
			}
			table = fmt.Sprint(table, n)
			err := s.write(t.Context(), func(t *tx) error {
				if _, err := t.exec("CREATE TABLE " + table + " (" + strings.Join(names, " TEXT, ") + " TEXT)"); err != nil {
					return err
				}
				rows := make([][]any, n)
				for i := range rows {
					for range columns {
						rows[i] = append(rows[i], fmt.Sprint(i))
					}
				}
				return t.insertMany("INSERT INTO "+table+" ("+strings.Join(names, ", ")+") VALUES", rows, "")
			})
			if err != nil {
				t.Fatal(err)
			}
			var got, sum int
			err = s.read.one(t.Context(), func(r scanner) error { return r.Scan(&got, &sum) },
				"SELECT COUNT(*), SUM(CAST(c"+fmt.Sprint(columns-1)+" AS BIGINT)) FROM "+table)
			if err != nil || got != n || sum != n*(n-1)/2 {
				t.Errorf("%d rows of %d columns: %d, in all %d, %v", n, columns, got, sum, err)
			}
		}
	}
}
