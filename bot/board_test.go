package bot

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"loket/internal/loket"
)

// wall is a staff group and the tickets its board is drawn from, with the
// ledger's part of its cards.
type wall struct {
	*lab
	board *Board
	leave func() // ends the tenure: the outbox and the board

	mu      sync.Mutex // guards what follows
	rows    []loket.InboxRow
	refuse  error                 // what the group says to the next calls
	shows   map[int]loket.Content // message → what it shows now
	shownAt map[string]time.Duration
	saved   map[loket.TicketID]loket.Topic
	listed  loket.GroupBoard
	answers []loket.Said
	onCall  string // whom to call in an emergency
	wanted  []loket.TicketID
	unsaved int // how often the ledger refuses
}

const wallGroup = "-100"

// onWall runs a test with a board that runs, in a bubble of time of its own.
func onWall(t *testing.T, waiting int, test func(*wall)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &wall{shows: map[int]loket.Content{}, shownAt: map[string]time.Duration{}, saved: map[loket.TicketID]loket.Topic{}}
		port := &script{}
		w.lab = newLab(t, Line{GroupMinute: 20}, port)
		w.board = &Board{
			SendLedger: w.ledger, Channel: labChannel, Group: func() string { return wallGroup }, Open: w.open,
			Topics: w, Words: w, Sign: signed, Cards: 10, OnCall: w.whom, Zone: time.UTC, Now: time.Now, Log: w.outbox.log,
		}
		line := w.outbox.lines[labChannel]
		line.Port = w
		w.outbox = NewOutbox(w.board, time.Now, w.outbox.log, line)
		w.board.Owe = w.outbox.Owe
		w.add(waiting)
		w.own()
		defer func() { w.leave() }()
		test(w)
	})
}

func signed(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}

// own begins a tenure of the group's channel.
func (w *wall) own() {
	w.ended = make(chan struct{})
	w.run(w.t.Context())
	ended := make(chan struct{})
	ctx, stop := context.WithCancel(w.t.Context())
	go func() {
		defer close(ended)
		w.board.Run(ctx)
	}()
	w.leave = func() {
		w.end()
		w.pass(boardPause) // what the board owes meanwhile, nobody takes
		stop()
		<-ended
	}
}

func (w *wall) open(context.Context, loket.AgencyID, int) ([]loket.InboxRow, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(w.rows), func(r loket.InboxRow) bool { return r.Ticket.State == loket.TicketClosed }), nil
}

func (w *wall) whom() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.onCall
}

// Topics implements TopicLedger.
func (w *wall) Topics(context.Context, loket.ChannelID) (out []loket.Topic, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, t := range w.saved {
		if t.ClosedAt.IsZero() {
			out = append(out, t)
		}
	}
	return out, nil
}

// SaveTopic implements TopicLedger.
func (w *wall) SaveTopic(_ context.Context, t loket.Topic, _ int64) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.unsaved > 0 {
		w.unsaved--
		return errors.New("the ledger is away")
	}
	w.saved[t.Ticket] = t
	return nil
}

// Board implements WordLedger.
func (w *wall) Board(context.Context, loket.ChannelID) (loket.GroupBoard, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.listed, nil
}

// SaveBoard implements WordLedger.
func (w *wall) SaveBoard(_ context.Context, b loket.GroupBoard, _ int64) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	b.Page = w.listed.Page
	w.listed = b
	return nil
}

// Wanted implements WordLedger.
func (w *wall) Wanted(context.Context, loket.ChannelID) ([]loket.TicketID, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.wanted, nil
}

// AnswersOwed implements WordLedger.
func (w *wall) AnswersOwed(context.Context, loket.ChannelID, int) ([]loket.Said, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.answers[:min(1, len(w.answers))]), nil
}

// Answered implements WordLedger.
func (w *wall) Answered(_ context.Context, m loket.Said, _ int64) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.answers = slices.DeleteFunc(w.answers, func(a loket.Said) bool { return a.Key == m.Key })
	return nil
}

// add opens tickets.
func (w *wall) add(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for range n {
		number := fmt.Sprintf("KPG-%04d", len(w.rows))
		w.rows = append(w.rows, loket.InboxRow{Question: "apa syaratnya?", Ticket: loket.Ticket{
			ID: loket.TicketID(number), Number: number, Kind: loket.KindQuestion, State: loket.TicketWaiting, OpenedAt: time.Now(),
			DueAt: time.Now().Add(time.Hour),
		}})
	}
}

// set changes tickets, and what the group says to the next calls.
func (w *wall) set(change func(*wall)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change(w)
}

// claim lets somebody take the n-th ticket, and close ends it.
func (w *wall) claim(n int) {
	w.set(func(w *wall) {
		k := &w.rows[n].Ticket
		k.State, k.LeaseUntil, w.rows[n].Holder = loket.TicketClaimed, time.Now().Add(24*time.Hour), "Mama Rosa"
		k.LeaseEpoch++
	})
}

func (w *wall) close(n int) {
	w.set(func(w *wall) { w.rows[n].Ticket.State = loket.TicketClosed })
}

// Send implements Channel: it is the group.
func (w *wall) Send(ctx context.Context, s loket.Send) (string, error) {
	_, err := w.port.Send(ctx, s)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil || w.refuse != nil {
		return "", errors.Join(err, w.refuse)
	}
	message := 1
	for w.shows[message].Text != "" {
		message++
	}
	if s.Op == loket.OpEdit {
		_, _ = fmt.Sscan(s.ChannelMessageID, &message)
		if _, there := w.shows[message]; !there {
			return "", &SendError{Fate: Never, Missing: loket.MissingCard, Err: errors.New("refused")}
		}
	}
	w.shows[message] = s.Content
	w.see(s.Content.Text)
	return fmt.Sprint(message), nil
}

// see notes when a ticket was first shown. It needs the lock.
func (w *wall) see(text string) {
	for _, row := range w.rows {
		if _, seen := w.shownAt[row.Ticket.Number]; !seen && strings.Contains(text, row.Ticket.Number) {
			w.shownAt[row.Ticket.Number] = time.Since(row.Ticket.OpenedAt)
		}
	}
}

// wantInTime holds the board to two minutes until a ticket is shown, and to 20
// calls in any minute.
func (w *wall) wantInTime() {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	for number, took := range w.shownAt {
		if took > 2*time.Minute {
			w.t.Errorf("%s was shown after %v, want at most 2 minutes", number, took)
		}
	}
	made := w.port.calls()
	for i := 20; i < len(made); i++ {
		if within := made[i].at - made[i-20].at; within < time.Minute {
			w.t.Fatalf("21 calls within %v", within)
		}
	}
}

func (w *wall) wantShown(want int) {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.shownAt) != want {
		w.t.Errorf("%d tickets were shown, want %d", len(w.shownAt), want)
	}
}

func (w *wall) wantCalls(want ...loket.SendOp) {
	w.t.Helper()
	var got []loket.SendOp
	for _, c := range w.port.calls() {
		got = append(got, c.send.Op)
	}
	if !slices.Equal(got, want) {
		w.t.Errorf("calls %v, want %v", got, want)
	}
}

// wantCard wants one message that is the n-th ticket's card, which says so.
func (w *wall) wantCard(n int, says string) loket.Content {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	var cards []loket.Content
	for _, c := range w.shows {
		if strings.HasPrefix(c.Text, numberOf(n)) {
			cards = append(cards, c)
		}
	}
	if len(cards) != 1 || !strings.Contains(cards[0].Text, says) {
		w.t.Fatalf("cards of %s: %+v, want one with %q", numberOf(n), cards, says)
	}
	return cards[0]
}

// pressed are the presses the buttons of a message ask for.
func pressed(c loket.Content) (out []loket.GroupPress) {
	for _, row := range c.Buttons {
		for _, button := range row {
			press, _ := loket.ReadGroupPress(button.Data, func(text string, mac []byte) bool { return bytes.HasPrefix(signed(text), mac) })
			out = append(out, press)
		}
	}
	return out
}

// list is the board's message.
func (w *wall) list() loket.Content {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, c := range w.shows {
		if strings.Contains(c.Text, "belum punya kartu") {
			return c
		}
	}
	return loket.Content{}
}

func TestBoard(t *testing.T) {
	t.Parallel()
	t.Run("200InAMinute/AllSeenWithin20CallsAMinute", func(t *testing.T) {
		t.Parallel()
		onWall(t, 0, func(w *wall) {
			w.pass(10 * time.Second)
			for i := range 200 { // each is taken by somebody 18 s later
				w.add(1)
				if i >= 60 {
					w.claim(i - 60)
				}
				w.pass(300 * time.Millisecond)
			}
			w.pass(2 * time.Minute)
			w.wantShown(200)
			w.wantInTime()
		})
	})
	t.Run("200InAMinute/NobodyTakesAny", func(t *testing.T) {
		t.Parallel()
		onWall(t, 0, func(w *wall) {
			for range 200 {
				w.add(1)
				w.pass(300 * time.Millisecond)
			}
			w.pass(time.Minute)
			w.wantShown(200)
			w.wantInTime()
			if text := w.list().Text; units(text) > 4096 {
				t.Errorf("the board has %d units, want at most 4096", units(text))
			}
			w.pass(40 * time.Minute)
			w.wantInTime()
			for n := range 200 {
				w.wantCard(n, "menunggu")
			}
			if text := w.list().Text; text != "" {
				t.Errorf("the board says %q, want none when every ticket has its card", text)
			}
		})
	})
	t.Run("TenCardsAMinute/TheOthersOnTheBoard", func(t *testing.T) {
		t.Parallel()
		onWall(t, 31, func(w *wall) {
			w.pass(30 * time.Second)
			cards := 0
			for _, c := range w.port.calls() {
				if c.send.Ticket != "" && c.send.Op == loket.OpSend {
					cards++
				}
			}
			list := w.list()
			if cards > 10 || !strings.Contains(list.Text, "tiket menunggu dan belum punya kartu. Halaman 1 dari 2:\nKPG-") ||
				!strings.Contains(list.Text, " · pertanyaan · sebelum 01-01 01.00\n") || !strings.Contains(list.Text, "Juga menunggu: KPG-") {
				t.Errorf("%d cards and the board %q, want at most 10 cards, and number, topic and deadline", cards, list.Text)
			}
			presses := pressed(list)
			if last := presses[len(presses)-1]; len(presses) != listPage+1 || last.Act != loket.GroupPage || last.Number != 1 {
				t.Errorf("buttons %+v, want one for each ticket of the page and the next page", presses)
			}
			w.set(func(w *wall) { w.listed.Page = 1 })
			w.board.Stir()
			w.pass(time.Second)
			if text := w.list().Text; !strings.Contains(text, "Halaman 2 dari 2") {
				t.Errorf("the board says %q, want the page that was asked for within a second", text)
			}
			w.wantInTime()
		})
	})
	t.Run("EditedInPlaceUntilItIsClosed", func(t *testing.T) {
		t.Parallel()
		onWall(t, 2, func(w *wall) {
			w.pass(20 * time.Second)
			if p := pressed(w.wantCard(0, "Status: menunggu\n> apa syaratnya?\n")); len(p) != 1 || p[0] != (loket.GroupPress{Act: loket.GroupClaim, Ticket: "KPG-0000"}) {
				t.Errorf("buttons %+v, want one to claim", p)
			}
			w.claim(0)
			w.close(1)
			w.board.Stir()
			w.pass(2 * time.Second)
			if p := pressed(w.wantCard(0, "Status: diambil Mama Rosa\n")); len(p) != 1 || p[0].Act != loket.GroupRelease || p[0].Number != 1 {
				t.Errorf("buttons %+v, want one to release under the claim's epoch", p)
			}
			if got := w.wantCard(1, "Selesai."); got.Buttons != nil || strings.Contains(got.Text, "syaratnya") {
				t.Errorf("the card of a closed ticket is %+v, want nothing of the question", got)
			}
			w.set(func(w *wall) { w.rows[0].Ticket.FirstReplyAt = time.Now() })
			w.pass(10 * time.Second)
			w.wantCard(0, "diambil Mama Rosa · dibalas 01-01 00.00")
			w.set(func(w *wall) { w.rows[0].Ticket.State, w.rows[0].Ticket.LeaseUntil = loket.TicketWaiting, time.Time{} })
			w.pass(10 * time.Second)
			w.wantCard(0, "menunggu")
			w.close(0)
			w.pass(time.Hour)
			w.wantCalls(loket.OpSend, loket.OpSend, loket.OpEdit, loket.OpEdit, loket.OpEdit, loket.OpEdit, loket.OpEdit)
		})
	})
	t.Run("LeaseOver/ItMayBeTakenAgain", func(t *testing.T) {
		t.Parallel()
		onWall(t, 1, func(w *wall) {
			w.pass(10 * time.Second)
			w.claim(0)
			w.pass(25 * time.Hour)
			if p := pressed(w.wantCard(0, "masa pegang habis, boleh diambil; tadinya diambil Mama Rosa")); p[0].Act != loket.GroupClaim || p[0].Number != 1 {
				t.Errorf("buttons %+v, want one to claim", p)
			}
		})
	})
	t.Run("ClaimedFromTheBoard/GetsItsCardAtOnce", func(t *testing.T) {
		t.Parallel()
		onWall(t, 100, func(w *wall) {
			w.pass(50 * time.Second)
			w.claim(90)
			w.set(func(w *wall) { w.wanted = []loket.TicketID{w.rows[90].Ticket.ID} })
			w.board.Stir()
			w.pass(5 * time.Second)
			w.wantCard(90, "diambil Mama Rosa")
		})
	})
	t.Run("Refused/TriedOnceAMinuteAndShownLater", func(t *testing.T) {
		t.Parallel()
		onWall(t, 1, func(w *wall) {
			w.set(func(w *wall) { w.refuse = fateOf(Unreachable) })
			w.pass(3 * time.Minute)
			if n := len(w.port.calls()); n < 2 || n > 3 {
				t.Errorf("%d calls in 3 minutes to a group that refuses, want one a minute", n)
			}
			w.wantShown(0)
			w.set(func(w *wall) { w.refuse = nil })
			w.pass(2 * time.Minute)
			w.wantShown(1)
		})
	})
	t.Run("OwnedAgain/GoesOnWithTheSameCards", func(t *testing.T) {
		t.Parallel()
		onWall(t, 1, func(w *wall) {
			w.pass(10 * time.Second)
			w.wantCalls(loket.OpSend)
			w.claim(0)
			w.add(1)
			w.leave()
			w.pass(time.Hour)
			w.wantCalls(loket.OpSend)
			w.own()
			w.pass(20 * time.Second)
			w.wantCalls(loket.OpSend, loket.OpEdit, loket.OpSend)
			w.wantCard(0, "diambil")
			w.wantCard(1, "menunggu")
		})
	})
	t.Run("CardDeleted/PostedAnewWhenItChanges", func(t *testing.T) {
		t.Parallel()
		onWall(t, 1, func(w *wall) {
			w.pass(10 * time.Second)
			w.set(func(w *wall) { delete(w.shows, 1) })
			w.claim(0)
			w.pass(20 * time.Second)
			w.wantCard(0, "diambil")
			w.set(func(w *wall) { clear(w.shows) })
			w.close(0)
			w.pass(time.Minute)
			if len(w.shows) != 0 {
				t.Errorf("the group shows %v after the close, want nothing posted", w.shows)
			}
		})
	})
	t.Run("Answers/BeforeWhatNobodyAskedFor", func(t *testing.T) {
		t.Parallel()
		onWall(t, 30, func(w *wall) {
			w.pass(9 * time.Second)
			w.set(func(w *wall) {
				w.answers = []loket.Said{{Key: "m:1", Answer: "Tidak dikirim.", ReplyTo: "77", Thread: "5"}}
			})
			w.board.Stir()
			w.pass(time.Second)
			made := w.port.calls()
			last := made[len(made)-1].send
			if last.Content.Text != "Tidak dikirim." || last.ReplyTo != "77" || last.Thread != "5" || len(w.answers) != 0 {
				t.Errorf("the last call is %+v, %d answers are owed, want the answer at once", last, len(w.answers))
			}
		})
	})
	t.Run("BusyStaff/TicketsAreSeenAllTheSame", func(t *testing.T) {
		t.Parallel()
		onWall(t, 0, func(w *wall) {
			for i := range 200 {
				w.add(1)
				w.set(func(w *wall) { w.answers = append(w.answers, loket.Said{Key: fmt.Sprint(i), Answer: "Tidak dikirim."}) })
				w.board.Stir()
				w.pass(300 * time.Millisecond)
			}
			w.pass(2 * time.Minute)
			w.wantShown(200)
			w.wantInTime()
		})
	})
	t.Run("CitizensSendsPassThrough", func(t *testing.T) {
		t.Parallel()
		onWall(t, 1, func(w *wall) {
			s := w.send("a")
			w.owes(s)
			w.pass(10 * time.Second)
			w.wantState(s.ID, loket.SendDelivered)
			w.wantShown(1)
		})
	})
}

// TestQuoted holds what a citizen wrote to what it may do in the staff group.
func TestQuoted(t *testing.T) {
	t.Parallel()
	cases := []struct{ name, text, want string }{
		{"Plain", "KTP saya hilang", "> KTP saya hilang"},
		{"Empty", " \n", ""},
		{"NoLineIsOurs", "a\nStatus: selesai", "> a\n> Status: selesai"},
		{"Link", "buka https://contoh.com/a.apk", "> buka hxxps://contoh[.]com/a[.]apk"},
		{"NobodyIsCalled", "tanya @rosa", "> tanya ＠rosa"},
		{"DirectionStays", "a\u202eb\u2066c", "> abc"},
		{"Long", strings.Repeat("a", 2000), "> " + strings.Repeat("a", quoteLimit) + "…"},
	}
	for _, c := range cases {
		if got := quoted(c.text); got != c.want {
			t.Errorf("%s: quoted(%q) = %q, want %q", c.name, c.text, got, c.want)
		}
	}
	row := loket.InboxRow{Question: strings.Repeat("\n😀", 5000), Messages: 12, InsultedAt: time.Now(), Ticket: loket.Ticket{
		Number: "KPG-7F3Q9K-X", Topic: strings.Repeat("t", 60), Kind: loket.KindRequest, State: loket.TicketWaiting, Priority: loket.PriorityEmergency,
	}}
	b := &Board{Now: time.Now, Zone: time.UTC, Sign: signed}
	if got := b.sayCard(row).Text; units(got) > partLimit {
		t.Errorf("the longest card has %d units, want at most %d", units(got), partLimit)
	}
}
