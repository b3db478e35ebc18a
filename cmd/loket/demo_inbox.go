package main

import (
	"fmt"
	"iter"
	"time"

	"loket/internal/calendar"
	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/past"
)

// sampleHeld is how long sample staff keep what they hold.
const sampleHeld = 8 * time.Hour

// sampleInbox are the tickets of a sample that wait at now, as the desk would have them
// by its hours and deadlines.
func (a archive) sampleInbox(now time.Time, all iter.Seq[past.Ticket]) (inbox []loket.Ticket, err error) {
	hours, err := openCalendar(a.agency)
	if err != nil {
		return nil, fmt.Errorf("read the office hours: %w", err)
	}
	policy, err := a.agency.Deadlines()
	if err != nil {
		return nil, err
	}
	d := &desk.Desk{
		Calendar: func(loket.AgencyID) calendar.Calendar { return hours }, Policy: func(loket.AgencyID) loket.Policy { return policy },
		Due: func(_ loket.AgencyID, at time.Time, within time.Duration) time.Time {
			return officeDue(hours, at, within)
		},
	}
	channel, waiting := a.office(now).Channel(past.SampleInbox), past.SampleWaiting()
	for k := range all {
		if k.Channel != channel {
			continue
		}
		t, err := a.waits(d, k, waiting[len(inbox)], now)
		if err != nil {
			return nil, fmt.Errorf("open a ticket of the sample: %w", err)
		}
		inbox = append(inbox, t)
	}
	return inbox, nil
}

// waits is a ticket of a history as it stands at now.
func (a archive) waits(d *desk.Desk, k past.Ticket, w past.Waiting, now time.Time) (loket.Ticket, error) {
	why := loket.HandOff{Message: loket.Message{ID: k.Message, Episode: k.Episode}, Kind: k.Kind, Topic: k.Topic}
	if w.Urgent {
		why.Priority = loket.PriorityEmergency
	}
	t := d.Open(k.OpenedAt, loket.Situation{
		Agency: loket.Agency{ID: a.agency.ID, Code: a.agency.Code}, Conversation: loket.Conversation{ID: k.Conversation, Channel: k.Channel},
	}, why)
	t.ID, t.Unit, t.Promise = k.ID, k.Unit, k.Promise
	if w.Holder == "" {
		return t, nil
	}
	holder := loket.StaffID(k.Staff) // whose id the ledger knows
	if err := t.Claim(holder, k.ClaimedAt, now.Add(sampleHeld)); err != nil || w.Asked == "" {
		return t, err
	}
	t.Answered(k.FirstReplyAt)
	return t, t.Await(holder, t.LeaseEpoch, d.Due(a.agency.ID, now, desk.DefaultTerms().Citizen))
}
