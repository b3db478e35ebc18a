package api

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/report"
)

// Bearers knows tokens.
type Bearers interface {
	// Bearer returns the token of a hash and the account it acts for, whatever
	// became of either; loket.ErrNotFound.
	Bearer(ctx context.Context, hash []byte) (loket.Token, loket.Staff, error)
	// UseToken notes the day a token was used on.
	UseToken(ctx context.Context, token loket.Token) error
}

// Calls remembers what was done, so that a repeated call is done once.
type Calls interface {
	// BeginCall judges a call. With loket.CallNew the caller acts under the returned
	// context, and ends the returned call with FinishCall.
	BeginCall(ctx context.Context, call loket.Call) (context.Context, loket.Call, loket.CallAnswer, error)
	// FinishCall keeps what a call was answered with.
	FinishCall(ctx context.Context, call loket.Call, answer loket.CallAnswer) error
}

// Figures answers for the office's figures.
type Figures interface {
	// Ask makes the report that somebody wishes for. What is wrong with a wish comes as
	// a loket.Error that begins with the parameter's name.
	Ask(ctx context.Context, agency loket.AgencyID, wish report.Wish) (report.Report, error)
	// Opinion makes the index of satisfaction in the same way.
	Opinion(ctx context.Context, agency loket.AgencyID, wish report.Wish) (report.Opinion, error)
}

// API is the door. Its fields are set once, before Mount.
type API struct {
	Read    Reading
	Work    Work
	Bearers Bearers
	Calls   Calls
	Hooks   Hooks
	Figures Figures

	// Entries is the catalogue an agency's clerk answers from; nil: there is none.
	Entries func(agency loket.AgencyID) *faq.Catalog
	// Ask recognises a question as the agency's clerk does, and tells what a citizen
	// would read; false: the agency has no clerk.
	Ask func(agency loket.AgencyID, text string) (result faq.Result, answer string, ok bool)
	// Allowed refuses addresses webhooks may not have.
	Allowed func(url string) error

	PerMinute int // requests of one token; 0: 300
	Now       func() time.Time
	Log       *slog.Logger
}

// Mount implements web.Mount: everything under /api is answered here.
func (a *API) Mount(mux *http.ServeMux) {
	door := a.door()
	mux.Handle("/api", door)
	mux.Handle("/api/", door)
}
