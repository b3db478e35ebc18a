package queue_test

import (
	"cmp"
	"fmt"
	"slices"

	"loket/internal/loket"
	"loket/internal/queue"
)

// model is what a line is, in minutes after the counter opens.
type model struct {
	sealed  bool
	waiting map[loket.TicketID]int
	leased  map[loket.TicketID]lease
}

type lease struct {
	due, until     int
	staff, request string
}

// order returns who waits, the next one first.
func (m *model) order() []queue.Place {
	var places []queue.Place
	for ticket, due := range m.waiting {
		places = append(places, place(ticket, due))
	}
	slices.SortFunc(places, func(a, b queue.Place) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Ticket, b.Ticket))
	})
	return places
}

// sweep gives back what ended by now, the longest ended first.
func (m *model) sweep(now, limit int) int {
	var ended []loket.TicketID
	for ticket, l := range m.leased {
		if l.until <= now {
			ended = append(ended, ticket)
		}
	}
	slices.SortFunc(ended, func(a, b loket.TicketID) int {
		return cmp.Or(cmp.Compare(m.leased[a].until, m.leased[b].until), cmp.Compare(a, b))
	})
	ended = ended[:min(limit, len(ended))]
	for _, ticket := range ended {
		m.waiting[ticket] = m.leased[ticket].due
		delete(m.leased, ticket)
	}
	return len(ended)
}

// heldBy returns the ticket a request holds; "" none.
func (m *model) heldBy(staff, request string) loket.TicketID {
	for ticket, l := range m.leased {
		if l.staff == staff && l.request == request {
			return ticket
		}
	}
	return ""
}

func (m *model) claim(staff, request string, now, until int) string {
	if !m.sealed {
		return "rebuild"
	}
	m.sweep(now, 20)
	if ticket := m.heldBy(staff, request); ticket != "" {
		return fmt.Sprint(ticket, m.leased[ticket].due)
	}
	line := m.order()
	if len(line) == 0 {
		return "none"
	}
	next := line[0].Ticket
	m.leased[next] = lease{m.waiting[next], until, staff, request}
	delete(m.waiting, next)
	return fmt.Sprint(next, m.leased[next].due)
}

func (m *model) take(ticket loket.TicketID, staff, request string, now, until int) string {
	if !m.sealed {
		return "rebuild"
	}
	held := m.heldBy(staff, request)
	if held != "" && m.leased[held].until > now {
		return fmt.Sprint(held == ticket)
	}
	for _, t := range []loket.TicketID{held, ticket} {
		if l, ok := m.leased[t]; ok && l.until <= now {
			m.waiting[t] = l.due
			delete(m.leased, t)
		}
	}
	due, waits := m.waiting[ticket]
	if l, ok := m.leased[ticket]; ok {
		if l.staff != staff {
			return "false"
		}
		due, waits = l.due, true
	}
	if waits {
		delete(m.waiting, ticket)
		m.leased[ticket] = lease{due, until, staff, request}
	}
	return fmt.Sprint(waits)
}

func (m *model) renew(ticket loket.TicketID, request string, now, until int) string {
	l, ok := m.leased[ticket]
	switch {
	case !ok && !m.sealed:
		return "rebuild"
	case !ok || l.until <= now || l.request != "" && l.request != request:
		return "lost"
	}
	l.request, l.until = request, until
	m.leased[ticket] = l
	return "ok"
}

func (m *model) release(ticket loket.TicketID, request string, due int) string {
	if l, ok := m.leased[ticket]; ok && l.request != "" && l.request != request {
		return "lost"
	}
	delete(m.leased, ticket)
	m.waiting[ticket] = due
	return "ok"
}

// drift counts what must change to make m into next.
func (m *model) drift(next model) (d queue.Drift) {
	for _, ticket := range []loket.TicketID{"a", "b", "c", "d", "e"} {
		was, is := m.state(ticket), next.state(ticket)
		switch {
		case was == is:
		case was == "":
			d.Missing++
		case is == "":
			d.Extra++
		default:
			d.Wrong++
		}
	}
	return d
}

func (m *model) state(ticket loket.TicketID) string {
	if due, ok := m.waiting[ticket]; ok {
		return fmt.Sprint("waiting ", due)
	}
	if l, ok := m.leased[ticket]; ok {
		return fmt.Sprintf("leased %d %d %s", l.due, l.until, l.staff)
	}
	return ""
}
