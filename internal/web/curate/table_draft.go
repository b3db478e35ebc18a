package curate

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var tablePage = template.Must(web.Page(files, "rancangan-tabel.html", "bagian-rancangan.html", "beda.html", "coba.html"))

// tableView is the draft of a table: what it changes, and which entries that touches.
type tableView struct {
	web.Frame
	draftState
	Edit      string // the page on which the table is changed
	General   []remark
	Changes   []change
	Meanwhile []change
	Touched   []touchView
	More      int // touched entries that are not shown
	Trial     *trialView
}

// touchView is an entry that a table's change touches.
type touchView struct {
	ID, Title  string
	Sensitive  bool
	Gone, Came []string
	Changes    []change // of the entry's own words
	Asked      []string
}

// shownTouched is how many touched entries are shown.
const shownTouched = 60

// TableText names a table; an entry is none.
func TableText(kind string) words.Text {
	switch kind {
	case faq.WordsKind:
		return "Kata warga"
	case faq.FormsKind:
		return "Kode formulir"
	case faq.FactsKind:
		return "Fakta setempat"
	}
	return ""
}

// tableHref is the page on which a table is changed.
func tableHref(kind string) string {
	if kind == faq.WordsKind {
		return wordsPath
	}
	return factsPath
}

// tableInWork is the draft that changes a table; nil: nobody does.
func tableInWork(kind string, drafts []loket.Draft) *loket.Draft {
	i := slices.IndexFunc(drafts, func(d loket.Draft) bool { return d.Kind == kind && d.Alive() })
	if i < 0 {
		return nil
	}
	return &drafts[i]
}

// tables is the catalogue with the tables as they are being written, and the drafts that do.
type tables struct {
	catalog *faq.Catalog // nil: there is none
	folder  string
	drafts  map[string]*loket.Draft // by kind
}

// written reads the catalogue with the drafts of some tables in it.
func (c *Curate) written(ctx context.Context, agency loket.AgencyID, kinds ...string) (t tables, err error) {
	t.drafts = map[string]*loket.Draft{}
	if t.catalog, t.folder, err = c.Shelf.Live(ctx, agency); err != nil || t.catalog == nil {
		return t, err
	}
	drafts, err := c.Drafts.Drafts(ctx, agency, mostDrafts)
	if err != nil {
		return t, fmt.Errorf("list drafts: %w", err)
	}
	for _, kind := range kinds {
		if t.drafts[kind] = tableInWork(kind, drafts); t.drafts[kind] == nil {
			continue
		}
		if t.catalog, err = t.catalog.WithTable(kind, t.drafts[kind].Content); err != nil {
			return t, fmt.Errorf("read draft %s: %w", t.drafts[kind].ID, err)
		}
	}
	return t, nil
}

// editTable changes a table in its draft, which is begun if there is none.
func (c *Curate) editTable(ctx context.Context, staff loket.Staff, kind string, edit func(*faq.Catalog) (*faq.Catalog, error)) (loket.DraftID, error) {
	live, folder, err := c.Shelf.Live(ctx, staff.Agency)
	switch {
	case err != nil:
		return "", fmt.Errorf("read the catalogue: %w", err)
	case folder != "":
		return "", ErrFolder(folder)
	case live == nil:
		return "", loket.ErrNotFound
	}
	t, err := c.written(ctx, staff.Agency, kind)
	if err != nil {
		return "", err
	}
	next, err := edit(t.catalog)
	if err != nil {
		return "", err
	}
	content := next.Table(kind).Content
	if going := t.drafts[kind]; going != nil {
		d := *going
		d.Content = content
		_, err = c.Drafts.UpdateDraft(ctx, staff, d.ID, writeOn(staff, d))
		return d.ID, err
	}
	d := loket.Draft{ID: loket.NewID[loket.DraftID](), Kind: kind, Base: live.Table(kind).Revision, Content: content}
	if err := c.Drafts.AddDraft(ctx, staff, d); err != nil {
		return "", fmt.Errorf("begin a draft: %w", err)
	}
	return d.ID, nil
}

// saveTable keeps why a table is changed, and with "kirim" gives the draft to be reviewed.
func (c *Curate) saveTable(w http.ResponseWriter, r *http.Request, d loket.Draft) error {
	staff := web.StaffOf(r.Context())
	err := c.mayChange(r, staff)
	if err == nil {
		_, err = c.Drafts.UpdateDraft(r.Context(), staff, d.ID, func(d *loket.Draft, now time.Time) error {
			next := *d
			next.Note = strings.TrimSpace(r.PostFormValue("catatan"))
			return d.Write(d.ChangedBy, now, versionOf(r), next) // of the table itself nothing is written
		})
	}
	if err != nil || !r.PostForm.Has("kirim") {
		return c.done(w, r, err, "tersimpan")
	}
	return c.send(w, r, staff, d.ID)
}

// showTable writes the page of a table's draft.
func (c *Curate) showTable(w http.ResponseWriter, r *http.Request, status int, show at) error {
	staff, d := web.StaffOf(r.Context()), show.draft
	live, folder, err := c.Shelf.Live(r.Context(), staff.Agency)
	if err != nil {
		return fmt.Errorf("read the catalogue: %w", err)
	}
	view := tableView{Frame: web.NewFrame(r, TableText(d.Kind)), draftState: c.stateOf(staff, show, folder), Edit: tableHref(d.Kind)}
	if live != nil && d.Alive() {
		change, err := c.Tables.Change(r.Context(), staff.Agency, d.Kind, d.Content)
		if err != nil {
			return fmt.Errorf("find out what a table changes: %w", err)
		}
		view.tell(d.Kind, change)
		if view.Moved = live.Table(d.Kind).Revision != d.Base; view.Moved {
			if view.Meanwhile, err = c.tableMeanwhile(r.Context(), d, live); err != nil {
				return err
			}
		}
		if err := c.tryTable(r.Context(), staff.Agency, &view, show); err != nil {
			return err
		}
	}
	return web.Render(w, status, tablePage, view)
}

// tell puts on the page what a table changes.
func (v *tableView) tell(kind string, c Change) {
	v.Changes = tableChanges(kind, c.Now, c.Then)
	for _, one := range c.Remarks {
		v.General = append(v.General, newRemark(one))
		if one.Severity == faq.SeverityError {
			v.Errors++
		} else {
			v.Warnings++
		}
	}
	for _, why := range c.Second {
		v.Second = append(v.Second, delicateText(why))
	}
	for i, t := range c.Touched {
		if i == shownTouched {
			v.More = len(c.Touched) - i
			break
		}
		v.Touched = append(v.Touched, touchView{
			ID: t.After.ID, Title: t.After.Title, Sensitive: t.After.Sensitive(), Gone: t.Gone, Came: t.Came, Asked: t.Asked, Changes: changesOf(t.Before, t.After),
		})
	}
}

// tableChanges tells row by row how a table became another.
func tableChanges(kind string, was, now *faq.Catalog) (out []change) {
	for _, d := range faq.Diff(was, now) {
		if d.Kind != kind {
			continue
		}
		one := change{Field: words.Name(d.Field), Gone: d.Gone, Came: d.Came}
		if d.Old != "" {
			one.Gone = append(one.Gone, d.Old)
		}
		if d.New != "" {
			one.Came = append(one.Came, d.New)
		}
		out = append(out, one)
	}
	return out
}

// tableMeanwhile tells what was published of a table since its draft began.
func (c *Curate) tableMeanwhile(ctx context.Context, d loket.Draft, live *faq.Catalog) ([]change, error) {
	all, err := c.Drafts.ItemHistory(ctx, d.Agency, d.Kind, "")
	if err != nil {
		return nil, fmt.Errorf("read the history of a table: %w", err)
	}
	for _, p := range all {
		if item := p.Items[0]; item.Revision == d.Base && item.Content != nil {
			base, err := live.WithTable(d.Kind, item.Content)
			if err != nil {
				return nil, fmt.Errorf("read publication %d: %w", p.Number, err)
			}
			return tableChanges(d.Kind, base, live), nil
		}
	}
	return nil, nil
}

// tryTable asks a question of the bot with the table.
func (c *Curate) tryTable(ctx context.Context, agency loket.AgencyID, view *tableView, show at) error {
	if show.ask == "" {
		return nil
	}
	trial, err := c.Tables.TryTable(ctx, agency, show.draft.Kind, show.draft.Content, show.ask)
	if err != nil {
		return fmt.Errorf("try a question: %w", err)
	}
	view.Trial = newTrialView(trial)
	return nil
}
