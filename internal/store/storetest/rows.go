package storetest

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
)

func rowCases() []contractCase {
	return []contractCase{
		{"Episodes/OneEach", episodeRows},
		{"Messages/EveryOneOnce", messageRows},
		{"Messages/TextAndAddressForWhoMay", messageWords},
		{"Tickets/OneEach", ticketRows},
		{"Waits/AsTheFiguresReadThem", waitRows},
		{"Pages/MoreThanOne", rowPages},
		{"Filter/AsManyAsTheFigureCounts", rowFilters},
		{"Digests/OwedOnce", digestOwedOnce},
		{"Digests/TakenByOne", digestTakenByOne},
		{"Digests/NotSentAgainInDoubt", digestInDoubt},
	}
}

// today is everything of an agency.
func (o *office) today() store.RowQuery {
	return store.RowQuery{Agency: o.agency.ID, From: o.clock.Now().AddDate(0, 0, -1), To: o.clock.Now().AddDate(0, 0, 1)}
}

// gathered are rows as a list.
func gathered[T any](o *office, each func(func(T) error) error) (all []T) {
	o.t.Helper()
	o.must(each(func(row T) error {
		all = append(all, row)
		return nil
	}))
	return all
}

func (o *office) episodes(q store.RowQuery) []report.EpisodeRow {
	return gathered(o, func(take func(report.EpisodeRow) error) error { return o.EachEpisode(o.ctx(), q, take) })
}

func (o *office) messages(q store.RowQuery) []report.MessageRow {
	return gathered(o, func(take func(report.MessageRow) error) error { return o.EachMessage(o.ctx(), q, take) })
}

func episodeRows(o *office) {
	o.busyDay()
	outcomes, answers := o.rows(report.BotOutcome), o.rows(report.TotalWait)
	got := o.episodes(o.today())
	if len(got) != len(outcomes) || len(got) == 0 {
		o.t.Fatalf("%d episodes, the figures have %d", len(got), len(outcomes))
	}
	wall := map[loket.EpisodeID]report.Wait{}
	for _, w := range answers {
		wall[w.Episode] = w
	}
	for _, e := range got {
		w, handed := wall[e.Episode]
		ended := handed && w.Ended != report.Waiting
		if e.Answer != w.Ended || (e.Wall != nil) != ended || ended && (*e.Wall != w.Wall || *e.Office != w.Office) || e.Outcome == "" || e.Start.IsZero() {
			o.t.Errorf("episode %+v, its total wait is %+v", e, w)
		}
		if e.Messages != 1 {
			o.t.Errorf("episode %s has %d messages, want the one its citizen wrote", e.Episode, e.Messages)
		}
	}
	q := o.today()
	q.To = q.From
	if none := o.episodes(q); len(none) != 0 {
		o.t.Errorf("an empty period has %d episodes", len(none))
	}
	q = o.today()
	q.Agency = "lain"
	if none := o.episodes(q); len(none) != 0 {
		o.t.Errorf("another agency has %d episodes", len(none))
	}
}

func messageRows(o *office) {
	o.busyDay()
	want := map[loket.EventKind]int{}
	for _, e := range o.events() {
		if slices.Contains([]loket.EventKind{loket.EventReceived, loket.EventQuote, loket.EventAsk, loket.EventReceipt, loket.EventNotice, loket.EventReply}, e.Kind) {
			want[e.Kind]++
		}
	}
	got := map[loket.EventKind]int{}
	for _, m := range o.messages(o.today()) {
		got[m.Kind]++
		if m.Text != "" || m.Contact != "" {
			o.t.Errorf("a message tells %q of %q to who may not read it", m.Text, m.Contact)
		}
	}
	if len(got) == 0 || len(got) != len(want) {
		o.t.Fatalf("messages %v, want %v", got, want)
	}
	for kind, n := range want {
		if got[kind] != n {
			o.t.Errorf("%d of %s, want %d", got[kind], kind, n)
		}
	}
}

func messageWords(o *office) {
	o.busyDay()
	q := o.today()
	q.Text, q.Contact = true, true
	said := 0
	for _, m := range o.messages(q) {
		if m.Kind == loket.EventReceived && m.Text != "" {
			said++
		}
		if m.Kind == loket.EventReceived && !strings.HasPrefix(m.Contact, "•") {
			o.t.Errorf("an address reads %q, want all but its end hidden", m.Contact)
		}
	}
	if said != 4 {
		o.t.Errorf("%d messages with their text, want 4", said)
	}
}

func ticketRows(o *office) {
	o.busyDay()
	q := o.today()
	each := func(take func(report.TicketRow) error) error { return o.EachTicket(o.ctx(), q, take) }
	got := gathered(o, each)
	states := map[string]int{}
	for _, t := range got {
		states[t.State]++
		if t.Number == "" || t.Opened.IsZero() || t.Contact != "" || (t.State == string(loket.TicketClosed)) == t.Closed.IsZero() {
			o.t.Errorf("ticket %+v", t)
		}
	}
	if len(got) != 3 || states[string(loket.TicketClosed)] != 2 {
		o.t.Errorf("%d tickets %v, want three, two of them closed", len(got), states)
	}
	q.Contact = true
	for _, t := range gathered(o, each) {
		if t.Contact == "" {
			o.t.Errorf("ticket %s has no address", t.Number)
		}
	}
}

func waitRows(o *office) {
	o.busyDay()
	o.rows(report.HandOffWait)
	got := gathered(o, func(take func(report.Wait) error) error { return o.EachWait(o.ctx(), o.today(), take) })
	slices.SortFunc(got, func(a, b report.Wait) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	o.sameRows("exported", got, o.kept())
}

// rowPages reads more rows than a page holds, many of them of one moment.
func rowPages(o *office) {
	const n = 4500
	at := strconv.FormatInt(o.clock.Now().UnixMilli(), 10)
	o.raw(`WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < ` + strconv.Itoa(n) + `)
INSERT INTO waits (id, measure, agency_id, start_at, end_at, ended, wall_ms, office_ms, value, pauses, channel_id, unit_id, topic, kind,
  staff_id, conversation_id, episode_id, ticket_id, detail)
SELECT 'M-13:' || n, 'M-13', '` + string(o.agency.ID) + `', ` + at + ` + n / 3000, 0, 'bot_none', 0, 0, 0, '', 'c', '', '', '', '', 'v' || n, 'e' || n, '', '' FROM i`)
	seen := map[loket.EpisodeID]bool{}
	for _, e := range o.episodes(o.today()) {
		if seen[e.Episode] {
			o.t.Fatalf("episode %s came twice", e.Episode)
		}
		seen[e.Episode] = true
	}
	if len(seen) != n {
		o.t.Errorf("%d episodes, want %d", len(seen), n)
	}
}

// owedDigest is a digest of last week.
func (o *office) owedDigest() loket.DigestSend {
	return loket.DigestSend{
		Agency: o.agency.ID, Period: "week", From: o.clock.Now().AddDate(0, 0, -7), Target: "mail:pimpinan@contoh.go.id", AsOf: o.clock.Now(),
	}
}

func (o *office) owedDigests() []loket.DigestSend {
	o.t.Helper()
	all, err := o.OwedDigests(o.ctx(), o.agency.ID)
	o.must(err)
	return all
}

func digestOwedOnce(o *office) {
	d := o.owedDigest()
	o.must(o.OweDigest(o.ctx(), d))
	later := d
	later.AsOf = d.AsOf.Add(time.Hour)
	o.must(o.OweDigest(o.ctx(), later))
	got := o.owedDigests()
	if len(got) != 1 || !got[0].AsOf.Equal(d.AsOf) || got[0].State != loket.DigestOwed || got[0].Target != d.Target || !got[0].From.Equal(d.From) {
		o.t.Errorf("owed %+v, want the first alone", got)
	}
}

func digestTakenByOne(o *office) {
	o.must(o.OweDigest(o.ctx(), o.owedDigest()))
	mine, other := o.owedDigests()[0], o.owedDigests()[0]
	taken, err := o.TakeDigest(o.ctx(), &mine, o.clock.Now().Add(time.Minute))
	o.must(err)
	again, err := o.TakeDigest(o.ctx(), &other, o.clock.Now().Add(time.Minute))
	o.must(err)
	if !taken || again || len(o.owedDigests()) != 0 {
		o.t.Fatalf("taken %v, by another %v, still owed %v", taken, again, o.owedDigests())
	}
	o.clock.Add(2 * time.Minute) // who took it has died
	heir := o.owedDigests()[0]
	if taken, err = o.TakeDigest(o.ctx(), &heir, o.clock.Now().Add(time.Minute)); err != nil || !taken {
		o.t.Fatalf("TakeDigest() after a death = %v, %v", taken, err)
	}
	if moved, err := o.MoveDigest(o.ctx(), mine, loket.DigestSending, "", time.Time{}); err != nil || moved {
		o.t.Errorf("the one thought dead moved it: %v, %v", moved, err)
	}
	if moved, err := o.MoveDigest(o.ctx(), heir, loket.DigestSending, "", time.Time{}); err != nil || !moved {
		o.t.Errorf("its heir did not move it: %v, %v", moved, err)
	}
	heir.State = loket.DigestSending
	if moved, err := o.MoveDigest(o.ctx(), heir, loket.DigestSent, "", time.Time{}); err != nil || !moved || len(o.owedDigests()) != 0 {
		o.t.Errorf("sent: %v, %v, still owed %v", moved, err, o.owedDigests())
	}
}

func digestInDoubt(o *office) {
	o.must(o.OweDigest(o.ctx(), o.owedDigest()))
	d := o.owedDigests()[0]
	if _, err := o.TakeDigest(o.ctx(), &d, o.clock.Now().Add(time.Minute)); err != nil {
		o.t.Fatal(err)
	}
	if moved, err := o.MoveDigest(o.ctx(), d, loket.DigestSending, "", time.Time{}); err != nil || !moved {
		o.t.Fatal(moved, err)
	}
	if n, err := o.DoubtDigests(o.ctx(), o.agency.ID, o.clock.Now().Add(-time.Minute)); err != nil || n != 0 {
		o.t.Errorf("DoubtDigests() gave up %d that has just begun, %v", n, err)
	}
	o.clock.Add(time.Hour)
	if n, err := o.DoubtDigests(o.ctx(), o.agency.ID, o.clock.Now().Add(-time.Minute)); err != nil || n != 1 || len(o.owedDigests()) != 0 {
		o.t.Errorf("DoubtDigests() = %d, %v, owed %v, want it given up", n, err, o.owedDigests())
	}
}
