package console

import (
	"errors"
	"net/http"
	"strings"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// askEnrol shows a secret to scan. The page itself carries it until a code proves
// that it was taken: who reads the page has it in any case.
func (g *Gate) askEnrol(
	w http.ResponseWriter, r *http.Request, status int, staff loket.Staff, way trip, secret []byte, problem words.Text,
) error {
	view := enrolView{Frame: web.NewFrame(r, "Pasang langkah kedua"), trip: way, Login: staff.Login, Problem: problem}
	var err error
	if view.pictured, err = picture(secret, view.House, staff.Login); err != nil {
		return err
	}
	return web.Render(w, status, enrolPage, view)
}

var errNotScanned = loket.Errorf(loket.CodeInvalid, "Kode belum cocok. Tunggu kode berikutnya di aplikasi lalu tulis yang baru; bila tetap tidak cocok, samakan jam ponsel Anda.")

// enrol answers POST /masuk/pasang: a code shows that the secret was taken, and the
// account is open from then on.
func (g *Gate) enrol(w http.ResponseWriter, r *http.Request) error {
	staff, err := g.half(r)
	if err != nil {
		return g.halfOver(w, r, err)
	}
	codes, err := g.setFactor(r, staff, false)
	if errors.Is(err, loket.ErrFactorSet) {
		return g.askSecond(w, r, web.Status(err), staff, tripOf(r), web.Explain(err))
	}
	if errors.Is(err, errNotScanned) {
		secret, _ := readSecret(r.PostFormValue("kunci"))
		return g.askEnrol(w, r, web.Status(err), staff, tripOf(r), secret, web.Explain(err))
	}
	if err != nil {
		return err
	}
	if err := g.note(r, staff, "staff.signin", ""); err != nil {
		return err
	}
	if staff, err = g.renew(w, r, staff); err != nil {
		return err
	}
	way := tripOf(r)
	view := codesView{trip: way, Codes: codes, Next: way.Back, Login: staff.Login}
	if view.Next == "" {
		view.Next = home(staff)
	}
	view.ResumeAt = way.resumeAt()
	return g.showCodes(w, r, view)
}

// setFactor makes the secret a form carries an account's second factor, if the
// form's code proves it, and returns the recovery codes that go with it.
func (g *Gate) setFactor(r *http.Request, staff loket.Staff, renew bool) (codes []string, err error) {
	secret, err := readSecret(r.PostFormValue("kunci"))
	if err != nil {
		return nil, err
	}
	code, _ := typed(r.PostFormValue("kode"))
	step, right := stepOf(secret, code, g.Now())
	if !right {
		return nil, errNotScanned
	}
	codes = newRecovery()
	return codes, g.Factors.SetSecondFactor(r.Context(), staff, loket.NewFactor{
		Secret: secret, Step: step, Recovery: codes, Renew: renew,
	})
}

// renew opens a session anew, after what ended all sessions of the account, and
// returns the account as it is now.
func (g *Gate) renew(w http.ResponseWriter, r *http.Request, staff loket.Staff) (loket.Staff, error) {
	staff, err := g.Accounts.StaffByID(r.Context(), staff.ID)
	if err != nil {
		return staff, err
	}
	return staff, g.begin(w, r, staff, keyStaff)
}

// showCodes shows recovery codes as they are typed.
func (g *Gate) showCodes(w http.ResponseWriter, r *http.Request, view codesView) error {
	view.Frame = web.NewFrame(r, "Kode pemulihan")
	view.At = web.Day(g.Now())
	shown := make([]string, len(view.Codes))
	for i, code := range view.Codes {
		shown[i] = printed(code)
	}
	view.Codes = shown
	return web.Render(w, http.StatusOK, codesPage, view)
}

// resumeAt is where a draft is taken on; empty: there is none, or no place for it.
func (t trip) resumeAt() string {
	if t.Draft == "" || !strings.HasPrefix(t.Back, "/loket/tiket/") {
		return ""
	}
	return t.Back + "/ambil"
}
