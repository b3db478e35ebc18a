package console

import (
	"context"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/words"
)

// Factors is where second factors are kept, and where the use of a code is decided
// for all replicas.
type Factors interface {
	// SecondFactor returns the zero one when none is set up.
	SecondFactor(ctx context.Context, id loket.StaffID) (loket.SecondFactor, error)
	// TakeTry counts a try of a code from an address, or returns how long to wait.
	TakeTry(ctx context.Context, m loket.Staff, origin string) (time.Duration, error)
	// UseStep takes the code of a step of time once, or returns loket.ErrUsedCode.
	UseStep(ctx context.Context, m loket.Staff, step int64, origin string) error
	// UseRecovery takes a recovery code once, or returns loket.ErrWrongCode.
	UseRecovery(ctx context.Context, m loket.Staff, code, origin string) error
	// SetSecondFactor ends the member's sessions with it.
	SetSecondFactor(ctx context.Context, m loket.Staff, f loket.NewFactor) error
}

var (
	codePage  = template.Must(web.Page(files, "kode.html", "bawaan.html"))
	enrolPage = template.Must(web.Page(files, "pasang.html", "bawaan.html"))
	codesPage = template.Must(web.Page(files, "pemulihan.html"))
)

// trip is what a sign-in carries through all of its steps.
type trip struct {
	Back  string // where to go on; empty: the first page of the role
	Draft string // typed before the session ran out
}

func tripOf(r *http.Request) trip {
	return trip{Back: web.Local(r.FormValue("kembali")), Draft: r.PostFormValue("draf")}
}

// codeView is the second step of signing in.
type codeView struct {
	web.Frame
	trip
	Problem words.Text
	Few     bool // hardly any recovery codes are left
}

// enrolView is where the second factor is set up.
type enrolView struct {
	web.Frame
	trip
	pictured
	Login   string
	Problem words.Text
}

// codesView shows recovery codes, this once.
type codesView struct {
	web.Frame
	trip
	Codes    []string
	Next     string // where to go on
	ResumeAt string // where the draft is taken on; empty: there is none
	Login    string
	At       words.Text // the day, for the printed page
}

// errHalfOver tells who was too slow.
var errHalfOver = loket.Errorf(loket.CodeUnauthorized, "Waktu untuk langkah kedua sudah habis. Masuk lagi dari awal.")

// second answers GET /masuk/kode: the code is asked for, or a second factor set up.
func (g *Gate) second(w http.ResponseWriter, r *http.Request) error {
	staff, err := g.half(r)
	if errors.Is(err, errHalfOver) {
		http.Redirect(w, r, "/masuk", http.StatusSeeOther)
		return nil
	}
	if err != nil {
		return err
	}
	return g.askSecond(w, r, http.StatusOK, staff, tripOf(r), "")
}

// halfOver answers a step of a sign-in that is over, or done.
func (g *Gate) halfOver(w http.ResponseWriter, r *http.Request, err error) error {
	if !errors.Is(err, errHalfOver) {
		return err
	}
	if staff := web.StaffOf(r.Context()); staff.ID != "" {
		http.Redirect(w, r, home(staff), http.StatusSeeOther)
		return nil
	}
	return g.show(w, r, http.StatusUnauthorized, signInView{trip: tripOf(r), Problem: web.Explain(errHalfOver)})
}

// askSecond shows what comes after the right password.
func (g *Gate) askSecond(w http.ResponseWriter, r *http.Request, status int, staff loket.Staff, way trip, problem words.Text) error {
	factor, err := g.Factors.SecondFactor(r.Context(), staff.ID)
	if err != nil {
		return err
	}
	if !factor.SetUp() {
		return g.askEnrol(w, r, status, staff, way, newSecret(), problem)
	}
	return web.Render(w, status, codePage, codeView{
		Frame: web.NewFrame(r, "Langkah kedua"), trip: way, Problem: problem, Few: factor.Recovery < 3,
	})
}

// toSecond leads on after the right password. Without a draft by its address, so
// that loading it again sends no password again.
func (g *Gate) toSecond(w http.ResponseWriter, r *http.Request, staff loket.Staff, way trip) error {
	if way.Draft != "" {
		return g.askSecond(w, r, http.StatusOK, staff, way, "")
	}
	to := "/masuk/kode"
	if way.Back != "" {
		to += "?kembali=" + url.QueryEscape(way.Back)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// confirm answers POST /masuk/kode.
func (g *Gate) confirm(w http.ResponseWriter, r *http.Request) error {
	staff, err := g.half(r)
	if err != nil {
		return g.halfOver(w, r, err)
	}
	err = g.prove(w, r, staff, r.PostFormValue("kode"))
	err = errors.Join(err, g.noteRefused(r, staff, err))
	if _, shown := errors.AsType[*loket.Error](err); shown {
		return g.askSecond(w, r, web.Status(err), staff, tripOf(r), web.Explain(err))
	}
	if err != nil {
		return err
	}
	if err := g.enter(w, r, staff); err != nil {
		return err
	}
	return g.goOn(w, r, staff, tripOf(r))
}

// prove holds a code somebody typed, or a recovery code, to the account's second
// factor, and uses it up. It returns a loket.Error when the code does not do.
func (g *Gate) prove(w http.ResponseWriter, r *http.Request, staff loket.Staff, text string) error {
	code, recovery := typed(text)
	if !recovery && len(code) != codeDigits {
		return loket.ErrWrongCode // a slip, not a guess
	}
	origin := g.ClientIP(r)
	wait, err := g.Factors.TakeTry(r.Context(), staff, origin)
	if err != nil {
		return err
	}
	if wait > 0 {
		return slowDown(w, "Terlalu banyak kode yang salah.", wait)
	}
	if recovery {
		return g.Factors.UseRecovery(r.Context(), staff, code, origin)
	}
	factor, err := g.Factors.SecondFactor(r.Context(), staff.ID)
	if err != nil {
		return err
	}
	step, right := stepOf(factor.Secret, code, g.Now())
	if !factor.SetUp() || !right {
		return loket.ErrWrongCode
	}
	return g.Factors.UseStep(r.Context(), staff, step, origin)
}

// slowDown refuses a try for now, and tells for how long.
func slowDown(w http.ResponseWriter, why words.Text, wait time.Duration) error {
	w.Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
	return loket.Sayf(loket.CodeTooMany, "%s Coba lagi dalam %s.", why, report.DurationText(wait.Truncate(time.Minute)+time.Minute))
}
