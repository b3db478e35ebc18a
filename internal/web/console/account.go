package console

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var (
	accountPage = template.Must(web.Page(files, "akun.html"))
	renewPage   = template.Must(web.Page(files, "pasang.html", "ganti.html"))
)

// Credentials is where members of staff change what their own account opens with.
type Credentials interface {
	// SetPassword ends the account's sessions.
	SetPassword(ctx context.Context, agency loket.AgencyID, login, hash string, by loket.StaffID) error
	EndSessions(ctx context.Context, m loket.Staff) error
	SetRecovery(ctx context.Context, m loket.Staff, codes []string) error
	// OfferLink keeps a code by which the member binds a messenger account until then.
	OfferLink(ctx context.Context, agency loket.AgencyID, login, code string, until time.Time, by loket.StaffID) error
}

// Account is the page on which anybody of staff looks after their own account.
type Account struct {
	Gate *Gate
	Keys Credentials
	Zone func(loket.AgencyID) *time.Location

	// Telegram tells whether staff of an agency can work from Telegram; nil: nobody can.
	Telegram func(loket.AgencyID) bool
}

var _ web.Part = (*Account)(nil)

// linkFor is how long a code to bind a messenger account is good.
const linkFor = 15 * time.Minute

// accountView is the page of one's own account.
type accountView struct {
	web.Frame
	Login    string
	Notice   words.Text
	Problem  words.Text
	Factor   bool // there is a second factor to look after
	Recovery int  // codes left
	Telegram bool
	Code     string // to send to the bot; empty: none was asked for
	Sessions []sessionView
}

// renewView is where another second factor takes the place of one.
type renewView struct {
	web.Frame
	pictured
	Problem words.Text
}

// Routes lists the room's routes.
func (a *Account) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /akun", Access: web.SignedIn, Handle: a.show},
		{Pattern: "POST /akun/sandi", Access: web.SignedIn, Handle: a.told(a.password)},
		{Pattern: "POST /akun/sesi", Access: web.SignedIn, Handle: a.told(a.sessions)},
		{Pattern: "POST /akun/telegram", Access: web.SignedIn, Handle: a.told(a.telegram)},
		{Pattern: "POST /akun/pemulihan", Access: web.SignedIn, Handle: a.told(a.recovery)},
		{Pattern: "GET /akun/langkah-kedua", Access: web.SignedIn, Handle: a.askRenew},
		{Pattern: "POST /akun/langkah-kedua", Access: web.SignedIn, Handle: a.renew},
	}
}

// told shows what a form of the page was refused for on the page itself.
func (a *Account) told(handle web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		err := handle(w, r)
		if _, shown := errors.AsType[*loket.Error](err); !shown {
			return err
		}
		return a.page(w, r, web.Status(err), accountView{Problem: web.Explain(err)})
	}
}

// notice is what the page says after a change, by the word in its address.
func notice(word string) words.Text {
	switch word {
	case "sandi":
		return "Kata sandi sudah diganti. Sesi Anda di tempat lain berakhir."
	case "sesi":
		return "Semua sesi lain sudah diakhiri."
	case "satu":
		return "Sesi itu sudah diakhiri."
	}
	return ""
}

// show answers GET /akun.
func (a *Account) show(w http.ResponseWriter, r *http.Request) error {
	return a.page(w, r, http.StatusOK, accountView{Notice: notice(r.FormValue("kabar"))})
}

func (a *Account) page(w http.ResponseWriter, r *http.Request, status int, view accountView) error {
	staff := web.StaffOf(r.Context())
	view.Frame, view.Login = web.NewFrame(r, "Akun Anda"), staff.Login
	view.Telegram = a.Telegram != nil && a.Telegram(staff.Agency)
	if a.Gate.Factors != nil {
		factor, err := a.Gate.Factors.SecondFactor(r.Context(), staff.ID)
		if err != nil {
			return err
		}
		view.Factor, view.Recovery = factor.SetUp(), factor.Recovery
	}
	all, err := a.Gate.mine(r, staff)
	if err != nil {
		return err
	}
	for _, s := range all {
		view.Sessions = append(view.Sessions, s.view(a.Gate.Now(), a.Zone(staff.Agency)))
	}
	return web.Render(w, status, accountPage, view)
}

// owner returns who is signed in, once they have given their password again.
func (a *Account) owner(w http.ResponseWriter, r *http.Request) (loket.Staff, error) {
	staff := web.StaffOf(r.Context())
	again, err := a.Gate.check(w, r, staff.Login, r.PostFormValue("sandi"))
	if errors.Is(err, errWrongPassword) {
		return staff, loket.Errorf(loket.CodeInvalid, "Kata sandi Anda yang sekarang salah. Tidak ada yang diubah.")
	}
	return again, err
}

// password answers POST /akun/sandi.
func (a *Account) password(w http.ResponseWriter, r *http.Request) error {
	staff, err := a.owner(w, r)
	if err != nil {
		return err
	}
	anew := r.PostFormValue("baru")
	if anew != r.PostFormValue("ulang") {
		return loket.Errorf(loket.CodeInvalid, "Kedua isian kata sandi baru tidak sama. Tulis lagi keduanya.")
	}
	hash, err := HashPassword(staff.Login, anew)
	if err != nil {
		return err
	}
	if err := a.Keys.SetPassword(r.Context(), staff.Agency, staff.Login, hash, staff.ID); err != nil {
		return err
	}
	return a.stay(w, r, staff, "sandi")
}

// sessions answers POST /akun/sesi, which ends the session it names, or all others.
func (a *Account) sessions(w http.ResponseWriter, r *http.Request) error {
	staff := web.StaffOf(r.Context())
	if id := r.PostFormValue("sesi"); id != "" {
		if err := a.Gate.endOne(r, staff, id); err != nil {
			return err
		}
		http.Redirect(w, r, "/akun?kabar=satu", http.StatusSeeOther)
		return nil
	}
	if err := a.Keys.EndSessions(r.Context(), staff); err != nil {
		return err
	}
	return a.stay(w, r, staff, "sesi")
}

// stay keeps this browser signed in after what ended all sessions.
func (a *Account) stay(w http.ResponseWriter, r *http.Request, staff loket.Staff, word string) error {
	if _, err := a.Gate.renew(w, r, staff); err != nil {
		return err
	}
	http.Redirect(w, r, "/akun?kabar="+word, http.StatusSeeOther)
	return nil
}

// telegram answers POST /akun/telegram.
func (a *Account) telegram(w http.ResponseWriter, r *http.Request) error {
	if a.Telegram == nil || !a.Telegram(web.StaffOf(r.Context()).Agency) {
		return loket.Errorf(loket.CodeInvalid, "Instansi Anda belum memakai Telegram. Hubungi admin.")
	}
	staff, err := a.owner(w, r) // what is bound outlives this session
	if err != nil {
		return err
	}
	code := loket.NewCheckCode()
	err = a.Keys.OfferLink(r.Context(), staff.Agency, staff.Login, code, a.Gate.Now().Add(linkFor), staff.ID)
	if err != nil {
		return err
	}
	return a.page(w, r, http.StatusOK, accountView{Code: code})
}
