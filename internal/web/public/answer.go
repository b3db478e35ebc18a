package public

import (
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"time"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var answerPage = template.Must(web.Page(files, "satu-jawaban.html", "kode.html"))

// errNoAnswer tells of an address whose answer is not there, or not any more.
var errNoAnswer = loket.Errorf(loket.CodeNotFound, "Jawaban ini tidak ada, atau sudah tidak berlaku. Cari lagi di halaman Jawaban, atau tanyakan lewat obrolan.")

// answerView is the page of one answer.
type answerView struct {
	web.Frame
	Heading    string // the answer's title
	Topic      string
	TopicHref  string
	Direct     string // the first line: the answer itself
	More       []string
	Plain      string // the same in simpler words; empty: nobody wrote it
	Sections   []faq.Section
	Open       string // whether the office is open now; empty: not told here
	Sources    []source
	Verified   words.Text
	Unverified bool
	ValidUntil words.Text
	Reviewed   words.Text
	Related    []answerLink
	Chat       string
	Telegram   string // the bot, which answers with this entry; empty: there is none
	Address    string // of this page, as it is printed
	Codes      []codeView
	Sheet      string // of codes for the counter
	All        string // the list of all answers
}

// source is a rule that an answer rests on.
type source struct{ Rule, Href string }

// read answers GET /tanya/{agency}/{entry}.
func (a *Answers) read(w http.ResponseWriter, r *http.Request) error {
	s, e, err := a.asked(r)
	if err != nil {
		return err
	}
	path := answerPath(s.ID, e.ID)
	view := newAnswerView(s, e)
	view.Frame = frame(r, s.Agency, words.Name(e.Title))
	view.Telegram, view.Address = a.deepLink(s.ID, e.ID), a.base(r)+path
	if view.Codes, err = a.codes(r, s.ID, e.ID); err != nil {
		return err
	}
	view.Shared = a.shared(path, path+cardFile, short(e.Direct()))
	return web.Render(w, http.StatusOK, answerPage, view)
}

// deepLink opens an entry in the office's bot; empty: it has none, or its name is not
// known yet.
func (a *Answers) deepLink(agency loket.AgencyID, entry string) string {
	bot := a.Bot(agency)
	if bot == "" {
		return ""
	}
	return "https://t.me/" + bot + "?start=" + entry
}

func newAnswerView(s stand, e faq.Entry) answerView {
	lines := strings.Split(strings.TrimSpace(e.Answer), "\n")
	view := answerView{
		Heading: e.Title, Direct: e.Direct(), More: lines[1:], Plain: strings.TrimSpace(e.Plain), Sections: e.Sections(),
		Unverified: e.Verified == nil, Chat: chatPath(s.ID, e.ID), All: answersPath(s.ID), Sheet: "/lembar/" + string(s.ID),
	}
	if e.Facets.Hours != "" {
		view.Open = s.Now
	}
	for _, topic := range s.Topics {
		if topic.Group == e.Group && topic.Audience == e.Audience {
			view.Topic, view.TopicHref = topic.Name, topicHref(s.ID, topic)
		}
	}
	for _, b := range e.Basis {
		view.Sources = append(view.Sources, source{strings.TrimSpace(b.Rule + " " + b.Article), b.URL})
	}
	if e.Verified != nil {
		view.Verified = words.Say("Diperiksa oleh %s pada %s.", e.Verified.ByRole, dayOf(e.Verified.On))
	}
	if e.ValidUntil != "" {
		view.ValidUntil = words.Say("Berlaku sampai %s.", dayOf(e.ValidUntil))
	}
	if e.ReviewedOn != "" {
		view.Reviewed = words.Say("Terakhir dicocokkan dengan sumbernya pada %s.", dayOf(e.ReviewedOn))
	}
	for _, id := range e.Related {
		if near, ok := s.entry(id); ok {
			view.Related = append(view.Related, linkTo(s.ID, near))
		}
	}
	return view
}

func topicHref(agency loket.AgencyID, topic faq.Topic) string {
	query := url.Values{"topik": {topic.Group}}
	if topic.Audience == faq.Businesses {
		query.Set("untuk", faq.Businesses)
	}
	return answersPath(agency) + "?" + query.Encode() + "#" + url.PathEscape(topic.Group)
}

// dayOf is a day of an entry as pages write days.
func dayOf(d faq.Date) words.Text {
	day, err := time.Parse(time.DateOnly, string(d))
	if err != nil { // the catalogue was checked: it is a day
		return words.Name(string(d))
	}
	return web.Day(day)
}
