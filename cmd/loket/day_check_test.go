package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/queue"
)

// events are everything that happened.
func (d *day) events() []loket.Event {
	d.t.Helper()
	all, err := d.ledger.Events(d.t.Context(), 0, 100_000)
	d.must(err)
	return all
}

func (d *day) of(kinds ...loket.EventKind) (all []loket.Event) {
	for _, e := range d.events() {
		if slices.Contains(kinds, e.Kind) {
			all = append(all, e)
		}
	}
	return all
}

// everyoneHasAnOutcome: what a citizen wrote is settled and answered on their
// screen, or a human owes a reply whose ticket they were told.
func (d *day) everyoneHasAnOutcome() {
	d.t.Helper()
	if len(d.people) != dayCitizens {
		d.t.Errorf("%d citizens wrote, want %d", len(d.people), dayCitizens)
	}
	for _, person := range d.people {
		lines, err := d.ledger.Lines(d.t.Context(), d.bot.Channels[0], person, 0, 100)
		d.must(err)
		answered := slices.ContainsFunc(lines, func(l loket.Line) bool {
			return !l.FromCitizen && (l.State == loket.SendDelivered || l.State == "")
		})
		if unsettled := slices.ContainsFunc(lines, func(l loket.Line) bool { return l.FromCitizen && l.Outcome == "" }); unsettled || !answered {
			d.t.Errorf("%s: settled %v, answered %v", person, !unsettled, answered)
		}
	}
}

// promisesHold: no promise broke, and each was kept, renewed before its time, or
// stands for later.
func (d *day) promisesHold() {
	d.t.Helper()
	if broken := d.of(loket.EventPromiseBroken); len(broken) > 0 {
		d.t.Errorf("%d promises were broken, the first: %+v", len(broken), broken[0])
	}
	until := map[loket.TicketID]time.Time{}
	for _, e := range d.of(loket.EventPromise, loket.EventPromiseRenewed, loket.EventPromiseKept) {
		if before, given := until[e.Ticket]; given && e.At.After(before) {
			d.t.Errorf("%s of %s at %s, after the time promised, %s", e.Kind, e.Ticket, e.At, before)
		}
		until[e.Ticket] = e.Until
		if e.Kind == loket.EventPromiseKept {
			delete(until, e.Ticket)
		}
	}
	for id, at := range until {
		if !at.After(time.Now()) {
			d.t.Errorf("the promise of %s ran out unkept at %s", id, at)
		}
	}
}

// answeredOnce: no ticket has two replies, and each reply is of who claimed it last.
func (d *day) answeredOnce() {
	d.t.Helper()
	holder, replies := map[loket.TicketID]string{}, map[loket.TicketID]int{}
	for _, e := range d.of(loket.EventClaim, loket.EventReply) {
		if e.Kind == loket.EventClaim {
			holder[e.Ticket] = e.ActorID
			continue
		}
		if replies[e.Ticket]++; replies[e.Ticket] > 1 || e.ActorID != holder[e.Ticket] {
			d.t.Errorf("ticket %s: reply %d by %s, held by %s", e.Ticket, replies[e.Ticket], e.ActorID, holder[e.Ticket])
		}
	}
	if len(replies) == 0 {
		d.t.Error("nobody replied to anything")
	}
}

// queueAgrees: what Redis has is what the ledger says.
func (d *day) queueAgrees() {
	d.t.Helper()
	d.reconciler.Found = func(line queue.Line, _ queue.Wanted, drift queue.Drift) {
		if drift != (queue.Drift{}) {
			d.t.Errorf("queue %s differs from the ledger by %+v", line.Unit, drift)
		}
	}
	d.must(d.reconciler.Once(d.t.Context()))
}

// halfHour is what happened in thirty minutes.
type halfHour struct {
	wrote, quoted, asked, handed, replied, promised, renewed, kept, escalated int
}

func (h *halfHour) count(k loket.EventKind) {
	for kind, n := range map[loket.EventKind]*int{
		loket.EventReceived: &h.wrote, loket.EventQuote: &h.quoted, loket.EventAsk: &h.asked, loket.EventHandoff: &h.handed,
		loket.EventReply: &h.replied, loket.EventPromise: &h.promised, loket.EventPromiseRenewed: &h.renewed, loket.EventPromiseKept: &h.kept,
		loket.EventEscalate: &h.escalated,
	} {
		if kind == k {
			*n++
		}
	}
}

// timeline is the day as a head of office reads it.
func (d *day) timeline() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s, %d warga, %d petugas\n\n", d.begins.Format("2 January 2006"), dayCitizens, dayOfficers)
	fmt.Fprintln(&out, "jam    masuk  dikutip  pilihan  diserahkan  dibalas  antre   janji  digeser  ditepati  naik")
	all, notes, waiting := d.events(), d.notes, 0
	for at := d.begins.Add(8 * time.Hour); at.Before(d.begins.Add(dayEnd)); at = at.Add(30 * time.Minute) {
		var h halfHour
		for len(all) > 0 && all[0].At.Before(at.Add(30*time.Minute)) {
			h.count(all[0].Kind)
			all = all[1:]
		}
		waiting += h.handed - h.replied
		fmt.Fprintf(&out, "%s  %5d  %7d  %7d  %10d  %7d  %5d  %6d  %7d  %8d  %4d\n", at.In(d.zone).Format("15.04"),
			h.wrote, h.quoted, h.asked, h.handed, h.replied, waiting, h.promised, h.renewed, h.kept, h.escalated)
		for len(notes) > 0 && notes[0].at.Before(at.Add(30*time.Minute)) {
			fmt.Fprintf(&out, "%s  %s\n", notes[0].at.In(d.zone).Format("15.04"), notes[0].text)
			notes = notes[1:]
		}
	}
	fmt.Fprintf(&out, "\n%d tiket menunggu hari kerja berikutnya.\n\n%s", waiting, d.longest())
	return out.String()
}

// longest is what the citizen read who was told later times most often.
func (d *day) longest() string {
	person, most := "", []loket.Line(nil)
	for _, p := range d.people {
		lines, err := d.ledger.Lines(d.t.Context(), d.bot.Channels[0], p, 0, 100)
		d.must(err)
		if len(lines) > len(most) {
			person, most = p, lines
		}
	}
	var out strings.Builder
	fmt.Fprintf(&out, "%s:\n", person)
	for _, l := range most {
		who := "Loket"
		if l.FromCitizen {
			who = "Warga"
		}
		text, _, _ := strings.Cut(l.Text, "\n\n")
		fmt.Fprintf(&out, "%s  %s  %s\n", l.At.In(d.zone).Format("15.04"), who, strings.ReplaceAll(text, "\n", "\n              "))
	}
	return out.String()
}
