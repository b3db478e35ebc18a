package bot

import (
	"context"
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

// wall is a staff group and the tickets its board is drawn from.
type wall struct {
	*lab
	board *Board
	leave func() // ends the tenure: the outbox and the board

	mu      sync.Mutex // guards what follows
	rows    []loket.InboxRow
	refuse  error          // what the group says to the next calls
	onCall  string         // whom to call in an emergency
	shows   map[int]string // message → its text now
	shownAt map[string]time.Duration
}

const wallGroup = "-100"

// onWall runs a test with a board that runs, in a bubble of time of its own.
func onWall(t *testing.T, waiting int, test func(*wall)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &wall{shows: map[int]string{}, shownAt: map[string]time.Duration{}}
		port := &script{}
		w.lab = newLab(t, Line{GroupMinute: 20}, port)
		w.board = &Board{
			SendLedger: w.ledger, Channel: labChannel, Group: func() string { return wallGroup }, Open: w.open,
			Zone: time.UTC, Now: time.Now, Log: w.outbox.log, OnCall: w.whom,
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

// add opens tickets.
func (w *wall) add(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for range n {
		number := fmt.Sprintf("KPG-%04d", len(w.rows))
		w.rows = append(w.rows, loket.InboxRow{Question: "rahasia", Ticket: loket.Ticket{
			ID: loket.TicketID(number), Number: number, Kind: loket.KindQuestion, State: loket.TicketWaiting, OpenedAt: time.Now(),
		}})
	}
}

// set changes tickets, and what the group says to the next calls.
func (w *wall) set(change func(*wall)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change(w)
}

// Send implements Channel: it is the group.
func (w *wall) Send(ctx context.Context, s loket.Send) (string, error) {
	_, err := w.port.Send(ctx, s)
	w.mu.Lock()
	defer w.mu.Unlock()
	if err != nil || w.refuse != nil {
		return "", errors.Join(err, w.refuse)
	}
	message := len(w.shows) + 1
	if s.Op == loket.OpEdit {
		_, _ = fmt.Sscan(s.ChannelMessageID, &message)
	}
	w.shows[message] = s.Content.Text
	for _, row := range w.rows {
		if _, seen := w.shownAt[row.Ticket.Number]; !seen && strings.Contains(s.Content.Text, row.Ticket.Number) {
			w.shownAt[row.Ticket.Number] = time.Since(row.Ticket.OpenedAt)
		}
	}
	return fmt.Sprint(message), nil
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

func TestBoard(t *testing.T) {
	t.Parallel()
	t.Run("200InAMinute/AllSeenWithin20CallsAMinute", func(t *testing.T) {
		t.Parallel()
		onWall(t, 0, func(w *wall) {
			w.pass(10 * time.Second)
			for i := range 200 { // each is taken by somebody 18 s later
				w.add(1)
				if i >= 60 {
					w.set(func(w *wall) { w.rows[i-60].Ticket.State = loket.TicketClaimed })
				}
				w.pass(300 * time.Millisecond)
			}
			w.pass(2 * time.Minute)
			w.wantShown(200)
			w.wantInTime()
		})
	})
	t.Run("EditedInPlaceUntilAllAreClosed", func(t *testing.T) {
		t.Parallel()
		onWall(t, 2, func(w *wall) {
			w.pass(10 * time.Second)
			w.set(func(w *wall) {
				w.rows[0].Ticket.State, w.rows[0].Holder, w.rows[1].Ticket.State = loket.TicketClaimed, "Mama Rosa", loket.TicketClosed
			})
			w.pass(time.Minute)
			want := "Pertanyaan untuk petugas. Buka Loket untuk membalas.\n" +
				"KPG-0000 · pertanyaan · 01-01 00.00 · diambil Mama Rosa\nKPG-0001 · pertanyaan · 01-01 00.00 · selesai"
			if got := w.shows[1]; got != want {
				t.Errorf("the group sees\n%s\nwant\n%s", got, want)
			}
			w.set(func(w *wall) { w.rows[0].Ticket.State = loket.TicketClosed })
			w.pass(time.Hour)
			w.wantCalls(loket.OpSend, loket.OpEdit, loket.OpEdit)
		})
	})
	t.Run("AtTheStart/OneMessage", func(t *testing.T) {
		t.Parallel()
		onWall(t, 100, func(w *wall) {
			w.pass(time.Minute)
			w.wantCalls(loket.OpSend)
			if got := w.shows[1]; !strings.HasSuffix(got, "\n… dan 60 lainnya yang sudah menunggu.") {
				t.Errorf("the group sees %q, want the others counted", got)
			}
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
	t.Run("OwnedAgain/AllThatWaitsIsShownAnew", func(t *testing.T) {
		t.Parallel()
		onWall(t, 1, func(w *wall) {
			w.pass(10 * time.Second)
			w.wantCalls(loket.OpSend)
			w.add(1)
			w.leave()
			w.pass(time.Hour)
			w.wantCalls(loket.OpSend)
			w.own()
			w.pass(10 * time.Second)
			w.wantCalls(loket.OpSend, loket.OpSend)
			if got := w.shows[2]; !strings.Contains(got, "KPG-0000") || !strings.Contains(got, "KPG-0001") {
				t.Errorf("the group sees %q, want both tickets", got)
			}
		})
	})
	t.Run("NothingACitizenWrote", func(t *testing.T) {
		t.Parallel()
		onWall(t, 3, func(w *wall) {
			w.pass(time.Minute)
			for _, c := range w.port.calls() {
				if strings.Contains(c.send.Content.Text, "rahasia") || c.send.Conversation != "" {
					t.Errorf("the group sees %q", c.send.Content.Text)
				}
			}
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
