package curate

import (
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var factsPage = template.Must(web.Page(files, "fakta.html"))

const factsPath = "/katalog/fakta"

// factsView is what entries have in common: local facts and codes of forms.
type factsView struct {
	web.Frame
	Pages   []web.Link
	Folder  string
	May     bool
	Drafts  []loket.Draft // that change what is shown, which is as it stands there
	Problem words.Text

	Facts    []factRow
	Forms    []formCode
	Fact     *factForm // is written or changed; nil: none
	Form     *codeForm // likewise
	Sections []option  // in which a fact can stand
}

// factRow is one local fact.
type factRow struct {
	faq.Fact
	Href    string
	Setting string // its value in loket.yaml
	Used    int    // entries that tell it
}

// formCode is one form.
type formCode struct {
	faq.Form
	Href   string
	Former string
	Used   int
}

// factForm is a fact that is written or changed.
type factForm struct {
	faq.Fact
	Was     string // its id; empty: it is new
	Setting string
	Entries []usedBy
}

// codeForm is a form that is written or changed.
type codeForm struct {
	faq.Form
	Was     string // its code; empty: it is new
	Former  string // one on a line
	Entries []usedBy
}

// usedBy is an entry that rests on a row.
type usedBy struct {
	ID, Title string
	Sensitive bool
}

// facts answers GET /katalog/fakta?fakta=&formulir=: one of them opens, a new one where the
// name is empty.
func (c *Curate) facts(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	var fact *factForm
	var code *codeForm
	if query.Has("fakta") {
		fact = &factForm{Was: query.Get("fakta")}
	}
	if query.Has("formulir") {
		code = &codeForm{Was: query.Get("formulir")}
	}
	return c.showFacts(w, r, http.StatusOK, fact, code, "")
}

// setFact answers POST /katalog/fakta: a fact is added, changed, or with "hapus" taken out.
func (c *Curate) setFact(w http.ResponseWriter, r *http.Request) error {
	typed := &factForm{Was: r.PostFormValue("lama"), Fact: faq.Fact{
		ID: r.PostFormValue("lama"), About: r.PostFormValue("about"), Facet: faq.Facet(r.PostFormValue("facet")), Value: strings.TrimSpace(r.PostFormValue("value")),
	}}
	if typed.ID == "" {
		typed.ID = idOf(r.PostFormValue("about"))
	}
	fact := typed.Fact
	if r.PostForm.Has("hapus") {
		fact = faq.Fact{}
	}
	return c.setRow(w, r, faq.FactsKind, func(now *faq.Catalog) (*faq.Catalog, error) { return now.SetFact(typed.Was, fact) }, typed, nil)
}

// setForm answers POST /katalog/formulir: likewise a form.
func (c *Curate) setForm(w http.ResponseWriter, r *http.Request) error {
	former := r.PostFormValue("formerly")
	typed := &codeForm{Was: r.PostFormValue("lama"), Former: former, Form: faq.Form{
		Code: strings.TrimSpace(r.PostFormValue("code")), Use: r.PostFormValue("use"), Formerly: linesOf(former),
	}}
	form := typed.Form
	if r.PostForm.Has("hapus") {
		form = faq.Form{}
	}
	return c.setRow(w, r, faq.FormsKind, func(now *faq.Catalog) (*faq.Catalog, error) { return now.SetForm(typed.Was, form) }, nil, typed)
}

// setRow changes a row in its table's draft and leads there, where the entries stand that
// it touches.
func (c *Curate) setRow(
	w http.ResponseWriter, r *http.Request, kind string, edit func(*faq.Catalog) (*faq.Catalog, error), fact *factForm, code *codeForm,
) error {
	id, err := c.editTable(r.Context(), web.StaffOf(r.Context()), kind, edit)
	switch {
	case err == nil:
		http.Redirect(w, r, draftHref(id)+"?tersimpan=1", http.StatusSeeOther)
		return nil
	case loket.CodeOf(err) == "":
		return fmt.Errorf("change a table: %w", err)
	}
	return c.showFacts(w, r, web.Status(err), fact, code, web.Explain(err))
}

// showFacts writes the page.
func (c *Curate) showFacts(w http.ResponseWriter, r *http.Request, status int, fact *factForm, code *codeForm, problem words.Text) error {
	staff := web.StaffOf(r.Context())
	t, err := c.written(r.Context(), staff.Agency, faq.FactsKind, faq.FormsKind)
	if err != nil {
		return fmt.Errorf("read the tables: %w", err)
	}
	view := factsView{
		Frame: web.NewFrame(r, "Fakta dan formulir"), Pages: web.CatalogueTabs(factsPath, staff), Folder: t.folder,
		May: staff.MayCurate() && t.folder == "", Problem: problem, Sections: factSections(),
	}
	for _, kind := range []string{faq.FactsKind, faq.FormsKind} {
		if d := t.drafts[kind]; d != nil {
			view.Drafts = append(view.Drafts, *d)
		}
	}
	if t.catalog != nil {
		view.fill(t.catalog, c.Tables.Settings(staff.Agency), fact, code)
	}
	return web.Render(w, status, factsPage, view)
}

// fill fills in the rows and what is written or changed.
func (v *factsView) fill(catalog *faq.Catalog, settings map[string]string, fact *factForm, code *codeForm) {
	entries := catalog.Entries()
	for _, f := range catalog.Facts() {
		used := users(entries, func(e faq.Entry) bool { return slices.Contains(e.Local, f.ID) })
		v.Facts = append(v.Facts, factRow{f, factsPath + "?fakta=" + url.QueryEscape(f.ID) + "#ubah", settings[f.ID], len(used)})
		if fact != nil && fact.Was == f.ID {
			if fact.ID == "" {
				fact.Fact = f
			}
			fact.Setting, fact.Entries, v.Fact = settings[f.ID], used, fact
		}
	}
	for _, f := range catalog.Forms() {
		used := users(entries, func(e faq.Entry) bool { return slices.Contains(e.Facets.Forms, f.Code) })
		v.Forms = append(v.Forms, formCode{f, factsPath + "?formulir=" + url.QueryEscape(f.Code) + "#ubah", strings.Join(f.Formerly, ", "), len(used)})
		if code != nil && code.Was == f.Code {
			if code.Code == "" && code.Use == "" {
				code.Form, code.Former = f, strings.Join(f.Formerly, "\n")
			}
			code.Entries, v.Form = used, code
		}
	}
	if fact != nil && v.Fact == nil && (fact.Was == "" || fact.About != "") { // new, or typed for one that is gone
		v.Fact, fact.Was = fact, ""
	}
	if code != nil && v.Form == nil && (code.Was == "" || code.Use != "") {
		v.Form, code.Was = code, ""
	}
}

// users are the entries that rest on a row, but for those taken out.
func users(entries []faq.Entry, uses func(faq.Entry) bool) (out []usedBy) {
	for _, e := range entries {
		if e.Status != faq.Withdrawn && uses(e) {
			out = append(out, usedBy{e.ID, e.Title, e.Sensitive()})
		}
	}
	return out
}

// factSections are the parts of an answer in which a fact can stand.
func factSections() []option {
	return []option{
		{string(faq.Where), "Tempat"},
		{string(faq.Hours), "Jam layanan"},
		{string(faq.Fee), "Biaya"},
		{string(faq.Duration), "Waktu"},
		{string(faq.Deadline), "Batas waktu"},
		{string(faq.Requirements), "Syarat"},
		{string(faq.Steps), "Langkah"},
		{string(faq.Forms), "Formulir"},
		{string(faq.NotNeeded), "Tidak perlu"},
	}
}
