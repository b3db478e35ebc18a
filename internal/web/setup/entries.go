package setup

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
)

var entriesPage = template.Must(web.Page(files, "jawaban.html", "langkah.html"))

// entriesView is the page of the answers to verify.
type entriesView struct {
	view
	Entries []entryRow
	By, On  string // the role that verifies, and the day
	Today   string
	Blank   bool // some lack a local fact
}

// entryRow is one of them, and whether it is marked.
type entryRow struct {
	Entry
	Marked bool
}

// usualRole stands where nobody has said who verifies.
const usualRole = "Kepala Dinas"

// today is the day it is in the office.
func (v *visit) today() string {
	zone, err := time.LoadLocation(v.Opening.Agency.Zone)
	if err != nil {
		zone = time.UTC
	}
	return v.room.Now().In(zone).Format(time.DateOnly)
}

func (s *Setup) showEntries(v *visit) error {
	given := v.Verified
	if given.Role == "" {
		given.Role, given.On = usualRole, v.today()
	}
	return s.renderEntries(v, given, nil)
}

func (s *Setup) renderEntries(v *visit, given loket.Verification, err error) error {
	entries, failed := s.Office.Entries(v.r.Context(), v.Opening)
	if failed != nil {
		return failed
	}
	form := entriesView{view: v.view("Jawaban", problem(err)), By: given.Role, On: given.On, Today: v.today()}
	for _, e := range entries {
		form.Entries = append(form.Entries, entryRow{e, given.Entries[e.ID] == e.Revision})
		form.Blank = form.Blank || len(e.Unfilled) > 0
	}
	return web.Render(v.w, statusOf(err), entriesPage, form)
}

// maxRole bounds the role of who verifies, in characters: citizens read it.
const maxRole = 100

// takeEntries answers POST /mulai/jawaban.
func (s *Setup) takeEntries(v *visit) error {
	given := loket.Verification{
		Role: strings.Join(strings.Fields(v.r.PostFormValue("jabatan")), " "), On: v.r.PostFormValue("tanggal"), Entries: map[string]string{},
	}
	for _, mark := range v.r.PostForm["periksa"] {
		if id, revision, ok := strings.Cut(mark, "@"); ok {
			given.Entries[id] = revision
		}
	}
	if err := CheckVerification(given, v.today()); err != nil {
		return s.renderEntries(v, given, err)
	}
	v.Verified = given
	return v.taken(2, fmt.Sprintf("%d jawaban: %s", len(given.Entries), given.Role))
}

// CheckVerification refuses who verified nothing by nobody, or in the future.
func CheckVerification(given loket.Verification, today string) error {
	if len(given.Entries) == 0 {
		return nil
	}
	day, err := time.Parse(time.DateOnly, given.On)
	switch {
	case given.Role == "" || len([]rune(given.Role)) > maxRole:
		return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Jabatan yang memeriksa: tulis jabatannya, paling banyak %d karakter, misalnya %s. Warga membacanya.", maxRole, usualRole))
	case err != nil:
		return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Tanggal diperiksa: %q bukan tanggal. Tulis sebagai tahun-bulan-hari, misalnya %s.", given.On, today))
	case day.Format(time.DateOnly) > today:
		return loket.Errorf(loket.CodeInvalid, "Tanggal diperiksa: "+given.On+" belum tiba. Tulis hari ini atau sebelumnya.")
	}
	return nil
}
