package storetest

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/past"
	"loket/internal/privacy"
	"loket/internal/report"
	"loket/internal/store"
)

func edgeCases() []contractCase {
	return []contractCase{
		{"Rows/AroundTheEndOfAPage", rowsAroundAPage},
		{"Rows/OfOneOfTwoAgencies", rowsOfNeighbours},
		{"Search/MoreThanItFinds", searchBounded},
		{"Search/OfOneOfTwoAgencies", searchOfNeighbours},
		{"History/OneFileOfTwoAgencies", historyOfNeighbours},
		{"History/NamesOfAccounts", historyNamesakes},
		{"History/RemovedBesideAnother", historyRemovedBeside},
		{"History/OfWhoWasErased", historyOfErased},
	}
}

// neighbour is another agency in the same ledger, with a channel of its own.
func (o *office) neighbour() *office {
	o.t.Helper()
	n := &office{
		Store: o.Store, t: o.t, clock: o.clock, sealer: o.sealer, address: o.address, channel: "sosial-telegram",
		agency: loket.Agency{ID: "dinsos-kota-kupang", Code: "DSK", Name: "Dinas Sosial Kota Kupang", Zone: "Asia/Makassar"},
	}
	o.must(n.Register(n.ctx(), n.agency, loket.Channel{ID: n.channel, Agency: n.agency.ID, Kind: loket.Telegram, Name: "Telegram"}))
	return n
}

// rowsAroundAPage reads one row less than a page has, as many, one more and two pages,
// all of one moment, each for an agency of its own.
func rowsAroundAPage(o *office) {
	at := strconv.FormatInt(o.clock.Now().UnixMilli(), 10)
	for _, n := range []int{0, 1, 1999, 2000, 2001, 4000} {
		agency := "h" + strconv.Itoa(n)
		o.raw(`WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n <= 4000)
INSERT INTO waits (id, measure, agency_id, start_at, end_at, ended, wall_ms, office_ms, value, pauses, channel_id, unit_id, topic, kind,
  staff_id, conversation_id, episode_id, ticket_id, detail)
SELECT 'M-13:` + agency + `-' || n, 'M-13', '` + agency + `', ` + at + `, 0, 'bot_none', 0, 0, 0, '', 'c', '', '', '', '',
  'v' || n, 'e` + agency + `-' || n, '', '' FROM i WHERE n <= ` + strconv.Itoa(n))
	}
	for _, n := range []int{0, 1, 1999, 2000, 2001, 4000} {
		q := store.RowQuery{Agency: loket.AgencyID("h" + strconv.Itoa(n)), From: o.clock.Now(), To: o.clock.Now().Add(time.Millisecond)}
		seen := map[string]bool{}
		for _, e := range o.episodes(q) {
			if !strings.HasPrefix(string(e.Episode), "e"+string(q.Agency)+"-") {
				o.t.Fatalf("agency %s reads episode %s", q.Agency, e.Episode)
			}
			seen[string(e.Episode)] = true
		}
		waits := gathered(o, func(take func(report.Wait) error) error { return o.EachWait(o.ctx(), q, take) })
		if len(seen) != n || len(waits) != n {
			o.t.Errorf("%d episodes and %d waits, want %d", len(seen), len(waits), n)
		}
		q.From, q.To = q.From.Add(-time.Hour), q.From
		if before := o.episodes(q); len(before) != 0 {
			o.t.Errorf("%d of %d episodes begin before they do", len(before), n)
		}
	}
}

func rowsOfNeighbours(o *office) {
	n := o.neighbour()
	for who, words := range map[*office]string{o: "akta saya", n: "bantuan saya"} {
		r := who.says("a", "m:a:1", words) // the same person, by the same key
		who.must(who.Settle(who.ctx(), who.handOff(who.situation(r.Conversation))))
	}
	for who, want := range map[*office]string{o: "akta saya", n: "bantuan saya"} {
		q := who.today()
		q.Text, q.Contact = true, true
		var read []string
		for _, m := range who.messages(q) {
			if m.Kind == loket.EventReceived {
				read = append(read, m.Text)
			}
			if m.Channel != who.channel {
				o.t.Errorf("%s reads a message of channel %s", who.agency.Code, m.Channel)
			}
		}
		if len(read) != 1 || read[0] != want {
			o.t.Errorf("%s reads %q, want %q alone", who.agency.Code, read, want)
		}
		tickets := gathered(who, func(take func(report.TicketRow) error) error { return who.EachTicket(who.ctx(), q, take) })
		if len(tickets) != 1 || !strings.HasPrefix(tickets[0].Number, who.agency.Code+"-") {
			o.t.Errorf("%s reads tickets %+v, want its own one", who.agency.Code, tickets)
		}
	}
}

// searchBounded finds as many tickets as a search may, then one that is too many.
func searchBounded(o *office) {
	const most = 500
	first, by := o.ticket("a"), o.petugas("a")
	complaints := func(from, to int) {
		o.raw(`WITH RECURSIVE i(n) AS (SELECT ` + strconv.Itoa(from) + ` UNION ALL SELECT n + 1 FROM i WHERE n < ` + strconv.Itoa(to) + `)
INSERT INTO tickets (id, number, agency_id, channel_id, conversation_id, episode_id, message_id, unit_id, kind, state, topic, staff_id,
  due_at, opened_at, claimed_at, first_reply_at, closed_at, closed_by)
SELECT 'k' || n, 'KPG-' || n, agency_id, channel_id, conversation_id, episode_id, message_id, unit_id, 'complaint', state, topic, staff_id,
  due_at + n % 7, opened_at, claimed_at, first_reply_at, closed_at, closed_by FROM tickets, i WHERE id = '` + string(first.ID) + `'`)
	}
	complaints(2, most)
	for _, whole := range []bool{true, false} {
		found, complete, err := o.Search(o.ctx(), by, loket.Filter{}, "Sulit PERTANYAAN")
		o.must(err)
		if len(found) != most || complete != whole {
			o.t.Errorf("%d found, complete: %v, want %d and %v", len(found), complete, most, whole)
		}
		for i := 1; i < len(found); i++ {
			if found[i-1].After(found[i]) >= 0 {
				o.t.Fatalf("place %d is %+v after %+v, want them by their turn", i, found[i], found[i-1])
			}
		}
		if none, complete, err := o.Search(o.ctx(), by, loket.Filter{}, "sulit mudah"); err != nil || len(none) != 0 || !complete {
			o.t.Errorf("a search for what nobody wrote = %d, complete: %v, %v", len(none), complete, err)
		}
		if whole {
			complaints(most+1, most+1)
		}
	}
}

func searchOfNeighbours(o *office) {
	n := o.neighbour()
	tickets := map[*office]loket.Ticket{o: o.ticket("a"), n: n.ticket("a")}
	for who, own := range tickets {
		for _, role := range []loket.Role{loket.RoleOfficer, loket.RoleSupervisor, loket.RoleAdmin} {
			by := loket.Staff{ID: "x", Agency: who.agency.ID, Role: role}
			found, complete, err := who.Search(who.ctx(), by, loket.Filter{}, "sulit")
			if err != nil || !complete || len(found) != 1 || found[0] != own.Place() {
				o.t.Errorf("%s of %s finds %+v, %v, want their own ticket alone", role, who.agency.Code, found, err)
			}
			for of, other := range tickets {
				found, _, err := who.Search(who.ctx(), by, loket.Filter{}, other.Number)
				if want := map[bool]int{true: 1}[of == who]; err != nil || len(found) != want {
					o.t.Errorf("%s of %s finds %d tickets numbered %s, %v, want %d", role, who.agency.Code, len(found), other.Number, err, want)
				}
			}
		}
	}
}

// ownEvents are the events of the office's own agency.
func (o *office) ownEvents() (own []loket.Event) {
	for _, e := range o.events() {
		if e.Agency == o.agency.ID {
			own = append(own, e)
		}
	}
	return own
}

// historyOfNeighbours lays one file down for two agencies in turns: neither clears what
// the other has laid down, and each has a history of its own.
func historyOfNeighbours(o *office) {
	n := o.neighbour()
	text := o.tale().ticket("a").String()
	mine, theirs := o.tell(text, "").lay(3), n.tell(text, "").lay(4)
	mine.lay(5)
	if got := mine.end(); got.Events != 7 {
		o.t.Errorf("%d events, want 7", got.Events)
	}
	if seen := n.ownEvents(); len(seen) != 0 {
		o.t.Errorf("the neighbour sees %v before its import is finished", kinds(seen))
	}
	theirs.end()
	if got, want := strings.Join(kinds(n.ownEvents()), " "), strings.Join(kinds(o.ownEvents()), " "); got != want {
		o.t.Errorf("the neighbour's events = %s, want %s", got, want)
	}
	for i, e := range n.ownEvents() {
		own := o.ownEvents()[i]
		if e.ID == own.ID || e.Conversation != "" && e.Conversation == own.Conversation || e.Ticket != "" && e.Ticket == own.Ticket {
			o.t.Errorf("%s of both agencies is one: %+v", e.Kind, e)
		}
		if e.Kind == loket.EventClaim && e.ActorID == own.ActorID {
			o.t.Errorf("%s claimed for both agencies", e.ActorID)
		}
	}
	for _, who := range []*office{o, n} {
		staff, err := who.ListStaff(who.ctx(), who.agency.ID)
		o.must(err)
		if again := who.tell(text, ""); len(staff) != 1 || again.is.FinishedAt.IsZero() {
			o.t.Errorf("%s has %d accounts and does not know the file again: %+v", who.agency.Code, len(staff), again.is)
		}
	}
}

// historyNamesakes: a name means the agency's account with that login however it is
// spelled, disabled or not; never another agency's, and nobody signs in by a name.
func historyNamesakes(o *office) {
	n := o.neighbour()
	add := func(of *office, login string) loket.StaffID {
		m := loket.Staff{ID: loket.NewID[loket.StaffID](), Agency: of.agency.ID, Login: login, Name: login, Role: loket.RoleOfficer, PasswordHash: "$argon2id$"}
		o.must(o.AddStaff(o.ctx(), m))
		return m.ID
	}
	ours, foreign := add(o, "ani"), add(n, "budi")
	o.must(o.DisableStaff(o.ctx(), o.agency.ID, "ani"))
	s := o.tale().ticket("a")
	text := s.String() + strings.NewReplacer(`"ani"`, `"ANI"`, `"a"`, `"b"`, `"w-a"`, `"w-b"`).Replace(s.String()) +
		strings.NewReplacer(`"ani"`, `"Budi"`, `"a"`, `"c"`, `"w-a"`, `"w-c"`).Replace(s.String())
	o.imports(text)
	claims := map[loket.StaffID]int{}
	for _, e := range o.events() {
		if e.Kind == loket.EventClaim {
			claims[loket.StaffID(e.ActorID)]++
		}
	}
	if claims[ours] != 2 || claims[foreign] != 0 || len(claims) != 2 {
		o.t.Errorf("claims = %v, want two of %s and none of %s", claims, ours, foreign)
	}
	staff, err := o.ListStaff(o.ctx(), o.agency.ID)
	o.must(err)
	for _, m := range staff {
		if m.ID != ours && (m.Active() || m.PasswordHash != "" || m.Login == "budi" || m.Name != "Budi") {
			o.t.Errorf("a history made account %+v, want one that nobody signs in with", m)
		}
	}
	if m, err := o.StaffByLogin(o.ctx(), "budi"); err != nil || m.ID != foreign || !m.Active() || len(staff) != 2 {
		o.t.Errorf("%d accounts, budi is %+v, %v; want the neighbour's untouched", len(staff), m, err)
	}
}

// historyRemovedBeside takes invented history out while another file is half laid down.
func historyRemovedBeside(o *office) {
	invented := strings.ReplaceAll(o.tale().ticket("a").ticket("b").String(), `"wa"`, `"contoh-wa"`)
	o.tell(invented, loket.NewID[loket.ImportID]().Synthetic()).end()
	text := strings.ReplaceAll(o.tale().ticket("c").String(), "ani", "budi")
	other := o.tell(text, "").lay(4)
	if _, err := o.RemoveSynthetic(o.ctx(), o.agency.ID, string(o.agency.ID)+"/impor/contoh-", []string{"ani"}); err != nil {
		o.t.Fatal(err)
	}
	again := o.tell(text, "")
	if again.is.Done != other.is.Done {
		o.t.Fatalf("after the removal it goes on at %d, want %d", again.is.Done, other.is.Done)
	}
	done := again.end()
	var left []loket.Event
	for _, e := range o.events() {
		if e.Import != "" {
			left = append(left, e)
		}
	}
	if got := strings.Join(kinds(left), " "); got != "received handoff claim reply delivered note close" || left[0].Import != done.ID {
		o.t.Errorf("events = %s, want the other file's alone", got)
	}
	staff, err := o.ListStaff(o.ctx(), o.agency.ID)
	o.must(err)
	if len(staff) != 1 || staff[0].Name != "budi" || !strings.Contains(o.exported(), "Bawa KK.") {
		o.t.Errorf("staff %+v\n%s\nwant budi and his words", staff, o.exported())
	}
}

// historyOfErased: who was erased is not brought back by a file that goes on with them,
// and what the file tells of others can be taken in without them.
func historyOfErased(o *office) {
	s := o.tale().ticket("a")
	o.imports(s.String())
	o.clock.Add(2 * keep().Conversations)
	swept, err := o.SweepRetention(o.ctx(), keep())
	o.must(err)
	if swept.Contacts != 1 || strings.Contains(o.exported(), "Bawa KK.") {
		o.t.Fatalf("swept %+v\n%s\nwant the imported person erased", swept, o.exported())
	}
	before := o.exported()
	t := o.tell(s.says(1, "a", "message", `"text":"Masih di sini"`).String(), "")
	_, err = o.Stage(o.ctx(), t.is, privacy.Redactor{}, t.steps)
	if wrong, ok := errors.AsType[*past.LineError](err); !ok || wrong.Line != int64(len(t.steps)-1) {
		o.t.Errorf("a history of who was erased: %v, want its last line refused", err)
	}
	o.must(o.DiscardImport(o.ctx(), t.is))
	if got := o.exported(); got != before {
		o.t.Errorf("after the refusal the history is\n%s, want\n%s", got, before)
	}
	if i := o.imports(o.tale().ticket("b").String()); i.Events != 7 || strings.Count(o.exported(), "Bawa KK.") != 1 {
		o.t.Errorf("another person's history has %d events, want 7 with its words", i.Events)
	}
}
