package assist

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"loket/internal/loket"
	"loket/internal/privacy"
)

// Settings are those of one agency's client. Zero times and sizes mean the
// defaults below.
type Settings struct {
	Agency  loket.AgencyID
	BaseURL string    // up to and with "/v1"
	Key     string    // empty: the endpoint asks for none
	Model   string    // for text; empty: no purpose that writes is allowed
	Vectors string    // the model for embeddings; empty: none are made
	Uses    []Purpose // what the agency allows; PurposeCheck need not be named
	Zone    *time.Location

	Quick    time.Duration // how long a call may take while a citizen waits
	Slow     time.Duration // how long one may take while staff wait
	Parallel int           // calls side by side, of quick and of slow ones each
	Rest     time.Duration // how long nobody calls after the breaker opened
	Cache    int           // answers of quick calls that are remembered

	Budget  loket.AssistSpend // of a day; 0: that is not bounded
	PerChat int               // calls for one conversation on a day; 0: that is not bounded
	Price   Price

	Redactor  privacy.Redactor
	Ledger    Ledger
	Transport http.RoundTripper              // nil: the standard one
	Recorded  func(loket.AssistCall)         // told of every call, refused ones too; nil: nobody
	Stopped   func(purpose Purpose, is bool) // told when the breaker of a purpose opens and closes; nil: nobody
	Now       func() time.Time
	Log       *slog.Logger
}

// Price is what tokens cost, in rupiah a million.
type Price struct{ Input, Output, Vectors int64 }

// Ledger keeps what was spent where a restart does not forget it.
type Ledger interface {
	// ReserveAssist adds to what an agency has spent on a day, unless that passes the
	// limit: then it is false and nothing is added. No two callers get the same rest.
	ReserveAssist(ctx context.Context, agency loket.AgencyID, day string, want, limit loket.AssistSpend) (bool, error)
	// SettleAssist corrects what was reserved to what the call took, and records it.
	SettleAssist(ctx context.Context, day string, reserved loket.AssistSpend, call loket.AssistCall) error
}

// The defaults: five failures in half a minute are no accident.
const (
	defaultQuick    = 800 * time.Millisecond
	defaultSlow     = 20 * time.Second
	defaultParallel = 4
	defaultRest     = 30 * time.Second
	defaultCache    = 1000

	failuresAllowed = 5
	failureWindow   = 30 * time.Second
)

// complete fills in the defaults.
func (s Settings) complete() (Settings, error) {
	if s.BaseURL == "" || s.Ledger == nil || s.Now == nil || s.Log == nil {
		return s, errors.New("make the assistant: address, ledger, clock and log are needed")
	}
	defaultTo(&s.Quick, defaultQuick)
	defaultTo(&s.Slow, defaultSlow)
	defaultTo(&s.Rest, defaultRest)
	defaultTo(&s.Parallel, defaultParallel)
	defaultTo(&s.Cache, defaultCache)
	if s.Zone == nil {
		s.Zone = time.UTC
	}
	if s.Transport == nil {
		s.Transport = http.DefaultTransport
	}
	if s.Recorded == nil {
		s.Recorded = func(loket.AssistCall) {}
	}
	if s.Stopped == nil {
		s.Stopped = func(Purpose, bool) {}
	}
	return s, nil
}

func defaultTo[T comparable](value *T, or T) {
	var zero T
	if *value == zero {
		*value = or
	}
}

// allows tells whether a purpose is switched on.
func (s *Settings) allows(p Purpose) bool {
	if model := s.model(p); model == "" {
		return false
	}
	return p == PurposeCheck || p == PurposeCheckVectors || slices.Contains(s.Uses, p.use())
}

// model is the one that serves a purpose.
func (s *Settings) model(p Purpose) string {
	if p.vectors() {
		return s.Vectors
	}
	return s.Model
}
