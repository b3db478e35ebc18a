package faketelegram

// The shapes of the Bot API, as far as updates and results need them. They are
// written from its documentation, not from a library.

type user struct {
	ID        int64  `json:"id"`
	IsBot     bool   `json:"is_bot"`
	FirstName string `json:"first_name"`
	LastName  string `json:"last_name,omitempty"`
	Username  string `json:"username,omitempty"`
}

type chat struct {
	ID        int64  `json:"id"`
	Type      string `json:"type"`
	Title     string `json:"title,omitempty"`
	FirstName string `json:"first_name,omitempty"`
	LastName  string `json:"last_name,omitempty"`
	IsForum   bool   `json:"is_forum,omitempty"`
}

// newChat tells a chat's type from its id, as Telegram's ids allow: people
// are positive, supergroups begin with -100, other groups are negative.
func newChat(id int64, with user) chat {
	switch {
	case id > 0:
		return chat{ID: id, Type: "private", FirstName: with.FirstName, LastName: with.LastName}
	case id <= -1_000_000_000_000:
		return chat{ID: id, Type: "supergroup", Title: "Grup"}
	}
	return chat{ID: id, Type: "group", Title: "Grup"}
}

type entity struct {
	Type   string `json:"type"`
	Offset int    `json:"offset"` // UTF-16 units
	Length int    `json:"length"` // UTF-16 units
}

type message struct {
	ID       int64     `json:"message_id"`
	From     *user     `json:"from,omitempty"`
	Chat     chat      `json:"chat"`
	Date     int64     `json:"date"` // Unix seconds
	EditDate int64     `json:"edit_date,omitempty"`
	Thread   int64     `json:"message_thread_id,omitempty"`
	InTopic  bool      `json:"is_topic_message,omitempty"`
	ReplyTo  *message  `json:"reply_to_message,omitempty"`
	Text     string    `json:"text,omitempty"`
	Entities []entity  `json:"entities,omitempty"`
	Caption  string    `json:"caption,omitempty"`
	Photo    []file    `json:"photo,omitempty"`
	Document *file     `json:"document,omitempty"`
	Video    *file     `json:"video,omitempty"`
	Voice    *file     `json:"voice,omitempty"`
	Sticker  *file     `json:"sticker,omitempty"`
	Location *location `json:"location,omitempty"`
	Contact  *contact  `json:"contact,omitempty"`

	ReplyMarkup *keyboard `json:"reply_markup,omitempty"`
}

// file is the union of what photos, documents, videos, voices and stickers
// carry.
type file struct {
	ID       string `json:"file_id"`
	UniqueID string `json:"file_unique_id"`
	Width    int    `json:"width,omitempty"`
	Height   int    `json:"height,omitempty"`
	Duration int    `json:"duration,omitempty"` // seconds
	Name     string `json:"file_name,omitempty"`
	Mime     string `json:"mime_type,omitempty"`
	Type     string `json:"type,omitempty"`
	Emoji    string `json:"emoji,omitempty"`
	Size     int    `json:"file_size,omitempty"` // bytes
}

func newFile(kind string, width int) file {
	return file{ID: "fake-" + kind, UniqueID: "u-" + kind, Width: width, Height: width, Size: 4096}
}

type location struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

type contact struct {
	Phone     string `json:"phone_number"`
	FirstName string `json:"first_name"`
}

type callbackQuery struct {
	ID       string   `json:"id"`
	From     user     `json:"from"`
	Message  *message `json:"message"`
	Instance string   `json:"chat_instance"`
	Data     string   `json:"data"`
}

type member struct {
	Status       string `json:"status"`
	User         user   `json:"user"`
	ManageTopics bool   `json:"can_manage_topics,omitempty"`
}

type memberChange struct {
	Chat chat   `json:"chat"`
	From user   `json:"from"`
	Date int64  `json:"date"`
	Old  member `json:"old_chat_member"`
	New  member `json:"new_chat_member"`
}
