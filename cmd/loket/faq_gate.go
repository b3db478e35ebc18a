package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"loket/bot"
	"loket/faq"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/store"
)

// gateCommand tells which of the questions that citizens asked another catalogue would
// answer otherwise.
type gateCommand struct {
	Path   string `arg:"" optional:"" name:"berkas" help:"Folder YAML, .xlsx atau .json yang dicoba (baku: katalog di berkas instansi, atau katalog bawaan)."`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	Text   bool   `help:"Sertakan contoh pertanyaan warga, yang sudah disamarkan; perlu --reason."`
	Reason string `help:"Alasan membaca pertanyaan warga, dicatat di audit." placeholder:"ALASAN"`
	JSON   bool   `help:"Cetak JSON."`
	Format string `help:"Bentuk keluaran: text atau json." enum:"text,json" default:"text"`
}

// gated is what the command prints as JSON.
type gated struct {
	Version string `json:"version"`  // of the candidate
	InForce string `json:"in_force"` // of what it was compared with
	faq.Changes
}

// Run implements the command.
func (c *gateCommand) Run(s *shell) error {
	if c.Text && strings.TrimSpace(c.Reason) == "" {
		return usageError{errors.New("--text perlu --reason: pertanyaan warga hanya dibaca dengan alasan, yang dicatat di audit")}
	}
	return s.withArchive(c.Agency, func(a archive) error {
		candidate, err := c.candidate(a.agency)
		if err != nil {
			return err
		}
		r, inForce, err := s.replayer(a)
		if err != nil {
			return err
		}
		if c.Text {
			e := loket.AuditEntry{Agency: a.agency.ID, Action: "gate.view", Object: "catalogue", ID: candidate.Version, Reason: c.Reason}
			if err := a.ledger.Audit(s.ctx, e); err != nil {
				return err
			}
		}
		changes, err := r.replay(s.ctx, a.agency.ID, candidate)
		if err != nil {
			return err
		}
		if !c.Text {
			changes = changes.WithoutTexts()
		}
		return c.print(s.stdout, gated{Version: candidate.Version, InForce: inForce.Version, Changes: changes})
	})
}

// candidate is the catalogue that is tried.
func (c *gateCommand) candidate(a config.Agency) (*faq.Catalog, error) {
	if c.Path == "" {
		return openCatalogue(a)
	}
	return readCatalogue(c.Path)
}

// replayer tries catalogues beside the server, against what the ledger has in force.
func (s *shell) replayer(a archive) (r replayer, inForce *faq.Catalog, err error) {
	if inForce, err = s.inForce(a.ledger, a.agency); err != nil {
		return r, nil, err
	}
	return replayer{
		ledger: a.ledger, book: func(loket.AgencyID) (*bot.Book, error) {
			return newBook(a.agency, inForce, memoryOf(a.config, a.agency).recall()...)
		},
		office: func(loket.AgencyID) (config.Agency, bool) { return a.agency, true }, now: s.now, step: s.bar("Mencoba pertanyaan"),
	}, inForce, nil
}

// inForce is the catalogue that an agency's clerk answers from; the one of its files where
// none was published yet.
func (s *shell) inForce(ledger *store.Store, a config.Agency) (*faq.Catalog, error) {
	items, _, err := ledger.Catalogue(s.ctx, a.ID)
	if errors.Is(err, loket.ErrNotFound) {
		return openCatalogue(a)
	}
	if err != nil {
		return nil, err
	}
	return faq.Assemble(items)
}

func (c *gateCommand) print(w io.Writer, out gated) error {
	if c.JSON || c.Format == "json" {
		return printJSON(w, out)
	}
	_, err := io.WriteString(w, changesText(out.Changes))
	return err
}

// changesText lays changes out for a curator, entry by entry.
func changesText(c faq.Changes) string {
	var b strings.Builder
	fmt.Fprintln(&b, c)
	for _, g := range c.Groups {
		head := "tanpa jawaban"
		if g.Entry != "" {
			head = g.Entry + " · " + g.Title
		}
		fmt.Fprintf(&b, "\n%s: %d\n", head, g.N)
		for _, shift := range g.Changes {
			fmt.Fprintf(&b, "%6d  %s → %s\n", shift.N, shift.Was, shift.Now)
			for _, text := range shift.Examples {
				fmt.Fprintf(&b, "        “%s”\n", text)
			}
		}
	}
	if len(c.Reworded) > 0 {
		fmt.Fprint(&b, "\nJawaban yang sama dengan teks baru:\n")
		for _, r := range c.Reworded {
			fmt.Fprintf(&b, "%6d  %s · %s\n", r.N, r.Entry, r.Title)
		}
	}
	return b.String()
}
