package public

import (
	"crypto/rand"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var talkPage = template.Must(web.Page(files, "tiket.html"))

// talkView is a ticket with what was said about it.
type talkView struct {
	web.Frame
	Action, Chat string
	Number       string
	By, PIN      string // of the hidden fields that open the ticket again
	Status       string // as the bot tells it
	Elsewhere    string // the other channel that answers come on; empty: this house's chat
	Lines        []lineView
	Draft        string // what was not taken
	Once         string // names the next message: sent twice, it is taken once
	Problem      words.Text
	Notice       words.Text
}

// lineView is one line as the citizen reads it: neither names nor how it is worked on.
type lineView struct {
	Side, Text string
	Who, At    words.Text
}

// show answers POST /cek/{agency}.
func (p *Public) show(w http.ResponseWriter, r *http.Request) error {
	return p.enter(w, r, func(agency loket.Agency, t opened) error {
		return p.render(w, r, agency, t, http.StatusOK, talkView{})
	})
}

// render shows a ticket; said has what is told beside it.
func (p *Public) render(w http.ResponseWriter, r *http.Request, agency loket.Agency, t opened, status int, said talkView) error {
	talk, err := p.Ledger.Talk(r.Context(), t.Ticket)
	if err != nil {
		return fmt.Errorf("read a ticket's talk: %w", err)
	}
	stands, err := p.Status(r.Context(), t.Ticket)
	if err != nil {
		return fmt.Errorf("tell a ticket's status: %w", err)
	}
	said.Frame, said.Action, said.Chat = frame(r, agency, "Cek tiket"), "/cek/"+string(agency.ID), "/chat/"+string(agency.ID)
	said.Number, said.By, said.PIN, said.Status, said.Once = t.Number, t.by, t.pin.Digits(), stands, rand.Text()
	if talk.Kind == loket.Telegram {
		said.Elsewhere = "Telegram"
	}
	for _, line := range talk.Lines {
		said.Lines = append(said.Lines, newLineView(line, p.Now(), p.Zone(agency.ID)))
	}
	return web.Render(w, status, talkPage, said)
}

func newLineView(line loket.Line, now time.Time, zone *time.Location) lineView {
	view := lineView{Side: "bot", Who: "Asisten otomatis", Text: line.Text, At: web.When(line.At, now, zone)}
	switch {
	case line.FromCitizen:
		view.Side, view.Who = "warga", "Anda"
		if view.Text == "" {
			view.Text = "(tanpa tulisan)"
		}
	case line.Answer == loket.AnswerReply:
		view.Side, view.Who = "petugas", "Petugas"
	}
	if line.File != nil {
		view.Text = strings.TrimSpace(view.Text + "\nBerkas: " + line.File.Name + " (diunduh di obrolan tempat tiket ini berjalan)")
	}
	return view
}

// mostText bounds what is written at once, in characters, as on the chat.
const mostText = 10_000

// What is written and not taken.
var (
	errEmpty = loket.Errorf(loket.CodeInvalid, "Pesan masih kosong. Tulis pesan Anda, lalu kirim.")
	errLong  = loket.Errorf(loket.CodeTooLarge, "Pesan melebihi 10.000 huruf. Bagi menjadi beberapa pesan, lalu kirim lagi.")
	errOnce  = loket.Errorf(loket.CodeInvalid, "Formulir ini tidak lengkap. Buka lagi tiketnya dengan nomor dan PIN.")
)

// write answers POST /cek/{agency}/tulis: the citizen goes on in the conversation
// the ticket is in.
func (p *Public) write(w http.ResponseWriter, r *http.Request) error {
	return p.enter(w, r, func(agency loket.Agency, t opened) error {
		text, once := strings.TrimSpace(strings.ReplaceAll(r.PostFormValue("pesan"), "\r\n", "\n")), r.PostFormValue("sekali")
		if err := checkText(text, once); err != nil {
			return p.render(w, r, agency, t, web.Status(err), talkView{Problem: web.Explain(err), Draft: text})
		}
		talk, err := p.Ledger.Talk(r.Context(), t.Ticket)
		if err != nil {
			return fmt.Errorf("read where a ticket is: %w", err)
		}
		_, err = p.Receive(r.Context(), []loket.Inbound{{
			Channel: t.Channel, OriginKey: "c:" + string(t.ID) + ":" + once, Person: talk.Person, Address: talk.Address,
			Kind: loket.MessageText, Text: text, SentAt: p.Now(),
		}})
		if err != nil {
			return fmt.Errorf("take a message: %w", err)
		}
		return p.render(w, r, agency, t, http.StatusOK, talkView{Notice: "Pesan Anda sudah kami terima."})
	})
}

// onceLength is that of rand.Text.
const onceLength = 26

func checkText(text, once string) *loket.Error {
	switch {
	case len(once) != onceLength || strings.Trim(once, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") != "":
		return errOnce
	case text == "":
		return errEmpty
	case utf8.RuneCountInString(text) > mostText:
		return errLong
	}
	return nil
}
