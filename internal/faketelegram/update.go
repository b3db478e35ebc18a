package faketelegram

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Update is something that happens in a chat, before the server has numbered
// and dated it. Make it with Text, Command, Photo and the others below.
type Update struct {
	chat  int64
	kind  string // the update's field: "message", "callback_query", …
	from  user
	build func(stamp) any
	raw   json.RawMessage // of Raw: everything but the update's id
}

// stamp is what the server adds to an update.
type stamp struct {
	message  int64  // a fresh message id
	callback string // a fresh callback query id
	date     int64  // Unix seconds
	from     user
	chat     chat
	me       user // the bot
}

// By changes who it comes from; without it a private chat's own person, or
// person 7001 in a group.
func (u Update) By(id int64, firstName, lastName string) Update {
	u.from = user{ID: id, FirstName: firstName, LastName: lastName}
	return u
}

func newUpdate(chatID int64, kind string, build func(stamp) any) Update {
	id := chatID
	if id < 0 {
		id = 7001
	}
	from := user{ID: id, FirstName: "Warga", LastName: strconv.FormatInt(id, 10)}
	return Update{chat: chatID, kind: kind, from: from, build: build}
}

// newMessage is an update that brings a new message; fill adds its content.
func newMessage(chatID int64, fill func(*message)) Update {
	return newUpdate(chatID, "message", func(s stamp) any {
		m := s.head(s.message)
		fill(m)
		return m
	})
}

func (s stamp) head(id int64) *message {
	return &message{ID: id, From: &s.from, Chat: s.chat, Date: s.date}
}

// Text is a message of plain text.
func Text(chat int64, text string) Update {
	return newMessage(chat, func(m *message) { m.Text = text })
}

// Reply is a person's reply to a message of the bot, in the topic it stands in.
func Reply(to Sent, text string) Update {
	return newUpdate(to.Chat, "message", func(s stamp) any {
		m := s.head(s.message)
		m.Text, m.Thread, m.InTopic = text, to.Thread, to.Thread != 0
		m.ReplyTo = &message{ID: to.MessageID, From: &s.me, Chat: newChat(to.Chat, user{}), Date: to.At.Unix(), Text: to.Text}
		return m
	})
}

// Command is a message that begins with a command: "/start payload",
// "/help@some_bot".
func Command(chat int64, text string) Update {
	name, _, _ := strings.Cut(text, " ")
	return newMessage(chat, func(m *message) {
		m.Text = text
		m.Entities = []entity{{Type: "bot_command", Length: len(utf16.Encode([]rune(name)))}}
	})
}

// Edit is a changed text of a message that was delivered before.
func Edit(chat, messageID int64, text string) Update {
	return newUpdate(chat, "edited_message", func(s stamp) any {
		m := s.head(messageID)
		m.EditDate, m.Text = s.date, text
		return m
	})
}

// Callback is a press on a button under the message with that id.
func Callback(chat, messageID int64, data string) Update {
	return newUpdate(chat, "callback_query", func(s stamp) any {
		under := s.head(messageID)
		return &callbackQuery{ID: s.callback, From: s.from, Message: under, Instance: "1", Data: data}
	})
}

// Photo is a picture with a caption, which may be empty.
func Photo(chat int64, caption string) Update {
	return newMessage(chat, func(m *message) {
		m.Photo, m.Caption = []file{newFile("photo", 320), newFile("photo", 1280)}, caption
	})
}

// Document is a file with a name and a caption, which may be empty.
func Document(chat int64, name, caption string) Update {
	return newMessage(chat, func(m *message) {
		f := newFile("document", 0)
		f.Name, f.Mime = name, "application/pdf"
		m.Document, m.Caption = &f, caption
	})
}

// Video is a film with a caption, which may be empty.
func Video(chat int64, caption string) Update {
	return newMessage(chat, func(m *message) {
		f := newFile("video", 640)
		f.Duration = 7
		m.Video, m.Caption = &f, caption
	})
}

// Voice is a spoken message.
func Voice(chat int64) Update {
	return newMessage(chat, func(m *message) {
		f := newFile("voice", 0)
		f.Duration = 4
		m.Voice = &f
	})
}

// Sticker is a sticker.
func Sticker(chat int64) Update {
	return newMessage(chat, func(m *message) {
		f := newFile("sticker", 512)
		f.Type, f.Emoji = "regular", "🙏"
		m.Sticker = &f
	})
}

// Location is a place on the map.
func Location(chat int64, latitude, longitude float64) Update {
	return newMessage(chat, func(m *message) { m.Location = &location{latitude, longitude} })
}

// Contact is a shared telephone number.
func Contact(chat int64, phone string) Update {
	return newMessage(chat, func(m *message) { m.Contact = &contact{Phone: phone, FirstName: "Warga"} })
}

// MyChatMember is a change of the bot's own place in a chat: "member", "left",
// "kicked" (in a private chat: the person blocked the bot), …
func MyChatMember(chat int64, oldStatus, newStatus string) Update {
	return newUpdate(chat, "my_chat_member", func(s stamp) any {
		return &memberChange{
			Chat: s.chat, From: s.from, Date: s.date,
			Old: member{Status: oldStatus, User: s.from}, New: member{Status: newStatus, User: s.from},
		}
	})
}

// Raw is an update as it stands, without its update_id, which the server
// adds: a JSON object such as {"message":{…}} or the poison a test needs. The
// chat only says whose queue a webhook delivers it in.
func Raw(chat int64, object string) Update {
	return Update{chat: chat, raw: json.RawMessage(object)}
}

// encode writes the update under its id.
func (u Update) encode(id int64, s stamp) []byte {
	var out bytes.Buffer
	out.WriteString(`{"update_id":` + strconv.FormatInt(id, 10))
	if u.raw != nil {
		inner := bytes.TrimPrefix(bytes.TrimSpace(u.raw), []byte("{"))
		if !bytes.Equal(bytes.TrimSpace(inner), []byte("}")) {
			out.WriteByte(',')
		}
		out.Write(inner)
		return out.Bytes()
	}
	s.from, s.chat = u.from, newChat(u.chat, u.from)
	body, err := json.Marshal(u.build(s))
	if err != nil {
		panic("faketelegram: " + err.Error())
	}
	out.WriteString(`,"` + u.kind + `":`)
	out.Write(body)
	out.WriteByte('}')
	return out.Bytes()
}
