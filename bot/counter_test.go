package bot

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/faq"
	"loket/faq/disdukcapil"
	"loket/internal/calendar"
	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/privacy"
	"loket/internal/store"
	"loket/internal/store/storetest"
)

// reference is the reference catalogue with its matcher, trained once for all
// tests of the package.
var reference = sync.OnceValues(func() (*Book, error) {
	catalog, err := disdukcapil.Catalogue()
	if err != nil {
		return nil, err
	}
	return bookOf(catalog)
})

func bookOf(catalog *faq.Catalog) (*Book, error) {
	matcher, err := faq.NewMatcher(catalog, disdukcapil.Learned())
	if err != nil {
		return nil, err
	}
	office, err := calendar.Default(lokettest.Agency().Zone)
	return &Book{Catalog: catalog, Matcher: matcher, Calendar: office, QuoteUnchecked: true}, err
}

func referenceBook(t testing.TB) *Book {
	t.Helper()
	book, err := reference()
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// counter is the clerk with the real ledger, the real desk and the real outbox
// behind it, and the short words the tests are written in. Nothing runs by
// itself: what a test calls has happened when the call returns.
type counter struct {
	t      testing.TB
	clock  *lokettest.Clock
	ledger *watchedLedger
	book   *Book
	bot    *Bot
	desk   *desk.Desk
	queue  *stillQueue
	port   *citizens
	staff  loket.Staff
	dir    string // the ledger's
	who    string // the citizen of the case at hand
	serial int

	conversations map[loket.ConversationID]string // whose they are
}

func openCounter(t testing.TB) *counter {
	t.Helper()
	book := *referenceBook(t)
	c := &counter{
		t: t, who: "a", clock: lokettest.NewClock(), book: &book, queue: &stillQueue{}, port: &citizens{},
		conversations: map[loket.ConversationID]string{},
		staff:         loket.Staff{ID: "petugas-1", Agency: lokettest.Agency().ID, Role: loket.RoleOfficer},
	}
	c.openLedger()
	channel := lokettest.Channels()[0].ID
	log := slog.New(slog.DiscardHandler)
	outbox := NewOutbox(c.ledger, c.clock.Now, log, Line{Channel: channel, Port: c.port, Workers: 1})
	outbox.open(loket.Lease{Channel: channel}, always)
	c.desk = &desk.Desk{
		Ledger: c.ledger, Team: c.ledger, Viewers: c.ledger, People: c.ledger, Queue: c.queue, Terms: desk.DefaultTerms(),
		Policy: func(loket.AgencyID) loket.Policy { return loket.Policy{} }, Now: c.clock.Now, Log: log,
		Compose: Compose, Owe: outbox.Owe, Calendar: func(loket.AgencyID) calendar.Calendar { return c.book.Calendar },
		Words: desk.Words{Answered: Answered, Delay: func(k loket.Ticket, late bool, now time.Time) loket.Content {
			return Delay(k, late, now, c.book.Calendar.Zone())
		}},
		Promises: &desk.Promises{Ledger: c.ledger, Handling: func(loket.AgencyID) time.Duration { return 15 * time.Minute }},
		Due: func(_ loket.AgencyID, now time.Time, within time.Duration) time.Time {
			return c.book.Calendar.Add(now, within)
		},
	}
	settings := DefaultSettings()
	c.bot = &Bot{
		Ledger: c.ledger, Desk: c.desk, Outbox: outbox, Redactor: privacy.Redactor{}, Settings: settings,
		Book: func(loket.AgencyID) *Book { return c.book }, Channels: []loket.ChannelID{channel}, Epoch: ownsAll,
		Now: c.clock.Now, Log: log, Archive: c.ledger.Archive,
		Verify: c.ledger.Verify, OpenByPIN: c.ledger.OpenByPIN, HashPIN: c.ledger.HashPIN, MoveByToken: c.ledger.MoveByToken,
		Telegram: func(loket.AgencyID) string { return "DemoLoketBot" },
	}
	return c
}

func (c *counter) openLedger() {
	c.t.Helper()
	c.dir = c.t.TempDir()
	s, err := store.Open(c.t.Context(), storetest.ReadySQLiteIn(c.t, c.dir), store.Options{Sealer: storetest.Sealer(c.t, 1), Now: c.clock.Now})
	c.must(err)
	c.t.Cleanup(func() { c.must(s.Close()) })
	c.must(s.Register(c.t.Context(), lokettest.Agency(), lokettest.Channels()...))
	c.ledger = &watchedLedger{Store: s, settled: map[loket.MessageID][]loket.Settlement{}}
}

func (c *counter) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// ownsAll is a process that owns every channel of a ledger that was never leased.
func ownsAll(loket.ChannelID) (epoch int64, owned bool) { return 0, true }

// text is a message of a person, not handed in yet.
func (c *counter) text(person, text string) loket.Inbound {
	c.serial++
	return loket.Inbound{
		Channel: lokettest.Channels()[0].ID, OriginKey: fmt.Sprintf("m:%s:%d", person, c.serial), Person: person,
		Address: "chat-" + person, Kind: loket.MessageText, Text: text, SentAt: c.clock.Now(),
	}
}

func (c *counter) of(person string, kind loket.MessageKind, text, data string) loket.Inbound {
	in := c.text(person, text)
	in.Kind, in.Data = kind, data
	return in
}

// receives hands messages in as one batch and lets the clerk consider them.
func (c *counter) receives(batch ...loket.Inbound) []loket.Receipt {
	c.t.Helper()
	receipts, err := c.bot.Receive(c.t.Context(), batch)
	c.must(err)
	for i, r := range receipts {
		c.conversations[r.Conversation] = batch[i].Person
	}
	c.considerAll()
	return receipts
}

// says hands in one text and returns what came of it.
func (c *counter) says(person, text string) came { return c.does(c.text(person, text)) }

// does hands in one message and returns what came of it.
func (c *counter) does(in loket.Inbound) came {
	c.t.Helper()
	before := len(c.ledger.answers)
	receipt := c.receives(in)[0]
	return c.cameOf(receipt, before)
}

// later lets time pass and the clerk sweep.
func (c *counter) later(d time.Duration) {
	c.clock.Add(d)
	c.bot.sweepOnce(c.t.Context())
	c.considerAll()
}

// considerAll works through the lanes as a single worker would.
func (c *counter) considerAll() {
	for len(c.bot.lanes.ready) > 0 {
		key, _ := c.bot.lanes.take(c.t.Context())
		c.bot.consider(c.t.Context(), key)
		c.bot.lanes.done(key)
	}
}

// deliver makes every send that is owed.
func (c *counter) deliver() {
	c.t.Helper()
	s := c.bot.Outbox.senders[lokettest.Channels()[0].ID]
	for {
		if _, ready := s.ready(); !ready {
			return
		}
		q, send := s.pop()
		s.deliver(c.t.Context(), q, send)
	}
}

// came is what came of one message.
type came struct {
	message  loket.MessageID
	settled  []loket.Settlement // of the message: exactly one, or none while it is held
	answers  []loket.Answer     // owed in the same breath
	situated loket.Situation    // afterwards
}

func (c *counter) cameOf(r loket.Receipt, answersBefore int) came {
	c.t.Helper()
	s, err := c.ledger.Situation(c.t.Context(), r.Conversation)
	c.must(err)
	var answers []loket.Answer
	for _, a := range c.ledger.answers[answersBefore:] {
		if a.Conversation == r.Conversation {
			answers = append(answers, a)
		}
	}
	return came{message: r.Message, settled: c.ledger.settled[r.Message], answers: answers, situated: s}
}

func (k came) outcome() loket.Outcome {
	if len(k.settled) == 0 {
		return ""
	}
	return k.settled[0].Outcome
}

func (k came) kinds() []loket.AnswerKind {
	var kinds []loket.AnswerKind
	for _, a := range k.answers {
		kinds = append(kinds, a.Kind)
	}
	return kinds
}

// words are the texts owed, parts put together.
func (k came) words() string {
	var all []string
	for _, a := range k.answers {
		all = append(all, wordsOf(a))
	}
	return strings.Join(all, "\n---\n")
}

// wordsOf is an answer's text without the data-protection notice behind it:
// that has tests of its own.
func wordsOf(a loket.Answer) string {
	words, _, _ := strings.Cut(textOf(a), "\n\n"+noticeBegins)
	return words
}

// noticeBegins is what tells a data-protection notice.
const noticeBegins = "Data Anda: "

func textOf(a loket.Answer) string {
	var text strings.Builder
	for _, s := range a.Sends {
		text.WriteString(s.Content.Text)
	}
	return text.String()
}

// claims lets the counter's member of staff claim a conversation's ticket.
func (c *counter) claims(k came) loket.Ticket {
	c.t.Helper()
	if k.situated.Ticket == nil {
		c.t.Fatal("there is no ticket to claim")
	}
	ticket, err := c.desk.Claim(c.t.Context(), c.staff, k.situated.Ticket.ID)
	c.must(err)
	return ticket
}

// replies lets them reply, and the reply arrive.
func (c *counter) replies(ticket loket.Ticket, text string) {
	c.t.Helper()
	c.must(c.desk.Reply(c.t.Context(), c.staff, ticket.ID, ticket.LeaseEpoch, text))
	c.deliver()
}

// tickets are the open tickets of a kind.
func (c *counter) tickets(kind loket.TicketKind) []loket.Ticket {
	c.t.Helper()
	rows, err := c.ledger.OpenTickets(c.t.Context(), lokettest.Agency().ID, 1000)
	c.must(err)
	var tickets []loket.Ticket
	for _, row := range rows {
		if row.Ticket.Kind == kind {
			tickets = append(tickets, row.Ticket)
		}
	}
	return tickets
}

// watchedLedger is the real ledger; it remembers what was settled.
type watchedLedger struct {
	*store.Store
	mu      sync.Mutex // guards settled and answers while the clerk runs
	settled map[loket.MessageID][]loket.Settlement
	answers []loket.Answer
	refuse  func(loket.Decision) error // before the ledger is asked; nil: never
}

func (l *watchedLedger) Settle(ctx context.Context, d loket.Decision) error {
	for _, a := range d.Answers {
		if err := marked(a); err != nil {
			return err
		}
	}
	if l.refuse != nil {
		if err := l.refuse(d); err != nil {
			return err
		}
	}
	if err := l.Store.Settle(ctx, d); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range d.Settled {
		l.settled[s.Message] = append(l.settled[s.Message], s)
	}
	l.answers = append(l.answers, d.Answers...)
	return nil
}

// marked holds an answer to the code that whoever reads it can check.
func marked(a loket.Answer) error {
	for i, send := range a.Sends {
		if last := i == len(a.Sends)-1; a.CheckCode == "" || (send.Content.Check == a.CheckCode) != last {
			return fmt.Errorf("part %d of %+v bears %q, want its code under the last part and nowhere else", i+1, a, send.Content.Check)
		}
	}
	return nil
}

// stillQueue is the staff's queue; it remembers what it was told.
type stillQueue struct {
	waiting, gone []loket.Ticket
}

func (q *stillQueue) Waiting(_ context.Context, t loket.Ticket) error {
	q.waiting = append(q.waiting, t)
	return nil
}

func (q *stillQueue) Taken(context.Context, loket.Ticket) error { return nil }

func (q *stillQueue) Next(context.Context, loket.Staff, loket.UnitID, string, time.Time) (loket.Ticket, bool, error) {
	return loket.Ticket{}, false, nil
}

func (q *stillQueue) Gone(_ context.Context, t loket.Ticket) error {
	q.gone = append(q.gone, t)
	return nil
}

// citizens is a channel that delivers everything.
type citizens struct {
	got []loket.Send
}

func (c *citizens) Send(_ context.Context, s loket.Send) (string, error) {
	c.got = append(c.got, s)
	return fmt.Sprint(len(c.got)), nil
}

func (c *citizens) textsTo(address string) []string {
	var texts []string
	for _, s := range c.got {
		if s.Address == address {
			texts = append(texts, s.Content.Text)
		}
	}
	return texts
}

func buttonsOf(a loket.Answer) []string {
	var data []string
	for _, row := range slices.Concat(a.Sends[len(a.Sends)-1].Content.Buttons) {
		for _, b := range row {
			data = append(data, b.Data)
		}
	}
	return data
}
