package telegram

import (
	"strconv"
	"strings"
	"time"

	"github.com/go-telegram/bot/models"

	"loket/internal/loket"
)

// converter turns updates into what the ledger takes. It is a value: it makes
// no call and keeps nothing.
type converter struct {
	channel loket.ChannelID
	botName string // the bot's username; empty: not known yet
	staff   int64  // the staff group; 0: none
	self    int64  // the bot's own id
}

// verdict is what an update asks for. Its zero value: nothing at all.
type verdict struct {
	in       *loket.Inbound // to be stored; nil: nothing
	keepRaw  bool           // nobody can name what it is: people should see it as it came
	callback string         // a callback query to answer once stored
	leave    int64          // a chat to leave; 0: none
	movedTo  int64          // the staff group's new id; 0: it has not moved
}

// convert reads one update. Whatever it does not name (channel posts, polls
// answered, reactions) is nothing to us.
func (c converter) convert(u *models.Update) verdict {
	switch {
	case u.Message != nil:
		return c.message(u.Message)
	case u.EditedMessage != nil:
		return c.edit(u.EditedMessage)
	case u.CallbackQuery != nil:
		return c.callback(u.CallbackQuery)
	case u.MyChatMember != nil:
		return c.membership(u.MyChatMember)
	}
	return verdict{}
}

func (c converter) message(m *models.Message) verdict {
	if v, done := c.place(m); done {
		return v
	}
	kind, text, ok := c.content(m)
	in := c.inbound(m.Chat, m.From)
	in.OriginKey, in.Kind, in.Text = messageKey(m), kind, text
	in.SentAt, in.File = unix(m.Date), fileOf(m)
	if in.Staff {
		in.File = ""
		in.ID, in.ReplyTo, in.Thread = strconv.Itoa(m.ID), c.answers(m), threadOf(m)
		ok = ok && (kind == loket.MessageCommand || in.ReplyTo != "")
	}
	if !ok {
		return verdict{}
	}
	return verdict{in: in, keepRaw: kind == loket.MessageUnknown && !in.Staff}
}

// answers is the id of the bot's own message that m answers; empty: none. In a
// topic every message that answers none answers the topic's beginning.
func (c converter) answers(m *models.Message) string {
	to := m.ReplyToMessage
	if to == nil || to.From == nil || to.From.ID != c.self || to.Chat.ID != m.Chat.ID || to.ID <= 0 ||
		to.ForumTopicCreated != nil || to.ID == m.MessageThreadID {
		return ""
	}
	return strconv.Itoa(to.ID)
}

// threadOf is the topic a message stands in; empty: none.
func threadOf(m *models.Message) string {
	if !m.IsTopicMessage {
		return ""
	}
	return strconv.Itoa(m.MessageThreadID)
}

// edit reads a changed message. A live location changes every few seconds and
// a staff member's slip is nobody's business: neither counts.
func (c converter) edit(m *models.Message) verdict {
	if v, done := c.place(m); done {
		return v
	}
	kind, text, ok := c.content(m)
	if !ok || kind == loket.MessageLocation || m.Chat.ID == c.staff {
		return verdict{}
	}
	in := c.inbound(m.Chat, m.From)
	in.Replaces = messageKey(m)
	in.OriginKey = "e" + strings.TrimPrefix(in.Replaces, "m") + ":" + strconv.Itoa(m.EditDate)
	in.Kind, in.Text, in.SentAt, in.File = kind, text, unix(m.EditDate), fileOf(m)
	return verdict{in: in, keepRaw: kind == loket.MessageUnknown}
}

// place decides by the chat alone: done unless it is a person's chat with the
// bot, or the staff group, where only people who show who they are count.
func (c converter) place(m *models.Message) (v verdict, done bool) {
	switch {
	case m.Chat.Type == models.ChatTypeChannel || m.Chat.ID == 0:
		return verdict{}, true
	case m.Chat.Type == models.ChatTypePrivate:
		return verdict{}, false
	case c.staff != 0 && m.MigrateFromChatID == c.staff:
		return verdict{movedTo: m.Chat.ID}, true
	case c.staff == 0 || m.Chat.ID != c.staff:
		return verdict{leave: m.Chat.ID}, true
	case m.MigrateToChatID != 0:
		return verdict{movedTo: m.MigrateToChatID}, true
	}
	hidden := m.From == nil || m.From.IsBot || m.SenderChat != nil || m.ForwardOrigin != nil ||
		m.IsAutomaticForward || m.ViaBot != nil || m.SenderBusinessBot != nil
	return verdict{}, hidden
}

func (c converter) callback(q *models.CallbackQuery) verdict {
	var chat models.Chat
	var under int
	switch {
	case q.Message.Message != nil:
		chat, under = q.Message.Message.Chat, q.Message.Message.ID
	case q.Message.InaccessibleMessage != nil:
		chat, under = q.Message.InaccessibleMessage.Chat, q.Message.InaccessibleMessage.MessageID
	}
	switch {
	case q.ID == "" || !knownPlace(chat) || chat.Type == models.ChatTypeChannel:
		return verdict{callback: q.ID}
	case chat.Type != models.ChatTypePrivate && (c.staff == 0 || chat.ID != c.staff):
		return verdict{leave: chat.ID}
	}
	in := c.inbound(chat, &q.From)
	in.OriginKey, in.Kind, in.Data = "b:"+q.ID, loket.MessageButton, clean(q.Data)
	if in.Staff {
		in.ID = strconv.Itoa(under)
		if q.From.IsBot || q.From.ID <= 0 {
			return verdict{callback: q.ID}
		}
	}
	return verdict{in: in, callback: q.ID}
}

// membership reads a change of the bot's own place. Who put the bot into a
// group or channel that is not the staff's sees it leave; a person who blocks
// the bot is known by the next send.
func (c converter) membership(m *models.ChatMemberUpdated) verdict {
	inside := m.NewChatMember.Type != models.ChatMemberTypeLeft && m.NewChatMember.Type != models.ChatMemberTypeBanned
	foreign := m.Chat.Type != models.ChatTypePrivate && (c.staff == 0 || m.Chat.ID != c.staff)
	if inside && foreign {
		return verdict{leave: m.Chat.ID}
	}
	return verdict{}
}

// inbound fills in who and where.
func (c converter) inbound(chat models.Chat, from *models.User) *loket.Inbound {
	address := strconv.FormatInt(chat.ID, 10)
	in := &loket.Inbound{Channel: c.channel, Address: address, Person: address, Staff: c.staff != 0 && chat.ID == c.staff}
	if from != nil {
		in.Person = strconv.FormatInt(from.ID, 10)
		in.Name = strings.TrimSpace(clean(from.FirstName + " " + from.LastName))
	}
	return in
}

// messageKey is the origin key of a message, whatever update brings it.
func messageKey(m *models.Message) string {
	return "m:" + strconv.FormatInt(m.Chat.ID, 10) + ":" + strconv.Itoa(m.ID)
}

func unix(seconds int) time.Time {
	if seconds <= 0 {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0).UTC()
}

// clean takes out what PostgreSQL cannot hold in a text.
func clean(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "")
}
