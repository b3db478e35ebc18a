package curate

import (
	"fmt"
	"net/http"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// nameGroups answers POST /katalog/pertanyaan: the machine names the groups there are and
// proposes other ways to ask. It makes no group, and nothing of it is kept unless somebody
// takes a question into a draft.
func (c *Curate) nameGroups(w http.ResponseWriter, r *http.Request) error {
	staff := web.StaffOf(r.Context())
	if c.Assistant == nil || !c.Assistant.Names(staff.Agency) {
		return loket.ErrNotFound
	}
	view, err := c.askedView(r)
	if err != nil {
		return err
	}
	groups := make([]loket.AskedGroup, len(view.Groups))
	for i, g := range view.Groups {
		groups[i] = loket.AskedGroup{Words: g.Words, Examples: g.Examples}
		if g.Best != nil {
			groups[i].Title = g.Best.Title
		}
	}
	names, err := c.Assistant.NameGroups(r.Context(), staff.Agency, groups)
	if err != nil {
		if loket.CodeOf(err) == "" {
			return fmt.Errorf("name groups of questions: %w", err)
		}
		view.Problem = web.Explain(err)
	}
	for i, name := range names[:min(len(names), len(view.Groups))] {
		view.Groups[i].Machine = name
	}
	return web.Render(w, http.StatusOK, askedPage, view)
}

// proposedView are questions that the machine proposes for an entry.
type proposedView struct {
	Questions []string
	Problem   words.Text // why there are none, though they were asked for
}

// proposeQuestions answers POST /katalog/jawaban/{id}/usulan.
func (c *Curate) proposeQuestions(w http.ResponseWriter, r *http.Request) error {
	staff := web.StaffOf(r.Context())
	catalog, _, err := c.Shelf.Live(r.Context(), staff.Agency)
	if err != nil {
		return fmt.Errorf("read the catalogue: %w", err)
	}
	e := liveOf(catalog, r.PathValue("id"))
	if c.Assistant == nil || !c.Assistant.Names(staff.Agency) || e.ID == "" {
		return loket.ErrNotFound
	}
	ground := loket.Ground{Entry: e.ID, Title: e.Title, Text: e.Render(faq.Whole, false)}
	questions, err := c.Assistant.Questions(r.Context(), staff.Agency, ground, e.Questions)
	if err != nil && loket.CodeOf(err) == "" {
		return fmt.Errorf("propose questions: %w", err)
	}
	view := proposedView{Questions: questions}
	if err != nil {
		view.Problem = web.Explain(err)
	}
	return c.showEntry(w, r, view)
}
