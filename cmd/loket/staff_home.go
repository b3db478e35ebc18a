package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"loket/internal/config"
	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/store"
)

// staffHome sends a member of staff home, also beside a running server.
type staffHome struct {
	Login  string `arg:"" help:"Nama akun."`
	Agency string `help:"Instansi (baku: yang pertama)." placeholder:"ID"`
}

// Run implements the command.
func (c *staffHome) Run(s *shell) error {
	return s.withStaff(c.Agency, func(ledger *store.Store, agency config.Agency) error {
		member, err := staffOf(s, ledger, agency.ID, c.Login)
		if err != nil {
			return err
		}
		office := desk.Desk{Team: ledger, Queue: unreachable{}, Now: s.now, Log: s.log}
		supervisor := loket.Staff{ID: "cli", Agency: agency.ID, Role: loket.RoleSupervisor}
		returned, err := office.GoHome(s.ctx, supervisor, member.ID)
		if errors.Is(err, loket.ErrNotFound) {
			return loket.Errorf(loket.CodeNotFound, member.Login+" belum pernah bertugas, jadi tidak ada tiket yang dipegangnya.")
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.stdout, "%s tercatat pulang. %d tiket kembali ke antrean.\n", member.Login, returned)
		return err
	})
}

// unreachable is the queue as a command beside the server sees it: the server's
// reconciler notices what the ledger says within seconds.
type unreachable struct{}

var _ desk.Queue = unreachable{}

// Waiting implements desk.Queue.
func (unreachable) Waiting(context.Context, loket.Ticket) error { return nil }

// Taken implements desk.Queue.
func (unreachable) Taken(context.Context, loket.Ticket) error { return nil }

// Gone implements desk.Queue.
func (unreachable) Gone(context.Context, loket.Ticket) error { return nil }

// Next implements desk.Queue.
func (unreachable) Next(context.Context, loket.Staff, loket.UnitID, string, time.Time) (loket.Ticket, bool, error) {
	return loket.Ticket{}, false, nil
}
