package web

import (
	"html/template"
	"net/http"
)

var startPage = template.Must(Page(files, "start.html"))

// startView is the front page: the ways on.
type startView struct {
	Frame
	Chat  string // where the chat is; empty: none
	Read  string // where the answers are browsed; empty: nowhere
	Check string // where a ticket is looked up; empty: nowhere
	Setup bool   // nobody has an account yet
}

func (s *Server) start(w http.ResponseWriter, r *http.Request) error {
	view := startView{Frame: NewFrame(r, "Selamat datang"), Chat: s.ChatPath, Read: s.AnswersPath, Check: s.CheckPath}
	if s.Fresh != nil {
		view.Setup = s.Fresh(r.Context())
	}
	return Render(w, http.StatusOK, startPage, view)
}
