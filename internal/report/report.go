package report

import (
	"cmp"
	"slices"
	"time"

	"loket/internal/loket"
)

// Facts is what a report is computed from: the waits of one agency.
type Facts struct {
	Agency     loket.AgencyID
	From, To   time.Time // waits that began in [From, To); zero: no limit
	AsOf       time.Time // what happened later is not known yet
	BotAnswers []Wait    // one per citizen message that deserves an answer
	HandOffs   []Wait    // one per hand-off
	Outages    []Outage  // that touch the period
}

// Report is every figure of one agency and period. Times in its JSON are
// RFC 3339 in the zone they were given in; To is the first moment not counted.
type Report struct {
	Agency   loket.AgencyID `json:"agency"`
	From     time.Time      `json:"from"`
	To       time.Time      `json:"to"`
	AsOf     time.Time      `json:"as_of"`
	Measures []Measure      `json:"measures"` // by id; first over all channels, then channel by channel
	Outages  []Outage       `json:"outages,omitempty"`
}

// Build computes the report: M-01 and M-03, over all channels and for each.
func Build(f Facts) Report {
	r := Report{Agency: f.Agency, From: f.From, To: f.To, AsOf: f.AsOf, Outages: f.Outages}
	bot, hand := f.counted(f.BotAnswers), f.counted(f.HandOffs)
	channels := channelsOf(bot, hand)
	r.Measures = append(r.Measures, measure(Define(BotAnswer), bot, channels, f.AsOf)...)
	r.Measures = append(r.Measures, measure(Define(HandOffWait), hand, channels, f.AsOf)...)
	return r
}

// Of returns the measures of one id: first over all channels, then each.
func (r Report) Of(id string) []Measure {
	var of []Measure
	for _, m := range r.Measures {
		if m.ID == id {
			of = append(of, m)
		}
	}
	return of
}

// counted keeps the waits that began in the period and were known of at AsOf.
// A wait is dated by its start, whenever it ended.
func (f Facts) counted(waits []Wait) []Wait {
	var in []Wait
	for _, w := range waits {
		early := !f.From.IsZero() && w.Start.Before(f.From)
		late := !f.To.IsZero() && !w.Start.Before(f.To)
		if !early && !late && !w.Start.After(f.AsOf) {
			in = append(in, w)
		}
	}
	return in
}

// channel is one channel that waits were seen on.
type channel struct {
	id   loket.ChannelID
	name string
}

// channelsOf lists the channels of all waits, by name: a channel with bot
// answers shows under hand-offs too, with n = 0.
func channelsOf(sets ...[]Wait) []channel {
	names := map[loket.ChannelID]string{}
	for _, w := range slices.Concat(sets...) {
		names[w.Channel] = w.ChannelName
	}
	list := make([]channel, 0, len(names))
	for id, name := range names {
		list = append(list, channel{id: id, name: name})
	}
	slices.SortFunc(list, func(a, b channel) int {
		return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.id, b.id))
	})
	return list
}

// measure computes one definition over all waits and for each channel.
func measure(d Definition, waits []Wait, channels []channel, asOf time.Time) []Measure {
	all := newTally(d)
	each := map[loket.ChannelID]*tally{}
	for _, c := range channels {
		each[c.id] = newTally(d)
		each[c.id].measure.Channel, each[c.id].measure.ChannelName = c.id, c.name
	}
	for _, w := range waits {
		ending, ms := w.at(asOf)
		all.add(ending, ms)
		each[w.Channel].add(ending, ms)
	}
	measures := []Measure{all.result()}
	for _, c := range channels {
		measures = append(measures, each[c.id].result())
	}
	return measures
}
