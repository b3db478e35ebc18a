package webtest

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// Browser asks a handler for pages and keeps its cookies. It runs no script and
// follows no redirect by itself.
type Browser struct {
	Handler http.Handler
	Host    string // as typed in the address: "127.0.0.1:8080"
	Peer    string // the address the house sees it under
	Cookies map[string]string
	Header  map[string]string // sent with every request
}

// NewBrowser opens a browser on this machine.
func NewBrowser(handler http.Handler) *Browser {
	return &Browser{Handler: handler, Host: "127.0.0.1:8080", Peer: "127.0.0.1:4000", Cookies: map[string]string{}, Header: map[string]string{}}
}

// Clone is a second browser with the same cookies: a stolen token, another tab.
func (b *Browser) Clone() *Browser {
	return &Browser{Handler: b.Handler, Host: b.Host, Peer: b.Peer, Cookies: maps.Clone(b.Cookies), Header: maps.Clone(b.Header)}
}

// Answer is what came back.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Page parses the answer.
func (a Answer) Page(t testing.TB) *Node {
	t.Helper()
	return Parse(t, a.Body)
}

// Location is where the answer leads.
func (a Answer) Location() string { return a.Header.Get("Location") }

// Get asks for an address.
func (b *Browser) Get(address string) Answer {
	return b.do(httptest.NewRequestWithContext(context.Background(), http.MethodGet, address, http.NoBody))
}

// Post sends a form; fields are name, value, name, value….
func (b *Browser) Post(address string, fields ...string) Answer {
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r)
}

// Submit sends a form of a page as it stands, with some fields filled in.
func (b *Browser) Submit(form *Node, fields ...string) Answer {
	all := fields
	filled := map[string]bool{}
	for i := 0; i < len(fields); i += 2 {
		filled[fields[i]] = true
	}
	for _, input := range form.All("[name]") {
		if name := input.Attr["name"]; !filled[name] {
			value := input.Attr["value"]
			if input.Name == "textarea" {
				value = input.Raw()
			}
			all = append(all, name, value)
		}
	}
	return b.Post(form.Attr["action"], all...)
}

func (b *Browser) do(r *http.Request) Answer {
	r.Host, r.RemoteAddr = b.Host, b.Peer
	for name, value := range b.Header {
		r.Header.Set(name, value)
	}
	for name, value := range b.Cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	ctx, leave := context.WithCancel(r.Context())
	defer leave()
	w := &recorder{httptest.NewRecorder(), leave}
	b.Handler.ServeHTTP(w, r.WithContext(ctx))
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.Cookies, c.Name)
			continue
		}
		b.Cookies[c.Name] = c.Value
	}
	return Answer{Status: w.Code, Header: w.Header(), Body: w.Body.String()}
}

// recorder leaves a stream, which has no end, once something of it came.
type recorder struct {
	*httptest.ResponseRecorder
	leave func()
}

// Flush implements http.Flusher.
func (r *recorder) Flush() {
	r.ResponseRecorder.Flush()
	if r.Header().Get("Content-Type") == "text/event-stream" {
		r.leave()
	}
}
