package queue_test

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/internal/loket"
	"loket/internal/queue"
	"loket/internal/testserver"
)

// Whatever is done in whatever order, the embedded server, a real one, a cluster of
// six nodes and a plain model give the same answers and end in the same line. At
// least LOKET_QUEUE_OPERATIONS operations are drawn, 2,000 in the short form.
func TestModel(t *testing.T) {
	t.Parallel()
	queues := []*queue.Queue{openQueue(t, "embedded"), openQueue(t, testserver.Redis(t)), openQueue(t, cluster(t))}
	operations, want := 0, 2000
	if text := os.Getenv("LOKET_QUEUE_OPERATIONS"); text != "" {
		var err error
		if want, err = strconv.Atoi(text); err != nil {
			t.Fatalf("LOKET_QUEUE_OPERATIONS=%q: want a number", text)
		}
	}
	for operations < want && !t.Failed() {
		checkModel(t, queues, &operations)
	}
	t.Logf("%d operations on %d servers and the model", operations, len(queues))
}

// checkModel draws a hundred sequences and counts their operations.
func checkModel(t *testing.T, queues []*queue.Queue, operations *int) {
	t.Helper()
	rapid.Check(t, func(rt *rapid.T) {
		r := &run{t: rt, test: t, queues: queues, line: queue.Line{Agency: "kpg", Unit: loket.NewID[loket.UnitID]()}}
		r.model = model{waiting: map[loket.TicketID]int{}, leased: map[loket.TicketID]lease{}}
		rt.Repeat(map[string]func(*rapid.T){
			"":          func(rt *rapid.T) { *operations++; r.check(rt) },
			"put":       r.put,
			"claim":     r.claim,
			"take":      r.take,
			"renew":     r.renew,
			"release":   r.release,
			"ack":       r.ack,
			"reap":      r.reap,
			"reconcile": r.reconcile,
			"wait":      func(rt *rapid.T) { r.now += rapid.IntRange(1, 4).Draw(rt, "minutes") },
		})
	})
}

// run plays operations on the model and on every queue.
type run struct {
	t      *rapid.T
	test   *testing.T
	queues []*queue.Queue
	line   queue.Line
	model  model
	now    int
}

// same fails unless every queue answers what the model answered.
func (r *run) same(what, want string, ask func(q *queue.Queue) string) {
	for i, q := range r.queues {
		if got := ask(q); got != want {
			r.t.Fatalf("%s at %d on queue %d = %q, want %q", what, r.now, i, got, want)
		}
	}
}

func word(err error) string {
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, queue.ErrRebuild):
		return "rebuild"
	case errors.Is(err, queue.ErrLost):
		return "lost"
	}
	return err.Error()
}

func someTicket(t *rapid.T) loket.TicketID {
	return loket.TicketID(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(t, "ticket"))
}

func someRequest(t *rapid.T) string {
	return rapid.SampledFrom([]string{"r1", "r2", "r|3"}).Draw(t, "request")
}

func someStaff(t *rapid.T) string {
	return rapid.SampledFrom([]string{"s1", "s2"}).Draw(t, "staff")
}

func (r *run) put(t *rapid.T) {
	ticket, due := someTicket(t), rapid.IntRange(-3, 9).Draw(t, "due")
	if _, ok := r.model.leased[ticket]; !ok {
		r.model.waiting[ticket] = due
	}
	r.same("Put", "ok", func(q *queue.Queue) string { return word(q.Put(r.test.Context(), r.line, ticket, at(due))) })
}

func (r *run) claim(t *rapid.T) {
	staff, request, until := someStaff(t), someRequest(t), r.now+rapid.IntRange(1, 5).Draw(t, "for")
	r.same("Claim", r.model.claim(staff, request, r.now, until), func(q *queue.Queue) string {
		p, ok, err := q.Claim(r.test.Context(), r.line, loket.StaffID(staff), request, at(r.now), at(until))
		switch {
		case err != nil:
			return word(err)
		case !ok:
			return "none"
		}
		return fmt.Sprint(p.Ticket, int(p.Due.Sub(at(0))/time.Minute))
	})
}

func (r *run) take(t *rapid.T) {
	ticket, staff, request := someTicket(t), someStaff(t), someRequest(t)
	until := r.now + rapid.IntRange(1, 5).Draw(t, "for")
	r.same("Take", r.model.take(ticket, staff, request, r.now, until), func(q *queue.Queue) string {
		ok, err := q.Take(r.test.Context(), r.line, ticket, loket.StaffID(staff), request, at(r.now), at(until))
		if err != nil {
			return word(err)
		}
		return fmt.Sprint(ok)
	})
}

func (r *run) renew(t *rapid.T) {
	ticket, request, until := someTicket(t), someRequest(t), r.now+rapid.IntRange(1, 5).Draw(t, "for")
	// A request names one ticket: it does not adopt a second one.
	if l, ok := r.model.leased[ticket]; ok && l.request == "" && r.model.heldBy(l.staff, request) != "" {
		return
	}
	r.same("Renew", r.model.renew(ticket, request, r.now, until), func(q *queue.Queue) string {
		return word(q.Renew(r.test.Context(), r.line, ticket, request, at(r.now), at(until)))
	})
}

func (r *run) release(t *rapid.T) {
	ticket, request, due := someTicket(t), someRequest(t), rapid.IntRange(0, 9).Draw(t, "due")
	r.same("Release", r.model.release(ticket, request, due), func(q *queue.Queue) string {
		return word(q.Release(r.test.Context(), r.line, ticket, request, at(due)))
	})
}

func (r *run) ack(t *rapid.T) {
	ticket := someTicket(t)
	delete(r.model.waiting, ticket)
	delete(r.model.leased, ticket)
	r.same("Ack", "ok", func(q *queue.Queue) string { return word(q.Ack(r.test.Context(), r.line, ticket)) })
}

func (r *run) reap(t *rapid.T) {
	limit := rapid.IntRange(0, 3).Draw(t, "limit")
	r.same("Reap", fmt.Sprint(r.model.sweep(r.now, limit)), func(q *queue.Queue) string {
		n, err := q.Reap(r.test.Context(), r.line, at(r.now), limit)
		if err != nil {
			return word(err)
		}
		return fmt.Sprint(n)
	})
}

// reconcile makes the line something else altogether.
func (r *run) reconcile(t *rapid.T) {
	next := model{sealed: true, waiting: map[loket.TicketID]int{}, leased: map[loket.TicketID]lease{}}
	var want queue.Wanted
	for _, ticket := range []loket.TicketID{"a", "b", "c", "d", "e"} {
		due := rapid.IntRange(0, 9).Draw(t, "due")
		switch rapid.IntRange(0, 2).Draw(t, "state") {
		case 0:
			next.waiting[ticket] = due
			want.Waiting = append(want.Waiting, place(ticket, due))
		case 1:
			l := lease{due: due, until: r.now + 3, staff: someStaff(t)}
			if was, ok := r.model.leased[ticket]; ok && was.staff == l.staff {
				l.request = was.request
			}
			next.leased[ticket] = l
			want.Leased = append(want.Leased, queue.Lease{Ticket: ticket, Until: at(l.until), Staff: loket.StaffID(l.staff), Due: at(due)})
		}
	}
	drift := r.model.drift(next)
	r.model = next
	r.same("Reconcile", fmt.Sprint(drift, "ok"), func(q *queue.Queue) string {
		d, err := q.Reconcile(r.test.Context(), r.line, want, "generation")
		return fmt.Sprint(d, word(err))
	})
}

// check compares the lines themselves after every operation.
func (r *run) check(*rapid.T) {
	ctx := r.test.Context()
	for i, q := range r.queues {
		got, err := q.Peek(ctx, r.line, 10)
		if !r.model.sealed {
			if !errors.Is(err, queue.ErrRebuild) {
				r.t.Fatalf("Peek on queue %d before it was reconciled = %v, want ErrRebuild", i, err)
			}
			continue
		}
		if err != nil {
			r.t.Fatal(err)
		}
		if diff := cmp.Diff(r.model.order(), got); diff != "" && len(got)+len(r.model.waiting) > 0 {
			r.t.Fatalf("line on queue %d at %d (-want +got):\n%s", i, r.now, diff)
		}
		for n, p := range r.model.order() {
			if pos, err := q.Position(ctx, r.line, p.Ticket); pos != n+1 || err != nil {
				r.t.Fatalf("Position(%s) on queue %d = %d, %v, want %d", p.Ticket, i, pos, err, n+1)
			}
		}
	}
}
