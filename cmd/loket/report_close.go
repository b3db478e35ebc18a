package main

import (
	"fmt"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/store"
)

// reportClose closes a month before the server does.
type reportClose struct {
	Month  string `help:"Bulan yang dibekukan." placeholder:"2026-10" required:""`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
}

// Help is what --help says besides.
func (*reportClose) Help() string {
	return "Angka bulan itu disimpan seperti sekarang, dan laporan bulan itu menyebutkannya sejak itu. " +
		"Yang diketahui sesudahnya ditulis sebagai koreksi; lihat juga loket report show --live. Server membekukan tiap bulan 14 hari sesudah berakhir (freeze_days di loket.yaml)."
}

// Run implements the command.
func (c *reportClose) Run(s *shell) error {
	all, err := s.load()
	if err != nil {
		return err
	}
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		f := s.figures(ledger, all)
		hours, err := f.hours(s.ctx, agency.ID)
		if err != nil {
			return err
		}
		from, err := time.ParseInLocation("2006-01", c.Month, hours.Zone())
		if err != nil {
			return usageError{fmt.Errorf("--month %q bukan bulan; tulis misalnya 2026-10", c.Month)}
		}
		if to := from.AddDate(0, 1, 0); to.After(s.now()) {
			return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Bulan %s belum berakhir. Bekukan sesudah %s.", c.Month, report.DayText(to.AddDate(0, 0, -1))))
		}
		m, err := f.closeMonth(s.ctx, agency.ID, from, "")
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.stdout, "Angka %s dibekukan pada %s.\n", c.Month, report.Report{AsOf: m.At.In(hours.Zone())}.AsOfText())
		return err
	})
}
