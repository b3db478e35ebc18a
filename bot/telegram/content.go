package telegram

import (
	"regexp"
	"strings"

	"github.com/go-telegram/bot/models"

	"loket/internal/loket"
)

// commandForm is a command, the bot it is for, and what follows. Telegram's
// own marks of commands are not used: their offsets count UTF-16.
var commandForm = regexp.MustCompile(`^/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?:\s+([\s\S]*))?$`)

// content tells a message's kind and its words. It is not ok when there is
// nothing to answer: a service message, a command for another bot.
func (c converter) content(m *models.Message) (kind loket.MessageKind, text string, ok bool) {
	if m.Text == "" {
		kind = mediaKind(m)
		return kind, clean(m.Caption), kind != ""
	}
	text = clean(m.Text)
	parts := commandForm.FindStringSubmatch(text)
	if parts == nil {
		return loket.MessageText, text, true
	}
	name, forBot, rest := parts[1], parts[2], strings.TrimSpace(parts[3])
	if forBot != "" && c.botName != "" && !strings.EqualFold(forBot, c.botName) {
		return "", "", false
	}
	return loket.MessageCommand, strings.TrimSpace("/" + name + " " + rest), true
}

// mediaKind names what a message without text brings; empty: a service
// message. Telegram gives an animation as a document too, and a venue as a
// location.
func mediaKind(m *models.Message) loket.MessageKind {
	switch {
	case len(m.Photo) > 0:
		return loket.MessagePhoto
	case m.Animation != nil || m.Video != nil || m.VideoNote != nil:
		return loket.MessageVideo
	case m.Document != nil:
		return loket.MessageDocument
	case m.Voice != nil || m.Audio != nil:
		return loket.MessageVoice
	case m.Sticker != nil:
		return loket.MessageSticker
	case m.Location != nil || m.Venue != nil:
		return loket.MessageLocation
	case m.Contact != nil:
		return loket.MessageContact
	case isService(m):
		return ""
	}
	return loket.MessageUnknown
}

// isService tells whether Telegram itself says something in the chat: nobody
// wrote, nobody waits for an answer.
func isService(m *models.Message) bool {
	return isChatService(m) || isGroupService(m)
}

// isChatService covers what also happens between a person and a bot.
func isChatService(m *models.Message) bool {
	return m.PinnedMessage != nil || m.MessageAutoDeleteTimerChanged != nil || m.ConnectedWebsite != "" ||
		m.WriteAccessAllowed != nil || m.ChatBackgroundSet != nil || m.ProximityAlertTriggered != nil ||
		m.BoostAdded != nil || m.PaidMessagePriceChanged != nil || m.DirectMessagePriceChanged != nil ||
		m.GiveawayCreated != nil || m.GiveawayCompleted != nil || m.RefundedPayment != nil
}

func isGroupService(m *models.Message) bool {
	return len(m.NewChatMembers) > 0 || m.LeftChatMember != nil || m.NewChatTitle != "" || len(m.NewChatPhoto) > 0 ||
		m.DeleteChatPhoto || m.GroupChatCreated || m.SupergroupChatCreated || m.ChannelChatCreated ||
		m.MigrateToChatID != 0 || m.MigrateFromChatID != 0 || m.ForumTopicCreated != nil || m.ForumTopicEdited != nil ||
		m.ForumTopicClosed != nil || m.ForumTopicReopened != nil || m.VoiceChatStarted != nil || m.VoiceChatEnded != nil
}
