package curate

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web"
)

// errForm says that a form was not of this page.
var errForm = loket.Errorf(loket.CodeInvalid, "Formulir ini tidak lengkap. Muat ulang halaman, lalu ulangi.")

// errMistakes says that an entry is not fit to be read by citizens.
var errMistakes = loket.Errorf(loket.CodeInvalid, "Rancangan tersimpan, tetapi belum dikirim: masih ada kesalahan. Perbaiki yang bertanda di bawah, lalu kirim lagi.")

func versionOf(r *http.Request) int {
	version, _ := strconv.Atoi(r.PostFormValue("versi")) // what is no number is no version
	return version
}

// save answers POST /katalog/rancangan/{id}: the words, and with "kirim" that they are to
// be reviewed.
func (c *Curate) save(w http.ResponseWriter, r *http.Request) error {
	staff := web.StaffOf(r.Context())
	d, before, err := c.read(r.Context(), staff, draftID(r))
	if err != nil {
		return err
	}
	if d.OfTable() && r.PostForm.Has("versi") {
		return c.saveTable(w, r, d)
	}
	if !r.PostForm.Has("title") || !r.PostForm.Has("versi") {
		return errForm
	}
	if d.Base != "" {
		r.PostForm.Set("id", before.ID) // for good
	}
	e, wrong := entryOf(before, r.PostForm)
	note := strings.TrimSpace(r.PostFormValue("catatan"))
	if wrong == nil {
		wrong = c.mayChange(r, staff)
	}
	if wrong == nil {
		_, wrong = c.Drafts.UpdateDraft(r.Context(), staff, d.ID, func(d *loket.Draft, now time.Time) error {
			return d.Write(staff.ID, now, versionOf(r), loket.Draft{Entry: e.ID, Base: d.Base, Content: e.Content(), Note: note})
		})
	}
	if wrong != nil {
		d.Note = note
		return c.refuse(w, r, wrong, at{draft: d, entry: e, typed: r.PostForm})
	}
	if !r.PostForm.Has("kirim") {
		http.Redirect(w, r, draftHref(d.ID)+"?tersimpan=1", http.StatusSeeOther)
		return nil
	}
	return c.send(w, r, staff, d.ID)
}

// send gives a draft to be reviewed, if nothing in it is wrong.
func (c *Curate) send(w http.ResponseWriter, r *http.Request, staff loket.Staff, id loket.DraftID) error {
	d, e, err := c.read(r.Context(), staff, id)
	if err != nil {
		return err
	}
	found, err := c.lint(r, staff, d, e)
	if err != nil {
		return fmt.Errorf("check a draft: %w", err)
	}
	if faq.Failed(found) {
		return c.refuse(w, r, errMistakes, at{draft: d, entry: e})
	}
	_, err = c.Drafts.UpdateDraft(r.Context(), staff, id, func(d *loket.Draft, _ time.Time) error { return d.Send(d.Version) })
	return c.done(w, r, err, "terkirim")
}

// lint says what is wrong with a draft of an entry, or of a table.
func (c *Curate) lint(r *http.Request, staff loket.Staff, d loket.Draft, e faq.Entry) ([]faq.Remark, error) {
	if !d.OfTable() {
		return c.Shelf.Lint(r.Context(), staff.Agency, e)
	}
	change, err := c.Tables.Change(r.Context(), staff.Agency, d.Kind, d.Content)
	return change.Remarks, err
}

// mayChange refuses where the catalogue is a folder.
func (c *Curate) mayChange(r *http.Request, staff loket.Staff) error {
	_, folder, err := c.Shelf.Live(r.Context(), staff.Agency)
	if err != nil {
		return fmt.Errorf("read the catalogue: %w", err)
	}
	if folder != "" {
		return ErrFolder(folder)
	}
	return nil
}

// refuse shows a draft's page with the reason of a refusal, and what was typed.
func (c *Curate) refuse(w http.ResponseWriter, r *http.Request, err error, show at) error {
	if loket.CodeOf(err) == "" || loket.CodeOf(err) == loket.CodeNotFound {
		return err
	}
	show.problem = web.Explain(err)
	return c.showDraft(w, r, web.Status(err), show)
}

// done leads back to the draft's page, which says what was done, or why not.
func (c *Curate) done(w http.ResponseWriter, r *http.Request, err error, what string) error {
	if err == nil {
		http.Redirect(w, r, draftHref(draftID(r))+"?"+what+"=1", http.StatusSeeOther)
		return nil
	}
	d, e, failed := c.read(r.Context(), web.StaffOf(r.Context()), draftID(r))
	if failed != nil {
		return failed
	}
	return c.refuse(w, r, err, at{draft: d, entry: e})
}

// step has the member change a draft and leads back to its page.
func (c *Curate) step(w http.ResponseWriter, r *http.Request, what string, change func(*loket.Draft, time.Time) error) error {
	_, err := c.Drafts.UpdateDraft(r.Context(), web.StaffOf(r.Context()), draftID(r), change)
	return c.done(w, r, err, what)
}

// refuseDraft answers POST /katalog/rancangan/{id}/tolak.
func (c *Curate) refuseDraft(w http.ResponseWriter, r *http.Request) error {
	staff := web.StaffOf(r.Context())
	return c.step(w, r, "ditolak", func(d *loket.Draft, now time.Time) error {
		return d.Refuse(staff.ID, now, versionOf(r), r.PostFormValue("alasan"))
	})
}

// withdraw answers POST /katalog/rancangan/{id}/batal.
func (c *Curate) withdraw(w http.ResponseWriter, r *http.Request) error {
	staff := web.StaffOf(r.Context())
	_, err := c.Drafts.UpdateDraft(r.Context(), staff, draftID(r), func(d *loket.Draft, now time.Time) error { return d.Withdraw(staff.ID, now) })
	if err != nil {
		return c.done(w, r, err, "")
	}
	http.Redirect(w, r, "/katalog/rancangan?dibatalkan=1", http.StatusSeeOther)
	return nil
}

// rebase answers POST /katalog/rancangan/{id}/dasar: the words stay, and what is in force
// now is what they change.
func (c *Curate) rebase(w http.ResponseWriter, r *http.Request) error {
	staff := web.StaffOf(r.Context())
	catalog, _, err := c.Shelf.Live(r.Context(), staff.Agency)
	if err != nil {
		return fmt.Errorf("read the catalogue: %w", err)
	}
	if catalog == nil {
		return loket.ErrNotFound
	}
	return c.step(w, r, "dasar", func(d *loket.Draft, now time.Time) error {
		next := *d
		if next.Base = liveOf(catalog, d.Entry).Revision; d.OfTable() {
			next.Base = catalog.Table(d.Kind).Revision
		}
		return d.Write(staff.ID, now, versionOf(r), next)
	})
}

// publish answers POST /katalog/rancangan/{id}/terbit.
func (c *Curate) publish(w http.ResponseWriter, r *http.Request) error {
	staff := web.StaffOf(r.Context())
	if err := c.Shelf.Publish(r.Context(), staff, draftID(r), versionOf(r)); err != nil {
		return c.done(w, r, err, "")
	}
	http.Redirect(w, r, "/katalog/rancangan?terbit="+string(draftID(r)), http.StatusSeeOther)
	return nil
}
