package curate

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"time"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var entryPage = template.Must(web.Page(files, "jawaban.html", "pratinjau.html", "beda.html"))

// entryView is one entry as it is in force, and how it came to be.
type entryView struct {
	web.Frame
	Pages    []web.Link
	Folder   string
	May      bool
	Entry    faq.Entry
	State    words.Text
	Ending   words.Text
	Verified words.Text
	Draft    *loket.Draft // that changes it; nil: none
	Sections []section    // only what it says
	Shown    shownView
	History  []revision
	Roles    []string
	Today    string
	HalfYear string // from today, as date fields hold it
	Names    bool   // the machine may be asked for questions
	Proposed proposedView
}

// revision is one publication of an entry.
type revision struct {
	Number  int
	When    words.Text
	By      string
	Source  words.Text
	Note    string
	Gone    bool // it was taken out
	First   bool
	Changes []change
}

// change is one field of a revision.
type change struct {
	Field      words.Text
	Gone, Came []string
}

// entry answers GET /katalog/jawaban/{id}.
func (c *Curate) entry(w http.ResponseWriter, r *http.Request) error {
	return c.showEntry(w, r, proposedView{})
}

// showEntry writes the page of an entry.
func (c *Curate) showEntry(w http.ResponseWriter, r *http.Request, proposed proposedView) error {
	staff, id := web.StaffOf(r.Context()), r.PathValue("id")
	catalog, folder, err := c.Shelf.Live(r.Context(), staff.Agency)
	if err != nil {
		return fmt.Errorf("read the catalogue: %w", err)
	}
	if catalog == nil {
		return loket.ErrNotFound
	}
	e, known := catalog.Entry(id)
	if !known {
		return loket.ErrNotFound
	}
	now := c.Now().In(c.Zone(staff.Agency))
	view := entryView{
		Frame: web.NewFrame(r, words.Name(e.Title)), Pages: web.CatalogueTabs("", staff), Folder: folder, May: staff.MayCurate() && folder == "", Entry: e,
		State: entryState(e), Ending: ending(e, now), Verified: verifiedText(e), Sections: said(e),
		Today: now.Format(time.DateOnly), HalfYear: now.AddDate(0, 6, 0).Format(time.DateOnly),
		Proposed: proposed,
	}
	view.Names = view.May && c.Assistant != nil && c.Assistant.Names(staff.Agency)
	drafts, err := c.Drafts.Drafts(r.Context(), staff.Agency, mostDrafts)
	if err != nil {
		return fmt.Errorf("list drafts: %w", err)
	}
	view.Draft = inWork(id, drafts)
	shown, err := c.Shelf.Show(r.Context(), staff.Agency, e, faq.Whole)
	if err != nil {
		return fmt.Errorf("show an entry: %w", err)
	}
	view.Shown = newShownView(shown)
	if view.History, err = c.history(r.Context(), staff.Agency, id, now); err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, entryPage, view)
}

func entryState(e faq.Entry) words.Text {
	switch e.Status {
	case faq.Draft:
		return "disimpan, belum dikutip"
	case faq.Withdrawn:
		return "dicabut"
	case faq.Published:
	}
	return "terbit"
}

func verifiedText(e faq.Entry) words.Text {
	if e.Verified == nil {
		return "belum diperiksa dinas"
	}
	return words.Say("%s, %s", e.Verified.ByRole, e.Verified.On.String())
}

// said are the sections of an entry with the fields that say something.
func said(e faq.Entry) []section {
	all := sections()
	for i := range all {
		for j := range all[i].Fields {
			f := &all[i].Fields[j]
			f.Value = valueOf(e, f.Name)
		}
		all[i].Fields = slices.DeleteFunc(all[i].Fields, func(f field) bool { return f.Value == "" || f.Control == choice || f.Name == "id" })
	}
	return slices.DeleteFunc(all, func(s section) bool { return len(s.Fields) == 0 })
}

// history tells the revisions of an entry, the latest first, each with what it changed.
func (c *Curate) history(ctx context.Context, agency loket.AgencyID, id string, now time.Time) (out []revision, err error) {
	all, err := c.Drafts.ItemHistory(ctx, agency, faq.EntryKind, id)
	if err != nil {
		return nil, fmt.Errorf("read the history of an entry: %w", err)
	}
	var before faq.Entry
	for i, p := range slices.Backward(all) {
		var after faq.Entry
		if content := p.Items[0].Content; content != nil {
			if after, err = faq.ReadEntry(content); err != nil {
				return nil, fmt.Errorf("read publication %d: %w", p.Number, err)
			}
		}
		one := revision{
			Number: p.Number, When: web.When(p.At, now, now.Location()), By: c.Who(ctx, p.By), Source: SourceText(p.Source), Note: p.Note,
			Gone: p.Items[0].Content == nil, First: i == len(all)-1,
		}
		if !one.First && !one.Gone {
			one.Changes = changesOf(before, after)
		}
		before = after
		out = append(out, one)
	}
	slices.Reverse(out)
	return out, nil
}

// changesOf tells field by field how an entry became another.
func changesOf(before, after faq.Entry) (out []change) {
	for _, d := range faq.DiffEntry(before, after) {
		one := change{Field: fieldLabel(d.Field), Gone: d.Gone, Came: d.Came}
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

// SourceText names what a publication came from.
func SourceText(source string) words.Text {
	switch source {
	case loket.SourceShipped:
		return "katalog bawaan"
	case loket.SourceFolder:
		return "folder katalog"
	case loket.SourceImport:
		return "impor"
	case loket.SourceCurator:
		return "halaman katalog"
	}
	return words.Name(source)
}
