package public

import (
	"fmt"
	"html/template"
	"net/http"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var sheetPage = template.Must(web.Page(files, "lembar.html", "kode.html"))

// codeView is a code to be scanned, and where it leads.
type codeView struct {
	web.QR
	Name words.Text
	Href string
	File string // the same as a picture of its own
}

// Where codes lead, as addresses name it.
const (
	toTelegram = "telegram"
	toPage     = "halaman"
)

// target is where a code of an entry leads; empty: nowhere.
func (a *Answers) target(r *http.Request, agency loket.AgencyID, entry, to string) string {
	switch to {
	case toTelegram:
		return a.deepLink(agency, entry)
	case toPage:
		return a.base(r) + answerPath(agency, entry)
	}
	return ""
}

// codes are the codes of an entry: into the bot, where there is one, and to its page.
func (a *Answers) codes(r *http.Request, agency loket.AgencyID, entry string) (codes []codeView, err error) {
	for _, to := range []struct {
		id   string
		name words.Text
	}{{toTelegram, "Tanya di Telegram"}, {toPage, "Baca jawabannya"}} {
		href := a.target(r, agency, entry, to.id)
		if href == "" {
			continue
		}
		drawn, err := web.NewQR(href)
		if err != nil {
			return nil, fmt.Errorf("draw the code of %s: %w", entry, err)
		}
		codes = append(codes, codeView{drawn, to.name, href, answerPath(agency, entry) + "/kode/" + to.id})
	}
	return codes, nil
}

// code answers GET /tanya/{agency}/{entry}/kode/{to}: a code as a picture, for posters.
func (a *Answers) code(w http.ResponseWriter, r *http.Request) error {
	s, e, err := a.asked(r)
	if err != nil {
		return err
	}
	href := a.target(r, s.ID, e.ID, r.PathValue("to"))
	if href == "" {
		return errNoAnswer
	}
	drawn, err := web.NewQR(href)
	if err != nil {
		return fmt.Errorf("draw the code of %s: %w", e.ID, err)
	}
	w.Header().Set("Content-Disposition", `inline; filename="`+e.ID+"-"+r.PathValue("to")+`.svg"`)
	return write(w, "image/svg+xml", drawn.SVG())
}

// sheetView is a sheet of codes for the counter: one topic, cut into cards.
type sheetView struct {
	web.Frame
	Path   string
	Topic  string
	Topics []sheetTopic
	Cards  []card
	All    string
}

type sheetTopic struct {
	Key, Name string
	Chosen    bool
}

// card is an answer to be put up where citizens wait.
type card struct {
	Name, Direct string
	Codes        []codeView
}

// sheet answers GET /lembar/{agency}; ?topik chooses which.
func (a *Answers) sheet(w http.ResponseWriter, r *http.Request) error {
	s, err := a.stand(r)
	if err != nil {
		return err
	}
	if len(s.Topics) == 0 {
		return errNoAnswer
	}
	view := sheetView{Frame: frame(r, s.Agency, "Lembar kode QR"), Path: "/lembar/" + string(s.ID), All: answersPath(s.ID)}
	chosen := s.Topics[0]
	for _, topic := range s.Topics {
		if topicKey(topic) == r.URL.Query().Get("topik") {
			chosen = topic
		}
	}
	for _, topic := range s.Topics {
		view.Topics = append(view.Topics, sheetTopic{topicKey(topic), topic.Name, topicKey(topic) == topicKey(chosen)})
	}
	view.Topic = chosen.Name
	for _, e := range chosen.Entries {
		codes, err := a.codes(r, s.ID, e.ID)
		if err != nil {
			return err
		}
		view.Cards = append(view.Cards, card{e.Title, e.Direct(), codes})
	}
	return web.Render(w, http.StatusOK, sheetPage, view)
}

// topicKey names a topic among all of an office.
func topicKey(t faq.Topic) string { return t.Audience + ":" + t.Group }
