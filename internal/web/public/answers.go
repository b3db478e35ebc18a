package public

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// Shelf is what an office answers from, as of one moment.
type Shelf struct {
	Entries []faq.Entry // that may be quoted now, by their ids
	Topics  []faq.Topic // the same, sorted for browsing
	Now     string      // whether the office is open, in a sentence of the calendar's; empty: not known
	Find    func(text string) faq.Result
	Hide    func(text string) string // text without personal data
}

// entry finds one that may be quoted.
func (s Shelf) entry(id string) (faq.Entry, bool) {
	for _, e := range s.Entries {
		if e.ID == id {
			return e, true
		}
	}
	return faq.Entry{}, false
}

// Answers is the room of the published answers: browsed, searched, read and printed
// by anybody, without a script. Its fields are set once, before use.
type Answers struct {
	Offices []loket.Agency // all that are served here, the first for the house's own address
	Shelf   func(loket.AgencyID) (Shelf, bool)
	// Base is the address the house is known under, "https://host"; empty: search
	// engines are asked to stay out, and codes lead to where the page was asked for.
	Base string
	// Bot is the username of an office's Telegram bot; "": it has none.
	Bot func(loket.AgencyID) string
	// Privacy is the data-protection notice, in the words of the chat.
	Privacy func(loket.Agency) string
	// Card draws the picture that chats show with an address, as PNG: whose it is, what
	// it answers, and the site.
	Card func(w io.Writer, agency, title, site string) error
	Now  func() time.Time

	mu    sync.Mutex // guards cards, and lets one be drawn at a time
	cards map[cardOf][]byte
}

// Routes lists the room's routes.
func (a *Answers) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /tanya/{agency}", Access: web.Everyone, Handle: a.browse},
		{Pattern: "GET /tanya/{agency}/{entry}", Access: web.Everyone, Handle: a.read},
		{Pattern: "GET /tanya/{agency}/{entry}/kode/{to}", Access: web.Everyone, Handle: a.code},
		{Pattern: "GET /tanya/{agency}/kartu.png", Access: web.Everyone, Handle: a.officeCard},
		{Pattern: "GET /tanya/{agency}/{entry}/kartu.png", Access: web.Everyone, Handle: a.answerCard},
		{Pattern: "GET /lembar/{agency}", Access: web.Everyone, Handle: a.sheet},
		{Pattern: "GET /privasi/{agency}", Access: web.Everyone, Handle: a.privacy},
		{Pattern: "GET /robots.txt", Access: web.Everyone, Handle: a.robots},
		{Pattern: "GET /sitemap.xml", Access: web.Everyone, Handle: a.sitemap},
	}
}

// stand is an office with its shelf, as one request finds it.
type stand struct {
	loket.Agency
	Shelf
}

func (a *Answers) stand(r *http.Request) (stand, error) {
	id := loket.AgencyID(r.PathValue("agency"))
	for _, agency := range a.Offices {
		if shelf, ok := a.Shelf(agency.ID); ok && agency.ID == id {
			return stand{agency, shelf}, nil
		}
	}
	return stand{}, errNoOffice
}

// base is the address that codes and links from elsewhere begin with.
func (a *Answers) base(r *http.Request) string {
	if a.Base != "" {
		return a.Base
	}
	if web.Encrypted(r) {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// shared is what a page of the room tells search engines, and chats that its address is
// sent to; path is its one address, empty for a page that nobody should list, and card
// where its picture is.
func (a *Answers) shared(path, card, description string) *web.Shared {
	s := &web.Shared{Description: description}
	if path != "" && a.Base != "" {
		s.Canonical, s.Picture = a.Base+path, a.Base+card
	}
	return s
}

// asked is the office and the answer that a request is about.
func (a *Answers) asked(r *http.Request) (stand, faq.Entry, error) {
	s, err := a.stand(r)
	if err != nil {
		return s, faq.Entry{}, err
	}
	e, ok := s.entry(r.PathValue("entry"))
	if !ok {
		return s, e, errNoAnswer
	}
	return s, e, nil
}

func answersPath(agency loket.AgencyID) string { return "/tanya/" + string(agency) }

func answerPath(agency loket.AgencyID, entry string) string {
	return answersPath(agency) + "/" + entry
}

func privacyPath(agency loket.AgencyID) string { return "/privasi/" + string(agency) }

// chatPath is the chat with an answer ready to be asked for.
func chatPath(agency loket.AgencyID, entry string) string {
	return "/chat/" + string(agency) + "?jawaban=" + entry
}

// ways are the ways on of every page for citizens.
func ways(r *http.Request, agency loket.AgencyID) []web.Link {
	links := []web.Link{
		{Href: answersPath(agency), Text: "Jawaban"},
		{Href: "/chat/" + string(agency), Text: "Obrolan"},
		{Href: "/cek/" + string(agency), Text: "Cek tiket"},
		{Href: privacyPath(agency), Text: "Privasi"},
	}
	for i, link := range links {
		links[i].Current = r.URL.Path == link.Href
	}
	return links
}

// frame is what is around a page for citizens.
func frame(r *http.Request, agency loket.Agency, title words.Text) web.Frame {
	f := web.NewFrame(r, title)
	f.House, f.Nav = agency.Name, ways(r, agency.ID)
	return f
}

// short cuts what a page says of itself to what search engines show, at a word.
func short(text string) string {
	const most = 155 // characters
	runes := []rune(strings.Join(strings.Fields(text), " "))
	if len(runes) <= most {
		return string(runes)
	}
	cut := string(runes[:most])
	if at := strings.LastIndexByte(cut, ' '); at > 0 {
		cut = cut[:at]
	}
	return strings.TrimRight(cut, ",;:–-") + "…"
}
