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

// checkView is the form that asks for number and PIN.
type checkView struct {
	web.Frame
	Action  string
	Chat    string     // where new questions go
	Number  string     // as typed
	Problem words.Text // why it did not open; empty: nothing was tried
}

// ask answers GET /cek/{agency}, with the number in ?nomor when a link brings it.
func (p *Public) ask(w http.ResponseWriter, r *http.Request) error {
	agency, err := p.office(r)
	if err != nil {
		return err
	}
	return p.form(w, r, agency, http.StatusOK, r.URL.Query().Get("nomor"), "")
}

func (p *Public) form(w http.ResponseWriter, r *http.Request, agency loket.Agency, status int, number string, problem words.Text) error {
	view := checkView{
		Frame: frame(r, agency, "Cek tiket"), Action: "/cek/" + string(agency.ID), Chat: "/chat/" + string(agency.ID),
		Number: number, Problem: problem,
	}
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
		return p.form(w, r, agency, web.Status(err), strings.TrimSpace(r.PostFormValue("nomor")), web.Explain(err))
	}
	if err != nil {
		return err
	}
	return next(agency, t)
}
