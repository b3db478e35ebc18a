package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"loket/bot"
	"loket/bot/webchat"
	"loket/internal/assist"
	"loket/internal/attach"
	"loket/internal/config"
	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/queue"
	"loket/internal/store"
	"loket/internal/watch"
	"loket/internal/web"
	"loket/internal/web/console"
	"loket/internal/web/manage"
	"loket/internal/web/public"
)

// house is every part of a running counter.
type house struct {
	config     config.Config
	configFile string // empty: loket.yaml, if there is one
	getenv     func(string) string
	reopening  atomic.Pointer[context.CancelFunc] // stops the counter so that it is opened anew; nil: nobody would
	log        *slog.Logger
	now        func() time.Time
	zones      map[loket.AgencyID]*time.Location

	ledger     *store.Store
	audit      *auditWatch
	shelves    shelves
	reloader   *reloader
	sealer     *privacy.Sealer
	lock       dirLock  // of the data directory
	keysTold   []string // what followKeys wrote into it
	queue      *queue.Queue
	reconciler *queue.Reconciler
	desk       *desk.Desk
	controls   *desk.Controls
	switches   switchboard
	stirred    chan loket.AgencyID // whose hours changed
	sends      bot.SendLedger      // the ledger, as the outbox sees it
	carrier    *bot.Carrier        // the files it sends that are nobody's answer
	outbox     *bot.Outbox
	bot        *bot.Bot
	owner      loket.Owner // this process, as the owner of channels
	keeper     *bot.Keeper
	chat       *webchat.Handler
	pulse      *console.Pulse                    // of the lists that are open
	bots       []*telegramBot                    // of agencies that have one, in their order
	second     assist.Second                     // of those that may use embeddings
	assistants map[loket.AgencyID]*assist.Client // of agencies that have a language model
	handler    http.Handler
	charges    charges
	profiles   net.Listener // who profiles this process; nil: nobody may
	meters     *watch.Meters
	watchdog   *watch.Watchdog
	reconciled *watch.Beat // of the reconciler
	began      time.Time
}

// openHouse opens and wires everything, and starts nothing.
func openHouse(s *shell, c config.Config) (*house, error) {
	charges, err := newCharges(s.getenv)
	if err != nil {
		return nil, err
	}
	h := &house{config: c, configFile: s.config, getenv: s.getenv, log: s.log, now: s.now, zones: map[loket.AgencyID]*time.Location{}, charges: charges, meters: watch.NewMeters()}
	if err := h.open(s.ctx); err != nil {
		return nil, errors.Join(err, h.close())
	}
	h.reloader = &reloader{load: s.load, started: c, shelves: h.shelves, log: s.log, note: h.noteReload}
	if err := h.wire(); err != nil {
		return nil, errors.Join(err, h.close())
	}
	debug.FreeOSMemory() // what training took is not needed again
	return h, nil
}

// close lets go of what open opened.
func (h *house) close() error {
	var errs []error
	h.charges.close()
	for _, b := range h.bots {
		b.Close()
	}
	if h.queue != nil {
		errs = append(errs, h.queue.Close())
	}
	if h.ledger != nil {
		errs = append(errs, h.ledger.Close())
	}
	return errors.Join(errs...)
}

// open opens the ledger, then the queue beside the shelves.
func (h *house) open(ctx context.Context) (err error) {
	for _, a := range h.config.Agencies {
		if h.zones[a.ID], err = time.LoadLocation(a.Zone); err != nil {
			return fmt.Errorf("load the zone of %s: %w", a.ID, err)
		}
	}
	told := store.Options{
		Now: h.charges.clock(), Written: h.charges.written, Committing: h.charges.committing, Committed: committed(h.meters),
	}
	if h.ledger, h.sealer, err = openLedger(ctx, h.config, told); err != nil {
		return err
	}
	if h.owner, err = ownerOf(h.config.DataDir); err != nil {
		return err
	}
	if err := h.ledger.MeasureTime(ctx); err != nil {
		return err
	}
	h.now = h.ledger.Now
	h.audit = &auditWatch{Store: h.ledger, file: anchorFile(h.config)}
	if err := register(ctx, h.ledger, h.config); err != nil {
		return err
	}
	var opening errgroup.Group
	opening.Go(func() (err error) {
		h.shelves, err = openShelves(ctx, h.ledger, h.config, h.log)
		return err
	})
	if h.queue, err = queue.Open(ctx, h.config.RedisURL, trustOf(h.config), h.log); err != nil {
		err = fmt.Errorf("open the queue: %w", err)
	}
	if err := errors.Join(err, opening.Wait()); err != nil {
		return err
	}
	return h.followSwitches(ctx)
}

// considerWorkers and sendWorkers bound what happens side by side. What waits
// for the disk together shares a commit, so many are faster than few.
const (
	considerWorkers = 64
	sendWorkers     = 64
	chatBurst       = 3
	groupMinute     = 20

	// unpacedPause is the board's when chats are not paced, for a fake Telegram.
	unpacedPause = 50 * time.Millisecond

	// callGrace is for replicas that were stopped in the middle of a call and
	// go on later: a machine that was paused, moved or out of memory.
	callGrace = 2 * time.Minute
)

// wire connects the parts.
func (h *house) wire() error {
	h.reconciler = &queue.Reconciler{
		Queue: h.queue, Source: queue.FromLedger{Ledger: h.ledger, Now: h.now}, Now: h.now, Log: h.log,
	}
	h.keeper = &bot.Keeper{Ledger: h.ledger, Owner: h.owner, Heard: h.heard, Now: h.now, Log: h.log}
	h.chat = &webchat.Handler{Channels: h.room, Ledger: h.ledger, Now: h.now, Log: h.log}
	h.desk = &desk.Desk{
		Ledger: h.ledger, Team: h.ledger, Viewers: h.ledger, People: h.ledger, Floor: h.ledger, Lists: h.ledger, Folders: h.ledger,
		Capacity: h.capacity,
		Queue:    queue.Staff{Queue: h.queue, Now: h.now, Units: h.units}, Terms: h.terms(), Due: h.due, Now: h.now,
		Log: h.log, Compose: bot.Compose, Owe: func(sends ...loket.Send) { h.outbox.Owe(sends...) },
		Guard: h.guard(), Redactor: h.redactor(), Calendar: h.calendar, Destinations: h.destinations, Words: h.words(),
		Policy: h.policy, Ladder: h.ledger, Pages: h.ledger, Ready: h.ledger, Mentions: h.ledger, Quote: h.quote,
		Form: h.form, Files: attach.New(), Attachments: h.ledger, Fetch: h.fetchFile,
		Promises: &desk.Promises{Ledger: h.ledger, Handling: h.handling},
	}
	settings := bot.DefaultSettings()
	settings.Quiet, settings.Workers, settings.Keep = h.config.Quiet, considerWorkers, h.config.Retention.Conversations
	settings.Flood = h.config.Telegram.ChatRate > 0
	h.bot = &bot.Bot{
		Ledger: h.ledger, Desk: h.desk, Redactor: h.redactor(), Settings: settings, Now: h.now, Log: h.log,
		Switches: &h.switches, Link: h.takeLink, Book: h.shelves.book, Archive: h.ledger.Archive, Epoch: h.keeper.Epoch,
		Verify: h.ledger.Verify, OpenByPIN: h.ledger.OpenByPIN, HashPIN: h.ledger.HashPIN, MoveByToken: h.ledger.MoveByToken,
		Telegram: h.botName,
	}
	h.chat.Receiver = h.bot
	h.wireControls()
	if err := h.wireAssist(); err != nil {
		return err
	}
	if err := h.wireTelegram(); err != nil {
		return err
	}
	lines := h.lines()
	h.sends = h.ledger
	h.wireGroups()
	h.carrier = &bot.Carrier{SendLedger: h.sends}
	h.sends = h.carrier
	h.charges.lay(h, lines)
	h.measure(lines)
	for _, line := range lines {
		h.bot.Channels = append(h.bot.Channels, line.Channel)
	}
	h.outbox = bot.NewOutbox(h.sends, h.now, h.log, lines...)
	h.bot.Outbox = h.outbox
	h.wireWatch()
	h.handler = h.wireWeb().Handler()
	return nil
}

// sentFile is the file of a send: a parcel's, or one that staff sent.
func (h *house) sentFile(ctx context.Context, id loket.SendID) (loket.File, error) {
	if f, err := h.carrier.File(id); err == nil {
		return f, nil
	}
	return h.ledger.File(ctx, id)
}

// lines are the ways out: the web chat of every agency, and their bots on Telegram.
func (h *house) lines() []bot.Line {
	var lines []bot.Line
	for _, a := range h.config.Agencies {
		lines = append(lines, bot.Line{Channel: webChannel(a).ID, Port: h.chat, Workers: sendWorkers})
	}
	for _, b := range h.bots {
		lines = append(lines, b.line())
	}
	return lines
}

// redactor hides personal data; the offices' own numbers stay readable.
func (h *house) redactor() privacy.Redactor {
	r := privacy.Redactor{Hash: func(value []byte) []byte {
		sum, _ := h.sealer.Hash("hidden", string(value))
		return sum
	}}
	for _, a := range h.config.Agencies {
		r.Own = append(r.Own, a.OwnNumbers...)
	}
	return r
}

// guard refuses what an office never says; every agency's sites may be named.
func (h *house) guard() (g privacy.Guard) {
	for _, a := range h.config.Agencies {
		g.Links = append(g.Links, a.Links...)
	}
	return g
}

// due is when office time within has passed in an agency.
func (h *house) due(agency loket.AgencyID, now time.Time, within time.Duration) time.Time {
	book := h.shelves.book(agency)
	if book == nil {
		return now.Add(within)
	}
	return officeDue(book.Calendar, now, within)
}

// terms are the times the desk works by.
func (h *house) terms() desk.Terms {
	terms := desk.DefaultTerms()
	terms.Citizen, terms.CloseSilent = h.config.Desk.CitizenLimit, h.config.Desk.Silent == config.CloseSilent
	return terms
}

func (h *house) zone(id loket.AgencyID) *time.Location {
	if zone := h.zones[id]; zone != nil {
		return zone
	}
	return time.UTC
}

// ending names the answers of an agency that end soon, or have ended.
func (h *house) ending(id loket.AgencyID, now time.Time) (ended, soon []string) {
	book := h.shelves.book(id)
	if book == nil {
		return nil, nil
	}
	return book.Catalog.Ending(now.In(h.zone(id)), console.EndingDays)
}

// room is the chat box of an agency.
func (h *house) room(id loket.AgencyID) (webchat.Room, bool) {
	a, served := h.office(id)
	if !served {
		return webchat.Room{}, false
	}
	address, picture := "", ""
	if h.config.PublicURL != "" {
		address, picture = h.config.PublicURL+"/chat/"+string(a.ID), h.config.PublicURL+public.CardPath(a.ID)
	}
	return webchat.Room{
		Address: address, Picture: picture, Channel: webChannel(a).ID, Agency: a.Agency,
		Greeting:    "Selamat datang di " + a.Name + ". Silakan tulis pertanyaan Anda, atau pilih contoh di bawah.",
		Suggestions: []string{"Syarat KTP hilang", "Cara pisah KK", "Akta kelahiran anak", "Jam buka", "Menu"},
		Answers:     "/tanya/" + string(a.ID), Sites: a.Widget,
		Ask: func(entry string) (loket.Button, bool) {
			e, ok := h.quotable(a.ID, entry)
			return bot.QuoteButton(e), ok
		},
	}, true
}

// office is what the configuration says of an agency; false: it is not served here.
func (h *house) office(id loket.AgencyID) (config.Agency, bool) { return h.config.Agency(id) }

func (h *house) wireWeb() *web.Server {
	first, improver := h.config.Agencies[0], h.improver()
	gate := h.gate()
	office := console.New(h.desk, gate, h.now, h.zone)
	office.Library, office.Office, office.HasForm = library{h}, h.blanks, h.hasForm
	office.Ending, office.Alarms, office.Destinations = h.ending, h.alarms, h.destinations
	h.pulse = console.NewPulse(h.ledger, h.log)
	office.Pulse = h.pulse
	curators := h.curate(improver)
	office.Teach, office.Assistant, curators.Assistant = h.teach(curators), proposer{h}, proposer{h}
	server := &web.Server{
		Title: first.Name, ChatPath: "/chat/" + string(first.ID), AnswersPath: "/tanya/" + string(first.ID),
		CheckPath: "/cek/" + string(first.ID), Gate: gate, Log: h.log,
		Fresh: h.fresh, Proxies: h.proxies(),
		Parts: []web.Part{
			office,
			&console.Account{Gate: gate, Keys: h.ledger, Zone: h.zone, Telegram: h.hasTelegram},
			h.firstRun(),
			&manage.Manage{Figures: h.figures(), Counter: dashboard{h, h.figures()}, Now: h.now, Zone: h.zone},
			&manage.Downloads{File: h.download},
			h.opinions(),
			&manage.Improve{Improver: improver, Now: h.now, Zone: h.zone},
			&manage.Samples{Sampler: sampler{h.figures(), h.titles}, Now: h.now, Zone: h.zone},
			&manage.Replay{Gatekeeper: h.replayer(), Candidates: candidates{h}},
			&manage.Corrections{Errata: h.errata(), Now: h.now, Zone: h.zone},
			&manage.Audit{Log: h.audit, Now: h.now, Zone: h.zone},
			curators,
			h.supervision(),
			h.publicPages(),
			h.answers(),
			h.openness(),
			metricsPage{watch.Page{Meters: h.meters, Token: h.config.MetricsToken}},
		},
		Mounts: []web.Mount{h.chat, h.programs()},
		Checks: h.checks(),
	}
	for _, b := range h.bots {
		if b.config.Mode == config.Webhook {
			server.Mounts = append(server.Mounts, webhook{b})
		}
	}
	return server
}
