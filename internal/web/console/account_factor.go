package console

import (
	"errors"
	"net/http"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var errSingle = loket.Errorf(loket.CodeInvalid, "Verifikasi dua langkah dimatikan di sini (console.second_factor dalam loket.yaml).")

// proven returns who is signed in, once they have given password and code again.
func (a *Account) proven(w http.ResponseWriter, r *http.Request, field string) (loket.Staff, error) {
	if a.Gate.Factors == nil {
		return loket.Staff{}, errSingle
	}
	staff, err := a.owner(w, r)
	if err != nil {
		return staff, err
	}
	err = a.Gate.prove(w, r, staff, r.PostFormValue(field))
	if shown, ok := errors.AsType[*loket.Error](err); ok && shown.Code == loket.CodeUnauthorized { // the session stands
		again := *shown
		again.Code = loket.CodeInvalid
		err = &again
	}
	return staff, err
}

// recovery answers POST /akun/pemulihan.
func (a *Account) recovery(w http.ResponseWriter, r *http.Request) error {
	staff, err := a.proven(w, r, "kode")
	if err != nil {
		return err
	}
	codes := newRecovery()
	if err := a.Keys.SetRecovery(r.Context(), staff, codes); err != nil {
		return err
	}
	return a.Gate.showCodes(w, r, codesView{Codes: codes, Next: "/akun", Login: staff.Login})
}

// askRenew answers GET /akun/langkah-kedua.
func (a *Account) askRenew(w http.ResponseWriter, r *http.Request) error {
	return a.scan(w, r, http.StatusOK, newSecret(), "")
}

func (a *Account) scan(w http.ResponseWriter, r *http.Request, status int, secret []byte, problem words.Text) error {
	if a.Gate.Factors == nil {
		return errSingle
	}
	view := renewView{Frame: web.NewFrame(r, "Ganti langkah kedua"), Problem: problem}
	var err error
	if view.pictured, err = picture(secret, view.House, web.StaffOf(r.Context()).Login); err != nil {
		return err
	}
	return web.Render(w, status, renewPage, view)
}

// renew answers POST /akun/langkah-kedua: the password and a code of the old device,
// or a recovery code, let a new one take its place.
func (a *Account) renew(w http.ResponseWriter, r *http.Request) error {
	secret, err := readSecret(r.PostFormValue("kunci"))
	if err != nil {
		return err
	}
	codes, err := a.replace(w, r)
	if _, shown := errors.AsType[*loket.Error](err); shown {
		return a.scan(w, r, web.Status(err), secret, web.Explain(err))
	}
	if err != nil {
		return err
	}
	staff, err := a.Gate.renew(w, r, web.StaffOf(r.Context()))
	if err != nil {
		return err
	}
	return a.Gate.showCodes(w, r, codesView{Codes: codes, Next: "/akun", Login: staff.Login})
}

// replace looks at the new code first: a slip there must not use up an old one.
func (a *Account) replace(w http.ResponseWriter, r *http.Request) (codes []string, err error) {
	secret, err := readSecret(r.PostFormValue("kunci"))
	if err != nil {
		return nil, err
	}
	code, _ := typed(r.PostFormValue("kode"))
	if _, right := stepOf(secret, code, a.Gate.Now()); !right {
		return nil, errNotScanned
	}
	staff, err := a.proven(w, r, "lama")
	if err != nil {
		return nil, err
	}
	return a.Gate.setFactor(r, staff, true)
}
