package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"loket/bot"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/web/manage"
)

// erratumCommand corrects an entry for those who were quoted a wrong text of it.
type erratumCommand struct {
	Entry   string `arg:"" optional:"" name:"jawaban" help:"Id jawaban yang teksnya sudah diperbaiki; tanpa ini: daftar ralat dan hasilnya."`
	Days    int    `help:"Berapa hari ke belakang." default:"30" placeholder:"N"`
	Send    bool   `help:"Kirim ralatnya; tanpa ini hanya ditunjukkan."`
	Reason  string `help:"Apa yang keliru, untuk catatan audit; perlu dengan --send." placeholder:"ALASAN"`
	Approve string `help:"Setujui ralat jawaban peka yang dibuat orang lain." placeholder:"RALAT"`
	By      string `help:"Akun kurator atau admin yang bertanggung jawab; perlu dengan --send dan --approve." placeholder:"AKUN"`
	Agency  string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	JSON    bool   `help:"Cetak JSON."`
	Format  string `help:"Bentuk keluaran: text atau json." enum:"text,json" default:"text"`
}

// corrected is what the command prints as JSON of one correction.
type corrected struct {
	ID        loket.ErratumID     `json:"id,omitempty"` // empty: nothing was made
	Entry     string              `json:"entry"`
	Revision  string              `json:"revision"`
	Wrong     []string            `json:"wrong"`
	Sensitive bool                `json:"sensitive"`
	Approved  bool                `json:"approved"`
	Text      string              `json:"text"`
	Channels  []correctedChannel  `json:"channels,omitempty"`
	Left      int                 `json:"left"`   // who must not be written to
	Before    int                 `json:"before"` // who was corrected already
	Tally     *loket.ErratumTally `json:"tally,omitempty"`
}

// correctedChannel counts recipients.
type correctedChannel struct {
	Name string `json:"name"`
	N    int    `json:"n"`
}

// Run implements the command.
func (c *erratumCommand) Run(s *shell) error {
	if err := c.check(); err != nil {
		return err
	}
	return s.withArchive(c.Agency, func(a archive) error {
		m, err := s.errata(a)
		if err != nil {
			return err
		}
		switch {
		case c.Approve != "":
			return c.approve(s, a, m)
		case c.Entry == "":
			return c.list(s, a, m)
		}
		return c.correct(s, a, m)
	})
}

func (c *erratumCommand) check() error {
	answers := c.Send || c.Approve != ""
	switch {
	case c.Send && c.Approve != "" || c.Send && c.Entry == "" || c.Approve != "" && c.Entry != "":
		return usageError{errors.New("beri JAWABAN --send, atau --approve RALAT, tidak keduanya")}
	case answers && c.By == "":
		return usageError{errors.New("perlu --by AKUN: ralat dikirim atas nama kurator atau admin")}
	case c.Send && strings.TrimSpace(c.Reason) == "":
		return usageError{errors.New("--send perlu --reason: tulis apa yang keliru, untuk catatan audit")}
	}
	return nil
}

// errata corrects beside the server, which sends what is approved here within a second; or
// at its next start.
func (s *shell) errata(a archive) (errata, error) {
	inForce, err := s.inForce(a.ledger, a.agency)
	if err != nil {
		return errata{}, err
	}
	book, err := bookOf(a.agency, inForce, nil) // nothing is asked of it
	if err != nil {
		return errata{}, err
	}
	zone, err := time.LoadLocation(a.agency.Zone)
	return errata{
		ledger: a.ledger, now: s.now, book: func(loket.AgencyID) (*bot.Book, error) { return book, nil },
		zone: func(loket.AgencyID) *time.Location { return zone },
	}, err
}

// curator finds the account that answers for a correction.
func (c *erratumCommand) curator(s *shell, a archive) (loket.Staff, error) {
	member, err := a.ledger.StaffByLogin(s.ctx, c.By)
	if errors.Is(err, loket.ErrNotFound) || err == nil && (member.Agency != a.agency.ID || !member.Active() || !member.MayJudge()) {
		return member, loket.Errorf(loket.CodeNotFound, fmt.Sprintf("Tidak ada akun kurator atau admin aktif bernama %q. Periksa daftarnya: loket staff list.", c.By))
	}
	return member, err
}

// correct shows a correction, and makes it when it is asked to.
func (c *erratumCommand) correct(s *shell, a archive, m errata) error {
	e, reach, err := m.Draft(s.ctx, a.agency.ID, c.Entry, c.Days)
	if err == nil && len(e.Wrong) == 0 {
		err = loket.ErrErratumSame
	}
	if err != nil {
		return err
	}
	out := correctedOf(e)
	out.Left, out.Before = reach.Left, reach.Before
	for _, channel := range reach.Channels {
		out.Channels = append(out.Channels, correctedChannel{channel.Name, channel.N})
	}
	if c.Send {
		by, err := c.curator(s, a)
		if err != nil {
			return err
		}
		out.ID = loket.NewID[loket.ErratumID]()
		out.Approved, err = m.Propose(s.ctx, by, manage.Proposal{ID: out.ID, Entry: c.Entry, Revision: e.Revision, Days: c.Days, Reason: c.Reason})
		if err != nil {
			return err
		}
	}
	return c.print(s.stdout, out, func(w io.Writer) error { return out.write(w, c.Days, reach.Recipients()) })
}

func correctedOf(e loket.Erratum) corrected {
	return corrected{
		ID: e.ID, Entry: e.Entry, Revision: e.Revision, Wrong: e.Wrong, Sensitive: e.Sensitive, Approved: !e.ApprovedAt.IsZero(), Text: e.Text,
	}
}

func (out corrected) write(w io.Writer, days, recipients int) error {
	parts := []string{fmt.Sprintf("%s\n\n%d warga menerima teks lama dalam %d hari", out.Text, recipients, days)}
	for _, channel := range out.Channels {
		parts = append(parts, fmt.Sprintf("%s: %d", channel.Name, channel.N))
	}
	text := strings.Join(parts, " · ") + ".\n"
	if out.Left > 0 {
		text += fmt.Sprintf("%d lainnya tidak dikirimi: menarik persetujuan, dihapus, diblokir, atau tidak terjangkau.\n", out.Left)
	}
	if out.Before > 0 {
		text += fmt.Sprintf("%d sudah diralat sebelumnya.\n", out.Before)
	}
	switch {
	case out.ID == "":
		text += "Belum dikirim. Tambahkan --send --by AKUN --reason ALASAN.\n"
	case out.Approved:
		text += fmt.Sprintf("Ralat %s disetujui. Server yang berjalan mengirimnya; hasilnya: loket faq erratum.\n", out.ID)
	default:
		text += fmt.Sprintf("Jawaban ini peka: ralat %s menunggu persetujuan orang kedua: loket faq erratum --approve %s --by AKUN.\n", out.ID, out.ID)
	}
	_, err := io.WriteString(w, text)
	return err
}

func (c *erratumCommand) approve(s *shell, a archive, m errata) error {
	by, err := c.curator(s, a)
	if err != nil {
		return err
	}
	id := loket.ErratumID(c.Approve)
	err = m.Approve(s.ctx, by, id)
	if errors.Is(err, loket.ErrNotFound) {
		return loket.Errorf(loket.CodeNotFound, fmt.Sprintf("Tidak ada ralat %q. Periksa daftarnya: loket faq erratum.", c.Approve))
	}
	if err != nil {
		return err
	}
	e, err := a.ledger.Erratum(s.ctx, a.agency.ID, id)
	if err != nil {
		return err
	}
	return c.print(s.stdout, correctedOf(e), func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "Ralat %s disetujui. Server yang berjalan mengirimnya; hasilnya: loket faq erratum.\n", id)
		return err
	})
}

// list shows the latest corrections and whom they reached.
func (c *erratumCommand) list(s *shell, a archive, m errata) error {
	all, err := m.Errata(s.ctx, a.agency.ID)
	if err != nil {
		return err
	}
	out := []corrected{}
	for _, e := range all {
		one := correctedOf(e)
		one.Tally = &e.Tally
		out = append(out, one)
	}
	return c.print(s.stdout, out, func(w io.Writer) error { return writeErrata(w, a.agency, all) })
}

func writeErrata(w io.Writer, a config.Agency, all []loket.Erratum) error {
	if len(all) == 0 {
		_, err := fmt.Fprintln(w, "Belum ada ralat.")
		return err
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "RALAT\tJAWABAN\tDIBUAT\tPENERIMA\tTERKIRIM\tMUNGKIN\tGAGAL\tDILEWATI\tMENUNGGU")
	zone, err := time.LoadLocation(a.Zone)
	if err != nil {
		return fmt.Errorf("load the agency's zone: %w", err)
	}
	for _, e := range all {
		n := e.Tally
		id := string(e.ID)
		if e.ApprovedAt.IsZero() {
			id += " (belum disetujui)"
		}
		_, _ = fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\n", id, e.Entry, e.At.In(zone).Format("2006-01-02 15.04"),
			n.Recipients, n.Sent, n.Uncertain, n.Dead, n.Skipped, n.Waiting)
	}
	return table.Flush()
}

func (c *erratumCommand) print(w io.Writer, out any, text func(io.Writer) error) error {
	if !c.JSON && c.Format != "json" {
		return text(w)
	}
	return printJSON(w, out)
}
