package bot

import (
	"errors"
	"strings"

	"loket/internal/loket"
)

// linkCommand links the messenger account a code came from to the member of staff
// it was made for. Only their own chat with the bot proves whose account it is.
func (t *turn) linkCommand(m loket.Message, typed string) {
	said := sayCodeUnknown
	if t.link != nil && t.situation.ChannelKind == loket.Telegram {
		err := t.link(strings.ToUpper(strings.TrimSpace(typed)))
		refusal, shown := errors.AsType[*loket.Error](err)
		switch {
		case err == nil:
			said = sayLinked
		case errors.Is(err, loket.ErrNotFound):
		case shown && refusal.Code == loket.CodeConflict:
			said = refusal.Message
		default:
			t.problem = err
			return
		}
	}
	t.apart(func() { t.notice(m, loket.OutcomeNoticed, said) })
}

const (
	sayLinked = "Akun Telegram ini sekarang terhubung dengan akun petugas Anda. " +
		"Di grup petugas Anda dapat mengambil dan membalas tiket."
	sayCodeUnknown = "Kode itu tidak berlaku: salah, sudah dipakai, atau lewat waktunya. Minta kode baru kepada admin, " +
		"lalu kirim: /hubungkan KODE"
)
