package telegram

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/go-telegram/bot/models"

	"loket/internal/loket"
)

// Why an update is kept aside, as staff read it.
const (
	reasonUnreadable = "Bentuk pembaruan dari Telegram ini tidak dapat dibaca."
	reasonUnknown    = "Jenis pesan ini belum dikenal."
	reasonRefused    = "Pesan ini tidak dapat disimpan."
)

// item is one update on its way in.
type item struct {
	raw json.RawMessage
	verdict
	reason string      // why it is kept aside; empty: it is not
	heard  loket.Heard // of what staff said in their group
}

// read turns an update as it came into an item. It never fails and never
// panics: what cannot be read is kept aside, and when at least a message's
// words can be made out, they are taken in all the same.
func (c converter) read(raw json.RawMessage) item {
	it := item{raw: raw}
	v, err := c.try(raw, decode)
	if err != nil {
		it.reason = reasonUnreadable
		v, err = c.try(raw, decodeWords)
	}
	if err != nil {
		return it
	}
	it.verdict = v
	if v.keepRaw && it.reason == "" {
		it.reason = reasonUnknown
	}
	return it
}

// try converts under a recover: the library's decoders and our converter see
// what anybody on Telegram can make up.
func (c converter) try(raw json.RawMessage, decode func(json.RawMessage) (*models.Update, error)) (v verdict, err error) {
	defer func() {
		if caught := recover(); caught != nil {
			err = errors.New("convert update: panic")
		}
	}()
	u, err := decode(raw)
	if err != nil {
		return verdict{}, fmt.Errorf("decode update: %w", err)
	}
	return c.convert(u), nil
}

func decode(raw json.RawMessage) (*models.Update, error) {
	var u *models.Update
	if err := json.Unmarshal(raw, &u); err != nil {
		return nil, err
	}
	if u == nil {
		return nil, errors.New("no update")
	}
	return u, plausible(u)
}

// plausible refuses messages without a number, or from a place that is none:
// neither may be mistaken for another message, or for a group to leave.
func plausible(u *models.Update) error {
	for _, m := range []*models.Message{u.Message, u.EditedMessage} {
		if m != nil && (m.ID <= 0 || !knownPlace(m.Chat)) {
			return errors.New("message without id or chat")
		}
	}
	if u.CallbackQuery != nil {
		if m := u.CallbackQuery.Message.Message; m != nil && !knownPlace(m.Chat) {
			return errors.New("button without chat")
		}
	}
	if u.MyChatMember != nil && !knownPlace(u.MyChatMember.Chat) {
		return errors.New("membership without chat")
	}
	return nil
}

func knownPlace(c models.Chat) bool {
	switch c.Type {
	case models.ChatTypePrivate, models.ChatTypeGroup, models.ChatTypeSupergroup, models.ChatTypeChannel:
		return c.ID != 0
	}
	return false
}

// decodeWords reads only a new message's place, person and words, so that a
// part of it the library does not know yet leaves nobody without an answer.
func decodeWords(raw json.RawMessage) (*models.Update, error) {
	var u struct {
		Message *struct {
			ID   int          `json:"message_id"`
			From *models.User `json:"from"`
			Chat models.Chat  `json:"chat"`
			Date int          `json:"date"`
			Text string       `json:"text"`
		} `json:"message"`
	}
	if err := json.Unmarshal(raw, &u); err != nil {
		return nil, err
	}
	if u.Message == nil || u.Message.ID <= 0 || u.Message.Chat.ID == 0 || u.Message.Chat.Type != models.ChatTypePrivate {
		return nil, errors.New("no message of a person")
	}
	m := u.Message
	return &models.Update{Message: &models.Message{ID: m.ID, From: m.From, Chat: m.Chat, Date: m.Date, Text: m.Text}}, nil
}

// updateID is an update's number; false when it has none.
func updateID(raw json.RawMessage) (int64, bool) {
	var u struct {
		ID *int64 `json:"update_id"`
	}
	if json.Unmarshal(raw, &u) != nil || u.ID == nil {
		return 0, false
	}
	return *u.ID, true
}
