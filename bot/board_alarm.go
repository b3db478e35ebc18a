package bot

import (
	"maps"
	"slices"

	"loket/internal/loket"
)

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

// alarmLines is how many tickets one message of alarms names.
const alarmLines = 40

// nextAlarm is the message that tells of tickets that became louder since the group
// last heard of them; nil: none did. One that fell silent is told anew when its
// next wait is late; a pause is no silence. What was told is forgotten when Run
// ends, and told again. It needs the lock.
func (b *Board) nextAlarm(rows []loket.InboxRow) *groupCall {
	var loud []loket.InboxRow
	open := map[loket.TicketID]bool{}
	for _, row := range rows {
		k := row.Ticket
		open[k.ID] = true
		switch now, was := alarmOf(k), b.told[k.ID]; {
		case now > was:
			loud = append(loud, row)
		case now < was && !k.Paused():
			b.told[k.ID] = now
		}
	}
	if len(rows) < boardLimit { // otherwise one that is missing may be open
		maps.DeleteFunc(b.told, func(id loket.TicketID, _ alarm) bool { return !open[id] })
	}
	if len(loud) == 0 {
		return nil
	}
	loud = loud[:min(alarmLines, len(loud))]
	urgent := slices.ContainsFunc(loud, func(row loket.InboxRow) bool { return alarmOf(row.Ticket) >= alarmEmergency })
	return &groupCall{op: loket.OpSend, content: b.sayAlarms(loud, urgent), loud: loud, asked: urgent}
}

// heard remembers what the group was told, or may have been.
func (b *Board) heard(loud []loket.InboxRow, r loket.SendResult) {
	if r.State != loket.SendDelivered && r.State != loket.SendUncertain {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, row := range loud {
		b.told[row.Ticket.ID] = alarmOf(row.Ticket)
	}
}
