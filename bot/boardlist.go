package bot

import (
	"loket/internal/loket"
)

// listPage is how many tickets one page of the board names with topic, deadline
// and button.
const listPage = 15

// nextList is the call the board needs, the one message that lists the tickets
// that wait and have no card; nil: none. It is posted when more wait than may get
// cards now, and let go of when none is left. It needs the lock.
func (b *Board) nextList(rows []loket.InboxRow, board loket.GroupBoard) *groupCall {
	if board.Group != b.Group() {
		board.Message, board.Shown = "", ""
	}
	board.Channel, board.Group = b.Channel, b.Group()
	var waiting []loket.InboxRow
	for _, row := range rows {
		if topic := b.forum.kept[row.Ticket.ID]; row.Ticket.State == loket.TicketWaiting && (topic.Card+topic.Thread == "" || topic.Group != board.Group) {
			waiting = append(waiting, row)
		}
	}
	room := b.room()
	if board.Message == "" && (room < 0 || len(waiting) <= room) {
		return nil
	}
	content := b.sayList(waiting, board.Page)
	call := groupCall{op: loket.OpSend, content: content, message: board.Message, board: &board, last: len(waiting) == 0}
	if board.Message != "" {
		call.op, call.asked = loket.OpEdit, b.page != board.Page
	}
	if board.Shown == digest(content) {
		return nil
	}
	return &call
}

// boardAfter is the board once a call for it has ended; false: nothing is to be
// recorded.
func (c groupCall) boardAfter(r loket.SendResult) (board loket.GroupBoard, changed bool) {
	board = *c.board
	switch {
	case r.Missing == loket.MissingCard:
		board.Message, board.Shown = "", ""
	case r.State != loket.SendDelivered:
		return board, false
	case c.last:
		board.Message, board.Shown = "", ""
	case c.op == loket.OpSend:
		board.Message, board.Shown = r.ChannelMessageID, digest(c.content)
	default:
		board.Shown = digest(c.content)
	}
	return board, true
}
