package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"loket/internal/calendar"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/store"
)

// staffShift shows or sets the hours of a member of staff. A running server computes
// with them at once.
type staffShift struct {
	Login  string   `arg:"" help:"Nama akun."`
	Hours  []string `arg:"" optional:"" help:"Jam sehari, misalnya senin=08.00-12.00,13.00-15.00; hari yang tidak disebut libur jaga."`
	Clear  bool     `help:"Hapus: bertugas selama kantor buka."`
	Agency string   `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
}

// Run implements the command.
func (c *staffShift) Run(s *shell) error {
	if c.Clear && len(c.Hours) > 0 {
		return loket.Errorf(loket.CodeInvalid, "Pakai --clear, atau tulis jamnya; tidak keduanya.")
	}
	shift, err := readShift(c.Hours)
	if err != nil {
		return err
	}
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		member, err := staffOf(s, ledger, agency.ID, c.Login)
		if err != nil {
			return err
		}
		if c.Clear || len(shift) > 0 {
			if err := ledger.SetShift(s.ctx, member, shift); err != nil {
				return err
			}
		}
		all, err := ledger.Shifts(s.ctx, agency.ID)
		if err != nil {
			return err
		}
		return printShift(s.stdout, member.Login, all[member.ID])
	})
}

// staffOf finds an active account of an agency.
func staffOf(s *shell, ledger *store.Store, agency loket.AgencyID, login string) (loket.Staff, error) {
	member, err := ledger.StaffByLogin(s.ctx, login)
	if err == nil && (member.Agency != agency || !member.Active()) {
		err = loket.ErrNotFound
	}
	return member, active(login, err)
}

// readShift reads words like senin=08.00-12.00,13.00-15.00.
func readShift(words []string) (shift []loket.Shift, err error) {
	hours := map[string][]string{}
	for _, word := range words {
		day, text, found := strings.Cut(word, "=")
		day = strings.ToLower(day)
		if !found || hours[day] != nil {
			return nil, loket.Errorf(loket.CodeInvalid, fmt.Sprintf(
				"Jam jaga %q tidak dapat dipakai. Tulis tiap hari sekali, misalnya senin=08.00-12.00,13.00-15.00.", word))
		}
		hours[day] = strings.Split(text, ",")
	}
	week, err := config.Week("Jam jaga", hours)
	for day, intervals := range week {
		for _, i := range intervals {
			shift = append(shift, loket.Shift{Day: time.Weekday(day), From: int(i.Open), To: int(i.Close)})
		}
	}
	return shift, err
}

func printShift(to io.Writer, login string, shift []loket.Shift) error {
	if len(shift) == 0 {
		_, err := fmt.Fprintf(to, "%s bertugas selama kantor buka.\n", login)
		return err
	}
	if _, err := fmt.Fprintf(to, "%s bertugas selama kantor buka, pada:\n", login); err != nil {
		return err
	}
	for _, h := range shift {
		hours := calendar.Interval{Open: calendar.Clock(h.From), Close: calendar.Clock(h.To)}
		if _, err := fmt.Fprintf(to, "  %s %s\n", config.DayName(h.Day), hours); err != nil {
			return err
		}
	}
	return nil
}
