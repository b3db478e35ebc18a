package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
)

// replicaFile names this data directory among those that share a ledger.
const replicaFile = "replica"

// ownerOf is this process as the owner of channels. The name of its data
// directory, which one process at most uses at a time, tells a restart from
// another replica: what the process before held need not run out first.
func ownerOf(dir string) (loket.Owner, error) {
	path := filepath.Join(dir, replicaFile)
	name, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		name = []byte(rand.Text() + "\n")
		err = os.WriteFile(path, name, 0o600)
	}
	if err != nil {
		return loket.Owner{}, fmt.Errorf("name this replica: %w", err)
	}
	replica := strings.TrimSpace(string(name))
	if replica == "" || strings.Contains(replica, "/") {
		return loket.Owner{}, loket.Errorf(loket.CodeInvalid,
			"Berkas "+path+" rusak. Hapus berkas itu; Loket membuatnya lagi saat dimulai.")
	}
	return loket.Owner{Replica: replica, Process: rand.Text()}, nil
}

// keepChannels strives for every channel until ctx ends, and returns when what
// was owned is released.
func (h *house) keepChannels(ctx, doors context.Context) {
	var all sync.WaitGroup
	for _, channel := range h.bot.Channels {
		all.Go(func() {
			h.keeper.Keep(ctx, channel, func(ctx context.Context, l loket.Lease) { h.tenure(ctx, doors, l) })
		})
	}
	all.Wait()
}

// tenure is what this process does for a channel while it owns it: it fetches,
// until doors ends, sends, looks after what its citizens were promised, and shows
// its staff group what waits. The clerk asks the keeper by itself. Whoever has the
// first channel tidies for all.
func (h *house) tenure(ctx, doors context.Context, lease loket.Lease) {
	h.bot.Sweep(ctx, lease.Channel)
	var parts sync.WaitGroup
	parts.Go(func() { h.outbox.Run(ctx, lease, func() bool { return h.keeper.Holds(lease) }) })
	parts.Go(func() { h.desk.Watch(ctx, h.agencyOf(lease.Channel), lease.Channel) })
	if lease.Channel == h.bot.Channels[0] {
		parts.Go(func() { h.tidy(ctx) })
	}
	parts.Go(func() { h.sendDigests(ctx, lease.Channel) })
	if b := h.botAt(lease.Channel); b != nil {
		parts.Go(func() { h.tend(ctx, doors, b) })
	}
	parts.Wait()
	h.carrier.Leave(lease.Channel)
}

// sendDigests looks after the digests that go out while a channel is owned: by e-mail
// beside the web chat, by Telegram through its bot.
func (h *house) sendDigests(ctx context.Context, channel loket.ChannelID) {
	agency := h.agencyOf(channel)
	d := h.digests(agency)
	if !h.isWeb(agency, channel) {
		d.chat = h.digestChat(d.agency, channel)
	}
	d.run(ctx, func(err error) { h.log.Error("send digests", "agency", agency, "err", err) })
}

// isWeb tells whether a channel is the web chat of its agency, which every agency has.
func (h *house) isWeb(agency loket.AgencyID, channel loket.ChannelID) bool {
	a, served := h.office(agency)
	return served && webChannel(a).ID == channel
}

// tend is what this process does for a bot while it owns its channel, beside sending: it
// shows its staff group what waits, and fetches until doors ends, unless Telegram delivers.
func (h *house) tend(ctx, doors context.Context, b *telegramBot) {
	var parts sync.WaitGroup
	if b.board != nil {
		parts.Go(func() { b.board.Run(ctx) })
	}
	parts.Go(func() { b.ListCommands(ctx) })
	if b.config.Mode == config.Polling {
		parts.Go(func() { h.fetch(ctx, doors, b) })
	}
	parts.Wait()
}

func (h *house) fetch(ctx, doors context.Context, b *telegramBot) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer context.AfterFunc(doors, stop)()
	begun := h.now()
	b.fetching.Store(&begun)
	defer b.fetching.Store(nil)
	if err := b.poll(ctx); err != nil {
		h.log.Error("fetch from telegram", "agency", b.agency.ID, "err", err)
	}
}

// heard is when this process last heard a channel: by polling, the last poll
// that was stored; by webhook any time, once Telegram knows where to deliver.
func (h *house) heard(channel loket.ChannelID) time.Time {
	switch b := h.botAt(channel); {
	case b == nil:
		return time.Time{}
	case b.hooked.Load():
		return h.now()
	default:
		return b.Status().HeardAt
	}
}
