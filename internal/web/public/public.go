package public

import (
	"context"
	"embed"
	"net/http"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Ledger is what the room reads of the store.
type Ledger interface {
	// OpenByPIN returns the ticket that a number and a PIN open, and counts what does
	// not; loket.ErrWrongPIN, loket.ErrTooManyTries.
	OpenByPIN(ctx context.Context, try loket.PINTry) (loket.Ticket, error)
	// HashPIN is what OpenByPIN compares.
	HashPIN(number string, pin loket.PIN) []byte
	// Verify returns what an agency wrote under a code, and counts what is not its;
	// loket.ErrNoSuchCode, loket.ErrTooManyTries.
	Verify(ctx context.Context, try loket.CodeTry) (loket.Written, error)
	// Talk returns what was said about a ticket, as its citizen may read it.
	Talk(ctx context.Context, t loket.Ticket) (loket.Talk, error)
}

// Public is the room. Its fields are set once, before use.
type Public struct {
	Ledger Ledger
	// Receive stores what a citizen writes and has it considered.
	Receive func(ctx context.Context, batch []loket.Inbound) ([]loket.Receipt, error)
	// Status is where a ticket stands, as its citizen reads it.
	Status func(ctx context.Context, t loket.Ticket) (string, error)
	// Written tells what an agency wrote, to whoever has its code.
	Written func(agency loket.Agency, w loket.Written) string
	// Asker names who asks, for the limit of tries, without personal data.
	Asker  func(*http.Request) string
	Agency func(loket.AgencyID) (loket.Agency, bool)
	Now    func() time.Time
	Zone   func(loket.AgencyID) *time.Location
}

// Routes lists the room's routes.
func (p *Public) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /cek/{agency}", Access: web.Everyone, Handle: p.ask},
		{Pattern: "POST /cek/{agency}", Access: web.Everyone, Handle: p.show},
		{Pattern: "POST /cek/{agency}/tulis", Access: web.Everyone, Handle: p.write},
		{Pattern: "POST /cek/{agency}/pesan", Access: web.Everyone, Handle: p.verify},
	}
}

// errNoOffice answers an address of no office.
var errNoOffice = loket.Errorf(loket.CodeNotFound, "Kantor ini tidak ada di Loket. Periksa alamatnya, atau buka dari situs resmi dinas.")

func (p *Public) office(r *http.Request) (loket.Agency, error) {
	agency, ok := p.Agency(loket.AgencyID(r.PathValue("agency")))
	if !ok {
		return agency, errNoOffice
	}
	return agency, nil
}
