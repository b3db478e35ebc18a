package public

import (
	"html/template"
	"net/http"
	"strings"

	"loket/internal/web"
)

var privacyPage = template.Must(web.Page(files, "privasi.html"))

// privacyView is the data-protection notice as the chat tells it.
type privacyView struct {
	web.Frame
	Lines []string
	Chat  string
}

// privacy answers GET /privasi/{agency}.
func (a *Answers) privacy(w http.ResponseWriter, r *http.Request) error {
	s, err := a.stand(r)
	if err != nil {
		return err
	}
	path := privacyPath(s.ID)
	view := privacyView{Frame: frame(r, s.Agency, "Privasi"), Lines: strings.Split(a.Privacy(s.Agency), "\n"), Chat: "/chat/" + string(s.ID)}
	view.Shared = a.shared(path, CardPath(s.ID), short("Data apa yang disimpan "+s.Name+" dari obrolan, berapa lama, dan hak Anda."))
	return web.Render(w, http.StatusOK, privacyPage, view)
}
