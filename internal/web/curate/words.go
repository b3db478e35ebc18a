package curate

import (
	"cmp"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var wordsPage = template.Must(web.Page(files, "kata.html"))

const (
	wordsPath   = "/katalog/kata"
	rescueDays  = 28  // for how many days rescued questions are counted
	mostDays    = 366 // the most that can be asked for
	byRescued   = "tertolong"
	kindOfNames = "nama"
)

// wordsView is the agency's words by what they mean, and what each rescued.
type wordsView struct {
	web.Frame
	Pages   []web.Link
	Folder  string
	May     bool
	Draft   *loket.Draft // the list is as it stands there; nil: as in force
	Notice  words.Text
	Problem words.Text

	Search, Order string
	Days          int
	Orders        []option
	Counted       words.Text
	Rows          []meaningRow
	Count         words.Text
	Before, After string
	Form          wordForm
}

// wordForm is the word that is written or changed.
type wordForm struct {
	Was, Form, Meaning string
	Name               bool
	Rescued            words.Text // what it did; empty: nobody wrote it, or it is new
}

// meaningRow is a meaning with its forms.
type meaningRow struct {
	Meaning string
	Name    bool
	Rescued int
	Forms   []formRow
}

// formRow is one way to write it.
type formRow struct {
	Form, Href string
	Rescued    int
}

// words answers GET /katalog/kata?cari=&urut=&hari=&kata=&mulai=.
func (c *Curate) words(w http.ResponseWriter, r *http.Request) error {
	form := wordForm{Was: r.URL.Query().Get("kata")}
	notice := words.Text("")
	if r.URL.Query().Has("tersimpan") {
		notice = "Tersimpan di rancangan. Belum ada yang berubah bagi warga."
	}
	return c.showWords(w, r, http.StatusOK, form, notice, "")
}

// setWord answers POST /katalog/kata: a word is added, changed, or with "hapus" taken out.
func (c *Curate) setWord(w http.ResponseWriter, r *http.Request) error {
	form := wordForm{
		Was: r.PostFormValue("lama"), Form: strings.TrimSpace(r.PostFormValue("bentuk")), Meaning: strings.TrimSpace(r.PostFormValue("arti")),
		Name: r.PostFormValue("jenis") == kindOfNames,
	}
	word := faq.Word{Form: form.Form, Meaning: form.Meaning, Name: form.Name}
	if r.PostForm.Has("hapus") {
		word = faq.Word{}
	}
	_, err := c.editTable(r.Context(), web.StaffOf(r.Context()), faq.WordsKind, func(now *faq.Catalog) (*faq.Catalog, error) { return now.SetWord(form.Was, word) })
	switch {
	case err == nil:
		http.Redirect(w, r, wordsPath+"?tersimpan=1&cari="+url.QueryEscape(cmp.Or(word.Form, form.Was)), http.StatusSeeOther)
		return nil
	case loket.CodeOf(err) == "":
		return fmt.Errorf("change a word: %w", err)
	}
	return c.showWords(w, r, web.Status(err), form, "", web.Explain(err))
}

// showWords writes the page.
func (c *Curate) showWords(w http.ResponseWriter, r *http.Request, status int, form wordForm, notice, problem words.Text) error {
	staff, query := web.StaffOf(r.Context()), r.URL.Query()
	t, err := c.written(r.Context(), staff.Agency, faq.WordsKind)
	if err != nil {
		return fmt.Errorf("read the words: %w", err)
	}
	view := wordsView{
		Frame: web.NewFrame(r, "Kata warga"), Pages: web.CatalogueTabs(wordsPath, staff), Folder: t.folder, May: staff.MayCurate() && t.folder == "",
		Draft: t.drafts[faq.WordsKind], Notice: notice, Problem: problem, Search: strings.TrimSpace(query.Get("cari")), Order: query.Get("urut"),
		Days: daysOf(query.Get("hari")), Orders: []option{{"", "menurut arti"}, {byRescued, "yang paling menolong"}}, Form: form,
	}
	if t.catalog == nil {
		return web.Render(w, status, wordsPage, view)
	}
	rescued, err := c.Tables.Rescued(r.Context(), staff.Agency, view.Days)
	if err != nil {
		return fmt.Errorf("find out what words rescued: %w", err)
	}
	view.Counted = countedText(rescued)
	all := t.catalog.WordList()
	view.fillForm(all, rescued)
	view.page(view.rowsOf(all, rescued), query)
	return web.Render(w, status, wordsPage, view)
}

// daysOf reads for how many days is counted.
func daysOf(value string) int {
	days, err := strconv.Atoi(value)
	if err != nil || days < 1 || days > mostDays {
		return rescueDays
	}
	return days
}

// countedText tells what the numbers rest on.
func countedText(r Rescued) words.Text {
	if r.More {
		return words.Say("Dihitung dari %d pertanyaan terakhir warga sejak %s; yang lebih lama tidak dihitung.", r.Asked, web.Day(r.From))
	}
	return words.Say("Dihitung dari %d pertanyaan warga sejak %s.", r.Asked, web.Day(r.From))
}

// fillForm fills in the word that is to be changed, unless something was typed.
func (v *wordsView) fillForm(all []faq.Word, rescued Rescued) {
	if v.Form.Was == "" {
		return
	}
	i := slices.IndexFunc(all, func(w faq.Word) bool { return w.Form == v.Form.Was })
	if i < 0 {
		v.Form.Was = ""
		return
	}
	if v.Form.Form == "" && v.Form.Meaning == "" {
		v.Form.Form, v.Form.Meaning, v.Form.Name = all[i].Form, all[i].Meaning, all[i].Name
	}
	for _, one := range rescued.Words {
		if one.Form == v.Form.Was {
			v.Form.Rescued = words.Say("Muncul dalam %d pertanyaan; %d di antaranya dipahami karena kata ini.", one.Heard, one.Rescued)
		}
	}
}

// rowsOf are the meanings that are asked for.
func (v *wordsView) rowsOf(all []faq.Word, rescued Rescued) (rows []meaningRow) {
	did := map[string]faq.Rescue{}
	for _, one := range rescued.Words {
		did[one.Form] = one
	}
	search := strings.ToLower(v.Search)
	found := map[string]bool{}
	for _, w := range all {
		found[w.Meaning] = found[w.Meaning] || strings.Contains(w.Form, search) || strings.Contains(w.Meaning, search)
	}
	for _, w := range all {
		if !found[w.Meaning] {
			continue
		}
		if n := len(rows); n == 0 || rows[n-1].Meaning != w.Meaning || rows[n-1].Name != w.Name {
			rows = append(rows, meaningRow{Meaning: w.Meaning, Name: w.Name})
		}
		last, one := &rows[len(rows)-1], did[w.Form]
		last.Rescued += one.Rescued
		last.Forms = append(last.Forms, formRow{w.Form, wordsPath + "?kata=" + url.QueryEscape(w.Form) + "#ubah", one.Rescued})
	}
	if v.Order == byRescued {
		slices.SortStableFunc(rows, func(a, b meaningRow) int { return cmp.Compare(b.Rescued, a.Rescued) })
	}
	return rows
}

// page shows one page of the rows.
func (v *wordsView) page(rows []meaningRow, query url.Values) {
	from, upTo, before, after := leaf(query, wordsPath, len(rows))
	v.Rows, v.Before, v.After = rows[from:upTo], before, after
	v.Count = words.Say("%d arti", len(rows))
}
