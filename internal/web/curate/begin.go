package curate

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/web"
)

// mostExamples is how many questions a form can bring along.
const mostExamples = 10

// begin answers POST /katalog/rancangan: a draft of an entry in force, or of a new one, with
// questions and a verification if the form has them.
func (c *Curate) begin(w http.ResponseWriter, r *http.Request) error {
	id, err := c.start(r.Context(), web.StaffOf(r.Context()), r.PostFormValue("entri"), func(e faq.Entry) faq.Entry { return withForm(e, r) })
	if err != nil {
		return err
	}
	http.Redirect(w, r, draftHref(id), http.StatusSeeOther)
	return nil
}

// Learn puts what a reply teaches into a draft, for a curator to go on with. A loket.Error
// says why not; loket.ErrNotFound: there is no such entry.
func (c *Curate) Learn(ctx context.Context, by loket.Staff, l loket.Lesson) error {
	if err := l.Check(); err != nil {
		return err
	}
	_, err := c.start(ctx, by, l.Entry, func(e faq.Entry) faq.Entry {
		if e = asking(e, l.Question); e.Answer == "" {
			e.Answer = strings.TrimSpace(privacy.WithoutMasks(l.Answer))
		}
		return e
	})
	return err
}

// start begins a draft of an entry, or of a new one for no id, with what add makes of it.
// Where somebody is changing the entry already, theirs is gone on with.
func (c *Curate) start(ctx context.Context, staff loket.Staff, id string, add func(faq.Entry) faq.Entry) (loket.DraftID, error) {
	catalog, folder, err := c.Shelf.Live(ctx, staff.Agency)
	switch {
	case err != nil:
		return "", fmt.Errorf("read the catalogue: %w", err)
	case folder != "":
		return "", ErrFolder(folder)
	}
	e := liveOf(catalog, id)
	if id != "" && e.ID == "" {
		return "", loket.ErrNotFound
	}
	d, going := loket.Draft{ID: loket.NewID[loket.DraftID](), Kind: loket.KindEntry, Entry: id, Base: e.Revision}, false
	if id != "" {
		drafts, err := c.Drafts.Drafts(ctx, staff.Agency, mostDrafts)
		if err != nil {
			return "", fmt.Errorf("list drafts: %w", err)
		}
		if other := inWork(id, drafts); other != nil {
			going = true
			if d, e, err = c.read(ctx, staff, other.ID); err != nil {
				return "", err
			}
		}
	}
	before := e.Content()
	d.Content = add(e).Content()
	switch {
	case !going:
		err = c.Drafts.AddDraft(ctx, staff, d)
	case !slices.Equal(before, d.Content):
		_, err = c.Drafts.UpdateDraft(ctx, staff, d.ID, writeOn(staff, d))
	}
	if err != nil {
		return "", fmt.Errorf("begin a draft: %w", err)
	}
	return d.ID, nil
}

// writeOn gives a draft the words of another value of it.
func writeOn(staff loket.Staff, d loket.Draft) func(*loket.Draft, time.Time) error {
	return func(now *loket.Draft, at time.Time) error { return now.Write(staff.ID, at, d.Version, d) }
}

// withForm adds to an entry what a form beside it says.
func withForm(e faq.Entry, r *http.Request) faq.Entry {
	for _, said := range r.PostForm["contoh"][:min(mostExamples, len(r.PostForm["contoh"]))] {
		e = asking(e, said)
	}
	if role := strings.TrimSpace(r.PostFormValue("verified")); role != "" {
		e.Verified = &faq.Verified{ByRole: role, On: faq.Date(r.PostFormValue("verified_on"))}
		e.ReviewedOn, e.ValidUntil = e.Verified.On, faq.Date(r.PostFormValue("valid_until"))
	}
	return e
}

// asking is an entry with one more way to ask for it, without the masks of what was hidden
// in it.
func asking(e faq.Entry, said string) faq.Entry {
	said = strings.Join(strings.Fields(privacy.WithoutMasks(said)), " ")
	if said != "" && !slices.Contains(e.Questions, said) {
		e.Questions = append(slices.Clone(e.Questions), said)
	}
	return e
}
