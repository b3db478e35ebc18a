package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/store"
)

// staffToken manages the tokens by which programs act for an account.
type staffToken struct {
	Add    tokenAdd    `cmd:"" help:"Buat token API untuk akun; dicetak sekali."`
	List   tokenList   `cmd:"" help:"Daftar token sebuah akun, tanpa rahasianya."`
	Revoke tokenRevoke `cmd:"" help:"Cabut token; permintaan berikutnya ditolak."`
}

// tokenTerms is what a new token may do, and until when.
type tokenTerms struct {
	Scope []string `help:"Yang boleh: tickets:read, tickets:write, conversations:read, entries:read, ask, webhooks:read, webhooks:write, report:read. Pisahkan dengan koma." placeholder:"BAGIAN"`
	Days  int      `help:"Masa berlaku token, dalam hari (1 sampai 366)." default:"90"`
}

type tokenAdd struct {
	tokenTerms

	Login  string `arg:"" help:"Nama akun."`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
}

// Run implements the command.
func (c *tokenAdd) Run(s *shell) error {
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		return c.issue(s, ledger, agency, c.Login)
	})
}

// maxTokenDays bounds how long a token may be good for.
const maxTokenDays = 366

// scopes reads what the token may do.
func (c tokenTerms) scopes() (all []loket.Scope, err error) {
	for _, word := range c.Scope {
		scope := loket.Scope(strings.TrimSpace(word))
		if !slices.Contains(loket.Scopes(), scope) {
			return nil, loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Bagian API %q tidak ada. Pilih dari: %v.", word, loket.Scopes()))
		}
		if !slices.Contains(all, scope) {
			all = append(all, scope)
		}
	}
	if len(all) == 0 {
		return nil, loket.Errorf(loket.CodeInvalid, "Sebut apa yang boleh dilakukan token, misalnya --scope tickets:read,ask.")
	}
	if c.Days < 1 || c.Days > maxTokenDays {
		return nil, loket.Errorf(loket.CodeInvalid, "Masa berlaku token harus 1 sampai 366 hari: --days.")
	}
	return all, nil
}

// issue makes a token and prints it, this once.
func (c tokenTerms) issue(s *shell, ledger *store.Store, agency config.Agency, login string) error {
	scopes, err := c.scopes()
	if err != nil {
		return err
	}
	secret := loket.NewToken()
	hash, _ := loket.HashToken(secret)
	token := loket.Token{
		ID: loket.NewID[loket.TokenID](), Agency: agency.ID, Scopes: scopes, ExpiresAt: ledger.Now().AddDate(0, 0, c.Days),
	}
	if err := active(login, ledger.AddToken(s.ctx, login, token, hash)); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.stdout, "Token %s berlaku sampai %s: %v\n%s\nCatat sekarang; tidak akan dicetak lagi.\n",
		token.ID, dateText(token.ExpiresAt), scopes, secret)
	return err
}

type tokenList struct {
	Login  string `arg:"" help:"Nama akun."`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
	JSON   bool   `help:"Cetak JSON."`
	Format string `help:"Bentuk keluaran: table atau json." enum:"table,json" default:"table"`
}

// listedToken is one token as list prints it.
type listedToken struct {
	ID      loket.TokenID `json:"id"`
	Scopes  []loket.Scope `json:"scopes"`
	Created string        `json:"created"`
	Expires string        `json:"expires"`
	Used    string        `json:"used"` // the day of its last use; empty: never
	State   string        `json:"state"`
}

// Run implements the command.
func (c *tokenList) Run(s *shell) error {
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		all, err := ledger.Tokens(s.ctx, agency.ID, c.Login)
		if err != nil {
			return err
		}
		rows := []listedToken{}
		for _, t := range all {
			rows = append(rows, listedToken{t.ID, t.Scopes, dateText(t.CreatedAt), dateText(t.ExpiresAt), dateText(t.UsedOn), stateOf(t, ledger.Now())})
		}
		if c.JSON || c.Format == "json" {
			return json.NewEncoder(s.stdout).Encode(rows)
		}
		table := tabwriter.NewWriter(s.stdout, 0, 0, 2, ' ', 0)
		for _, r := range rows {
			if _, err := fmt.Fprintf(table, "%s\t%s\tsampai %s\tdipakai %s\t%v\n", r.ID, r.State, r.Expires, orDash(r.Used), r.Scopes); err != nil {
				return err
			}
		}
		return table.Flush()
	})
}

func stateOf(t loket.Token, now time.Time) string {
	switch {
	case !t.RevokedAt.IsZero():
		return "dicabut"
	case !t.Live(now):
		return "habis"
	}
	return "berlaku"
}

// dateText is a date as programs sort it; empty: none.
func dateText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

type tokenRevoke struct {
	Login  string `arg:"" help:"Nama akun."`
	ID     string `arg:"" name:"token" help:"Id token, lihat: loket staff token list."`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
}

// Run implements the command.
func (c *tokenRevoke) Run(s *shell) error {
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		err := ledger.RevokeToken(s.ctx, agency.ID, c.Login, loket.TokenID(c.ID))
		if errors.Is(err, loket.ErrNotFound) {
			return loket.Errorf(loket.CodeNotFound, "Akun \""+c.Login+"\" tidak punya token berlaku dengan id itu. Lihat: loket staff token list "+c.Login+".")
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.stdout, "Token %s dicabut.\n", c.ID)
		return err
	})
}
