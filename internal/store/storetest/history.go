package storetest

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/past"
	"loket/internal/privacy"
	"loket/internal/report"
	"loket/internal/store"
)

func historyCases() []contractCase {
	return []contractCase{
		{"BecomesEvents", historyEvents},
		{"Text/RedactedAndSealed", historyText},
		{"Unseen/UntilFinished", historyUnseen},
		{"Twice/ChangesNothing", historyTwice},
		{"Longer/AddsWhatIsNew", historyLonger},
		{"Stopped/GoesOn", historyStopped},
		{"Stopped/AnotherFileClearsIt", historyDiscarded},
		{"Beside/OneOfTwo", historyBeside},
		{"OpenTickets/AreNobodys", historyOpen},
		{"Live/IsNotTouched", historyLive},
		{"Live/OwnExportIsKnown", historyOwn},
		{"ExportImportExport/SameLines", historyRound},
		{"AChangeOfKeys/SameNames", historyRekeyed},
		{"Synthetic/LeavesNothing", historySynthetic},
		{"Synthetic/LeavesWhomAnotherNames", historySyntheticShared},
		{"Synthetic/IsServed", inventedServed},
		{"Synthetic/OnlyThatIsServed", inventedOnly},
		{"Synthetic/ReachesNobody", inventedReachesNobody},
		{"Synthetic/WorkedOnLeavesNothing", inventedLeavesNothing},
	}
}

// tale is a file of history of the office, written line by line.
type tale struct {
	*strings.Builder
	at time.Time
}

func (o *office) tale() *tale {
	return &tale{&strings.Builder{}, o.clock.Now().Add(-30 * 24 * time.Hour).Truncate(time.Second)}
}

// says adds a line, some minutes after the one before.
func (s *tale) says(minutes int, conversation, event, more string) *tale {
	s.at = s.at.Add(time.Duration(minutes) * time.Minute)
	if more != "" {
		more = "," + more
	}
	_, _ = fmt.Fprintf(s, `{"at":%q,"conversation":%q,"contact":"w-%s","channel":"wa","event":%q%s}`+"\n",
		s.at.Format(time.RFC3339), conversation, conversation, event, more)
	return s
}

// ticket adds a question that was answered and closed.
func (s *tale) ticket(conversation string) *tale {
	return s.says(1, conversation, "message", `"text":"NIK 5371012345678901 hilang"`).says(1, conversation, "handoff", `"topic":"ktp-hilang"`).
		says(1, conversation, "claim", `"staff":"ani"`).says(1, conversation, "reply", `"staff":"ani","text":"Bawa KK."`).
		says(1, conversation, "note", `"staff":"ani","text":"sudah dua kali"`).says(1, conversation, "close", `"by":"staff","staff":"ani"`)
}

// telling is an import under way.
type telling struct {
	*office
	is       loket.Import
	steps    []past.Step
	timeline *past.Timeline
}

// tell reads a file and begins its import.
func (o *office) tell(text string, id loket.ImportID) *telling {
	o.t.Helper()
	names, err := o.HistoryNames(o.ctx(), o.agency.ID)
	o.must(err)
	t := &telling{office: o, timeline: past.NewTimeline(past.Office{
		Agency: o.agency.ID, Now: o.clock.Now(), Channels: map[string]loket.ChannelID{past.NameOf(o.channel): o.channel},
	}, names)}
	r := past.NewReader(strings.NewReader(text))
	for {
		line, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		o.must(err)
		step, err := t.timeline.Follow(line, bytes.Clone(r.Raw()))
		if err != nil {
			o.t.Fatalf("line %d: %v\n%s", r.Number(), err, r.Raw())
		}
		t.steps = append(t.steps, step)
	}
	t.is = loket.Import{ID: id, Agency: o.agency.ID, Digest: fmt.Sprintf("%x", sha256.Sum256([]byte(text))), Lines: int64(len(t.steps))}
	if id == "" {
		t.is.ID = loket.NewID[loket.ImportID]()
	}
	t.is, err = o.BeginImport(o.ctx(), t.is)
	o.must(err)
	return t
}

// lay lays lines down up to one, from where the import is.
func (t *telling) lay(upTo int) *telling {
	t.t.Helper()
	var err error
	t.is, err = t.Stage(t.ctx(), t.is, privacy.Redactor{}, t.steps[t.is.Done:upTo])
	t.must(err)
	return t
}

// end lays the rest down and makes it known.
func (t *telling) end() loket.Import {
	t.t.Helper()
	t.lay(len(t.steps))
	t.must(t.StageRest(t.ctx(), t.is, t.agency.Code, t.timeline.Rest(), t.timeline.Tickets()))
	done, err := t.FinishImport(t.ctx(), t.is)
	t.must(err)
	return done
}

// imports takes a whole file in.
func (o *office) imports(text string) loket.Import {
	o.t.Helper()
	t := o.tell(text, "")
	if !t.is.FinishedAt.IsZero() {
		return t.is
	}
	return t.end()
}

// exported is the office's history with its texts.
func (o *office) exported() string {
	o.t.Helper()
	var out bytes.Buffer
	w := past.NewWriter(&out, past.Office{Agency: o.agency.ID, Now: o.clock.Now().Add(time.Minute)})
	o.must(o.ExportHistory(o.ctx(), store.Past{Agency: o.agency.ID, Text: true, Reason: "uji"}, w.Write))
	o.must(w.Flush())
	return out.String()
}

func kinds(events []loket.Event) (out []string) {
	for _, e := range events {
		out = append(out, string(e.Kind))
	}
	return out
}

func historyEvents(o *office) {
	i := o.imports(o.tale().ticket("a").String())
	events := o.events()
	want := "received handoff claim reply delivered note close history"
	if got := strings.Join(kinds(events), " "); got != want || i.Events != 7 {
		o.t.Fatalf("events = %s (%d told), want %s (7)", got, i.Events, want)
	}
	for n, e := range events {
		if e.Seq != int64(n+1) {
			o.t.Errorf("event %d has number %d, want no gap", n, e.Seq)
		}
		if imported := e.Kind != loket.EventHistory; imported != (e.Import == i.ID) {
			o.t.Errorf("%s is of import %q, want %q", e.Kind, e.Import, i.ID)
		}
	}
	waits := o.rows(report.HandOffWait)
	if len(waits) != 1 || waits[0].End.Sub(waits[0].Start) != 2*time.Minute {
		o.t.Errorf("waits = %+v, want one of two minutes on an imported channel", waits)
	}
}

func historyText(o *office) {
	o.imports(o.tale().ticket("a").String())
	view, err := o.Ticket(o.ctx(), o.agency.ID, o.events()[1].Ticket)
	o.must(err)
	if len(view.Lines) != 2 || strings.Contains(view.Lines[0].Text, "537101") || !strings.Contains(view.Lines[0].Text, "8901") {
		o.t.Errorf("lines = %+v, want two, the first redacted", view.Lines)
	}
	if l := view.Lines[1]; l.Text != "Bawa KK." || l.Author != "ani" || l.State != loket.SendDelivered {
		o.t.Errorf("our line = %+v, want ani's, delivered", l)
	}
	if len(view.Notes) != 1 || view.Notes[0].Text != "sudah dua kali" {
		o.t.Errorf("notes = %+v, want one", view.Notes)
	}
	person, err := o.Person(o.ctx(), loket.Staff{ID: "x", Agency: o.agency.ID}, view.Ticket.ID)
	o.must(err)
	if strings.Contains(person.External, "impor") {
		o.t.Errorf("contact is shown as %q, want it masked", person.External)
	}
}

// seen is everything an office shows of its tickets, events and accounts.
func (o *office) seen() string {
	o.t.Helper()
	tickets, err := o.TicketPage(o.ctx(), o.agency.ID, loket.TicketQuery{Limit: 100})
	o.must(err)
	staff, err := o.ListStaff(o.ctx(), o.agency.ID)
	o.must(err)
	return fmt.Sprintf("%d events, %d tickets, %d accounts, %q exported", len(o.events()), len(tickets), len(staff), o.exported())
}

func historyUnseen(o *office) {
	o.ticket("b")
	before := o.seen()
	t := o.tell(o.tale().ticket("a").String(), "").lay(4)
	if got := o.seen(); got != before {
		o.t.Errorf("half-way one sees %s, want %s", got, before)
	}
	t.lay(6)
	o.must(o.StageRest(o.ctx(), t.is, o.agency.Code, t.timeline.Rest(), t.timeline.Tickets()))
	if got := o.seen(); got != before {
		o.t.Errorf("before the last step one sees %s, want %s", got, before)
	}
	t.end()
	if got := o.seen(); got == before {
		o.t.Error("nothing is seen after the last step")
	}
}

func historyTwice(o *office) {
	text := o.tale().ticket("a").says(1, "a", "rating", `"value":4`).String()
	o.imports(text)
	before := o.seen()
	if i := o.tell(text, ""); i.is.FinishedAt.IsZero() {
		o.t.Error("the same file is begun again, want it known")
	}
	o.imports(text + "\n")
	after := o.seen()
	if got := strings.Replace(after, "9 events", "8 events", 1); strings.Replace(before, "9 events", "8 events", 1) != got && count(o.events(), loket.EventHistory) != 2 {
		o.t.Errorf("with an empty line more one sees %s, want %s", after, before)
	}
	if n := count(o.events(), loket.EventReceived); n != 1 {
		o.t.Errorf("%d messages, want 1", n)
	}
}

func historyLonger(o *office) {
	s := o.tale().says(0, "a", "message", "").says(1, "a", "handoff", "").says(1, "a", "claim", `"staff":"ani"`)
	o.imports(s.String())
	waiting := o.endings()
	i := o.imports(s.says(5, "a", "reply", `"staff":"ani"`).says(1, "a", "close", `"by":"staff"`).ticket("b").String())
	if got := waiting + " " + o.endings(); got != "waiting answered answered" || i.Events != 10 {
		o.t.Errorf("waits were %s with %d events more, want waiting, then answered twice, with 10", got, i.Events)
	}
	rows, err := o.TicketPage(o.ctx(), o.agency.ID, loket.TicketQuery{Limit: 10})
	o.must(err)
	if len(rows) != 2 || rows[0].Ticket.FirstReplyAt.IsZero() || rows[1].Ticket.FirstReplyAt.IsZero() {
		o.t.Errorf("tickets = %+v, want both answered", rows)
	}
}

// endings tells how the hand-off waits stand.
func (o *office) endings() string {
	o.t.Helper()
	waits := o.rows(report.HandOffWait)
	var out []string
	for _, w := range waits {
		out = append(out, string(w.Ended))
	}
	return strings.Join(out, " ")
}

func historyStopped(o *office) {
	text := o.tale().ticket("a").says(1, "c", "message", "").ticket("b").says(40*24*60/60, "d", "message", "").String()
	o.tell(text, "").lay(3)
	o.tell(text, "").lay(9)
	t := o.tell(text, "")
	if t.is.Done != 9 {
		t.t.Fatalf("it goes on at %d, want 9", t.is.Done)
	}
	t.lay(len(t.steps))
	o.must(o.StageRest(o.ctx(), t.is, o.agency.Code, t.timeline.Rest(), t.timeline.Tickets()))
	again := o.tell(text, "")
	again.end()
	in := o.another()
	in.imports(text)
	if got, want := o.shape(), in.shape(); got != want {
		o.t.Errorf("stopped four times it became\n%s, want\n%s", got, want)
	}
}

// another is an empty office of the same name.
func (o *office) another() *office {
	o.t.Helper()
	return openOffice(o.t, o.fresh())
}

// shape is what happened, without identifiers.
func (o *office) shape() string {
	var b strings.Builder
	for _, e := range o.events() {
		fmt.Fprintln(&b, e.Seq, e.At.UnixMilli(), e.Kind, e.Channel, e.Unit, e.Topic, e.ActorKind, e.Value)
	}
	return b.String()
}

func historyDiscarded(o *office) {
	o.tell(o.tale().ticket("a").String(), "").lay(5)
	o.imports(o.tale().ticket("b").String())
	if got := count(o.events(), loket.EventReceived); got != 1 {
		o.t.Errorf("%d messages, want the other file's one", got)
	}
	i := o.tell(o.tale().ticket("a").String(), "")
	if i.is.Done != 0 {
		o.t.Errorf("the first file goes on at %d, want it from the beginning", i.is.Done)
	}
	i.end()
	if got := count(o.events(), loket.EventReceived); got != 2 {
		o.t.Errorf("%d messages, want 2", got)
	}
}

func historyBeside(o *office) {
	text := o.tale().ticket("a").String()
	first, second := o.tell(text, ""), o.tell(text, "")
	first.lay(3)
	_, err := o.Stage(o.ctx(), second.is, privacy.Redactor{}, second.steps)
	if loket.CodeOf(err) != loket.CodeConflict {
		o.t.Errorf("the second of two imports of a file: %v, want a conflict", err)
	}
	done := first.end()
	if _, err := o.FinishImport(o.ctx(), done); loket.CodeOf(err) != loket.CodeConflict {
		o.t.Errorf("finished twice: %v, want a conflict", err)
	}
}

func historyOpen(o *office) {
	o.imports(o.tale().says(0, "a", "message", "").says(1, "a", "handoff", "").String())
	open, err := o.OpenTickets(o.ctx(), o.agency.ID, 10)
	o.must(err)
	if got := o.endings(); got != "waiting" || len(open) != 0 {
		o.t.Errorf("wait is %s with %d open tickets, want waiting with none", got, len(open))
	}
	rows, err := o.TicketPage(o.ctx(), o.agency.ID, loket.TicketQuery{Limit: 10})
	o.must(err)
	ticket := rows[0].Ticket
	if err := ticket.Reopen(ticket.ClosedAt, ticket.Episode); !errors.Is(err, loket.ErrEndedForGood) {
		o.t.Errorf("Reopen = %v, want ErrEndedForGood", err)
	}
	if n, err := o.CloseQuiet(o.ctx()); err != nil || n != 0 {
		o.t.Errorf("CloseQuiet closed %d, %v; want nothing of a history", n, err)
	}
}

func historyLive(o *office) {
	live := o.ticket("b")
	t := o.tell(o.tale().says(0, "a", "message", "").says(1, "a", "handoff", `"ticket":"`+string(live.ID)+`"`).String(), "")
	_, err := o.Stage(o.ctx(), t.is, privacy.Redactor{}, t.steps)
	if wrong, ok := errors.AsType[*past.LineError](err); !ok || wrong.Line != 1 {
		o.t.Errorf("a history of a live ticket: %v, want its second line refused", err)
	}
	contact := o.situation(live.Conversation).Contact.ID
	t = o.tell(strings.ReplaceAll(o.tale().says(0, "a", "message", "").String(), "w-a", string(contact)), "")
	if _, err := o.Stage(o.ctx(), t.is, privacy.Redactor{}, t.steps); err == nil {
		o.t.Error("a history of a live contact was taken, want it refused")
	}
}

func historyOwn(o *office) {
	o.ticket("b")
	before := o.exported()
	o.imports(strings.ReplaceAll(before, `"kupang-telegram"`, `"wa"`))
	if got := o.exported(); got != before {
		o.t.Errorf("with its own export imported the history is\n%s, want\n%s", got, before)
	}
}

func historyRound(o *office) {
	dice := rand.New(rand.NewPCG(1, 2))
	for range 3 {
		o.imports(o.anything(dice, 60))
	}
	o.delivered(o.decidedSend())
	first := o.exported()
	in := o.another()
	in.imports(first)
	want, got := strings.Split(first, "\n"), strings.Split(in.exported(), "\n")
	for i := range min(len(want), len(got)) {
		if got[i] != want[i] {
			o.t.Fatalf("line %d became\n%s, want\n%s", i+1, got[i], want[i])
		}
	}
	if len(got) != len(want) || len(want) < 100 {
		o.t.Errorf("%d lines became %d, want as many, and more than 100", len(want), len(got))
	}
}

// decidedSend is a live quote that is owed.
func (o *office) decidedSend() loket.Send {
	o.t.Helper()
	r := o.says("hidup", "m:hidup:1", "kk hilang")
	d := o.decision(o.situation(r.Conversation), loket.OutcomeQuoted, loket.AnswerQuote)
	o.must(o.Settle(o.ctx(), d))
	return d.Answers[0].Sends[0]
}

// anything is a history of lines drawn at random, as far as they can have happened.
func (o *office) anything(dice *rand.Rand, lines int) string {
	o.t.Helper()
	all := past.NewTimeline(past.Office{Agency: o.agency.ID, Now: o.clock.Now()}, func(string, string) (raw [16]byte) { return raw })
	s := o.tale()
	events := past.Kinds()
	for lines > 0 {
		conversation := fmt.Sprintf("c%d-%d", lines/20, dice.IntN(4))
		event := events[dice.IntN(len(events))]
		var more []string
		field := func(chance int, kinds, text string) {
			if slices.Contains(strings.Fields(kinds), string(event)) && dice.IntN(10) < chance {
				more = append(more, text)
			}
		}
		field(7, "message quote ask receipt notice reply note", fmt.Sprintf(`"text":"kata %d"`, dice.IntN(99)))
		field(7, "claim release reply note close reopen transfer", fmt.Sprintf(`"staff":"petugas %d"`, dice.IntN(3)))
		field(10, "transfer", `"unit":"umum"`)
		field(10, "promise", fmt.Sprintf(`"until":%q`, s.at.Add(time.Duration(60+dice.IntN(600))*time.Minute).Format(time.RFC3339)))
		field(10, "close", fmt.Sprintf(`"by":%q`, []string{"staff", "citizen", "bot", "timeout"}[dice.IntN(4)]))
		field(10, "rating", fmt.Sprintf(`"value":%d`, 1+dice.IntN(4)))
		field(5, "handoff", `"kind":"complaint"`)
		field(5, "message quote handoff", `"topic":"ktp-hilang"`)
		next := &tale{&strings.Builder{}, s.at}
		next.says(dice.IntN(200), conversation, string(event), strings.Join(more, ","))
		line, err := past.NewReader(strings.NewReader(next.String())).Next()
		o.must(err)
		if _, err := all.Follow(line, []byte(next.String())); err != nil {
			continue
		}
		s.WriteString(next.String())
		s.at = next.at
		lines--
	}
	return s.String()
}

func historyRekeyed(o *office) {
	s := o.tale().ticket("a")
	o.imports(s.String())
	o.adopt(2, 1)
	o.rekey()
	o.wantOnlyCurrent()
	o.adopt(2)
	i := o.imports(s.says(3, "a", "rating", `"value":3`).String())
	if i.Events != 1 {
		o.t.Errorf("%d events are new after a change of keys, want 1", i.Events)
	}
}

func historySynthetic(o *office) {
	o.ticket("b")
	before := o.sizes()
	text := strings.ReplaceAll(o.tale().ticket("a").says(1, "c", "message", "").says(1, "c", "handoff", "").String(), `"wa"`, `"contoh-wa"`)
	_, err := o.Anchor(o.ctx())
	o.must(err)
	o.tell(text, loket.NewID[loket.ImportID]().Synthetic()).end()
	o.clock.Add(25 * time.Hour)
	_, err = o.Anchor(o.ctx())
	o.must(err)
	if _, err := o.RemoveSynthetic(o.ctx(), o.agency.ID, string(o.agency.ID)+"/impor/contoh-", []string{"ani"}); err != nil {
		o.t.Fatal(err)
	}
	after := o.sizes()
	before["events"] += 2 // that it came, and that it went
	for _, table := range slices.Sorted(maps.Keys(after)) {
		if table != "audit" && after[table] != before[table] {
			o.t.Errorf("%s has %d rows, want %d", table, after[table], before[table])
		}
	}
	if proof, err := o.ProveAudit(o.ctx(), nil, true); err != nil || proof.Days != 2 {
		o.t.Errorf("ProveAudit = %+v, %v; want two days whole", proof, err)
	}
	if _, err := o.RemoveSynthetic(o.ctx(), o.agency.ID, string(o.agency.ID)+"/impor/contoh-", nil); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("removed twice: %v, want ErrNotFound", err)
	}
}

// historySyntheticShared has an invented and a real history name the same people: who
// the real one names stays, and who nobody names any more goes.
func historySyntheticShared(o *office) {
	invented := strings.ReplaceAll(o.tale().ticket("a").String(), `"wa"`, `"contoh-wa"`)
	alone := strings.ReplaceAll(strings.ReplaceAll(o.tale().ticket("b").String(), `"wa"`, `"contoh-wa"`), `"ani"`, `"beni"`)
	o.tell(invented+alone, loket.NewID[loket.ImportID]().Synthetic()).end()
	names := func() (all []string) {
		staff, err := o.ListStaff(o.ctx(), o.agency.ID)
		o.must(err)
		for _, s := range staff {
			all = append(all, s.Name)
		}
		slices.Sort(all)
		return all
	}
	before := names()
	o.imports(o.tale().ticket("c").String())
	if _, err := o.RemoveSynthetic(o.ctx(), o.agency.ID, string(o.agency.ID)+"/impor/contoh-", []string{"ani", "beni"}); err != nil {
		o.t.Fatal(err)
	}
	want := slices.DeleteFunc(slices.Clone(before), func(name string) bool { return name == "beni" })
	if got := names(); !slices.Equal(got, want) || len(want) != len(before)-1 || !slices.Contains(got, "ani") {
		o.t.Errorf("staff after the removal %v, want %v of %v", got, want, before)
	}
}

// sizes counts the rows of every table.
func (o *office) sizes() map[string]int64 {
	o.t.Helper()
	m := o.manifest(o.backup(nil))
	rows := map[string]int64{}
	for _, table := range m.Tables {
		rows[table.Name] = table.Rows
	}
	return rows
}
