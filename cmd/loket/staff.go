package main

import (
	"bufio"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"text/tabwriter"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/store"
	"loket/internal/web/console"
)

// staffCommand manages accounts.
type staffCommand struct {
	Add               staffAdd      `cmd:"" help:"Buat akun; kata sandi dicetak sekali."`
	List              staffList     `cmd:"" help:"Daftar akun."`
	Disable           staffDisable  `cmd:"" help:"Matikan akun; sesinya langsung berakhir."`
	Password          staffPassword `cmd:"" help:"Beri akun kata sandi baru, dicetak sekali; sesinya berakhir."`
	ResetSecondFactor staffReset    `cmd:"" help:"Lepas langkah kedua akun yang ponselnya hilang; dipasang lagi saat masuk."`
	Shift             staffShift    `cmd:"" help:"Lihat, atur, atau hapus jam jaga petugas di dalam jam buka."`
	Units             staffUnits    `cmd:"" help:"Lihat atau atur bagian yang dilayani petugas."`
	Home              staffHome     `cmd:"" help:"Pulangkan petugas: semua tiketnya kembali ke antrean."`
	Code              staffCode     `cmd:"" help:"Cetak kode sekali pakai: petugas menghubungkan akun Telegramnya sendiri."`
	Link              staffLink     `cmd:"" help:"Hubungkan akun dengan nomor Telegram, untuk bekerja dari grup petugas."`
	Unlink            staffUnlink   `cmd:"" help:"Lepaskan akun dari Telegram."`
	Token             staffToken    `cmd:"" help:"Token API: buat, daftar, cabut."`
}

type staffAdd struct {
	Login         string `arg:"" help:"Nama akun: huruf kecil, angka, titik, garis."`
	Name          string `help:"Nama yang dibaca rekan (baku: nama akun)." placeholder:"NAMA"`
	Role          string `help:"Peran: petugas, penyelia, kurator, pimpinan, admin, auditor." enum:"petugas,penyelia,kurator,pimpinan,admin,auditor" default:"petugas"`
	Agency        string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	PasswordStdin bool   `help:"Baca kata sandi dari masukan, satu baris."`
	Token         bool   `help:"Akun untuk program: cetak token API, bukan kata sandi."`

	tokenTerms
}

// Run implements the command.
func (c *staffAdd) Run(s *shell) error {
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		password, err := readPassword(s.stdin, c.Login, c.PasswordStdin)
		if err == nil && c.Token {
			_, err = c.scopes()
		}
		if err != nil {
			return err
		}
		member, err := newStaff(agency, c.Login, c.Name, loket.Role(c.Role), password)
		if err != nil {
			return err
		}
		if err := ledger.AddStaff(s.ctx, member); err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.stdout, "Akun %s (%s) dibuat.\n", member.Login, member.Role)
		if err == nil && c.Token {
			return c.issue(s, ledger, agency, member.Login)
		}
		if err != nil {
			return err
		}
		if !c.PasswordStdin {
			if err := printPassword(s.stdout, password); err != nil {
				return err
			}
		}
		_, err = fmt.Fprintln(s.stdout, "Langkah kedua (kode dari ponsel) dipasang pemilik akun saat pertama masuk.")
		return err
	})
}

func printPassword(to io.Writer, password string) error {
	_, err := fmt.Fprintf(to, "Kata sandi: %s\nCatat sekarang; tidak akan dicetak lagi.\n", password)
	return err
}

// readPassword draws a password for an account, or reads it from a line.
func readPassword(stdin io.Reader, login string, given bool) (string, error) {
	if !given {
		return newPassword(login), nil
	}
	line, err := bufio.NewReader(stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the password: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}

var loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{1,31}$`)

var errLogin = loket.Errorf(loket.CodeInvalid, "Nama akun harus 2 sampai 32 huruf kecil, angka, titik, atau garis.")

// newStaff makes an account with its password hashed.
func newStaff(agency config.Agency, login, name string, role loket.Role, password string) (loket.Staff, error) {
	login = strings.ToLower(strings.TrimSpace(login))
	if !loginForm.MatchString(login) {
		return loket.Staff{}, errLogin
	}
	hash, err := console.HashPassword(login, password)
	if err != nil {
		return loket.Staff{}, err
	}
	if name == "" {
		name = login
	}
	return loket.Staff{
		ID: loket.NewID[loket.StaffID](), Agency: agency.ID, Login: login, Name: name, Role: role, PasswordHash: hash,
	}, nil
}

// passwordAlphabet leaves out what is mistaken for something else.
const passwordAlphabet = "abcdefghjkmnpqrstuvwxyz23456789-"

// newPassword draws a password for an account: 20 characters, 100 random bits.
// One in some thousands is too easy to guess, and drawn anew.
func newPassword(login string) string {
	for {
		var raw [20]byte
		_, _ = rand.Read(raw[:]) // crypto/rand.Read never returns an error
		for i, b := range raw {
			raw[i] = passwordAlphabet[b&31]
		}
		if password := string(raw[:]); console.CheckPassword(login, password) == nil {
			return password
		}
	}
}

type staffList struct {
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	JSON   bool   `help:"Cetak JSON."`
	Format string `help:"Bentuk keluaran: table atau json." enum:"table,json" default:"table"`
}

// listed is one account as list prints it.
type listed struct {
	Login  string         `json:"login"`
	Name   string         `json:"name"`
	Role   loket.Role     `json:"role"`
	Active bool           `json:"active"`
	Linked bool           `json:"telegram"` // may work in the staff group
	Units  []loket.UnitID `json:"units"`    // empty: every unit
}

// Run implements the command.
func (c *staffList) Run(s *shell) error {
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		all, err := ledger.ListStaff(s.ctx, agency.ID)
		if err != nil {
			return err
		}
		links, err := ledger.Links(s.ctx, agency.ID)
		if err != nil {
			return err
		}
		rows := []listed{}
		for _, m := range all {
			rows = append(rows, listed{m.Login, m.Name, m.Role, m.Active(), links[m.ID], append([]loket.UnitID{}, m.Units...)})
		}
		if c.JSON || c.Format == "json" {
			return json.NewEncoder(s.stdout).Encode(rows)
		}
		table := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
		for _, r := range rows {
			state := "aktif"
			if !r.Active {
				state = "mati"
			}
			if r.Linked {
				state += "\ttelegram"
			}
			if len(r.Units) > 0 {
				state += "\t" + unitsText(r.Units)
			}
			if _, err := fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", r.Login, r.Name, r.Role, state); err != nil {
				return err
			}
		}
		return table.Flush()
	})
}

type staffDisable struct {
	Login  string `arg:"" help:"Nama akun."`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
}

// Run implements the command.
func (c *staffDisable) Run(s *shell) error {
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		if err := active(c.Login, ledger.DisableStaff(s.ctx, agency.ID, c.Login)); err != nil {
			return err
		}
		_, err := fmt.Fprintf(s.stdout, "Akun %s dimatikan.\n", c.Login)
		return err
	})
}

// active says which account there is none of, when that is what went wrong.
func active(login string, err error) error {
	if errors.Is(err, loket.ErrNotFound) {
		return loket.Errorf(loket.CodeNotFound, "Tidak ada akun aktif bernama \""+login+"\". Lihat daftarnya: loket staff list.")
	}
	return err
}

// withStaff opens the ledger for a command about accounts of an agency.
func (s *shell) withStaff(agency string, do func(*store.Store, config.Agency) error) error {
	c, a, err := s.configured(agency)
	if err != nil {
		return err
	}
	ledger, _, err := openLedger(s.ctx, c, store.Options{})
	if err != nil {
		return err
	}
	if err := register(s.ctx, ledger, c); err != nil {
		return errors.Join(err, ledger.Close())
	}
	return errors.Join(do(ledger, a), ledger.Close())
}
