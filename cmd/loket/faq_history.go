package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"loket/faq"
	"loket/faq/disdukcapil"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/store"
	"loket/internal/web"
	"loket/internal/web/curate"
)

// historyCommand tells how a catalogue became what it is.
type historyCommand struct {
	Entry   string `arg:"" optional:"" name:"entri" help:"Hanya riwayat satu jawaban, dengan isi yang berubah."`
	Limit   int    `help:"Paling banyak sekian publikasi; 0: semua." default:"20"`
	Shipped bool   `help:"Hanya beda antara katalog yang berlaku dan katalog bawaan program."`
	Agency  string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	JSON    bool   `help:"Cetak JSON."`
	Format  string `help:"Bentuk keluaran: text atau json." enum:"text,json" default:"text"`
}

// published is one publication as history prints it.
type published struct {
	Number  int              `json:"number"`
	At      time.Time        `json:"at"`
	By      string           `json:"by"`
	Source  string           `json:"source"`
	Note    string           `json:"note"`
	Version string           `json:"version"`
	Changes []faq.Difference `json:"changes"` // of one entry its fields; of a publication the items
}

// Run implements the command.
func (c *historyCommand) Run(s *shell) error {
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		zone, err := time.LoadLocation(agency.Zone)
		if err != nil {
			return fmt.Errorf("load the agency's zone: %w", err)
		}
		h := history{ledger: ledger, agency: agency.ID, zone: zone}
		if c.Shipped {
			changes, err := h.shipped(s)
			if err != nil {
				return err
			}
			return c.print(s.stdout, changes, func() error { return printChanges(s.stdout, "", changes) })
		}
		rows, err := h.read(s, c.Entry)
		if err != nil {
			return err
		}
		if c.Limit > 0 {
			rows = rows[:min(c.Limit, len(rows))]
		}
		return c.print(s.stdout, rows, func() error { return h.print(s.stdout, rows, c.Entry != "", s.now()) })
	})
}

func (c *historyCommand) print(w io.Writer, all any, asText func() error) error {
	if !c.JSON && c.Format != "json" {
		return asText()
	}
	return printJSON(w, all)
}

// history reads the publications of an agency.
type history struct {
	ledger *store.Store
	agency loket.AgencyID
	zone   *time.Location
}

// shipped tells what would change if the shipped catalogue were put in place of
// the one in force.
func (h history) shipped(s *shell) ([]faq.Difference, error) {
	var live *faq.Catalog // nil: nothing was published yet
	items, _, err := h.ledger.Catalogue(s.ctx, h.agency)
	if err == nil {
		live, err = faq.Assemble(items)
	}
	if err != nil && !errors.Is(err, loket.ErrNotFound) {
		return nil, err
	}
	own, err := disdukcapil.Catalogue()
	if err != nil {
		return nil, err
	}
	return append([]faq.Difference{}, faq.Diff(live, own)...), nil
}

// read returns publications, the latest first: all of them with the items they
// changed, or those that changed one entry with its fields.
func (h history) read(s *shell, entry string) ([]published, error) {
	all, err := h.publications(s, entry)
	if err != nil {
		return nil, err
	}
	rows := make([]published, 0, len(all))
	known := map[string]loket.CatalogueItem{}
	for _, p := range slices.Backward(all) {
		row := published{
			Number: p.Number, At: p.At.In(h.zone), By: h.who(s, p.By), Source: p.Source, Note: p.Note, Version: p.Version,
			Changes: []faq.Difference{},
		}
		for _, item := range p.Items {
			key := item.Kind + "/" + item.ID
			changes, err := changesOf(known[key], item, entry != "")
			if err != nil {
				return nil, fmt.Errorf("read publication %d: %w", p.Number, err)
			}
			known[key] = item
			row.Changes = append(row.Changes, changes...)
		}
		rows = append(rows, row)
	}
	slices.Reverse(rows)
	return rows, nil
}

func (h history) publications(s *shell, entry string) ([]loket.Publication, error) {
	if entry == "" {
		return h.ledger.Publications(s.ctx, h.agency, 0)
	}
	all, err := h.ledger.ItemHistory(s.ctx, h.agency, "entry", entry)
	if err == nil && len(all) == 0 {
		err = loket.Errorf(loket.CodeNotFound, "Jawaban \""+entry+"\" belum pernah diterbitkan di instansi ini. "+
			"Periksa ejaan id-nya; daftarnya: loket faq history.")
	}
	return all, err
}

// who names the account that published, or what did.
func (h history) who(s *shell, by string) string {
	if member, err := h.ledger.StaffByID(s.ctx, loket.StaffID(by)); err == nil {
		return member.Login
	}
	return by
}

// changesOf tells what became of an item; in detail, field by field.
func changesOf(before, after loket.CatalogueItem, detail bool) ([]faq.Difference, error) {
	change := faq.Difference{Kind: after.Kind, ID: after.ID, What: faq.Changed}
	switch {
	case after.Content == nil:
		change.What = faq.Removed
	case before.Content == nil:
		change.What = faq.Added
	case detail:
		was, err := faq.Assemble([]loket.CatalogueItem{before})
		if err != nil {
			return nil, err
		}
		is, err := faq.Assemble([]loket.CatalogueItem{after})
		if err != nil {
			return nil, err
		}
		return faq.Diff(was, is), nil
	}
	return []faq.Difference{change}, nil
}

// print writes publications for people: a line for each, below it what changed.
func (h history) print(w io.Writer, rows []published, detail bool, now time.Time) error {
	if len(rows) == 0 {
		_, err := fmt.Fprintln(w, "Belum ada publikasi. Katalog diterbitkan saat loket serve dijalankan, atau oleh loket faq import.")
		return err
	}
	for _, row := range rows {
		note := row.Note
		if note != "" {
			note = " · " + note
		}
		_, err := fmt.Fprintf(w, "%d · %s · %s · %s%s\n", row.Number, web.When(row.At, now, h.zone), row.By, curate.SourceText(row.Source), note)
		if err == nil && detail {
			err = printChanges(w, "  ", row.Changes)
		} else if err == nil {
			_, err = fmt.Fprintln(w, "  "+summary(row.Changes))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func printChanges(w io.Writer, indent string, changes []faq.Difference) error {
	if len(changes) == 0 {
		_, err := fmt.Fprintln(w, indent+"Tidak ada yang berubah.")
		return err
	}
	for _, c := range changes {
		if _, err := fmt.Fprintln(w, indent+strings.ReplaceAll(c.String(), "\n", "\n"+indent)); err != nil {
			return err
		}
	}
	return nil
}

// namedAtMost is how many items of one fate a summary names.
const namedAtMost = 8

// summary tells in a line which items came, changed and went.
func summary(changes []faq.Difference) string {
	var parts []string
	for _, fate := range []struct {
		what faq.Fate
		name string
	}{{faq.Added, "baru"}, {faq.Changed, "berubah"}, {faq.Removed, "dicabut"}} {
		var names []string
		for _, c := range changes {
			if c.What == fate.what {
				names = append(names, c.Item())
			}
		}
		if n := len(names); n > namedAtMost {
			names = append(names[:namedAtMost], fmt.Sprintf("dan %d lagi", n-namedAtMost))
		}
		if len(names) > 0 {
			parts = append(parts, fate.name+": "+strings.Join(names, ", "))
		}
	}
	if len(parts) == 0 {
		return "isi tetap"
	}
	return strings.Join(parts, "; ")
}
