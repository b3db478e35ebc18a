package queue

import (
	"strconv"
	"strings"
	"time"

	"loket/internal/loket"
)

// state is where Redis has a ticket. At most one of ready and lease is set; the
// zero state is nowhere. Scores are whole Unix milliseconds in digits.
type state struct {
	ready string // due, when it waits
	lease string // end of the lease, when it is held
	own   string // an owner, when it is held
}

// owner is who holds a ticket, and where the ticket goes when the lease ends.
type owner struct {
	due     int64 // Unix ms
	touched int64 // when it was claimed or last renewed, Unix ms
	staff   string
	request string // empty: restored from the ledger
}

func (o owner) String() string {
	return strconv.FormatInt(o.due, 10) + "|" + strconv.FormatInt(o.touched, 10) + "|" + o.staff + "|" + o.request
}

// parseOwner reads what the scripts write into own. It reports false for
// anything else.
func parseOwner(s string) (owner, bool) {
	parts := strings.SplitN(s, "|", 4)
	if len(parts) != 4 {
		return owner{}, false
	}
	due, dueErr := strconv.ParseInt(parts[0], 10, 64)
	touched, touchedErr := strconv.ParseInt(parts[1], 10, 64)
	if dueErr != nil || touchedErr != nil {
		return owner{}, false
	}
	return owner{due: due, touched: touched, staff: parts[2], request: parts[3]}, true
}

// fresh tells whether a lease was touched so shortly before at that the ledger
// may not know it yet. A zero at makes none fresh.
func (s state) fresh(at time.Time) bool {
	o, ok := parseOwner(s.own)
	return ok && s.lease != "" && !at.IsZero() && o.touched > at.Add(-grace).UnixMilli()
}

// waiting is the state the ledger wants of a ticket that waits.
func waiting(p Place) state {
	return state{ready: strconv.FormatInt(p.Due.UnixMilli(), 10)}
}

// leased is the state the ledger wants of a ticket that is held. Of what Redis
// has, it keeps the request while the holder is the same, and whatever the
// ledger did not say.
func leased(l Lease, seen state, at time.Time) state {
	has, known := parseOwner(seen.own)
	want := owner{due: l.Due.UnixMilli(), touched: at.UnixMilli(), staff: string(l.Staff)}
	if l.Staff == "" {
		want.staff = has.staff
	}
	if known && want.staff == has.staff {
		want.request, want.touched = has.request, has.touched
	}
	if l.Due.IsZero() {
		want.due = l.Until.UnixMilli()
		if known {
			want.due = has.due
		}
	}
	return state{lease: strconv.FormatInt(l.Until.UnixMilli(), 10), own: want.String()}
}

// repair is one ticket's way from what was seen to what the ledger wants.
type repair struct {
	ticket     loket.TicketID
	seen, want state
}

// plan compares what Redis has with what the ledger wants.
func plan(seen map[loket.TicketID]state, want Wanted) (missing, extra, wrong []repair) {
	wanted := make(map[loket.TicketID]state, len(want.Waiting)+len(want.Leased))
	for _, p := range want.Waiting {
		wanted[p.Ticket] = waiting(p)
	}
	for _, l := range want.Leased {
		wanted[l.Ticket] = leased(l, seen[l.Ticket], want.At)
	}
	for ticket, w := range wanted {
		s := seen[ticket]
		switch {
		case s == w || s.fresh(want.At):
		case s == state{}:
			missing = append(missing, repair{ticket, s, w})
		default:
			wrong = append(wrong, repair{ticket, s, w})
		}
	}
	for ticket, s := range seen {
		if _, ok := wanted[ticket]; !ok && !s.fresh(want.At) {
			extra = append(extra, repair{ticket, s, state{}})
		}
	}
	return missing, extra, wrong
}
