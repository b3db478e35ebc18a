package faketelegram

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// sendParams are the parameters of sendMessage that the server understands.
// There is no parse_mode: text with formatting comes as entities.
func sendParams() []string {
	return []string{
		"business_connection_id", "chat_id", "message_thread_id", "direct_messages_topic_id", "text", "entities",
		"link_preview_options", "disable_notification", "protect_content", "allow_paid_broadcast", "message_effect_id",
		"suggested_post_parameters", "reply_parameters", "reply_markup",
	}
}

func (s *Server) sendMessage(_ context.Context, p params) (any, error) {
	m, err := s.compose(p)
	if err != nil {
		return nil, err
	}
	return s.place(p, m)
}

// place puts what was composed where the call wants it.
func (s *Server) place(p params, m Sent) (_ any, err error) {
	if m.Thread, err = p.integer("message_thread_id", 0, 1, 1<<53); err != nil {
		return nil, err
	}
	if err := s.forums.enter(m.Chat, m.Thread); err != nil {
		return nil, err
	}
	if err := s.outbox.checkReply(p["reply_parameters"], m); err != nil {
		return nil, err
	}
	m.MessageID = s.updates.nextMessage()
	s.outbox.add(m)
	if s.opts.OnSend != nil {
		s.opts.OnSend(m)
	}
	return s.shown(m), nil
}

// checkReply refuses a reply to a message of the bot that is not there, or that
// stands in another topic.
func (o *outbox) checkReply(raw string, m Sent) error {
	if raw == "" {
		return nil
	}
	var to struct {
		Message    int64 `json:"message_id"`
		AnyWay     bool  `json:"allow_sending_without_reply"`
		Chat       int64 `json:"chat_id"`
		Checklist  int64 `json:"checklist_task_id"`
		QuoteStart int   `json:"quote_position"`
	}
	if decodeStrictly(raw, &to) != nil || to.Message <= 0 {
		return badRequest("can't parse reply parameters JSON object")
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	old, found := o.current[address{m.Chat, to.Message}]
	if !to.AnyWay && (!found || old.Thread != m.Thread) {
		return badRequest("message to be replied not found")
	}
	return nil
}

// compose checks what a message is made of. The message id stays open.
func (s *Server) compose(p params) (Sent, error) {
	m := Sent{Chat: p.chat(), Text: p["text"], At: s.opts.Now()}
	if m.Chat == 0 {
		return m, badRequest("chat not found")
	}
	if err := checkText(m.Text); err != nil {
		return m, err
	}
	if err := checkEntities(p["entities"], m.Text); err != nil {
		return m, err
	}
	if err := checkPreview(p["link_preview_options"]); err != nil {
		return m, err
	}
	var err error
	m.Buttons, err = readButtons(p["reply_markup"])
	return m, err
}

// shown is a message of the bot as a call's result.
func (s *Server) shown(m Sent) *message {
	from := s.me()
	out := &message{ID: m.MessageID, From: &from, Chat: newChat(m.Chat, user{FirstName: "Warga"}), Date: m.At.Unix(), Text: m.Text, Thread: m.Thread, InTopic: m.Thread != 0}
	if f := m.File; f != nil {
		out.Text, out.Caption = "", m.Text
		sent := file{ID: "sent-" + strconv.FormatInt(m.MessageID, 10), UniqueID: "u-sent", Name: f.Name, Size: len(f.Body)}
		if out.Document = &sent; f.Photo {
			out.Document, out.Photo = nil, []file{sent}
		}
	}
	if len(m.Buttons) > 0 {
		out.ReplyMarkup = writeButtons(m.Buttons)
	}
	return out
}

func (s *Server) editMessageText(_ context.Context, p params) (any, error) {
	changed, err := s.compose(p)
	if err != nil {
		return nil, err
	}
	if changed.MessageID, err = p.integer("message_id", 0, 1, 1<<53); err != nil {
		return nil, err
	}
	if err := s.outbox.edit(changed); err != nil {
		return nil, err
	}
	return s.shown(changed), nil
}

func (o *outbox) edit(m Sent) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	key := address{m.Chat, m.MessageID}
	old, found := o.current[key]
	if !found {
		return badRequest("message to edit not found")
	}
	if old.Text == m.Text && slices.EqualFunc(old.Buttons, m.Buttons, slices.Equal) {
		return badRequest("message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
	}
	m.Thread = old.Thread
	o.current[key] = m
	o.edits = append(o.edits, m)
	o.touch()
	return nil
}

func (s *Server) deleteMessage(_ context.Context, p params) (any, error) {
	id, err := p.integer("message_id", 0, 1, 1<<53)
	if err != nil {
		return nil, err
	}
	o := &s.outbox
	o.mu.Lock()
	defer o.mu.Unlock()
	key := address{p.chat(), id}
	if _, found := o.current[key]; !found {
		return nil, badRequest("message to delete not found")
	}
	delete(o.current, key)
	o.touch()
	return true, nil
}

func (s *Server) answerCallbackQuery(_ context.Context, p params) (any, error) {
	id := p["callback_query_id"]
	if utf8.RuneCountInString(p["text"]) > longestToast {
		return nil, badRequest("MESSAGE_TOO_LONG")
	}
	s.updates.mu.Lock()
	known := s.updates.callbacks[id]
	delete(s.updates.callbacks, id)
	s.updates.mu.Unlock()
	if !known {
		return nil, badRequest("query is too old and response timeout expired or query ID is invalid")
	}
	s.outbox.mu.Lock()
	defer s.outbox.mu.Unlock()
	s.outbox.answered = append(s.outbox.answered, id)
	if p["text"] != "" {
		s.outbox.toasts[id] = p["text"]
	}
	s.outbox.touch()
	return true, nil
}

// longestToast bounds what a callback's answer shows, in characters.
const longestToast = 200

func (s *Server) setMessageReaction(_ context.Context, p params) (any, error) {
	id, err := p.integer("message_id", 0, 1, 1<<53)
	if err != nil {
		return nil, err
	}
	var reactions []struct {
		Type  string `json:"type"`
		Emoji string `json:"emoji"`
	}
	if decodeStrictly(p["reaction"], &reactions) != nil || len(reactions) != 1 || reactions[0].Type != "emoji" {
		return nil, badRequest("REACTION_INVALID")
	}
	s.outbox.mu.Lock()
	defer s.outbox.mu.Unlock()
	s.outbox.reactions[address{p.chat(), id}] = reactions[0].Emoji
	s.outbox.touch()
	return true, nil
}

func (s *Server) sendChatAction(_ context.Context, p params) (any, error) {
	if p.chat() == 0 {
		return nil, badRequest("chat not found")
	}
	actions := strings.Fields("typing upload_photo record_video upload_video record_voice upload_voice " +
		"upload_document choose_sticker find_location record_video_note upload_video_note")
	if !slices.Contains(actions, p["action"]) {
		return nil, badRequest("wrong parameter action in request")
	}
	return true, nil
}

func (s *Server) leaveChat(_ context.Context, p params) (any, error) {
	chat := p.chat()
	if chat >= 0 {
		return nil, badRequest("chat not found")
	}
	s.outbox.mu.Lock()
	defer s.outbox.mu.Unlock()
	s.outbox.left = append(s.outbox.left, chat)
	s.outbox.touch()
	return true, nil
}
