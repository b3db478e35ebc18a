package curate

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"slices"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var queuePage = template.Must(web.Page(files, "rancangan-semua.html"))

// queueView is the list of drafts: what waits for a second pair of eyes first.
type queueView struct {
	web.Frame
	Pages  []web.Link
	Notice words.Text
	May    bool
	Groups []draftGroup
}

// draftGroup are the drafts of one kind.
type draftGroup struct {
	Title words.Text
	Rows  []draftRow
}

// draftRow is one draft of the list.
type draftRow struct {
	Href   string
	Title  words.Text
	Entry  string
	By     words.Text
	Note   string
	Reason string // why it was refused
	Second bool   // it needs somebody else than the reader
}

// queue answers GET /katalog/rancangan.
func (c *Curate) queue(w http.ResponseWriter, r *http.Request) error {
	staff, query := web.StaffOf(r.Context()), r.URL.Query()
	catalog, folder, err := c.Shelf.Live(r.Context(), staff.Agency)
	if err != nil {
		return fmt.Errorf("read the catalogue: %w", err)
	}
	all, err := c.Drafts.Drafts(r.Context(), staff.Agency, mostDrafts)
	if err != nil {
		return fmt.Errorf("list drafts: %w", err)
	}
	view := queueView{Frame: web.NewFrame(r, "Rancangan"), Pages: web.CatalogueTabs("/katalog/rancangan", staff), May: staff.MayCurate() && folder == ""}
	switch {
	case query.Has("terbit"):
		view.Notice = "Rancangan terbit. Bot memakainya dalam dua detik; riwayatnya ada di halaman jawabannya."
	case query.Has("dibatalkan"):
		view.Notice = "Rancangan dibatalkan."
	}
	for _, group := range []struct {
		title words.Text
		of    []loket.DraftState
	}{
		{"Menunggu ditinjau", []loket.DraftState{loket.DraftReview}},
		{"Ditolak", []loket.DraftState{loket.DraftRefused}},
		{"Sedang ditulis", []loket.DraftState{loket.DraftOpen}},
		{"Selesai", []loket.DraftState{loket.DraftPublished, loket.DraftWithdrawn}},
	} {
		rows := draftGroup{Title: group.title}
		for _, d := range all {
			if slices.Contains(group.of, d.State) {
				row, err := c.draftRow(r.Context(), d, staff, catalog)
				if err != nil {
					return err
				}
				rows.Rows = append(rows.Rows, row)
			}
		}
		if len(rows.Rows) > 0 {
			view.Groups = append(view.Groups, rows)
		}
	}
	return web.Render(w, http.StatusOK, queuePage, view)
}

func (c *Curate) draftRow(ctx context.Context, d loket.Draft, staff loket.Staff, catalog *faq.Catalog) (row draftRow, err error) {
	var delicate []faq.Delicate
	title, own := TableText(d.Kind), d.State == loket.DraftReview && d.ChangedBy == staff.ID
	switch {
	case !d.OfTable():
		var e faq.Entry
		if e, err = faq.ReadEntry(d.Content); err == nil {
			title, delicate = titleOf(e), faq.DelicateChange(liveOf(catalog, d.Entry), e)
		}
	case own:
		var change Change
		change, err = c.Tables.Change(ctx, staff.Agency, d.Kind, d.Content)
		delicate = change.Second
	}
	if err != nil {
		return row, fmt.Errorf("read draft %s: %w", d.ID, err)
	}
	who, when := d.ChangedByName, d.ChangedAt
	if !d.Alive() {
		who, when = d.DecidedByName, d.DecidedAt
	}
	row = draftRow{
		Href: draftHref(d.ID), Title: title, Entry: d.Entry, Note: d.Note,
		By: words.Say("%s, %s: %s", nameOr(who), web.When(when, c.Now(), c.Zone(staff.Agency)), stateText(d.State)),
	}
	if d.State == loket.DraftRefused {
		row.Reason = d.Reason
	}
	row.Second = own && len(delicate) > 0
	return row, nil
}
