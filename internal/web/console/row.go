package console

import (
	"strconv"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/web"
	"loket/internal/words"
)

// rowView is one ticket in the list.
type rowView struct {
	ID       loket.TicketID
	Epoch    string // with the id it names the row in forms
	Href     string
	Number   string
	Question string
	Kind     words.Text
	Topic    string // empty: not known
	Channel  words.Text
	Waiting  words.Text // how long the citizen has waited
	Since    string     // when that began, for the page's script
	Replied  words.Text // when a human first replied; empty: not yet
	Deadline deadlineView
	Holder   string // empty: nobody
	Mine     bool
	Apart    words.Text // why it is nobody's turn; empty: it is somebody's
	Late     words.Text // how far its delay went; empty: it is not told
	Messages int
	Insults  bool // the citizen insulted or threatened
	Unread   bool // the citizen wrote since the reader last opened it
	Left     bool // it is not on the list any more
}

// deadlineView is a time by which something is owed.
type deadlineView struct {
	At   words.Text // empty: none
	Due  string     // the same for the page's script
	Left words.Text
	Late bool
}

func (c *Console) rowView(row loket.InboxRow, staff loket.Staff, now time.Time) rowView {
	zone, ticket := c.zone(staff.Agency), row.Ticket
	view := rowView{
		ID: ticket.ID, Epoch: strconv.FormatInt(ticket.LeaseEpoch, 10), Href: ticketHref(ticket.ID), Number: ticket.Number,
		Question: firstWords(privacy.Defang(row.Question), 160), Kind: web.KindName(ticket.Kind), Topic: ticket.Topic,
		Channel: channelOf(ticket, row.Channel), Waiting: web.Age(now.Sub(ticket.OpenedAt)), Since: millis(ticket.OpenedAt),
		Deadline: deadline(ticket.DueAt, now, zone), Messages: row.Messages, Insults: row.Insulting(),
		Late: lateText(ticket, staff), Unread: row.Unread,
	}
	if !ticket.FirstReplyAt.IsZero() {
		view.Replied = web.Soon(ticket.FirstReplyAt, now, zone)
		if !ticket.Ladder.Climbing() { // nothing more is owed
			view.Deadline = deadlineView{}
		}
	}
	if view.Apart = pausedText(ticket, now, zone); view.Apart != "" && ticket.State != loket.TicketReview {
		view.Deadline = deadlineView{}
	}
	if ticket.Held(now) {
		view.Holder, view.Mine = row.Holder, ticket.Staff == staff.ID
	}
	return view
}

func deadline(due, now time.Time, zone *time.Location) deadlineView {
	if due.IsZero() {
		return deadlineView{}
	}
	view := deadlineView{At: web.Soon(due, now, zone), Due: millis(due), Late: now.After(due)}
	view.Left = words.Say("sisa %s", web.Age(due.Sub(now)))
	if view.Late {
		view.Left = words.Say("lewat %s", web.Age(now.Sub(due)))
	}
	return view
}

func ticketHref(id loket.TicketID) string { return "/loket/tiket/" + string(id) }

// firstWords shortens a text to n characters at most, at a space where there
// is one near, on one line.
func firstWords(text string, n int) string {
	text = strings.Join(strings.Fields(text), " ")
	runes := []rune(text)
	if len(runes) <= n {
		return text
	}
	cut := string(runes[:n])
	if space := strings.LastIndexByte(cut, ' '); space > len(cut)/2 {
		cut = cut[:space]
	}
	return cut + "…"
}

// channelOf is channelName of a ticket's channel; of an invented one, that nobody is
// written to.
func channelOf(t loket.Ticket, kind loket.ChannelKind) words.Text {
	if t.Channel.SyntheticImport() != "" {
		return "Contoh, tidak dikirim"
	}
	return channelName(kind)
}

func channelName(kind loket.ChannelKind) words.Text {
	switch kind {
	case loket.Telegram:
		return "Telegram"
	case loket.WebChat:
		return "Chat situs"
	case loket.Imported:
		return "Impor"
	}
	return words.Text(kind)
}
