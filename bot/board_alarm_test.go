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

// alarmsSaid are the messages that told of delays and emergencies, in their order.
func (w *wall) alarmsSaid() (all []string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range len(w.shows) {
		if text := w.shows[i+1].Text; strings.HasPrefix(text, "Perlu perhatian:") || strings.HasPrefix(text, "DARURAT. ") {
			all = append(all, text)
		}
	}
	return all
}

// wantAlarms wants so many messages of alarms, the last of them with a text.
func (w *wall) wantAlarms(messages int, text string) {
	w.t.Helper()
	if all := w.alarmsSaid(); len(all) != messages || messages > 0 && !strings.Contains(all[messages-1], text) {
		w.t.Errorf("alarms = %q, want %d, the last with %q", all, messages, text)
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
			w.wantAlarms(0, "")
			for i, want := range []string{"hampir lewat tenggat", "lewat tenggat, perlu penyelia", "jauh lewat tenggat, perlu pimpinan"} {
				w.alarms(0, loket.LevelGroup+loket.Level(i))
				w.pass(time.Minute)
				w.wantAlarms(1+i, "KPG-0000 · pertanyaan · ")
				w.wantAlarms(1+i, want)
				if said := w.alarmsSaid(); strings.Contains(said[i], "KPG-0001") {
					t.Errorf("the alarm names a ticket that is not late: %q", said[i])
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
			w.wantAlarms(1, "hampir lewat tenggat")
			w.set(func(w *wall) { w.rows[0].Ticket.Ladder = loket.Ladder{} })
			w.pass(time.Minute)
			w.alarms(0, loket.LevelGroup)
			w.pass(time.Minute)
			w.wantAlarms(2, "hampir lewat tenggat")
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
			w.wantAlarms(1, "menunggu · lewat tenggat, perlu penyelia")
		})
	})
	t.Run("Emergency/WhomToCallAtOnce", func(t *testing.T) {
		t.Parallel()
		onWall(t, 1, func(w *wall) {
			w.set(func(w *wall) { w.onCall = "Piket 0380 123456" })
			w.pass(time.Minute)
			w.wantAlarms(0, "")
			w.set(func(w *wall) { w.rows[0].Ticket.Hurry(time.Now()) })
			w.pass(2 * boardPause)
			w.wantAlarms(1, "DARURAT. Hubungi sekarang: Piket 0380 123456\nDARURAT KPG-0000")
			w.set(func(w *wall) { w.rows[0].Ticket.Ladder.Level = loket.LevelGroup })
			w.pass(time.Minute)
			w.wantAlarms(1, "DARURAT KPG-0000")
			w.set(func(w *wall) { w.rows[0].Ticket.Ladder.Level = loket.LevelSupervisor })
			w.pass(time.Minute)
			w.wantAlarms(2, "perlu penyelia")
		})
	})
	t.Run("OwnedAgain/WhatIsLateIsToldAnew", func(t *testing.T) {
		t.Parallel()
		onWall(t, 1, func(w *wall) {
			w.set(func(w *wall) { w.rows[0].Ticket.State = loket.TicketClaimed })
			w.pass(time.Minute)
			w.leave()
			w.alarms(0, loket.LevelHead)
			w.own()
			w.pass(time.Minute)
			w.wantAlarms(1, "jauh lewat tenggat, perlu pimpinan")
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
			if told := strings.Count(strings.Join(w.alarmsSaid(), ""), "hampir lewat tenggat"); told != 200 {
				t.Errorf("%d of 200 alarms were told within two minutes, want each once", told)
			}
		})
	})
}
