package main

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/store"
)

// doctorCommand looks at everything a counter needs, and changes nothing.
type doctorCommand struct {
	JSON   bool   `help:"Cetak JSON."`
	Format string `help:"Bentuk keluaran: table atau json." enum:"table,json" default:"table"`
}

// Help is what --help says besides.
func (*doctorCommand) Help() string {
	return "Tidak mengubah apa pun; boleh saat loket serve berjalan. Keluar dengan 1 bila ada yang merah."
}

// verdict is how a check went.
type verdict string

// The verdicts: red needs a cure before the counter can be trusted; yellow
// should be looked at; none means that there was nothing to check.
const (
	green  verdict = "hijau"
	yellow verdict = "kuning"
	red    verdict = "merah"
	none   verdict = "lewat"
)

// finding is what one check has found.
type finding struct {
	Check string  `json:"check"`
	State verdict `json:"state"`
	Found string  `json:"found"`          // what is, or the cause
	Cure  string  `json:"cure,omitempty"` // of yellow and red
}

// examination is one run of all checks.
type examination struct {
	*shell
	config   config.Config
	keys     []privacy.Key // the current first
	keyErr   error
	ledger   store.Health
	atLedger error
}

// Run implements the command.
func (c *doctorCommand) Run(s *shell) error {
	findings := s.examine()
	reds := 0
	for _, f := range findings {
		if f.State == red {
			reds++
		}
	}
	if err := c.print(s, findings, reds == 0); err != nil {
		return err
	}
	if reds > 0 {
		return loket.Errorf(loket.CodeUnavailable, fmt.Sprintf("%d dari %d pemeriksaan merah.", reds, len(findings)))
	}
	return nil
}

// examine runs every check. Without a configuration there is nothing else to
// look at.
func (s *shell) examine() []finding {
	configured, err := s.load()
	if err != nil {
		return []finding{{"konfigurasi", red, said(err), "Perbaiki yang disebut, lalu ulangi."}}
	}
	x := &examination{shell: s, config: configured}
	x.keys, x.keyErr = privacy.LoadKeys(configured.SecretKey, configured.SecretKeyFile)
	var sealer *privacy.Sealer
	if x.keyErr == nil {
		sealer, x.keyErr = privacy.NewSealer(x.keys[0], x.keys[1:]...)
	}
	x.ledger, x.atLedger = store.Examine(s.ctx, configured.DatabaseURL, sealer, s.now)
	telegram, gap := x.checkTelegram(configured.Agencies[0])
	findings := []finding{
		x.checkConfig(), x.checkLedger(), x.checkKey(), x.checkRedis(), telegram, x.checkClock(gap), x.checkDisk(), x.checkCatalogue(),
	}
	if open, due := x.checkOpenly(); due {
		findings = append(findings, open)
	}
	if off, due := x.checkSwitches(); due {
		findings = append(findings, off)
	}
	if units, due := x.checkUnits(); due {
		findings = append(findings, units)
	}
	findings = append(append(findings, x.checkBots()...), x.checkAssist()...)
	if audit, due := x.checkAudit(); due {
		findings = append(findings, audit)
	}
	return findings
}

// checkBots looks at the staff groups, and at the bots of all agencies but the first.
func (x *examination) checkBots() (all []finding) {
	for _, a := range x.config.Agencies {
		if !x.config.First(a) && x.config.TelegramOf(a).Token != "" {
			f, _ := x.checkTelegram(a)
			all = append(all, f)
		}
		if f, due := x.checkGroup(a); due {
			all = append(all, f)
		}
	}
	return all
}

func (c *doctorCommand) print(s *shell, findings []finding, ok bool) error {
	if c.JSON || c.Format == "json" {
		return printJSON(s.stdout, struct {
			OK     bool      `json:"ok"`
			Checks []finding `json:"checks"`
		}{ok, findings})
	}
	table := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
	for _, f := range findings {
		text := strings.ReplaceAll(f.Found, "\n", " ")
		if f.Cure != "" {
			text += " " + strings.ReplaceAll(f.Cure, "\n", " ")
		}
		if _, err := fmt.Fprintf(table, "%s\t%s\t%s\n", f.State, f.Check, text); err != nil {
			return err
		}
	}
	return table.Flush()
}

// said is what a person reads of an error, on one line.
func said(err error) string { return strings.Join(explain(err), "; ") }
