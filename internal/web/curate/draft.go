package curate

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var draftPage = template.Must(web.Page(files, "rancangan.html", "bagian-rancangan.html", "pratinjau.html", "beda.html", "coba.html"))

// draftView is the workbench: one draft with all that can be done with it.
type draftView struct {
	web.Frame
	draftState

	Sections  []section
	General   []remark // what is said of the entry as a whole
	Shown     shownView
	Changes   []change // to what is in force
	New       bool
	Meanwhile []change // what was published since it began; see Moved
	Trial     *trialView
}

// draftState is how far a draft has come, and what the reader may do with it.
type draftState struct {
	Pages   []web.Link
	Problem words.Text
	Notice  words.Text
	ID      loket.DraftID
	Href    string
	Version int
	State   words.Text
	Note    string
	By      words.Text // who wrote it last, and when
	Refusal words.Text // who refused it; empty: nobody
	Reason  string
	InForce string // address of the entry in force; empty: there is none
	Gate    string // address where it is tried on what citizens asked, and published

	Writes   bool // the form stands
	Reviews  bool // it can be published or refused
	Second   []words.Text
	OwnWords bool // the reader wrote it: where two are needed, another must publish it
	Errors   int
	Warnings int
	Moved    bool // something was published of it since it began
	Question string
}

// stateOf tells how far a draft has come, to a member whose catalogue may be a folder.
func (c *Curate) stateOf(staff loket.Staff, show at, folder string) draftState {
	d := show.draft
	s := draftState{
		Pages: web.CatalogueTabs("", staff), Problem: show.problem, Notice: show.notice,
		ID: d.ID, Href: draftHref(d.ID), Version: d.Version, State: stateText(d.State), Note: d.Note, Reason: d.Reason, Question: show.ask,
		Writes: d.Alive() && staff.MayCurate() && folder == "",
		Gate:   "/katalog/gerbang?calon=" + DraftCandidate + string(d.ID) + ":" + strconv.Itoa(d.Version),
	}
	s.Reviews = s.Writes && d.State == loket.DraftReview
	s.tellWho(d, c, staff)
	return s
}

// at is what a draft is shown with.
type at struct {
	draft   loket.Draft
	entry   faq.Entry
	problem words.Text
	notice  words.Text
	need    faq.Facet
	ask     string
	typed   url.Values // of the form, where it could not be read; nil: the draft's own
}

// draft answers GET /katalog/rancangan/{id}?bagian=&tanya=.
func (c *Curate) draft(w http.ResponseWriter, r *http.Request) error {
	staff, query := web.StaffOf(r.Context()), r.URL.Query()
	d, e, err := c.read(r.Context(), staff, draftID(r))
	if err != nil {
		return err
	}
	show := at{draft: d, entry: e, need: needOf(query.Get("bagian")), ask: strings.TrimSpace(query.Get("tanya"))}
	switch {
	case query.Has("tersimpan"):
		show.notice = "Rancangan tersimpan. Belum ada yang berubah bagi warga."
	case query.Has("terkirim"):
		show.notice = "Rancangan dikirim untuk ditinjau."
	case query.Has("ditolak"):
		show.notice = "Rancangan ditolak; penulisnya membaca alasan Anda."
	case query.Has("dasar"):
		show.notice = "Rancangan kini berdasar jawaban yang berlaku. Periksa bedanya, lalu kirim lagi."
	}
	return c.showDraft(w, r, http.StatusOK, show)
}

func draftID(r *http.Request) loket.DraftID { return loket.DraftID(r.PathValue("id")) }

// read reads a draft of the member's agency and the entry in it; of a table there is none.
func (c *Curate) read(ctx context.Context, staff loket.Staff, id loket.DraftID) (loket.Draft, faq.Entry, error) {
	d, err := c.Drafts.Draft(ctx, staff.Agency, id)
	if err != nil {
		return d, faq.Entry{}, fmt.Errorf("read a draft: %w", err)
	}
	if d.OfTable() {
		return d, faq.Entry{}, nil
	}
	e, err := faq.ReadEntry(d.Content)
	if err != nil {
		return d, e, fmt.Errorf("read draft %s: %w", id, err)
	}
	return d, e, nil
}

// showDraft writes the page of a draft.
func (c *Curate) showDraft(w http.ResponseWriter, r *http.Request, status int, show at) error {
	if show.draft.OfTable() {
		return c.showTable(w, r, status, show)
	}
	staff, d, e := web.StaffOf(r.Context()), show.draft, show.entry
	catalog, folder, err := c.Shelf.Live(r.Context(), staff.Agency)
	if err != nil {
		return fmt.Errorf("read the catalogue: %w", err)
	}
	live := liveOf(catalog, d.Entry)
	view := draftView{Frame: web.NewFrame(r, titleOf(e)), draftState: c.stateOf(staff, show, folder)}
	if live.ID != "" {
		view.InForce = "/katalog/jawaban/" + live.ID
	}
	view.compare(d, e, live, catalog != nil)
	if view.Moved {
		if view.Meanwhile, err = c.meanwhile(r.Context(), d, live); err != nil {
			return err
		}
	}
	if err := c.remarks(r.Context(), staff.Agency, &view, show, live); err != nil {
		return err
	}
	if err := c.preview(r.Context(), staff.Agency, &view, show); err != nil {
		return err
	}
	return web.Render(w, status, draftPage, view)
}

// liveOf is the entry in force; the zero Entry: there is none.
func liveOf(catalog *faq.Catalog, id string) faq.Entry {
	if catalog == nil || id == "" {
		return faq.Entry{}
	}
	e, _ := catalog.Entry(id)
	return e
}

func titleOf(e faq.Entry) words.Text {
	if e.Title == "" {
		return "Rancangan tanpa judul"
	}
	return words.Name(e.Title)
}

// tellWho says who wrote the draft and who decided on it.
func (v *draftState) tellWho(d loket.Draft, c *Curate, staff loket.Staff) {
	now, zone := c.Now(), c.Zone(staff.Agency)
	v.By = words.Say("%s, %s", nameOr(d.ChangedByName), web.When(d.ChangedAt, now, zone))
	v.OwnWords = d.ChangedBy == staff.ID
	if d.State == loket.DraftRefused {
		v.Refusal = words.Say("Ditolak oleh %s, %s:", nameOr(d.DecidedByName), web.When(d.DecidedAt, now, zone))
	}
}

func nameOr(name string) words.Text {
	if name == "" {
		return "akun yang sudah tidak ada"
	}
	return words.Name(name)
}

// compare tells what the draft would change, why that needs two people, and what was
// published since it began.
func (v *draftView) compare(d loket.Draft, e, live faq.Entry, known bool) {
	if !known || !d.Alive() {
		return
	}
	v.New = live.ID == ""
	if !v.New {
		v.Changes = changesOf(live, e)
	}
	v.Moved = d.Base != "" && live.Revision != d.Base
	for _, why := range faq.DelicateChange(live, e) {
		v.Second = append(v.Second, delicateText(why))
	}
}

// meanwhile tells what was published of an entry since a draft began.
func (c *Curate) meanwhile(ctx context.Context, d loket.Draft, live faq.Entry) ([]change, error) {
	all, err := c.Drafts.ItemHistory(ctx, d.Agency, faq.EntryKind, d.Entry)
	if err != nil {
		return nil, fmt.Errorf("read the history of an entry: %w", err)
	}
	for _, p := range all {
		if item := p.Items[0]; item.Revision == d.Base && item.Content != nil {
			base, err := faq.ReadEntry(item.Content)
			if err != nil {
				return nil, fmt.Errorf("read publication %d: %w", p.Number, err)
			}
			return changesOf(base, live), nil
		}
	}
	return nil, nil
}

func delicateText(why faq.Delicate) words.Text {
	switch why {
	case faq.DelicateRisk:
		return "jawaban peka"
	case faq.DelicateFee:
		return "biaya atau denda"
	case faq.DelicateBasis:
		return "dasar hukum"
	case faq.DelicateData:
		return "data pribadi"
	case faq.DelicateFraud:
		return "penipuan atau pungutan"
	}
	return words.Text(why)
}

// remarks fills the form with the entry, and says beside each field what the linter does.
func (c *Curate) remarks(ctx context.Context, agency loket.AgencyID, view *draftView, show at, live faq.Entry) error {
	found, err := c.Shelf.Lint(ctx, agency, show.entry)
	if err != nil {
		return fmt.Errorf("check a draft: %w", err)
	}
	if taken := show.draft.Base == "" && live.ID != ""; taken {
		found = append(found, faq.Remark{
			Severity: faq.SeverityError, Rule: faq.RuleLoad, Field: "id", Text: ErrTaken.Message,
		})
	}
	view.Sections = sections()
	fields := map[string]*field{}
	for i := range view.Sections {
		for j := range view.Sections[i].Fields {
			f := &view.Sections[i].Fields[j]
			f.Value = valueOf(show.entry, f.Name)
			if show.typed.Has(f.Name) {
				f.Value = show.typed.Get(f.Name)
			}
			f.Fixed = f.Name == "id" && show.draft.Base != ""
			fields[f.Name] = f
		}
	}
	for _, one := range found {
		if one.Severity == faq.SeverityError {
			view.Errors++
		} else {
			view.Warnings++
		}
		if f := fields[one.Field]; f != nil {
			f.Remarks = append(f.Remarks, newRemark(one))
		} else {
			view.General = append(view.General, newRemark(one))
		}
	}
	return nil
}

// preview shows what citizens would read, and what a question would get.
func (c *Curate) preview(ctx context.Context, agency loket.AgencyID, view *draftView, show at) error {
	shown, err := c.Shelf.Show(ctx, agency, show.entry, show.need)
	if err != nil {
		return fmt.Errorf("show a draft: %w", err)
	}
	view.Shown = newShownView(shown)
	view.Shown.Needs, view.Shown.Need = needs(), string(show.need)
	if show.ask == "" {
		return nil
	}
	trial, err := c.Shelf.Try(ctx, agency, show.entry, show.ask)
	if err != nil {
		if loket.CodeOf(err) == "" {
			return fmt.Errorf("try a question: %w", err)
		}
		view.Problem = web.Explain(err)
		return nil
	}
	view.Trial = newTrialView(trial)
	return nil
}
