package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
)

// caller is one request, and who makes it.
type caller struct {
	request *http.Request
	id      string // of the request
	token   loket.Token
	staff   loket.Staff
	query   url.Values
	body    []byte
}

// named is the identifier in the address.
func (c *caller) named() string { return c.request.PathValue("id") }

var (
	errPlain = refuse(http.StatusForbidden, "plain_http", "API ini hanya melayani HTTPS, kecuali dari komputer ini sendiri. Token yang terkirim lewat HTTP biasa dapat terbaca orang lain: cabut dan buat yang baru.")
	errToken = refuse(http.StatusUnauthorized, "unauthorized",
		"Token tidak ada, salah, habis, atau dicabut. Kirim header Authorization: Bearer lkt_…, dan periksa dengan loket staff token list.").with("WWW-Authenticate", `Bearer realm="loket"`)
	errNoRoute  = refuse(http.StatusNotFound, "not_found", "Alamat ini tidak ada di API. Lihat /api/openapi.json.")
	errNoMethod = refuse(http.StatusMethodNotAllowed, "method", "Alamat ini ada, tetapi tidak melayani permintaan semacam itu. Lihat header Allow.")
)

// door routes requests; what no route matches is a problem too.
func (a *API) door() http.Handler {
	mux, limits := http.NewServeMux(), &limiter{}
	description := a.description()
	mux.HandleFunc("GET "+documentPath, func(w http.ResponseWriter, _ *http.Request) {
		answer{status: http.StatusOK, kind: jsonType, body: description}.write(w)
	})
	for _, op := range a.operations() {
		mux.Handle(op.Method+" "+base+op.Path, a.enter(op, limits))
	}
	return a.survive(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handler, pattern := mux.Handler(r)
		if pattern != "" {
			mux.ServeHTTP(w, r)
			return
		}
		mute := &muted{header: w.Header()}
		handler.ServeHTTP(mute, r)
		err := errNoRoute
		if mute.status == http.StatusMethodNotAllowed {
			err = errNoMethod
		}
		a.fail(w, r, err)
	}))
}

// muted keeps the status and the headers of an answer and drops its words.
type muted struct {
	header http.Header
	status int
}

func (m *muted) Header() http.Header         { return m.header }
func (m *muted) WriteHeader(status int)      { m.status = status }
func (m *muted) Write(p []byte) (int, error) { return len(p), nil }

// survive makes a problem of a panic.
func (a *API) survive(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if cause := recover(); cause != nil {
				a.fail(w, r, fmt.Errorf("handler panicked: %v\n%s", cause, debug.Stack()))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// fail answers with a problem. What is nobody's fault but ours is logged.
func (a *API) fail(w http.ResponseWriter, r *http.Request, err error) {
	a.problem(r, w.Header().Get("X-Request-Id"), err).write(w)
}

func (a *API) problem(r *http.Request, id string, err error) answer {
	p, header := problemOf(err, id)
	if p.Status == http.StatusInternalServerError && r.Context().Err() == nil {
		a.Log.Error("request failed", "request", id, "route", r.Pattern, "err", err)
	}
	return answerOf(p, header)
}

// enter is the way of every request: who asks, may they, how often, what for.
func (a *API) enter(op operation, limits *limiter) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := &caller{request: r, id: w.Header().Get("X-Request-Id")}
		out, err := a.admit(r.Context(), op, limits, w, c)
		if err != nil {
			out = a.problem(r, c.id, err)
		}
		out.write(w)
	})
}

func (a *API) admit(ctx context.Context, op operation, limits *limiter, w http.ResponseWriter, c *caller) (answer, error) {
	if !web.Private(c.request) {
		return answer{}, errPlain
	}
	if err := a.identify(ctx, c); err != nil {
		return answer{}, err
	}
	standing, err := limits.take(c.token.ID, a.perMinute(), a.Now())
	for name, value := range standing {
		w.Header().Set(name, value)
	}
	if err != nil {
		return answer{}, err
	}
	if !c.token.Allows(op.Scope) {
		return answer{}, refuse(http.StatusForbidden, "scope", "Token ini tidak dibuat untuk "+string(op.Scope)+". Buat token lain: loket staff token add.")
	}
	if c.query, err = op.readQuery(c.request); err != nil {
		return answer{}, err
	}
	if op.Method == http.MethodPost {
		if c.body, err = readBody(w, c.request); err != nil {
			return answer{}, err
		}
	}
	do := func(ctx context.Context) answer { return a.do(ctx, op, c) }
	if op.Changes {
		return a.once(ctx, c, do)
	}
	return do(ctx), nil
}

func (a *API) perMinute() int {
	if a.PerMinute > 0 {
		return a.PerMinute
	}
	return perMinute
}

// identify finds whose token a request bears. Every request asks the ledger, so
// that a revoked token, or that of a disabled account, is out at once.
func (a *API) identify(ctx context.Context, c *caller) error {
	scheme, secret, _ := strings.Cut(c.request.Header.Get("Authorization"), " ")
	hash, ok := loket.HashToken(strings.TrimSpace(secret))
	if !ok || !strings.EqualFold(scheme, "Bearer") {
		return errToken
	}
	now := a.Now()
	var err error
	c.token, c.staff, err = a.Bearers.Bearer(ctx, hash)
	switch {
	case errors.Is(err, loket.ErrNotFound):
		return errToken
	case err != nil:
		return fmt.Errorf("find a token: %w", err)
	case !c.token.Live(now) || !c.staff.Active():
		return errToken
	}
	if today := now.UTC().Truncate(24 * time.Hour); c.token.UsedOn.Before(today) {
		c.token.UsedOn = today
		if err := a.Bearers.UseToken(ctx, c.token); err != nil {
			a.Log.Warn("note that a token was used", "token", c.token.ID, "err", err)
		}
	}
	return nil
}

// do runs an operation and writes down what it returns.
func (a *API) do(ctx context.Context, op operation, c *caller) answer {
	result, err := op.handle(ctx, c)
	if err != nil {
		return a.problem(c.request, c.id, err)
	}
	if op.Answer == nil {
		return answer{status: op.Status}
	}
	body, err := json.Marshal(result)
	if err != nil {
		return a.problem(c.request, c.id, fmt.Errorf("write the answer: %w", err))
	}
	return answer{status: op.Status, kind: jsonType, body: body}
}

// readQuery reads the parameters after the question mark; one that the operation
// does not know is a mistake that would otherwise show as too long a list.
func (o operation) readQuery(r *http.Request) (url.Values, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "invalid", "Bagian alamat sesudah tanda tanya tidak dapat dibaca.")
	}
	for name, values := range query {
		if !slices.ContainsFunc(o.Query, func(p parameter) bool { return p.Name == name }) || len(values) != 1 {
			return nil, refuse(http.StatusBadRequest, "invalid", "Parameter \""+name+"\" tidak dikenal di sini, atau ditulis dua kali. Lihat /api/openapi.json.")
		}
	}
	return query, nil
}
