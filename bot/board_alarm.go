package bot

import "loket/internal/loket"

// alarm is how loudly the group is told of a ticket: the level its delay has
// reached, from loket.LevelGroup on, and above all an emergency, which is told to
// the group at once.
type alarm int

const (
	alarmNone      alarm = 0
	alarmEmergency alarm = 100
)

// alarmOf is how loud a ticket is now. What is answered or put aside is silent.
func alarmOf(k loket.Ticket) (loud alarm) {
	if !k.Escalates() {
		return alarmNone
	}
	if k.Ladder.Level >= loket.LevelGroup {
		loud = alarm(k.Ladder.Level)
	}
	if k.Priority >= loket.PriorityEmergency {
		loud = max(loud, alarm(loket.LevelGroup)) + alarmEmergency
	}
	return loud
}

// fresh are the tickets that wait and were never shown, and those that became
// louder since. One that fell silent is told anew when its next wait is late; a
// pause is no silence. It needs the lock.
func (b *Board) fresh(rows []loket.InboxRow) (fresh []loket.InboxRow) {
	for _, row := range rows {
		k := row.Ticket
		was, seen := b.shown[k.ID]
		switch now := alarmOf(k); {
		case !seen && k.State == loket.TicketWaiting, now > was:
			fresh = append(fresh, row)
		case now < was && !k.Paused():
			b.shown[k.ID] = now
		}
	}
	return fresh
}
