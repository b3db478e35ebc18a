package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"loket/internal/config"
	"loket/internal/web"
)

// serveCommand opens the counter.
type serveCommand struct {
	Demo    bool `help:"Siapkan akun demo, tanpa langkah kedua; kata sandinya dicetak sekali."`
	History bool `help:"Dengan --demo: isi sebulan riwayat contoh bila belum ada pesan warga; hapus dengan loket demo --remove."`
}

// stopLimit is how long stopping may take. What is not finished by then is in
// the ledger and goes on at the next start.
const stopLimit = 9 * time.Second

// Run implements the command. Once the first-run page has set Loket up, the counter
// is opened anew with what was set.
func (c *serveCommand) Run(s *shell) (err error) {
	var d door
	defer func() { err = errors.Join(err, d.close()) }()
	for {
		again, err := c.open(s, &d)
		if err != nil || !again {
			return err
		}
		if _, err := fmt.Fprintln(s.stdout, "Loket dibuka ulang dengan pengaturan baru."); err != nil {
			return err
		}
	}
}

// open opens the counter until it is stopped, or is to be opened again.
func (c *serveCommand) open(s *shell, d *door) (again bool, err error) {
	configured, err := s.load()
	if err != nil {
		return false, err
	}
	runtime.MemProfileRate = heapRate(configured.AdminAddr) // before the first large allocation
	if c.Demo && configured.Console.SecondFactor == "" {
		configured.Console.SecondFactor = config.SecondFactorOff
	}
	lock, err := lockDir(configured.DataDir)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, lock.unlock()) }()
	ctx, reopen := context.WithCancel(s.ctx)
	defer reopen()
	h, err := openHouse(s, configured)
	if err != nil {
		return false, err
	}
	h.lock = lock
	h.reopening.Store(&reopen)
	listener, err := c.prepare(s, h, d)
	if err != nil {
		return false, errors.Join(err, h.close())
	}
	err = h.serve(ctx, listener)
	if err == nil && ctx.Err() != nil && s.ctx.Err() == nil {
		return true, nil
	}
	_, _ = fmt.Fprintln(s.stdout, "Loket berhenti.")
	return false, err
}

// prepare does what comes before the first request, and tells what is to be known.
func (c *serveCommand) prepare(s *shell, h *house, d *door) (net.Listener, error) {
	if c.Demo {
		if err := h.demoAccount(s); err != nil {
			return nil, err
		}
		if c.History {
			if err := h.demoHistory(s); err != nil {
				return nil, err
			}
		}
	}
	if err := h.tellSingle(s); err != nil {
		return nil, err
	}
	listener, err := d.listen(h.config.HTTPAddr)
	if err != nil {
		return nil, err
	}
	err = h.openProfiles(s)
	if err == nil {
		err = h.tellFirstRun(s, listener.Addr().String())
	}
	if err == nil {
		_, err = fmt.Fprintf(s.stdout, "Loket siap: http://%s\n", listener.Addr())
	}
	if err != nil {
		return nil, errors.Join(err, listener.Close(), h.closeProfiles())
	}
	return listener, nil
}

// serve runs every part until ctx ends, then stops them in the order of a
// message's way: the doors in, the clerk, the door out and what this process
// owns, the queue, the ledger.
func (h *house) serve(ctx context.Context, listener net.Listener) error {
	stopped := make(chan error, 1)
	go func() { stopped <- h.run(ctx, listener) }()
	select {
	case err := <-stopped:
		return errors.Join(err, h.close())
	case <-ctx.Done():
	}
	limit := time.NewTimer(stopLimit)
	defer limit.Stop()
	select {
	case err := <-stopped:
		return errors.Join(err, h.close())
	case <-limit.C:
		h.log.Warn("stopping took too long; what was under way goes on at the next start")
		return nil
	}
}

// run starts the parts. A part that ends with an error takes the house down.
func (h *house) run(ctx context.Context, listener net.Listener) error {
	doors, failed := errgroup.WithContext(ctx)
	clerk, stopClerk := context.WithCancel(context.WithoutCancel(ctx))
	owning, letGo := context.WithCancel(context.WithoutCancel(ctx))
	back, stopBack := context.WithCancel(context.WithoutCancel(ctx))
	var clerkDone, ownedDone, backDone errgroup.Group
	backDone.Go(func() error { return h.reconciler.Run(back) })
	backDone.Go(func() error { return h.watchdog.Run(back) })
	backDone.Go(func() error { return h.watchData(back) })
	backDone.Go(func() error { return h.follow(back) })
	backDone.Go(func() error { return h.followKeys(back) })
	backDone.Go(func() error { return h.followControls(back) })
	backDone.Go(func() error { return h.recompute(back) })
	backDone.Go(func() error { return h.followFigures(back) })
	backDone.Go(func() error { return h.tellAlarms(back) })
	backDone.Go(func() error { return h.followErrata(back) })
	backDone.Go(func() error { return h.introduce(back) })
	backDone.Go(func() error { return h.watchAudit(back) })
	backDone.Go(func() error { return h.courier().Run(back) })
	backDone.Go(func() error { return h.learnAssist(back) })
	backDone.Go(func() error { return h.pulse.Run(back) })
	if h.ledger.Shared() {
		backDone.Go(func() error { return h.hark(back) })
	}
	backDone.Go(func() error { return h.ledger.KeepTime(back, h.timeUnknown) })
	ownedDone.Go(func() error { h.keepChannels(owning, failed); return nil })
	clerkDone.Go(func() error { return h.bot.Run(clerk) })

	server := web.NewHTTPServer("", h.handler)
	server.RegisterOnShutdown(h.chat.Close)
	server.RegisterOnShutdown(h.pulse.Close)
	doors.Go(func() error { return serveHTTP(failed, server, listener) })
	if h.profiles != nil {
		doors.Go(func() error { return serveHTTP(failed, profiles(failed), h.profiles) })
	}
	for _, b := range h.bots {
		if b.config.Mode == config.Webhook {
			doors.Go(func() error { return h.hook(failed, b) })
		}
	}
	err := doors.Wait()
	stopClerk()
	err = errors.Join(err, clerkDone.Wait())
	letGo()
	err = errors.Join(err, ownedDone.Wait())
	stopBack()
	return errors.Join(err, backDone.Wait())
}

// follow keeps the shelves at what is published and configured. SIGHUP asks for the
// configuration to be read again.
func (h *house) follow(ctx context.Context) error {
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGHUP)
	defer signal.Stop(asked)
	return h.shelves.Run(ctx, asked, h.reloader.once)
}

// shutdownLimit is how long open requests may take to end.
const shutdownLimit = 3 * time.Second

func serveHTTP(ctx context.Context, server *http.Server, listener net.Listener) error {
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	select {
	case err := <-done:
		return fmt.Errorf("serve http: %w", err)
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownLimit)
	defer cancel()
	err := server.Shutdown(limit)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	if served := <-done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// retryWebhook is how long to wait before telling Telegram again where to
// deliver.
const retryWebhook = 10 * time.Second

// timeUnknown logs that the ledger's clock could not be measured.
func (h *house) timeUnknown(err error) { h.log.Warn("measure the ledger's clock", "err", err) }

// hook tells Telegram where to deliver, and waits. Whichever replica it reaches
// stores the message; the channel's owner answers.
func (h *house) hook(ctx context.Context, b *telegramBot) error {
	for {
		err := b.SetWebhook(ctx, b.config.WebhookURL)
		if err == nil {
			b.hooked.Store(true)
			<-ctx.Done()
			return nil
		}
		h.log.Warn("tell telegram where to deliver", "agency", b.agency.ID, "err", err)
		retry := time.NewTimer(retryWebhook)
		select {
		case <-ctx.Done():
			retry.Stop()
			return nil
		case <-retry.C:
		}
	}
}
