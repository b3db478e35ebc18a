package console

import (
	"fmt"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/web"
	"loket/internal/words"
)

// lineView is one line of the conversation as staff read it.
type lineView struct {
	Number  int    // from 1
	Side    string // class of the bubble: "warga", "bot", "petugas"
	Who     words.Text
	What    words.Text // what kind of answer it is; empty: plain words
	Text    string
	Buttons []string
	At      words.Text
	State   words.Text   // of ours: how far it got
	Alarm   bool         // it may not have reached the citizen
	Problem words.Text   // why it did not, or may not have; empty: nothing
	Again   loket.SendID // what can be sent once more; empty: nothing
	Attempt *attemptView // what the bot made of it; nil: nothing is told
	// Defanged: links or names of programs in it were made harmless.
	Defanged bool
	Hidden   string // what was masked in it; empty: nothing
	File     string // of ours: the file it brings; empty: none
	Fetch    string // of a citizen's: where what it brought is asked for; empty: nothing
}

func newLineView(line loket.Line, now time.Time, zone *time.Location) lineView {
	view := lineView{Text: line.Text, At: web.When(line.At, now, zone)}
	if line.FromCitizen {
		view.Side, view.Who, view.What = "warga", "Warga", mediaName(line.MessageKind)
		if line.HasFile {
			view.What = words.Say("%s (tidak diunduh)", view.What)
		}
		view.Text = privacy.Defang(line.Text)
		view.Defanged = view.Text != line.Text
		view.Hidden = strings.Join(line.Hidden, ", ")
		return view
	}
	view.Side, view.Who, view.What = "bot", "Bot", answerName(line)
	if line.Answer == loket.AnswerReply {
		view.Side, view.Who, view.What = "petugas", words.Name(line.Author), ""
		if line.Author == "" {
			view.Who = "Petugas"
		}
		if line.Entry != "" {
			view.What = words.Say("jawaban katalog %s, apa adanya", line.Entry)
		}
	}
	for _, row := range line.Buttons {
		for _, button := range row {
			view.Buttons = append(view.Buttons, button.Label)
		}
	}
	if f := line.File; f != nil {
		view.File = fmt.Sprintf("%s (%s)", f.Name, web.Bytes(f.Size))
	}
	view.State, view.Alarm = sendState(line)
	view.Problem = problemText(line)
	if line.State == loket.SendUncertain {
		view.Again = line.Send
	}
	return view
}

// sendState says how far a line of ours got, and whether that is a worry.
func sendState(line loket.Line) (text words.Text, alarm bool) {
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
		return "gagal terkirim", true
	}
	return words.Text(line.State), false
}

// problemText says why a line of ours did not arrive, or may not have.
func problemText(line loket.Line) words.Text {
	had := func(cause string) bool { return strings.Contains(strings.ToLower(line.Problem), cause) }
	switch {
	case line.State == loket.SendUncertain && had("interrupted"):
		return "Server berhenti saat mengirimnya."
	case line.State == loket.SendUncertain:
		return "Saluran tidak menjawab, jadi tidak ada yang tahu apakah ini sampai."
	case line.State != loket.SendDead:
		return ""
	case had("expired"):
		return "Lewat 24 jam sebelum dapat dikirim. Tulis balasan baru bila masih perlu."
	case had("the file is gone"):
		return "Berkasnya sudah dihapus setelah 30 hari. Lampirkan lagi dalam balasan baru."
	case had("blocked"), had("deactivated"), had("forbidden"), had("chat not found"):
		return "Warga memblokir bot atau menghapus akunnya. Balasan lewat saluran ini tidak akan sampai."
	}
	return "Saluran menolaknya. Tulis balasan baru, dan sampaikan kepada admin bila terulang."
}

func answerName(line loket.Line) words.Text {
	switch line.Answer {
	case loket.AnswerQuote:
		if line.Entry != "" {
			return words.Say("kutipan %s", line.Entry)
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
func mediaName(kind loket.MessageKind) words.Text {
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
