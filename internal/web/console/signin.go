package console

import (
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
)

var (
	signInPage = template.Must(web.Page(files, "masuk.html"))
	resumePage = template.Must(web.Page(files, "lanjut.html"))
)

// signInView is the sign-in page, and the page after it when a draft waits.
type signInView struct {
	web.Frame
	Login    string
	Problem  string
	Unsafe   bool   // the browser will not keep a session over this address
	Back     string // where to go on; empty: the first page of the role
	Draft    string // typed before the session ran out
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
	return g.show(w, r, http.StatusOK, signInView{Back: local(r.FormValue("kembali"))})
}

// Ask implements web.Gate: a page is asked for again after signing in; of a
// form the draft is kept, and carried through the sign-in.
func (g *Gate) Ask(w http.ResponseWriter, r *http.Request) error {
	if r.Method == http.MethodPost {
		return g.show(w, r, http.StatusUnauthorized, signInView{
			Problem: errSignedOut.Message, Draft: r.PostFormValue("teks"),
			Back: pageOf(r.URL.Path),
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
	view := signInView{
		Login: strings.ToLower(strings.TrimSpace(r.PostFormValue("akun"))),
		Back:  local(r.PostFormValue("kembali")), Draft: r.PostFormValue("draf"),
	}
	ip := g.ClientIP(r)
	if wait := g.tries.take(view.Login, ip, g.Now()); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
		view.Problem = "Terlalu banyak percobaan masuk. Coba lagi dalam " + report.Duration(wait.Truncate(time.Minute)+time.Minute) + "."
		return g.show(w, r, http.StatusTooManyRequests, view)
	}
	staff, err := g.check(r, view.Login, r.PostFormValue("sandi"))
	err = errors.Join(err, g.noteRefused(r, staff, err))
	if _, shown := errors.AsType[*loket.Error](err); shown {
		view.Problem = web.Explain(err)
		return g.show(w, r, web.Status(err), view)
	}
	if err != nil {
		return err
	}
	g.tries.succeeded(view.Login, ip)
	if err := g.note(r, staff, "staff.signin", ""); err != nil {
		return err
	}
	if err := g.begin(w, r, staff); err != nil {
		return err
	}
	return g.goOn(w, r, staff, view)
}

// check returns the account that login and password open; with a refusal the account
// that there is. An unknown account costs the same time as a wrong password.
func (g *Gate) check(r *http.Request, login, password string) (loket.Staff, error) {
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
	return staff, nil
}

// goOn leads a person who just signed in to where they were going.
func (g *Gate) goOn(w http.ResponseWriter, r *http.Request, staff loket.Staff, view signInView) error {
	if view.Draft != "" && strings.HasPrefix(view.Back, "/loket/tiket/") {
		view.Frame = web.NewFrame(r, "Naskah Anda masih ada")
		view.ResumeAt = view.Back + "/ambil"
		return web.Render(w, http.StatusOK, resumePage, view)
	}
	to := view.Back
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
	view.Unsafe = !web.Loopback(r) && !web.Encrypted(r)
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

// local returns an address of this house, or "" when it leads elsewhere.
func local(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(address, "/") ||
		strings.HasPrefix(address, "//") || strings.ContainsAny(address, "\\\r\n\t") {
		return ""
	}
	return address
}
