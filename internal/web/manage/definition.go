package manage

import (
	"html/template"
	"net/http"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
)

var definitionPage = template.Must(web.Page(files, "ukuran.html"))

// definitionView is the page of what a measure means.
type definitionView struct {
	web.Frame
	Of     report.Definition
	Clocks bool // it is computed by both
}

// definition answers GET /laporan/ukuran/{id}.
func (m *Manage) definition(w http.ResponseWriter, r *http.Request) error {
	d := report.Define(r.PathValue("id"))
	if d.ID == "" {
		return loket.ErrNotFound
	}
	return web.Render(w, http.StatusOK, definitionPage, definitionView{
		Frame: web.NewFrame(r, d.Called()), Of: d, Clocks: len(d.Clocks()) > 0,
	})
}
