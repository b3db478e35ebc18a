package curate

import (
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var listPage = template.Must(web.Page(files, "daftar.html"))

const (
	listed   = 60 // entries on a page
	soonDays = 30 // how many days before its end an entry ends soon
)

// listView is the list of entries.
type listView struct {
	web.Frame
	Pages  []web.Link
	Folder string // where the catalogue is kept, if pages may not change it
	May    bool

	Search, Topic, State string
	Topics               []string
	States               []option
	Entries              []entryRow
	Count                words.Text
	Before, After        string // addresses of the pages beside; empty: none
}

// entryRow is one entry of the list.
type entryRow struct {
	ID, Title, Topic string
	Chips            []words.Text
	Alarms           []words.Text
}

// The states a list can be asked for.
const (
	statePublished  = "terbit"
	stateHidden     = "tidak-dikutip"
	stateEnding     = "berakhir"
	stateUnverified = "belum-diperiksa"
	stateSensitive  = "peka"
	stateInWork     = "dikerjakan"
)

func listStates() []option {
	return []option{
		{"", "semua keadaan"},
		{statePublished, "terbit"},
		{stateHidden, "tidak dikutip"},
		{stateEnding, "berakhir atau segera"},
		{stateUnverified, "belum diperiksa dinas"},
		{stateSensitive, "peka"},
		{stateInWork, "ada rancangannya"},
	}
}

// list answers GET /katalog?cari=&topik=&keadaan=&mulai=.
func (c *Curate) list(w http.ResponseWriter, r *http.Request) error {
	staff, query := web.StaffOf(r.Context()), r.URL.Query()
	catalog, folder, err := c.Shelf.Live(r.Context(), staff.Agency)
	if err != nil {
		return fmt.Errorf("read the catalogue: %w", err)
	}
	drafts, err := c.Drafts.Drafts(r.Context(), staff.Agency, mostDrafts)
	if err != nil {
		return fmt.Errorf("list drafts: %w", err)
	}
	view := listView{
		Frame: web.NewFrame(r, "Katalog"), Pages: web.CatalogueTabs("/katalog", staff), Folder: folder, May: staff.MayCurate() && folder == "",
		Search: strings.TrimSpace(query.Get("cari")), Topic: query.Get("topik"), State: query.Get("keadaan"), States: listStates(),
	}
	now := c.Now().In(c.Zone(staff.Agency))
	var found []entryRow
	if catalog != nil {
		for _, e := range catalog.Entries() {
			if e.Group != "" && !slices.Contains(view.Topics, e.Group) {
				view.Topics = append(view.Topics, e.Group)
			}
			if view.wants(e, drafts, now) {
				found = append(found, rowOf(e, drafts, now))
			}
		}
	}
	slices.Sort(view.Topics)
	view.page(found, query)
	return web.Render(w, http.StatusOK, listPage, view)
}

// page shows one page of what was found.
func (v *listView) page(found []entryRow, query url.Values) {
	from, upTo, before, after := leaf(query, "/katalog", len(found))
	v.Entries, v.Before, v.After = found[from:upTo], before, after
	v.Count = words.Say("%d jawaban", len(found))
}

// leaf is the part of a list of n that a query asks for, and the addresses of those beside.
func leaf(query url.Values, path string, n int) (from, upTo int, before, after string) {
	from, err := strconv.Atoi(query.Get("mulai"))
	if err != nil || from < 0 || from >= n {
		from = 0
	}
	upTo = min(from+listed, n)
	at := func(n int) string {
		query.Set("mulai", strconv.Itoa(n))
		return path + "?" + query.Encode()
	}
	if from > 0 {
		before = at(max(0, from-listed))
	}
	if upTo < n {
		after = at(upTo)
	}
	return from, upTo, before, after
}

// wants tells whether an entry is among those asked for.
func (v *listView) wants(e faq.Entry, drafts []loket.Draft, now time.Time) bool {
	if v.Topic != "" && e.Group != v.Topic {
		return false
	}
	hay := strings.ToLower(strings.Join(append([]string{e.ID, e.Title, e.Answer}, e.Questions...), " "))
	for word := range strings.FieldsSeq(strings.ToLower(v.Search)) {
		if !strings.Contains(hay, word) {
			return false
		}
	}
	switch v.State {
	case statePublished:
		return e.Quotable(now)
	case stateHidden:
		return !e.Quotable(now)
	case stateEnding:
		return ending(e, now) != ""
	case stateUnverified:
		return e.Verified == nil && e.Status == faq.Published
	case stateSensitive:
		return e.Sensitive()
	case stateInWork:
		return inWork(e.ID, drafts) != nil
	}
	return true
}

// inWork is the draft that changes an entry; nil: nobody does.
func inWork(entry string, drafts []loket.Draft) *loket.Draft {
	for i := range drafts {
		if drafts[i].Entry == entry && drafts[i].Alive() && !drafts[i].OfTable() {
			return &drafts[i]
		}
	}
	return nil
}

func rowOf(e faq.Entry, drafts []loket.Draft, now time.Time) entryRow {
	row := entryRow{ID: e.ID, Title: e.Title, Topic: e.Group}
	switch e.Status {
	case faq.Draft:
		row.Chips = append(row.Chips, "disimpan, belum dikutip")
	case faq.Withdrawn:
		row.Chips = append(row.Chips, "dicabut")
	case faq.Published:
		if e.Verified == nil {
			row.Chips = append(row.Chips, "belum diperiksa dinas")
		}
	}
	if e.Sensitive() {
		row.Chips = append(row.Chips, "peka")
	}
	if d := inWork(e.ID, drafts); d != nil {
		row.Chips = append(row.Chips, words.Say("rancangan: %s", stateText(d.State)))
	}
	if end := ending(e, now); end != "" {
		row.Alarms = append(row.Alarms, end)
	}
	return row
}

// ending tells that an entry has ended or soon will; empty: neither.
func ending(e faq.Entry, now time.Time) words.Text {
	end, err := time.ParseInLocation(time.DateOnly, string(e.ValidUntil), now.Location())
	switch {
	case err != nil || e.Status != faq.Published:
		return ""
	case !e.Quotable(now):
		return words.Say("berakhir %s, tidak dikutip lagi", web.Day(end))
	case end.Before(now.AddDate(0, 0, soonDays)):
		return words.Say("berlaku sampai %s", web.Day(end))
	}
	return ""
}
