package trial_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"loket/internal/history"
	"loket/internal/loket"
)

// clerk is one of several officers who take tickets from under each other's
// hands, put some aside, and come back to them when somebody else may hold them.
// Every form is an operation of the history.
type clerk struct {
	*officer
	name   string
	log    *history.Log
	random *rand.Rand

	aside   []holding // taken and not finished
	written int       // replies so far
	rest    time.Duration
	out     bool // signed out: a clock that is off ends sessions
}

// holding is a ticket as somebody took it.
type holding struct {
	ticket loket.TicketID
	epoch  int64
}

const (
	clerkPause = 15 * time.Millisecond  // between two tickets
	downPause  = 150 * time.Millisecond // when the program does not answer
	among      = 4                      // tickets a clerk takes one of
)

// serve works until stop is closed, and finishes the form at hand.
func (k *clerk) serve(ctx context.Context, stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		case <-time.After(k.rest):
			k.rest = clerkPause
			if k.out {
				k.out = k.enter(ctx) != nil
			}
			k.one(ctx)
		}
	}
}

// one takes a ticket, or comes back to one.
func (k *clerk) one(ctx context.Context) {
	if n := len(k.aside); n > 0 && k.random.IntN(3) == 0 {
		i := k.random.IntN(n)
		h := k.aside[i]
		k.aside = append(k.aside[:i], k.aside[i+1:]...)
		k.finish(ctx, h)
		return
	}
	rows, err := k.ledger.OpenTickets(ctx, demoAgency, among)
	if err != nil || len(rows) == 0 {
		return
	}
	ticket := rows[k.random.IntN(len(rows))].Ticket.ID
	h, mine := k.claim(ctx, ticket)
	switch {
	case !mine:
	case k.random.IntN(3) == 0:
		k.aside = append(k.aside, h)
	default:
		k.finish(ctx, h)
	}
}

// finish replies, and closes more often than not.
func (k *clerk) finish(ctx context.Context, h holding) {
	k.written++
	mark := fmt.Sprintf("balasan-%sn%d", k.name, k.written)
	k.form(ctx, history.Reply, h, mark, "balas", url.Values{"teks": {"Ini " + mark + " dari petugas."}, "sekali": {mark}})
	if k.random.IntN(3) > 0 {
		k.form(ctx, history.Close, h, "", "tutup", url.Values{})
	}
}

var epochField = regexp.MustCompile(`name="epoch" value="(\d+)"`)

// claim takes a ticket and reads from its page under which epoch. Without such a
// page nobody knows.
func (k *clerk) claim(ctx context.Context, ticket loket.TicketID) (h holding, mine bool) {
	op := k.log.Begin(history.Entry{Client: k.name, Action: history.Claim, Key: string(ticket)})
	status, _, err := k.post(ctx, formOf(ticket, "ambil"), nil)
	phase := k.phaseOf(status, err)
	if phase == history.OK {
		phase = history.Info
		if page, err := k.see(ctx, "/loket/tiket/"+string(ticket)); err == nil {
			if m := epochField.FindStringSubmatch(page); m != nil {
				h.ticket = ticket
				h.epoch, _ = strconv.ParseInt(m[1], 10, 64)
				phase = history.OK
			}
		}
	}
	k.log.End(op, phase, h.epoch)
	return h, phase == history.OK
}

// form sends one of the forms a holder has.
func (k *clerk) form(ctx context.Context, action history.Action, h holding, mark, path string, form url.Values) {
	op := k.log.Begin(history.Entry{Client: k.name, Action: action, Key: string(h.ticket), Epoch: h.epoch, Mark: mark})
	form.Set("epoch", strconv.FormatInt(h.epoch, 10))
	status, _, err := k.post(ctx, formOf(h.ticket, path), form)
	k.log.End(op, k.phaseOf(status, err), 0)
}

func formOf(ticket loket.TicketID, path string) string {
	return "/loket/tiket/" + string(ticket) + "/" + path
}

// phaseOf reads what an answer says of a form. That the program failed itself, or
// never answered, says nothing.
func (k *clerk) phaseOf(status int, err error) history.Phase {
	switch {
	case err != nil || status >= http.StatusInternalServerError:
		k.rest = downPause
		return history.Info
	case status == http.StatusSeeOther:
		return history.OK
	}
	k.out = k.out || status == http.StatusUnauthorized
	return history.Fail
}
