package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
)

func rowEdgeCases() []contractCase {
	return []contractCase{
		{"Periods/NoHoleAndNoDouble", rowPeriods},
		{"Pages/FullToTheLastRow", rowFullPages},
		{"Messages/NumbersAtTheEdgeOfAWindow", messageNumbers},
		{"Messages/LateOnesComeLast", messageLate},
		{"Order/ByStart", rowOrder},
		{"Erased/NoTextAndNoAddress", rowErased},
	}
}

// exportedRow is a row of any kind: what it is, and when it began.
type exportedRow struct {
	at   time.Time
	name string
}

// exports are the four kinds of rows of a period.
func (o *office) exports(q store.RowQuery) map[string][]exportedRow {
	o.t.Helper()
	all := map[string][]exportedRow{}
	add := func(kind string, at time.Time, name any) {
		all[kind] = append(all[kind], exportedRow{at, fmt.Sprint(name)})
	}
	o.must(errors.Join(
		o.EachEpisode(o.ctx(), q, func(e report.EpisodeRow) error { add("episodes", e.Start, e.Episode); return nil }),
		o.EachMessage(o.ctx(), q, func(m report.MessageRow) error {
			add("messages", m.At, fmt.Sprint(m.Kind, m.Conversation, m.Episode))
			return nil
		}),
		o.EachTicket(o.ctx(), q, func(t report.TicketRow) error { add("tickets", t.Opened, t.Number); return nil }),
		o.EachWait(o.ctx(), q, func(w report.Wait) error { add("waits", w.Start, w.ID); return nil }),
	))
	return all
}

// rowPeriods cuts a day in two at the very moment of each of its rows, and a
// millisecond to either side.
func rowPeriods(o *office) {
	o.busyDay()
	o.rows(report.HandOffWait)
	whole := o.exports(o.today())
	var cuts []time.Time
	for _, kind := range []string{"episodes", "messages", "tickets", "waits"} {
		if len(whole[kind]) == 0 {
			o.t.Fatalf("a busy day has no %s", kind)
		}
		for _, row := range whole[kind] {
			cuts = append(cuts, row.at.Add(-time.Millisecond), row.at, row.at.Add(time.Millisecond))
		}
	}
	slices.SortFunc(cuts, time.Time.Compare)
	for _, cut := range slices.CompactFunc(cuts, time.Time.Equal) {
		before, after := o.today(), o.today()
		before.To, after.From = cut, cut
		first, second := o.exports(before), o.exports(after)
		for kind, want := range whole {
			for _, row := range first[kind] {
				if !row.at.Before(cut) {
					o.t.Errorf("%s before %v have %s of %v", kind, cut, row.name, row.at)
				}
			}
			wantSameNames(o, fmt.Sprintf("%s cut at %v", kind, cut), slices.Concat(first[kind], second[kind]), want)
		}
	}
}

// wantSameNames compares rows whatever their order.
func wantSameNames(o *office, what string, got, want []exportedRow) {
	o.t.Helper()
	names := func(rows []exportedRow) (all []string) {
		for _, r := range rows {
			all = append(all, r.name)
		}
		slices.Sort(all)
		return all
	}
	if !slices.Equal(names(got), names(want)) {
		o.t.Errorf("%s: %d rows %v, want %d %v", what, len(got), names(got), len(want), names(want))
	}
}

// rowFullPages has as many rows as pages hold, one fewer and one more, all of a moment.
func rowFullPages(o *office) {
	at, have := o.clock.Now().UnixMilli(), 0
	for _, n := range []int{1999, 2000, 2001, 4000} {
		o.raw(`WITH RECURSIVE i(n) AS (SELECT ` + strconv.Itoa(have+1) + ` UNION ALL SELECT n + 1 FROM i WHERE n < ` + strconv.Itoa(n) + `)
INSERT INTO waits (id, measure, agency_id, start_at, end_at, ended, wall_ms, office_ms, value, pauses, channel_id, unit_id, topic, kind,
  staff_id, conversation_id, episode_id, ticket_id, detail)
SELECT 'M-03:' || n, 'M-03', '` + string(o.agency.ID) + `', ` + strconv.FormatInt(at, 10) + `, 0, 'waiting', 0, 0, 0, '', 'c', '', '', '', '', 'v', 'e', '', '' FROM i`)
		have = n
		seen := map[string]int{}
		for _, w := range gathered(o, func(take func(report.Wait) error) error { return o.EachWait(o.ctx(), o.today(), take) }) {
			seen[w.ID]++
		}
		for id, times := range seen {
			if times != 1 {
				o.t.Fatalf("of %d rows %s came %d times", n, id, times)
			}
		}
		if len(seen) != n {
			o.t.Errorf("%d rows of %d", len(seen), n)
		}
	}
}

// putEvent writes an event with a number of its own, as a long life of the ledger does.
func (o *office) putEvent(seq int64, at time.Time) {
	o.t.Helper()
	o.raw(fmt.Sprintf(`INSERT INTO events (seq, id, agency_id, at, recorded_at, kind, actor_kind, episode_id) VALUES (%d, 'n%d', '%s', %d, %d, 'received', 'citizen', 'e%d')`,
		seq, seq, o.agency.ID, at.UnixMilli(), o.clock.Now().UnixMilli(), seq))
}

// messageNumbers has events on both sides of every 20,000th number, and far off.
func messageNumbers(o *office) {
	var want []string
	for _, seq := range []int64{1, 19_999, 20_000, 20_001, 39_999, 40_000, 40_001, 99_999, 100_000} {
		o.putEvent(seq, o.clock.Now())
		want = append(want, "e"+strconv.FormatInt(seq, 10))
	}
	var got []string
	for _, m := range o.messages(o.today()) {
		got = append(got, string(m.Episode))
	}
	if !slices.Equal(got, want) {
		o.t.Errorf("messages %v, want %v", got, want)
	}
}

// messageLate is known after others that happened later: a reader who takes up where
// it stopped must find it at the end.
func messageLate(o *office) {
	o.putEvent(1, o.clock.Now())
	o.putEvent(2, o.clock.Now().Add(time.Hour))
	o.putEvent(3, o.clock.Now().Add(-time.Hour))
	var got []string
	for _, m := range o.messages(o.today()) {
		got = append(got, string(m.Episode))
	}
	if strings.Join(got, " ") != "e1 e2 e3" {
		o.t.Errorf("messages %v, want them as they became known", got)
	}
}

func rowOrder(o *office) {
	o.busyDay()
	o.busyDayOf("-lagi")
	o.rows(report.HandOffWait)
	all := o.exports(o.today())
	for _, kind := range []string{"episodes", "tickets", "waits"} {
		if len(all[kind]) < 2 || !slices.IsSortedFunc(all[kind], func(a, b exportedRow) int { return a.at.Compare(b.at) }) {
			o.t.Errorf("%s are not as they began: %v", kind, all[kind])
		}
	}
	if again := o.exports(o.today()); !slices.Equal(again["waits"], all["waits"]) || !slices.Equal(again["messages"], all["messages"]) {
		o.t.Error("the same rows came in another order")
	}
}

// erasedBeside has person a erased, who had a ticket, and person b not.
func (o *office) erasedBeside() (erased, left loket.ConversationID) {
	o.t.Helper()
	theirs, others := o.ticket("a"), o.ticket("b")
	o.reply(theirs.ID)
	o.deliverAll()
	o.asksErasure()
	o.deliverAll()
	o.wantErased(1)
	return theirs.Conversation, others.Conversation
}

func rowErased(o *office) {
	erased, left := o.erasedBeside()
	q := o.today()
	q.Text, q.Contact = true, true
	seen, heard := 0, 0
	for _, m := range o.messages(q) {
		switch m.Conversation {
		case erased:
			seen++
			if m.Text != "" || m.Contact != "" {
				o.t.Errorf("%s of an erased citizen tells %q of %q", m.Kind, m.Text, m.Contact)
			}
		case left:
			if m.Kind == loket.EventReceived && m.Text == "pertanyaan yang sulit" && m.Contact != "" {
				heard++
			}
		}
	}
	if seen < 3 || heard != 1 {
		o.t.Errorf("%d messages of the erased citizen and %d with the other's words, want three at least and one", seen, heard)
	}
	for _, t := range gathered(o, func(take func(report.TicketRow) error) error { return o.EachTicket(o.ctx(), q, take) }) {
		if (t.Contact == "") != (t.Conversation == erased) {
			o.t.Errorf("ticket %s shows the address %q, erased: %v", t.Number, t.Contact, t.Conversation == erased)
		}
	}
}

// rowFilters asks for rows by every value there is, alone and two together: there are as
// many as the rows the figures are made of that the filter takes.
func rowFilters(o *office) {
	o.busyDay()
	o.imports(o.tale().ticket("a").says(3, "b", "message", `"topic":"kk-hilang"`).says(1, "b", "quote", `"entry":"kk-hilang"`).String())
	o.rows(report.HandOffWait)
	q := o.today()
	q.From = q.From.AddDate(0, -2, 0)
	kept := gathered(o, func(take func(report.Wait) error) error { return o.EachWait(o.ctx(), q, take) })
	filters := map[report.Filter]bool{{Topic: "tidak-ada"}: true}
	for _, w := range kept {
		filters[report.Filter{Unit: w.Unit}], filters[report.Filter{Channel: w.Channel}] = true, true
		filters[report.Filter{Topic: w.Topic}], filters[report.Filter{Kind: w.Kind}] = true, true
		filters[report.Filter{Staff: w.Staff}], filters[report.Filter{Channel: w.Channel, Topic: w.Topic}] = true, true
	}
	delete(filters, report.Filter{})
	if len(filters) < 8 {
		o.t.Fatalf("%d filters of a busy day, want enough to tell them apart", len(filters))
	}
	for filter := range filters {
		q.Filter = filter
		want := map[string]int{}
		tickets := map[loket.TicketID]bool{}
		for _, w := range kept {
			if !filter.Takes(&w) {
				continue
			}
			want["waits"]++
			switch w.Measure {
			case report.BotOutcome:
				want["episodes"]++
			case report.ChannelDelay:
				want["received"]++
			case report.Load:
				tickets[w.Ticket] = true
			}
		}
		want["tickets"] = len(tickets)
		got := map[string]int{}
		for kind, rows := range o.exports(q) {
			got[kind] = len(rows)
		}
		delete(got, "messages")
		for _, m := range o.messages(q) {
			if m.Kind == loket.EventReceived {
				got["received"]++
			} else if filter.Channel != "" && m.Channel != filter.Channel {
				o.t.Errorf("%+v has a %s of %s", filter, m.Kind, m.Channel)
			}
		}
		for _, kind := range []string{"waits", "episodes", "received", "tickets"} {
			if got[kind] != want[kind] {
				o.t.Errorf("%+v: %d %s, the figures have %d", filter, got[kind], kind, want[kind])
			}
		}
	}
	q.Filter = report.Filter{Topic: "kk-hilang"}
	var kinds []string
	for _, m := range o.messages(q) {
		kinds = append(kinds, string(m.Kind))
	}
	if !slices.Equal(kinds, []string{"received", "quote"}) {
		o.t.Errorf("messages about what was asked and quoted: %v, want both", kinds)
	}
}
