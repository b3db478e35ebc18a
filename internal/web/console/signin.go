package console

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"strings"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var (
	signInPage = template.Must(web.Page(files, "masuk.html", "bawaan.html"))
	resumePage = template.Must(web.Page(files, "lanjut.html"))
)

// signInView is the sign-in page, and the page after it when a draft waits.
type signInView struct {
	web.Frame
	trip
	Login    string
	Problem  words.Text
	Unsafe   bool   // nobody signs in over this address: others read along
	Single   bool   // there is no second step here
	ResumeAt string // where the draft is taken on
}

var errWrongPassword = loket.Errorf(loket.CodeUnauthorized, "Nama akun atau kata sandi salah.")

var errDisabled = loket.Errorf(loket.CodeForbidden, "Akun Anda dinonaktifkan. Hubungi admin kantor Anda.")

// form answers GET /masuk.
func (g *Gate) form(w http.ResponseWriter, r *http.Request) error {
	if staff := web.StaffOf(r.Context()); staff.ID != "" {
		http.Redirect(w, r, home(staff), http.StatusSeeOther)
		return nil
	}
	return g.show(w, r, http.StatusOK, signInView{trip: tripOf(r)})
}

// Ask implements web.Gate: a page is asked for again after signing in; of a
// form the draft is kept, and carried through the sign-in.
func (g *Gate) Ask(w http.ResponseWriter, r *http.Request) error {
	if r.Method == http.MethodPost {
		return g.show(w, r, http.StatusUnauthorized, signInView{
			Problem: web.Explain(errSignedOut), trip: trip{Draft: r.PostFormValue("teks"), Back: pageOf(r.URL.Path)},
		})
	}
	query := r.URL.Query()
	query.Del(autoParam)
	back := url.URL{Path: r.URL.Path, RawQuery: query.Encode()}
	http.Redirect(w, r, "/masuk?kembali="+url.QueryEscape(back.RequestURI()), http.StatusSeeOther)
	return nil
}

// signIn answers POST /masuk.
func (g *Gate) signIn(w http.ResponseWriter, r *http.Request) error {
	view := signInView{Login: strings.ToLower(strings.TrimSpace(r.PostFormValue("akun"))), trip: tripOf(r)}
	staff, err := g.check(w, r, view.Login, r.PostFormValue("sandi"))
	err = errors.Join(err, g.noteRefused(r, staff, err))
	if _, shown := errors.AsType[*loket.Error](err); shown {
		view.Problem = web.Explain(err)
		return g.show(w, r, web.Status(err), view)
	}
	if err != nil {
		return err
	}
	if g.Factors != nil {
		if err := g.begin(w, r, staff, keyHalf); err != nil {
			return err
		}
		return g.toSecond(w, r, staff, view.trip)
	}
	if err := g.enter(w, r, staff); err != nil {
		return err
	}
	return g.goOn(w, r, staff, view.trip)
}

// check returns the account that login and password open; with a refusal the account
// that there is. An unknown account costs the same time as a wrong password; tries
// beyond the throttle's cost none.
func (g *Gate) check(w http.ResponseWriter, r *http.Request, login, password string) (loket.Staff, error) {
	ip := g.ClientIP(r)
	if wait := g.tries.take(login, ip, g.Now()); wait > 0 {
		return loket.Staff{}, slowDown(w, "Terlalu banyak percobaan masuk.", wait)
	}
	staff, err := g.Accounts.StaffByLogin(r.Context(), login)
	unknown := errors.Is(err, loket.ErrNotFound)
	if err != nil && !unknown {
		return loket.Staff{}, fmt.Errorf("find account: %w", err)
	}
	right, err := g.passwords.verify(r.Context(), password, staff.PasswordHash)
	switch {
	case err != nil:
		return loket.Staff{}, err
	case unknown || !right:
		return staff, errWrongPassword
	case !staff.Active():
		return staff, errDisabled
	}
	g.tries.succeeded(login, ip)
	return staff, nil
}

// goOn leads a person who just signed in to where they were going.
func (g *Gate) goOn(w http.ResponseWriter, r *http.Request, staff loket.Staff, way trip) error {
	if at := way.resumeAt(); at != "" {
		view := signInView{Frame: web.NewFrame(r, "Naskah Anda masih ada"), trip: way, ResumeAt: at}
		return web.Render(w, http.StatusOK, resumePage, view)
	}
	to := way.Back
	if to == "" {
		to = home(staff)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// signOut answers POST /keluar.
func (g *Gate) signOut(w http.ResponseWriter, r *http.Request) error {
	if staff := web.StaffOf(r.Context()); staff.ID != "" {
		if err := g.note(r, staff, "staff.signout", ""); err != nil {
			return err
		}
	}
	if err := g.end(w, r); err != nil {
		return err
	}
	http.Redirect(w, r, "/masuk", http.StatusSeeOther)
	return nil
}

func (g *Gate) show(w http.ResponseWriter, r *http.Request, status int, view signInView) error {
	view.Frame = web.NewFrame(r, "Masuk")
	view.Unsafe, view.Single = !web.Private(r), g.Factors == nil
	return web.Render(w, status, signInPage, view)
}

// home is the first page of a role.
func home(staff loket.Staff) string {
	switch {
	case staff.MayServe():
		return "/loket"
	case staff.MayReport():
		return "/laporan"
	}
	return "/"
}

// pageOf returns the page whose form was sent to address; empty: not known.
func pageOf(address string) string {
	if page, action := path.Split(address); strings.HasPrefix(address, "/loket/tiket/") && action != "" {
		return strings.TrimSuffix(page, "/")
	}
	return ""
}
