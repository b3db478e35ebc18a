package bot

import (
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
)

// alarms sets how late a ticket of the wall is.
func (w *wall) alarms(i int, level loket.Level) {
	w.set(func(w *wall) {
		w.rows[i].Ticket.Ladder = loket.Ladder{From: w.rows[i].Ticket.OpenedAt, Level: level}
	})
}

// wantNew wants the group's last new message to hold a text, and so many of them.
func (w *wall) wantNew(messages int, text string) {
	w.t.Helper()
	w.mu.Lock()
	defer w.mu.Unlock()
	if got := w.shows[len(w.shows)]; len(w.shows) != messages || !strings.Contains(got, text) {
		w.t.Errorf("%d messages, the last\n%s\nwant %d, the last with %q", len(w.shows), got, messages, text)
	}
}

func TestBoardAlarm(t *testing.T) {
	t.Parallel()
	t.Run("EachLevel/ANewMessageOnce", func(t *testing.T) {
		t.Parallel()
		onWall(t, 2, func(w *wall) {
			w.pass(time.Minute)
			w.set(func(w *wall) { w.rows[0].Ticket.State = loket.TicketClaimed })
			w.alarms(0, loket.LevelOwner)
			w.pass(time.Minute)
			w.wantNew(1, "KPG-0000 · pertanyaan · 01-01 00.00 · diambil\n")
			for i, want := range []string{"hampir lewat tenggat", "lewat tenggat, perlu penyelia", "jauh lewat tenggat, perlu pimpinan"} {
				w.alarms(0, loket.LevelGroup+loket.Level(i))
				w.pass(time.Minute)
				w.wantNew(2+i, "KPG-0000 · pertanyaan · 01-01 00.00 · diambil · "+want)
				if strings.Contains(w.shows[2+i], "KPG-0001") {
					t.Errorf("the alarm names a ticket that is not late: %q", w.shows[2+i])
				}
			}
		})
	})
	t.Run("AnsweredThenLateAgain/ToldAnew", func(t *testing.T) {
		t.Parallel()
		onWall(t, 1, func(w *wall) {
			w.pass(time.Minute)
			w.alarms(0, loket.LevelGroup)
			w.pass(time.Minute)
			w.wantNew(2, "hampir lewat tenggat")
			w.set(func(w *wall) { w.rows[0].Ticket.Ladder = loket.Ladder{} })
			w.pass(time.Minute)
			w.alarms(0, loket.LevelGroup)
			w.pass(time.Minute)
			w.wantNew(3, "hampir lewat tenggat")
		})
	})
	t.Run("PutAsideAndBack/NotToldAgain", func(t *testing.T) {
		t.Parallel()
		onWall(t, 1, func(w *wall) {
			w.alarms(0, loket.LevelSupervisor)
			w.pass(time.Minute)
			for _, state := range []loket.TicketState{loket.TicketSnoozed, loket.TicketWaiting} {
				w.set(func(w *wall) { w.rows[0].Ticket.State = state })
				w.pass(time.Minute)
			}
			w.wantNew(1, "menunggu · lewat tenggat, perlu penyelia")
		})
	})
	t.Run("Emergency/WhomToCallAtOnce", func(t *testing.T) {
		t.Parallel()
		onWall(t, 1, func(w *wall) {
			w.set(func(w *wall) { w.onCall = "Piket 0380 123456" })
			w.pass(time.Minute)
			if text := w.shows[1]; strings.Contains(text, "Piket") {
				t.Errorf("the group is told to call although there is no emergency: %q", text)
			}
			w.set(func(w *wall) { w.rows[0].Ticket.Hurry(time.Now()) })
			w.pass(2 * boardPause)
			w.wantNew(2, "DARURAT. Hubungi sekarang: Piket 0380 123456\nDARURAT KPG-0000")
			w.set(func(w *wall) { w.rows[0].Ticket.Ladder.Level = loket.LevelGroup })
			w.pass(time.Minute)
			w.wantNew(2, "DARURAT KPG-0000")
			w.set(func(w *wall) { w.rows[0].Ticket.Ladder.Level = loket.LevelSupervisor })
			w.pass(time.Minute)
			w.wantNew(3, "perlu penyelia")
		})
	})
	t.Run("OwnedAgain/WhatIsLateIsToldAnew", func(t *testing.T) {
		t.Parallel()
		onWall(t, 1, func(w *wall) {
			w.set(func(w *wall) { w.rows[0].Ticket.State = loket.TicketClaimed })
			w.pass(time.Minute)
			w.wantCalls()
			w.leave()
			w.alarms(0, loket.LevelHead)
			w.own()
			w.pass(time.Minute)
			w.wantNew(1, "jauh lewat tenggat, perlu pimpinan")
		})
	})
	t.Run("200LateAtOnce/Within20CallsAMinute", func(t *testing.T) {
		t.Parallel()
		onWall(t, 200, func(w *wall) {
			w.pass(time.Minute)
			for i := range 200 {
				w.alarms(i, loket.LevelGroup)
			}
			w.pass(2 * time.Minute)
			w.wantInTime()
			w.mu.Lock()
			defer w.mu.Unlock()
			told := 0
			for _, text := range w.shows {
				told += strings.Count(text, "hampir lewat tenggat")
			}
			if told < 200 {
				t.Errorf("%d of 200 alarms were told within two minutes", told)
			}
		})
	})
}
