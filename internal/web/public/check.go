package public

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var checkPage = template.Must(web.Page(files, "cek.html"))

// What is typed that cannot be a number or a PIN. The check character is no secret:
// a slip is told, and no try is spent on it.
var (
	errNumber = loket.Errorf(loket.CodeInvalid, "Nomor tiket salah ketik. Salin persis dari tanda terima, misalnya KPG-7F3Q9K-X.")
	errPIN    = loket.Errorf(loket.CodeInvalid, "PIN terdiri atas 6 angka. Salin persis dari tanda terima.")
)

// checkView is the form that asks for number and PIN, and beside it the one that asks
// for a message's code.
type checkView struct {
	web.Frame
	Action  string
	Chat    string     // where new questions go
	Number  string     // as typed
	Problem words.Text // why it did not open; empty: nothing was tried
	Written writtenView
}

// ask answers GET /cek/{agency}, with the number in ?nomor or the code in ?kode when a
// link brings it.
func (p *Public) ask(w http.ResponseWriter, r *http.Request) error {
	agency, err := p.office(r)
	if err != nil {
		return err
	}
	asked := r.URL.Query()
	return p.form(w, r, agency, http.StatusOK, checkView{Number: asked.Get("nomor"), Written: writtenView{Code: asked.Get("kode")}})
}

func (p *Public) form(w http.ResponseWriter, r *http.Request, agency loket.Agency, status int, view checkView) error {
	view.Frame = frame(r, agency, "Cek tiket dan pesan")
	view.Action, view.Chat = "/cek/"+string(agency.ID), "/chat/"+string(agency.ID)
	view.Written.Action = view.Action + "/pesan"
	return web.Render(w, status, checkPage, view)
}

// opened is a ticket that was opened, with what opened it.
type opened struct {
	loket.Ticket
	by  string // the number: another than the ticket's where it was merged
	pin loket.PIN
}

// open opens the ticket a form names.
func (p *Public) open(r *http.Request, agency loket.Agency) (opened, error) {
	number, ok := loket.ParseTicketNumber(r.PostFormValue("nomor"))
	if !ok {
		return opened{}, errNumber
	}
	pin, ok := loket.ParsePIN(r.PostFormValue("pin"))
	if !ok {
		return opened{}, errPIN
	}
	t, err := p.Ledger.OpenByPIN(r.Context(), loket.PINTry{
		ID: string(loket.NewID[loket.MessageID]()), Agency: agency.ID, Number: number, Hash: p.Ledger.HashPIN(number, pin), Asker: p.Asker(r),
	})
	if err != nil {
		return opened{}, fmt.Errorf("open a ticket: %w", err)
	}
	return opened{t, number, pin}, nil
}

// enter opens the ticket a form names and hands it to next. What does not open is
// told beside the form; what went wrong on our side is a failure of the page.
func (p *Public) enter(w http.ResponseWriter, r *http.Request, next func(loket.Agency, opened) error) error {
	agency, err := p.office(r)
	if err != nil {
		return err
	}
	t, err := p.open(r, agency)
	if shown := (*loket.Error)(nil); errors.As(err, &shown) {
		return p.form(w, r, agency, web.Status(err), checkView{Number: strings.TrimSpace(r.PostFormValue("nomor")), Problem: web.Explain(err)})
	}
	if err != nil {
		return err
	}
	return next(agency, t)
}
