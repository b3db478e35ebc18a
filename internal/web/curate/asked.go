package curate

import (
	"fmt"
	"html/template"
	"net/http"
	"time"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/words"
)

var askedPage = template.Must(web.Page(files, "pertanyaan.html"))

const (
	askedDays    = 28
	shownGroups  = 30
	readForDraft = "menyusun jawaban"
)

// askedView is what citizens ask in vain.
type askedView struct {
	web.Frame
	Pages   []web.Link
	Folder  string
	Period  words.Text
	Counted words.Text
	Groups  []gapView
	Names   bool       // the machine may be asked
	Problem words.Text // why it named none, though it was
	Picked  []pickedView
	Notice  words.Text
}

// pickedView is a question that may be one more way to ask for an entry.
type pickedView struct {
	report.Suggestion
	ID    int
	Title string
}

// gapView is one group of questions that are alike.
type gapView struct {
	report.Gap
	ID      int
	Machine loket.GroupNaming // what the machine calls it
}

// asked answers GET /katalog/pertanyaan: what the catalogue did not answer in the last
// weeks, with the words, which the audit log says that they were read.
func (c *Curate) asked(w http.ResponseWriter, r *http.Request) error {
	view, err := c.askedView(r)
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, askedPage, view)
}

// askedView reads the groups as they are now.
func (c *Curate) askedView(r *http.Request) (view askedView, err error) {
	staff, now := web.StaffOf(r.Context()), c.Now().In(c.Zone(web.StaffOf(r.Context()).Agency))
	catalog, folder, err := c.Shelf.Live(r.Context(), staff.Agency)
	if err != nil {
		return view, fmt.Errorf("read the catalogue: %w", err)
	}
	from := time.Date(now.Year(), now.Month(), now.Day()-askedDays, 0, 0, 0, 0, now.Location())
	found, err := c.Improver.Improve(r.Context(), report.Query{Agency: staff.Agency, From: from, To: from.AddDate(0, 0, askedDays+1)},
		&loket.AuditEntry{Actor: loket.ByStaff, ActorID: string(staff.ID), Reason: readForDraft})
	if err != nil {
		return view, fmt.Errorf("find out what is asked in vain: %w", err)
	}
	view = askedView{
		Frame: web.NewFrame(r, "Pertanyaan yang belum terjawab"), Pages: web.CatalogueTabs("/katalog/pertanyaan", staff), Folder: folder,
		Period: words.Say("%s sampai %s", web.Day(from), web.Day(now)), Counted: found.CountText(),
		Names: c.Assistant != nil && c.Assistant.Names(staff.Agency) && len(found.Groups) > 0,
	}
	for i, g := range found.Groups[:min(len(found.Groups), shownGroups)] {
		view.Groups = append(view.Groups, gapView{Gap: g, ID: i + 1})
	}
	picked, err := c.Suggester.Suggestions(r.Context(), staff.Agency, from)
	if err != nil {
		return view, fmt.Errorf("find out what was picked: %w", err)
	}
	for i, s := range picked[:min(len(picked), shownGroups)] {
		view.Picked = append(view.Picked, pickedView{s, i + 1, liveOf(catalog, s.Entry).Title})
	}
	if r.URL.Query().Has("abaikan") {
		view.Notice = "Usulan itu tidak akan ditampilkan lagi."
	}
	return view, nil
}

// decide answers POST /katalog/usulan: a question becomes one more way to ask for an entry,
// in its draft, or is dismissed.
func (c *Curate) decide(w http.ResponseWriter, r *http.Request) error {
	staff, entry := web.StaffOf(r.Context()), r.PostFormValue("entri")
	asked := make([]loket.MessageID, 0, len(r.PostForm["pesan"]))
	for _, id := range r.PostForm["pesan"] {
		asked = append(asked, loket.MessageID(id))
	}
	if entry == "" || len(asked) == 0 {
		return errForm
	}
	how, to := int64(loket.PatternDismissed), "/katalog/pertanyaan?abaikan=1#usulan"
	if r.PostForm.Has("terima") {
		id, err := c.start(r.Context(), staff, entry, func(e faq.Entry) faq.Entry { return asking(e, r.PostFormValue("contoh")) })
		if err != nil {
			return err
		}
		how, to = loket.PatternTaken, draftHref(id)
	}
	if err := c.Suggester.DecidePattern(r.Context(), staff, entry, asked, how); err != nil {
		return fmt.Errorf("decide on a question: %w", err)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
