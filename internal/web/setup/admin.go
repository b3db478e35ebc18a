package setup

import (
	"crypto/sha256"
	"encoding/hex"
	"html/template"
	"net/http"
	"strings"

	"loket/internal/loket"
	"loket/internal/web"
)

var (
	adminPage = template.Must(web.Page(files, "admin.html", "langkah.html"))
	donePage  = template.Must(web.Page(files, "selesai.html", "langkah.html"))
)

// adminView is the page of the first account.
type adminView struct {
	view
	Account loket.FirstAdmin // as typed, without the password
	File    string           // the configuration file that is there already
	Change  string           // what would change in it, to be agreed to
	Seen    string           // names that change
}

// doneView is the last page.
type doneView struct {
	view
	Chat  string
	Login string
}

func (s *Setup) showAdmin(v *visit) error {
	return s.renderAdmin(v, loket.FirstAdmin{Login: "admin"}, nil)
}

func (s *Setup) renderAdmin(v *visit, a loket.FirstAdmin, err error) error {
	standing, failed := s.Office.Standing(v.r.Context())
	if failed != nil {
		return failed
	}
	change, failed := s.Office.Preview(v.r.Context(), v.Opening)
	if failed != nil {
		return failed
	}
	a.Password = ""
	form := adminView{view: v.view("Admin", problem(err)), Account: a, File: standing.File, Change: change, Seen: sum(change)}
	return web.Render(v.w, statusOf(err), adminPage, form)
}

var errUnlike = loket.Errorf(loket.CodeInvalid, "Kedua kata sandi tidak sama. Tulis keduanya lagi.")

var errUnseen = loket.Errorf(loket.CodeConflict, "Berkas pengaturan sudah ada dan akan berubah. Periksa perubahannya di bawah, centang, lalu kirim lagi.")

// takeAdmin answers POST /mulai/admin: everything that was said is written down, and
// the room is closed. A configuration file that is there already is changed only when
// the change was shown and agreed to.
func (s *Setup) takeAdmin(v *visit) error {
	a := loket.FirstAdmin{
		Login: strings.ToLower(strings.TrimSpace(v.r.PostFormValue("akun"))), Name: strings.TrimSpace(v.r.PostFormValue("nama")),
		Password: v.r.PostFormValue("sandi"),
	}
	err := s.finish(v, a)
	if loket.CodeOf(err) != "" {
		return s.renderAdmin(v, a, err)
	}
	if err != nil {
		return err
	}
	if s.Finished != nil {
		defer s.Finished()
	}
	v.Done = len(s.steps())
	form := doneView{view: v.view("Loket siap", ""), Chat: "/chat/" + string(v.Opening.Agency.ID), Login: a.Login}
	return web.Render(v.w, http.StatusOK, donePage, form)
}

// sum names a change, so that another one is not agreed to with it.
func sum(change string) string {
	h := sha256.Sum256([]byte(change))
	return hex.EncodeToString(h[:8])
}

func (s *Setup) finish(v *visit, a loket.FirstAdmin) error {
	if a.Password != v.r.PostFormValue("ulang") {
		return errUnlike
	}
	change, err := s.Office.Preview(v.r.Context(), v.Opening)
	if err != nil {
		return err
	}
	if change != "" && v.r.PostFormValue("setuju") != sum(change) {
		return errUnseen
	}
	return s.Office.Finish(v.r.Context(), v.Opening, v.Verified, a)
}
