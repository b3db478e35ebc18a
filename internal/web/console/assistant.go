package console

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// Assistant is the language model of agencies that have one. What it returns has passed
// its checks and is still a machine's: a page says so, and nothing of it is sent before
// a person does. A loket.Error it returns is shown as it is.
type Assistant interface {
	// Drafts and Summarises tell what an agency has switched on.
	Drafts(agency loket.AgencyID) bool
	Summarises(agency loket.AgencyID) bool
	// Draft hands over sentence after sentence; an error means that none of them counts.
	Draft(ctx context.Context, agency loket.AgencyID, wish loket.DraftWish, take func(loket.Sentence) error) error
	Summarise(ctx context.Context, agency loket.AgencyID, turns []loket.Turn) ([]loket.Point, error)
}

var (
	proposalPart = template.Must(web.Fragment(files, "saran-saja.html", "saran.html"))
	sentencePart = template.Must(web.Fragment(files, "kalimat-saja.html", "saran.html"))
)

// proposalView is the machine's draft of a reply.
type proposalView struct {
	Href      string
	Sentences []sentenceView // none: there is no draft
	Text      string         // all of them, as they go into the reply form
	Problem   words.Text     // why there is none, though one was asked for
}

// sentenceView is one sentence with the entry it rests on.
type sentenceView struct{ Text, Title, Href string }

var errNotMine = loket.Errorf(loket.CodeConflict, "Rancangan disusun untuk pemegang tiket. Ambil tiket ini dulu.")

// proposals is the panel as it stands before anybody asks for a draft; nil: there is
// nothing to ask for.
func (c *Console) proposals(agency loket.AgencyID, view *ticketView) *proposalView {
	if c.Assistant == nil || !view.Mine || !c.Assistant.Drafts(agency) || len(view.Shelf.Offered) == 0 {
		return nil
	}
	return &proposalView{Href: view.Href}
}

// propose answers POST /loket/tiket/{id}/saran: the machine drafts a reply from the
// entries that are offered for the citizen's last words. The page shows it beside the
// reply form; with script it comes sentence by sentence.
func (c *Console) propose(w http.ResponseWriter, r *http.Request) error {
	staff := web.StaffOf(r.Context())
	if c.Assistant == nil || !c.Assistant.Drafts(staff.Agency) {
		return loket.ErrNotFound
	}
	ticket, err := c.desk.View(r.Context(), staff, ticketID(r))
	if err != nil {
		return fmt.Errorf("view ticket: %w", err)
	}
	if ticket.Ticket.State != loket.TicketClaimed || ticket.Ticket.Staff != staff.ID {
		return c.refuse(w, r, errNotMine, r.PostFormValue("teks"))
	}
	live := strings.HasPrefix(r.Header.Get("Accept"), lineType)
	out := &proposalWriter{w, web.LanguageOf(r.Context())}
	if live {
		out.begin()
	}
	view := proposalView{Href: ticketHref(ticket.Ticket.ID)}
	err = c.Assistant.Draft(r.Context(), staff.Agency, c.draftWish(staff.Agency, ticket), func(s loket.Sentence) error {
		view.add(s, c.candidate(staff.Agency, view.Href, s.Entry, s.Entry, ""))
		if !live {
			return nil
		}
		return out.send("kalimat", sentencePart, view.Sentences[len(view.Sentences)-1])
	})
	switch {
	case r.Context().Err() != nil:
		return nil //nolint:nilerr // who asked has gone
	case err != nil:
		view = proposalView{Href: view.Href, Problem: web.Explain(err)}
	}
	if loket.CodeOf(err) != "" {
		err = nil // the panel says it
	}
	switch {
	case live:
		err = errors.Join(err, out.send("saran", proposalPart, view))
	case err == nil:
		return c.showTicket(w, r, http.StatusOK, said{draft: r.PostFormValue("teks"), proposal: &view})
	}
	if err != nil {
		return fmt.Errorf("draft a reply: %w", err)
	}
	return nil
}

// draftWish is what a draft for a ticket is made of: the conversation as staff read it,
// and what the shelf offers for it.
func (c *Console) draftWish(agency loket.AgencyID, of loket.TicketView) loket.DraftWish {
	wish := loket.DraftWish{Turns: turnsOf(of.Lines)}
	for _, offered := range c.shelf(agency, of.Lines, "", "").Offered {
		q := quotedOf(offered.Value)
		if e, quotable := c.entry(agency, q.Entry); quotable {
			wish.Grounds = append(wish.Grounds, loket.Ground{Entry: e.ID, Title: e.Title, Text: ownWords(e, faq.Facet(q.Facet))})
		}
	}
	return wish
}

// turnsOf is a conversation as a machine reads it: no names, no notes, no buttons.
func turnsOf(lines []loket.Line) []loket.Turn {
	turns := make([]loket.Turn, len(lines))
	for i, line := range lines {
		turns[i] = loket.Turn{Citizen: line.FromCitizen, Text: line.Text}
	}
	return turns
}

// add adds a sentence. What rests on another entry begins a paragraph.
func (v *proposalView) add(s loket.Sentence, of candidateView) {
	if n := len(v.Sentences); n > 0 {
		between := " "
		if v.Sentences[n-1].Href != of.Href {
			between = "\n\n"
		}
		v.Text += between
	}
	v.Text += s.Text
	v.Sentences = append(v.Sentences, sentenceView{Text: s.Text, Title: of.Title, Href: of.Href})
}

// lineType is a stream of lines, each a JSON object of one name: what is to be done with
// the HTML under it.
const lineType = "application/x-ndjson"

// proposalWriter writes a draft while it is made.
type proposalWriter struct {
	w        http.ResponseWriter
	language words.Language
}

func (p *proposalWriter) begin() {
	h := p.w.Header()
	h.Set("Content-Type", lineType)
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // or a proxy keeps it for itself
}

func (p *proposalWriter) send(name string, part *template.Template, view any) error {
	var html bytes.Buffer
	if err := web.Execute(&html, part, p.language, view); err != nil {
		return fmt.Errorf("render a draft: %w", err)
	}
	line, err := json.Marshal(map[string]string{name: html.String()})
	if err != nil {
		return fmt.Errorf("write a draft: %w", err)
	}
	return streamWriter{w: p.w, control: http.NewResponseController(p.w)}.send(string(line) + "\n")
}
