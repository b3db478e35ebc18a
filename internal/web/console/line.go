package console

import (
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/web"
)

// lineView is one line of the conversation as staff read it.
type lineView struct {
	Side    string // class of the bubble: "warga", "bot", "petugas"
	Who     string
	What    string // what kind of answer it is; empty: plain words
	Text    string
	Buttons []string
	At      string
	State   string // of ours: how far it got
	Alarm   bool   // it may not have reached the citizen
	// Defanged: links or names of programs in it were made harmless.
	Defanged bool
	Hidden   string // what was masked in it; empty: nothing
}

func newLineView(line loket.Line, now time.Time, zone *time.Location) lineView {
	view := lineView{Text: line.Text, At: web.When(line.At, now, zone)}
	if line.FromCitizen {
		view.Side, view.Who, view.What = "warga", "Warga", mediaName(line.MessageKind)
		view.Text = privacy.Defang(line.Text)
		view.Defanged = view.Text != line.Text
		view.Hidden = strings.Join(line.Hidden, ", ")
		return view
	}
	view.Side, view.Who, view.What = "bot", "Bot", answerName(line)
	if line.Answer == loket.AnswerReply {
		view.Side, view.Who, view.What = "petugas", line.Author, ""
		if line.Author == "" {
			view.Who = "Petugas"
		}
	}
	for _, row := range line.Buttons {
		for _, button := range row {
			view.Buttons = append(view.Buttons, button.Label)
		}
	}
	view.State, view.Alarm = sendState(line)
	return view
}

// sendState says how far a line of ours got, and whether that is a worry.
func sendState(line loket.Line) (text string, alarm bool) {
	switch line.State {
	case loket.SendOwed:
		return "menunggu dikirim", false
	case loket.SendSending:
		return "sedang dikirim", false
	case loket.SendDelivered:
		if line.Seen {
			return "terkirim, sudah tampil di layar warga", false
		}
		return "terkirim", false
	case loket.SendUncertain:
		return "mungkin sudah terkirim", true
	case loket.SendDead:
		return "tidak terkirim", true
	}
	return string(line.State), false
}

func answerName(line loket.Line) string {
	switch line.Answer {
	case loket.AnswerQuote:
		if line.Entry != "" {
			return "kutipan " + line.Entry
		}
		return "kutipan"
	case loket.AnswerAsk:
		return "pertanyaan balik"
	case loket.AnswerReceipt:
		return "tanda terima"
	case loket.AnswerNotice:
		return "pemberitahuan"
	case loket.AnswerReply:
	}
	return ""
}

// mediaName names what is not plain words.
func mediaName(kind loket.MessageKind) string {
	switch kind {
	case loket.MessagePhoto:
		return "foto"
	case loket.MessageDocument:
		return "dokumen"
	case loket.MessageVoice:
		return "pesan suara"
	case loket.MessageVideo:
		return "video"
	case loket.MessageSticker:
		return "stiker"
	case loket.MessageLocation:
		return "lokasi"
	case loket.MessageContact:
		return "kontak"
	case loket.MessageButton:
		return "tombol"
	case loket.MessageCommand:
		return "perintah"
	case loket.MessageUnknown:
		return "kiriman yang tidak dikenal"
	case loket.MessageUnread:
		return "kiriman yang tidak dapat dibaca: minta warga menulisnya lagi"
	case loket.MessageText:
	}
	return ""
}
