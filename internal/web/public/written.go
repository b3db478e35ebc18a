package public

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// errCode answers what is typed that cannot be a check code: no try is spent on it.
var errCode = loket.Errorf(loket.CodeInvalid, "Kode cek terdiri atas 8 huruf dan angka, misalnya 7F3Q-9KXM. Salin persis dari pesannya.")

// writtenView is the form that asks whether the office wrote a message.
type writtenView struct {
	Action  string
	Code    string     // as typed
	Text    string     // that is to be compared, as typed; shown again only with a problem
	Said    string     // what the office tells, in its own words; empty: nothing was asked
	Other   bool       // the text was changed
	Problem words.Text // why nothing is told; empty: it is, or nothing was asked
}

// verify answers POST /cek/{agency}/pesan.
func (p *Public) verify(w http.ResponseWriter, r *http.Request) error {
	agency, err := p.office(r)
	if err != nil {
		return err
	}
	view := writtenView{Code: strings.TrimSpace(r.PostFormValue("kode")), Text: strings.TrimSpace(r.PostFormValue("isi"))}
	written, err := p.written(r, agency, view)
	if shown := (*loket.Error)(nil); errors.As(err, &shown) {
		view.Problem = web.Explain(err)
		return p.form(w, r, agency, web.Status(err), checkView{Written: view})
	}
	if err != nil {
		return fmt.Errorf("look for a message: %w", err)
	}
	view.Said, view.Other, view.Text = p.Written(agency, written), written.Likeness == loket.LikenessOther, ""
	return p.form(w, r, agency, http.StatusOK, checkView{Written: view})
}

// written finds what a form asks for.
func (p *Public) written(r *http.Request, agency loket.Agency, asked writtenView) (w loket.Written, err error) {
	code, ok := loket.ParseCheckCode(asked.Code)
	if !ok {
		return w, errCode
	}
	return p.Ledger.Verify(r.Context(), loket.CodeTry{
		ID: string(loket.NewID[loket.MessageID]()), Agency: agency.ID, Code: code, Text: asked.Text, Asker: p.Asker(r),
	})
}
