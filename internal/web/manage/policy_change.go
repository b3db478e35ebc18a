package manage

import (
	"fmt"
	"html/template"
	"net/http"

	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var policyChangePage = template.Must(web.Page(files, "tinjau.html", "halaman.html", "geser.html"))

// policyChangeView shows what a policy would change, before anything is.
type policyChangeView struct {
	web.Frame
	Pages     []web.Link
	ID        loket.PolicyID
	Day       words.Text
	Rules     []ruleView
	Form      policyForm
	Typed     []typedRule
	Deadlines int
	Moves     []moveView
	More      bool // not every ticket is named
}

// foreseePolicy answers GET /penyelia/tenggat/tinjau: the first of two steps, which
// writes nothing.
func (s *Supervision) foreseePolicy(w http.ResponseWriter, r *http.Request) error {
	staff, now := web.StaffOf(r.Context()), s.Now()
	form, zone := policyFormOf(r.URL.Query()), s.Zone(staff.Agency)
	change, err := form.change(now, zone)
	var f desk.Foresight
	if err == nil {
		change, f, err = s.Policies.ForeseePolicy(r.Context(), staff, change)
	}
	if err != nil {
		return s.refusePolicy(w, r, err, form)
	}
	form.From, form.Reason = change.From.In(zone).Format(isoDay), change.Reason
	return web.Render(w, http.StatusOK, policyChangePage, policyChangeView{
		Frame: web.NewFrame(r, "Tinjau tenggat"), Pages: tabs("/penyelia/tenggat"), ID: loket.NewID[loket.PolicyID](),
		Day: web.Day(change.From.In(zone)), Rules: ruleViews(change.Answers), Form: form, Typed: typedOf(change.Answers),
		Deadlines: f.Deadlines, Moves: moveViews(staff, f.Moves, now, zone), More: len(f.Moves) < f.Deadlines,
	})
}

// refusePolicy shows the page with the reason of a refusal and what was typed.
func (s *Supervision) refusePolicy(w http.ResponseWriter, r *http.Request, err error, form policyForm) error {
	if loket.CodeOf(err) == "" || loket.CodeOf(err) == loket.CodeForbidden {
		return err
	}
	return s.showPolicy(w, r, web.Status(err), policyView{Problem: web.Explain(err), Form: form})
}

// enterPolicy answers POST /penyelia/tenggat: the second step. Posted twice it counts
// once.
func (s *Supervision) enterPolicy(w http.ResponseWriter, r *http.Request) error {
	staff := web.StaffOf(r.Context())
	if err := r.ParseForm(); err != nil {
		return loket.Errorf(loket.CodeInvalid, "Formulir ini tidak terbaca. Muat ulang halaman, lalu kirim lagi.")
	}
	form := policyFormOf(r.PostForm)
	change, err := form.change(s.Now(), s.Zone(staff.Agency))
	if change.ID = loket.PolicyID(r.PostFormValue("id")); err == nil && len(change.ID) != len(loket.NewID[loket.PolicyID]()) {
		err = loket.Errorf(loket.CodeInvalid, "Formulir ini tidak lengkap. Tinjau ulang tenggatnya.")
	}
	if err == nil {
		err = s.Policies.EnterPolicy(r.Context(), staff, change)
	}
	if err != nil {
		return s.refusePolicy(w, r, err, form)
	}
	http.Redirect(w, r, "/penyelia/tenggat?ditetapkan=1", http.StatusSeeOther)
	return nil
}

// withdrawPolicy answers POST /penyelia/tenggat/cabut.
func (s *Supervision) withdrawPolicy(w http.ResponseWriter, r *http.Request) error {
	err := s.Policies.WithdrawPolicy(r.Context(), web.StaffOf(r.Context()), loket.PolicyID(r.PostFormValue("id")), r.PostFormValue("alasan"))
	if err != nil {
		return s.refusePolicy(w, r, fmt.Errorf("withdraw a policy: %w", err), policyForm{})
	}
	http.Redirect(w, r, "/penyelia/tenggat?dicabut=1", http.StatusSeeOther)
	return nil
}
