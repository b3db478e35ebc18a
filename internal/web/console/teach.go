package console

import (
	"fmt"
	"net/http"
	"strings"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// teachView is what the last reply can teach the catalogue.
type teachView struct {
	Question string
	Answer   string
	Entries  []choiceView // that the question may ask for
}

// taught says that a draft was made of a reply.
const taught words.Text = "Rancangan katalog dibuat. Kurator meninjaunya sebelum warga membacanya."

// teaching is what a ticket can teach: the last question that staff answered in their own
// words; nil: nothing.
func (c *Console) teaching(agency loket.AgencyID, lines []loket.Line) *teachView {
	if c.Teach == nil {
		return nil
	}
	reply := len(lines) - 1
	for ; reply >= 0; reply-- {
		if lines[reply].Answer == loket.AnswerReply && lines[reply].Entry == "" && strings.TrimSpace(lines[reply].Text) != "" {
			break
		}
	}
	if reply < 0 {
		return nil
	}
	at := lastQuestion(lines[:reply])
	if at < 0 {
		return nil
	}
	view := &teachView{Question: lines[at].Text, Answer: lines[reply].Text}
	if c.Library != nil {
		for _, one := range c.meant(agency, queryOf(lines, at), suggested) {
			view.Entries = append(view.Entries, choiceView{Value: quotedOf(one.Value).Entry, Name: words.Name(one.Title)})
		}
	}
	return view
}

// teach answers POST /loket/tiket/{id}/katalog: the words as they stand in the form become
// a draft, which no citizen reads before a curator has published it.
func (c *Console) teach(w http.ResponseWriter, r *http.Request) error {
	staff := web.StaffOf(r.Context())
	if _, err := c.desk.View(r.Context(), staff, ticketID(r)); err != nil {
		return fmt.Errorf("view ticket: %w", err)
	}
	lesson := loket.Lesson{
		Entry: r.PostFormValue("entri"), Question: strings.TrimSpace(r.PostFormValue("tanya")), Answer: strings.TrimSpace(r.PostFormValue("jawab")),
	}
	if c.Teach == nil {
		return loket.ErrNotFound
	}
	if err := c.Teach(r.Context(), staff, lesson); err != nil {
		return c.refuse(w, r, err, "")
	}
	http.Redirect(w, r, ticketHref(ticketID(r))+"?dipelajari=1", http.StatusSeeOther)
	return nil
}
