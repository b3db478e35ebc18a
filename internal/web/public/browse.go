package public

import (
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var browsePage = template.Must(web.Page(files, "jawaban.html"))

// mostSearch bounds what is searched for, in characters: more is no question.
const mostSearch = 300

// browseView is the page that lists what an office answers.
type browseView struct {
	web.Frame
	Path, Chat string
	Doors      []door
	Topics     []topicView
	Search     *searchView // nil: nothing was searched for
	Query      string      // as typed, without personal data
	Masked     bool        // personal data was taken out of it
	Problem    words.Text
	None       bool // nothing is published
}

// door is one of the two ways into the answers.
type door struct {
	Href    string
	Name    words.Text
	Count   int
	Current bool
}

// topicView is a topic with the answers in it.
type topicView struct {
	ID, Name string
	Open     bool // the reader came for it
	Answers  []answerLink
}

// answerLink is the way to an answer.
type answerLink struct{ Href, Title, Direct string }

// browse answers GET /tanya/{agency}: ?untuk chooses the audience, ?topik opens a
// topic, ?cari asks.
func (a *Answers) browse(w http.ResponseWriter, r *http.Request) error {
	s, err := a.stand(r)
	if err != nil {
		return err
	}
	asked := r.URL.Query()
	view := browseView{
		Frame: frame(r, s.Agency, "Jawaban"), Path: answersPath(s.ID), Chat: "/chat/" + string(s.ID), None: len(s.Entries) == 0,
	}
	view.Nav[0].Current = true
	path := view.Path
	if typed := strings.TrimSpace(asked.Get("cari")); typed != "" {
		path = "" // what somebody searched for is no page of its own
		view.search(s, typed)
	}
	audience := faq.Residents
	if asked.Get("untuk") == faq.Businesses {
		audience = faq.Businesses
		if path != "" {
			path += "?untuk=" + faq.Businesses
		}
	}
	view.doors(s, audience)
	view.topics(s, audience, asked.Get("topik"))
	view.Shared = a.shared(path, CardPath(s.ID), short("Jawaban layanan "+s.Name+": syarat, biaya, waktu, dan cara mengurusnya, dari informasi yang sudah diperiksa."))
	return web.Render(w, http.StatusOK, browsePage, view)
}

func (v *browseView) doors(s stand, current string) {
	count := map[string]int{}
	for _, e := range s.Entries {
		count[e.Audience]++
	}
	for _, d := range []door{{v.Path, "Warga", count[faq.Residents], current == faq.Residents}, {v.Path + "?untuk=" + faq.Businesses, "Pelaku usaha", count[faq.Businesses], current == faq.Businesses}} {
		if d.Count > 0 || d.Current {
			v.Doors = append(v.Doors, d)
		}
	}
}

func (v *browseView) topics(s stand, audience, open string) {
	for _, topic := range s.Topics {
		if topic.Audience != audience {
			continue
		}
		shown := topicView{ID: topic.Group, Name: topic.Name, Open: topic.Group == open}
		for _, e := range topic.Entries {
			shown.Answers = append(shown.Answers, linkTo(s.ID, e))
		}
		v.Topics = append(v.Topics, shown)
	}
	if len(v.Topics) == 1 {
		v.Topics[0].Open = true
	}
}

func linkTo(agency loket.AgencyID, e faq.Entry) answerLink {
	return answerLink{answerPath(agency, e.ID), e.Title, e.Direct()}
}

// searchView is what was found: what surely answers, else what may be meant.
type searchView struct {
	Danger  bool // somebody is in danger: numbers first
	Sure    []answerLink
	Maybe   []answerLink
	AskHref string // the chat, where a human answers
}

// search has the matcher recognise what was typed. What it is sure of is shown,
// what it is not is offered, and nothing else is.
func (v *browseView) search(s stand, typed string) {
	if utf8.RuneCountInString(typed) > mostSearch {
		v.Problem = "Pertanyaan terlalu panjang. Tulis beberapa kata saja, misalnya: syarat KTP hilang."
		return
	}
	v.Query = s.Hide(typed)
	if v.Masked = v.Query != typed; v.Masked {
		v.Here = v.Path + "?" + url.Values{"cari": {v.Query}}.Encode() // nor is it in the way back
	}
	found := s.Find(typed)
	v.Search = &searchView{Danger: found.Has(faq.IntentEmergency), AskHref: v.Chat}
	shown := map[string]bool{}
	for _, part := range found.Parts {
		if part.Verdict == faq.Sure {
			v.Search.Sure = add(v.Search.Sure, s, part.Entry, shown)
		}
	}
	for _, part := range found.Parts {
		if part.Verdict != faq.Unsure {
			continue
		}
		for _, c := range part.Candidates {
			v.Search.Maybe = add(v.Search.Maybe, s, c.Entry, shown)
		}
	}
}

// add puts an answer on a list, once and if it may be quoted.
func add(to []answerLink, s stand, id string, shown map[string]bool) []answerLink {
	e, ok := s.entry(id)
	if !ok || shown[id] {
		return to
	}
	shown[id] = true
	return append(to, linkTo(s.ID, e))
}
