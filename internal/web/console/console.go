package console

import (
	"context"
	"embed"
	"net/http"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

//go:embed templates/*.html
var files embed.FS

// Desk is what the console asks of the staff's side. A loket.Error it returns
// is shown as it is; loket.ErrNotFound stands for tickets of other agencies
// too.
type Desk interface {
	// View returns one ticket with its conversation, masked.
	View(ctx context.Context, staff loket.Staff, id loket.TicketID) (loket.TicketView, error)
	// Claim makes the member the holder and returns the ticket as it is now.
	Claim(ctx context.Context, staff loket.Staff, id loket.TicketID) (loket.Ticket, error)
	// Next is Claim of the ticket whose turn it is in a unit, in any of the member's
	// for an empty one.
	Next(ctx context.Context, staff loket.Staff, unit loket.UnitID) (loket.Ticket, error)
	// Close ends the ticket. It refuses who does not hold it under that epoch.
	Close(ctx context.Context, staff loket.Staff, id loket.TicketID, epoch int64) error
}

// Console is the room. Make it with New.
type Console struct {
	// Ending names the answers of an agency whose last day has passed, and those
	// whose last day comes within EndingDays; nil: nobody is told.
	Ending func(agency loket.AgencyID, now time.Time) (ended, soon []string)

	// Alarms are what staff of an agency should know of its channels, each in a
	// sentence; nil: nobody is told.
	Alarms func(ctx context.Context, agency loket.AgencyID) []words.Text

	// Destinations are where an agency's staff may give a ticket; nil: nowhere.
	Destinations func(agency loket.AgencyID) []loket.Destination

	// Pulse tells lists that are open what happens; nil: they are loaded anew.
	Pulse *Pulse
	// Library is the catalogue; nil: nothing of it is offered.
	Library Library

	// HasForm tells whether the office has laid out a form; nil: none.
	HasForm func(agency loket.AgencyID, code string) bool

	// Teach puts what a reply teaches into the curators' drafts; nil: nobody learns.
	Teach func(ctx context.Context, by loket.Staff, l loket.Lesson) error

	// Assistant writes proposals for staff; nil: nothing does.
	Assistant Assistant

	// Office is an agency's name and its hours in a sentence, for ready replies.
	Office func(agency loket.AgencyID) (name, hours string)

	desk Work
	gate *Gate
	now  func() time.Time
	zone func(loket.AgencyID) *time.Location
	sent once
}

// EndingDays is how many days ahead staff are told of the end of an answer.
const EndingDays = 30

// New makes the room; zone tells in which time zone an agency lives.
func New(desk Work, gate *Gate, now func() time.Time, zone func(loket.AgencyID) *time.Location) *Console {
	return &Console{desk: desk, gate: gate, now: now, zone: zone}
}

// Routes lists the room's routes.
func (c *Console) Routes() []web.Route {
	routes := []web.Route{
		{Pattern: "GET /masuk", Access: web.Guests, Handle: c.gate.form},
		{Pattern: "POST /masuk", Access: web.Guests, Handle: c.gate.signIn},
		{Pattern: "GET /masuk/kode", Access: web.Guests, Handle: c.gate.second},
		{Pattern: "POST /masuk/kode", Access: web.Guests, Handle: c.gate.confirm},
		{Pattern: "POST /masuk/pasang", Access: web.Guests, Handle: c.gate.enrol},
		{Pattern: "POST /keluar", Access: web.Guests, Handle: c.gate.signOut},
		{Pattern: "GET /loket", Access: web.Servers, Handle: c.inbox},
		{Pattern: "GET /loket/arus", Access: web.Servers, Handle: c.live},
		{Pattern: "POST /loket/folder", Access: web.Servers, Handle: c.keepFolder},
		{Pattern: "POST /loket/banyak", Access: web.Servers, Handle: c.bulk},
		{Pattern: "POST /loket/ambil", Access: web.Servers, Handle: c.next},
		{Pattern: "GET /perhatian", Access: web.Overseers, Handle: c.delayed},
		{Pattern: "POST /loket/hadir", Access: web.Servers, Handle: c.beat},
		{Pattern: "POST /loket/kehadiran", Access: web.Servers, Handle: c.say},
		{Pattern: "POST /loket/pulang", Access: web.Servers, Handle: c.goHome},
		{Pattern: "GET /loket/tiket/{id}", Access: web.Servers, Handle: c.ticket},
		{Pattern: "POST /loket/tiket/{id}/ambil", Access: web.Servers, Handle: c.claim},
		{Pattern: "POST /loket/tiket/{id}/balas", Access: web.Servers, Handle: c.reply, Upload: true},
		{Pattern: "POST /loket/tiket/{id}/jawab", Access: web.Servers, Handle: c.sendEntry},
		{Pattern: "POST /loket/tiket/{id}/formulir", Access: web.Servers, Handle: c.sendForm},
		{Pattern: "POST /loket/tiket/{id}/sunting", Access: web.Servers, Handle: c.compose},
		{Pattern: "POST /loket/tiket/{id}/saran", Access: web.Servers, Handle: c.propose},
		{Pattern: "POST /loket/tiket/{id}/ringkasan", Access: web.Servers, Handle: c.summarise},
		{Pattern: "POST /loket/tiket/{id}/kirim-lagi", Access: web.Servers, Handle: c.resend},
		{Pattern: "POST /loket/tiket/{id}/gabung", Access: web.Servers, Handle: c.merge},
		{Pattern: "POST /loket/tiket/{id}/jenis", Access: web.Servers, Handle: c.classify},
		{Pattern: "POST /loket/tiket/{id}/prioritas", Access: web.Servers, Handle: c.prioritise},
		{Pattern: "GET /loket/balasan-siap", Access: web.Supervisors, Handle: c.ready},
		{Pattern: "POST /loket/balasan-siap", Access: web.Supervisors, Handle: c.saveReady},
		{Pattern: "POST /loket/tiket/{id}/tutup", Access: web.Servers, Handle: c.close},
		{Pattern: "POST /loket/tiket/{id}/lepas", Access: web.Servers, Handle: c.release},
		{Pattern: "POST /loket/tiket/{id}/catatan", Access: web.Servers, Handle: c.note},
		{Pattern: "POST /loket/tiket/{id}/katalog", Access: web.Servers, Handle: c.teach},
		{Pattern: "POST /loket/tiket/{id}/menunggu", Access: web.Servers, Handle: c.await},
		{Pattern: "POST /loket/tiket/{id}/tunda", Access: web.Servers, Handle: c.snooze},
		{Pattern: "POST /loket/tiket/{id}/alihkan", Access: web.Servers, Handle: c.transfer},
		{Pattern: "POST /loket/tiket/{id}/buka", Access: web.Servers, Handle: c.reopen},
		{Pattern: "GET /loket/tiket/{id}/lampiran", Access: web.Servers, Handle: c.attachment},
		{Pattern: "POST /loket/tiket/{id}/lampiran", Access: web.Servers, Handle: c.previewAttachment},
		{Pattern: "POST /loket/tiket/{id}/lampiran/isi", Access: web.Servers, Handle: c.openAttachment},
		{Pattern: "GET /loket/tiket/{id}/warga", Access: web.Servers, Handle: c.person},
		{Pattern: "POST /loket/tiket/{id}/warga/data", Access: web.Servers, Handle: c.unmask},
		{Pattern: "POST /loket/tiket/{id}/warga/blokir", Access: web.Servers, Handle: c.block},
		{Pattern: "POST /loket/tiket/{id}/warga/lepas", Access: web.Servers, Handle: c.unblock},
	}
	for i, route := range routes {
		if route.Access == web.Servers || route.Access == web.Supervisors {
			routes[i].Handle = c.attended(route.Handle)
		}
	}
	return routes
}

// ticketID is the ticket a route speaks of.
func ticketID(r *http.Request) loket.TicketID { return loket.TicketID(r.PathValue("id")) }
