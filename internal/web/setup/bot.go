package setup

import (
	"html/template"
	"strconv"
	"strings"

	"loket/internal/loket"
	"loket/internal/web"
)

var botPage = template.Must(web.Page(files, "telegram.html", "langkah.html"))

// botView is the page about Telegram. The token is never shown again.
type botView struct {
	view
	Stands string // where a token comes from already
	Fixed  bool   // the environment names the group
	Group  string
}

func (s *Setup) showBot(v *visit) error {
	group := ""
	if v.Opening.StaffChat != 0 {
		group = strconv.FormatInt(v.Opening.StaffChat, 10)
	}
	return s.renderBot(v, group, nil)
}

func (s *Setup) renderBot(v *visit, group string, err error) error {
	standing, failed := s.Office.Standing(v.r.Context())
	if failed != nil {
		return failed
	}
	form := botView{view: v.view("Telegram", problem(err)), Stands: standing.Token, Fixed: standing.Group, Group: group}
	return web.Render(v.w, statusOf(err), botPage, form)
}

var errGroup = loket.Errorf(loket.CodeInvalid, "Grup petugas: nomornya harus bilangan bulat, misalnya -1001234567890. Kosongkan bila belum ada grup.")

// takeBot answers POST /mulai/telegram: what was typed is asked of Telegram, or the
// step is left out.
func (s *Setup) takeBot(v *visit) error {
	if v.r.PostFormValue("tanpa") != "" {
		v.Bot, v.Opening.TokenFile, v.Opening.StaffChat = loket.BotAnswer{}, "", 0
		return v.taken(1, "tanpa Telegram")
	}
	typed := strings.TrimSpace(v.r.PostFormValue("grup"))
	var group int64
	if typed != "" {
		var err error
		if group, err = strconv.ParseInt(typed, 10, 64); err != nil {
			return s.renderBot(v, typed, errGroup)
		}
	}
	answer, file, err := s.Office.Bot(v.r.Context(), strings.TrimSpace(v.r.PostFormValue("token")), group)
	if loket.CodeOf(err) != "" {
		return s.renderBot(v, typed, err)
	}
	if err != nil {
		return err
	}
	v.Bot, v.Opening.TokenFile, v.Opening.StaffChat = answer, file, group
	return v.taken(1, "@"+answer.Username)
}
