package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"

	"loket/internal/loket"
	"loket/internal/store"
	"loket/internal/web"
	"loket/internal/web/setup"
)

// firstRun is the page by which a counter without an account is set up.
func (h *house) firstRun() *setup.Setup {
	return &setup.Setup{
		Ledger: h.ledger, Sessions: store.Sessions{Store: h.ledger}, Now: h.now, ClientIP: web.ClientIP(h.proxies()), Finished: h.reopen,
		Office: &installer{config: h.config, file: h.configFile, getenv: h.getenv, ledger: h.ledger, now: h.now},
	}
}

// fresh tells whether nobody has an account yet; not when that cannot be told.
func (h *house) fresh(ctx context.Context) bool {
	set, err := h.ledger.HasStaff(ctx)
	return err == nil && !set
}

// reopen has the counter opened anew, with what is configured now.
func (h *house) reopen() {
	if reopen := h.reopening.Load(); reopen != nil {
		(*reopen)()
	}
}

// offerSetup makes a token for the first-run page and returns it as it is printed:
// 26 characters, 130 random bits.
func offerSetup(ctx context.Context, ledger *store.Store) (string, error) {
	token := rand.Text()
	return setup.Printed(token), ledger.OfferSetup(ctx, token, ledger.Now().Add(loket.SetupTokenLife))
}

// tellFirstRun prints the way to the first-run page, when there is no account.
func (h *house) tellFirstRun(s *shell, address string) error {
	set, err := h.ledger.HasStaff(s.ctx)
	if err != nil || set {
		return err
	}
	token, err := offerSetup(s.ctx, h.ledger)
	if errors.Is(err, loket.ErrSetUp) {
		return nil // by another command, just now
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.stdout, "Belum ada akun petugas. Siapkan Loket di komputer ini: http://%s/mulai\n"+
		"Kunci sekali pakai: %s\nBerlaku 15 menit; yang baru: loket setup --token. Tanpa browser: loket setup\n", address, token)
	return err
}

// door is where the web listens. It stays open while the counter is opened anew, so
// that who asks meanwhile waits instead of being refused.
type door struct{ file *os.File }

// listen begins to listen, or goes on.
func (d *door) listen(address string) (net.Listener, error) {
	if d.file != nil {
		return net.FileListener(d.file)
	}
	listener, err := net.Listen("tcp", address) //nolint:noctx // begun once, closed by the server
	if err != nil {
		return nil, loket.Errorf(loket.CodeConflict, fmt.Sprintf(
			"Alamat %s tidak dapat dipakai: %v. Hentikan program lain di sana, atau ganti LOKET_HTTP_ADDR.", address, err))
	}
	if tcp, ok := listener.(*net.TCPListener); ok {
		if d.file, err = tcp.File(); err != nil {
			return nil, errors.Join(fmt.Errorf("keep the address: %w", err), listener.Close())
		}
	}
	return listener, nil
}

func (d *door) close() error {
	if d.file == nil {
		return nil
	}
	return d.file.Close()
}
