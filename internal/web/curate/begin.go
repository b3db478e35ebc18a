package curate

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web"
)

// marks stand in citizens' words where something was hidden.
var marks = regexp.MustCompile(`\[[^\[\]]*\]`)

// mostExamples is how many questions a form can bring along.
const mostExamples = 10

// begin answers POST /katalog/rancangan: a draft of an entry in force, or of a new one, with
// questions and a verification if the form has them. Where somebody is changing the entry
// already, theirs is gone on with.
func (c *Curate) begin(w http.ResponseWriter, r *http.Request) error {
	staff, id := web.StaffOf(r.Context()), r.PostFormValue("entri")
	catalog, folder, err := c.Shelf.Live(r.Context(), staff.Agency)
	switch {
	case err != nil:
		return fmt.Errorf("read the catalogue: %w", err)
	case folder != "":
		return ErrFolder(folder)
	}
	e := liveOf(catalog, id)
	if id != "" && e.ID == "" {
		return loket.ErrNotFound
	}
	drafts, err := c.Drafts.Drafts(r.Context(), staff.Agency, mostDrafts)
	if err != nil {
		return fmt.Errorf("list drafts: %w", err)
	}
	d := loket.Draft{ID: loket.NewID[loket.DraftID](), Entry: id, Base: e.Revision}
	going := inWork(id, drafts)
	if going != nil && id != "" {
		if d, e, err = c.read(r.Context(), staff, going.ID); err != nil {
			return err
		}
	} else {
		going = nil
	}
	e, changed := withForm(e, r)
	d.Content = e.Content()
	switch {
	case going == nil:
		err = c.Drafts.AddDraft(r.Context(), staff, d)
	case changed:
		_, err = c.Drafts.UpdateDraft(r.Context(), staff, d.ID, writeOn(staff, d))
	}
	if err != nil {
		return fmt.Errorf("begin a draft: %w", err)
	}
	http.Redirect(w, r, draftHref(d.ID), http.StatusSeeOther)
	return nil
}

// writeOn gives a draft the words of another value of it.
func writeOn(staff loket.Staff, d loket.Draft) func(*loket.Draft, time.Time) error {
	return func(now *loket.Draft, at time.Time) error { return now.Write(staff.ID, at, d.Version, d) }
}

// withForm adds to an entry what a form beside it says, and tells whether it does.
func withForm(e faq.Entry, r *http.Request) (faq.Entry, bool) {
	before := e.Content()
	if e.ID == "" {
		e.Status = faq.Published
	}
	e.Questions = slices.Clone(e.Questions)
	for _, said := range r.PostForm["contoh"][:min(mostExamples, len(r.PostForm["contoh"]))] {
		said = strings.Join(strings.Fields(marks.ReplaceAllString(said, " ")), " ")
		if said != "" && !slices.Contains(e.Questions, said) {
			e.Questions = append(e.Questions, said)
		}
	}
	if role := strings.TrimSpace(r.PostFormValue("verified")); role != "" {
		e.Verified = &faq.Verified{ByRole: role, On: faq.Date(r.PostFormValue("verified_on"))}
		e.ReviewedOn, e.ValidUntil = e.Verified.On, faq.Date(r.PostFormValue("valid_until"))
	}
	return e, !slices.Equal(before, e.Content())
}
