package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"loket/internal/loket"
	"loket/internal/words"
)

// Handler answers a request or returns why it cannot. It has written nothing
// when it returns an error: fail writes the status and the page.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Route is one line of the route list.
type Route struct {
	Pattern string // of http.ServeMux: "POST /loket/tiket/{id}/ambil"
	Access  Access
	Handle  Handler
	Upload  bool // its form may hold a file: see UploadOf. Not for guests.
}

// Access tells who may enter a route. The zero value lets nobody in.
type Access int

// Who may enter.
const (
	Nobody      Access = iota
	Everyone           // no session is looked at
	Guests             // signed in or not: the session is looked at
	SignedIn           // any active account
	Servers            // who works on tickets
	Reporters          // who reads the figures
	Improvers          // who mends what citizens miss in the catalogue
	Judges             // who judges answers that were quoted
	Overseers          // who is told of delays
	Supervisors        // who looks after the work of others
	Auditors           // who reads the audit log
	Curators           // who writes the catalogue
	Readers            // who reads the catalogue with its drafts
)

// Admits tells whether a signed-in member of staff may enter.
func (a Access) Admits(staff loket.Staff) bool {
	switch a {
	case Everyone, Guests, SignedIn:
		return true
	case Servers:
		return staff.MayServe()
	case Reporters:
		return staff.MayReport()
	case Improvers:
		return staff.MayImprove()
	case Judges:
		return staff.MayJudge()
	case Overseers:
		return staff.MayOversee()
	case Auditors:
		return staff.MayAudit()
	case Supervisors:
		return staff.MaySupervise()
	case Curators:
		return staff.MayCurate()
	case Readers:
		return staff.MayReadCatalogue()
	case Nobody:
	}
	return false
}

// Gate knows who is signed in.
type Gate interface {
	// Staff returns the active member of staff of the request's session. It
	// returns a loket.Error with CodeUnauthorized when there is none; any
	// other error means that it could not be found out. It may set cookies,
	// and must have written nothing else.
	Staff(w http.ResponseWriter, r *http.Request) (loket.Staff, error)

	// Ask answers a request that needs an account with the way to sign in.
	Ask(w http.ResponseWriter, r *http.Request) error
}

// maxForm is how much of a form is read, in bytes.
const maxForm = 64 << 10

// formTime is how long the body of a form may take to arrive.
const formTime = 10 * time.Second

// page wraps a route: the form is read, the gate is asked, the handler runs,
// and what it returns becomes a status.
func (s *Server) page(route Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.WithContext(loket.WithOrigin(r.Context(), s.clientIP(r)))
		if err := s.enter(route, w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

func (s *Server) enter(route Route, w http.ResponseWriter, r *http.Request) error {
	brings := bringsFile(route, r)
	if !brings {
		if err := readForm(w, r); err != nil {
			return err
		}
	}
	if route.Access == Everyone {
		return route.Handle(w, r)
	}
	if !Private(r) {
		if route.Access == Guests && r.Method != http.MethodPost { // nobody is signed in here
			return route.Handle(w, r)
		}
		return errOpenWire
	}
	staff, err := s.Gate.Staff(w, r)
	switch signedOut := loket.CodeOf(err) == loket.CodeUnauthorized; {
	case signedOut && route.Access == Guests:
		return route.Handle(w, r)
	case signedOut:
		return s.Gate.Ask(w, r)
	case err != nil:
		return fmt.Errorf("ask who is signed in: %w", err)
	}
	visitOf(r.Context()).staff = staff
	if !route.Access.Admits(staff) {
		return loket.Sayf(loket.CodeForbidden,
			"Halaman ini bukan untuk peran Anda (%s). Bila perlu, minta akses kepada admin kantor Anda.", words.Text(staff.Role))
	}
	if brings {
		if err := readUpload(w, r); err != nil {
			return err
		}
	}
	return route.Handle(w, r)
}

// readForm reads the body of a form within its limits of size and time.
// Of a multipart form nothing is read here: see readUpload.
func readForm(w http.ResponseWriter, r *http.Request) error {
	if r.Method != http.MethodPost {
		return nil
	}
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(formTime)) // where unsupported, the server's own limits stand
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	err := r.ParseForm()
	_ = control.SetReadDeadline(time.Time{})
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return loket.Errorf(loket.CodeTooLarge, "Isian terlalu panjang. Pendekkan, lalu kirim lagi.")
	}
	if err != nil {
		return loket.Errorf(loket.CodeInvalid, "Isian tidak dapat dibaca. Muat ulang halaman, lalu coba lagi.")
	}
	return nil
}

// visit is what the house knows of one request.
type visit struct {
	id    string // request id, shown to people when something goes wrong
	title string // of the house
	staff loket.Staff
	way   way

	language words.Language // that the reader chose
}

type visitKey struct{}

func withVisit(ctx context.Context, v *visit) context.Context {
	return context.WithValue(ctx, visitKey{}, v)
}

// visitOf returns the request's visit; outside the house an empty one.
func visitOf(ctx context.Context) *visit {
	if v, ok := ctx.Value(visitKey{}).(*visit); ok {
		return v
	}
	return &visit{}
}

// StaffOf returns the signed-in member of staff of a request; the zero Staff
// when nobody is signed in.
func StaffOf(ctx context.Context) loket.Staff { return visitOf(ctx).staff }
