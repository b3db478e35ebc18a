package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/store"
)

// breachCommand makes the report on a breach of personal data: who is
// concerned, with which data and when, what was done, and until when they must
// know.
type breachCommand struct {
	From   string `required:"" help:"Awal kejadian." placeholder:"2026-11-20T08:00"`
	To     string `help:"Akhir kejadian (baku: sekarang)." placeholder:"2026-11-21T17:00"`
	Found  string `help:"Kapan diketahui; batas lapor 3x24 jam dihitung dari sini (baku: sekarang)." placeholder:"2026-11-22T09:00"`
	Login  string `xor:"scope" required:"" help:"Akun yang disalahgunakan." placeholder:"NAMA"`
	All    bool   `xor:"scope" required:"" help:"Seluruh basis data bocor (cadangan atau server beserta kuncinya)."`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	JSON   bool   `help:"Cetak JSON."`
	Format string `help:"Bentuk keluaran: text atau json." enum:"text,json" default:"text"`
}

// breachReport is all the report says.
type breachReport struct {
	Agency   string          `json:"agency"`
	From     time.Time       `json:"from"`
	To       time.Time       `json:"to"`
	Login    string          `json:"login,omitempty"`
	Found    time.Time       `json:"found"`
	Deadline time.Time       `json:"deadline"`
	AsOf     time.Time       `json:"as_of"`
	Audit    int64           `json:"audit_rows_checked"`
	Subjects []loket.Subject `json:"subjects"`
	Measures []loket.Measure `json:"measures"`
}

// Run implements the command.
func (c *breachCommand) Run(s *shell) error {
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		zone, err := time.LoadLocation(agency.Zone)
		if err != nil {
			return fmt.Errorf("load the agency's zone: %w", err)
		}
		report, err := c.asked(s.now(), zone)
		if err != nil {
			return err
		}
		report.Agency = agency.Name
		if err := report.fill(s, ledger, agency.ID); err != nil {
			return err
		}
		if c.JSON || c.Format == "json" {
			encoder := json.NewEncoder(s.stdout)
			encoder.SetIndent("", "  ")
			return encoder.Encode(report)
		}
		return report.print(s.stdout)
	})
}

// asked reads the window and the time the breach was found.
func (c *breachCommand) asked(now time.Time, zone *time.Location) (r breachReport, err error) {
	now = now.In(zone)
	r = breachReport{Login: c.Login, AsOf: now}
	for _, flag := range []struct {
		name, text string
		to         *time.Time
	}{{"--from", c.From, &r.From}, {"--to", c.To, &r.To}, {"--found", c.Found, &r.Found}} {
		if *flag.to, err = momentOf(flag.text, now); err != nil {
			return r, usageError{fmt.Errorf("%s %q bukan waktu; tulis misalnya 2026-11-20T08:00", flag.name, flag.text)}
		}
	}
	r.Deadline = r.Found.Add(loket.BreachNotice)
	switch {
	case !r.From.Before(r.To):
		return r, usageError{errors.New("--from sesudah --to; tukar keduanya")}
	case r.Found.After(now):
		return r, usageError{errors.New("--found belum terjadi; tulis kapan kejadian diketahui")}
	}
	return r, nil
}

// momentOf reads a day or a minute in now's zone; empty: now.
func momentOf(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return now, nil
	}
	if day, err := time.ParseInLocation(time.DateOnly, text, now.Location()); err == nil {
		return day, nil
	}
	return time.ParseInLocation("2006-01-02T15:04", text, now.Location())
}

// fill reads the report's facts from the ledger, and has the audit log say that
// it was made. An audit log that was changed, or is shorter
// than its anchors, proves nothing: it is refused.
func (r *breachReport) fill(s *shell, ledger *store.Store, agency loket.AgencyID) error {
	configured, err := s.load()
	if err != nil {
		return err
	}
	anchors, _, err := readAnchors(anchorFile(configured))
	if err != nil {
		return err
	}
	checked, err := ledger.ProveAudit(s.ctx, anchors, false)
	if err != nil {
		return err
	}
	r.Audit = checked.Rows
	breach := loket.Breach{From: r.From, To: r.To, Login: r.Login}
	r.Subjects, err = ledger.Concerned(s.ctx, agency, breach)
	if errors.Is(err, loket.ErrNotFound) {
		return loket.Errorf(loket.CodeNotFound, "Tidak ada akun bernama \""+r.Login+"\". Lihat daftarnya: loket staff list")
	}
	if err != nil {
		return err
	}
	if r.Measures, err = ledger.Measures(s.ctx, agency, r.From); err != nil {
		return fmt.Errorf("read measures: %w", err)
	}
	for i := range r.Subjects {
		subject := &r.Subjects[i]
		subject.First, subject.Last = subject.First.In(r.From.Location()), subject.Last.In(r.From.Location())
	}
	return ledger.NoteBreach(s.ctx, agency, breach, len(r.Subjects))
}
