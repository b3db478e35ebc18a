package telegram

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"sync/atomic"
	"time"
)

// maxReply is how many bytes of an answer are read: far above a hundred
// updates.
const maxReply = 32 << 20

// wire is the one way to the Bot API, for the library and for our own poll. It
// notes in each call's exchange what is needed to tell its fate.
type wire struct {
	client *http.Client
	gate   gate
	now    func() time.Time
}

// newWire makes a client that speaks HTTP/1.1 only: there, a connection
// belongs to one request at a time, so its bytes are that request's bytes.
func newWire(now func() time.Time) *wire {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	transport := &http.Transport{
		Proxy: http.ProxyFromEnvironment,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dialer.DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return &meteredConn{Conn: conn}, nil
		},
		Protocols:           protocols,
		TLSHandshakeTimeout: 10 * time.Second,
		MaxIdleConnsPerHost: 128,
		IdleConnTimeout:     90 * time.Second,
	}
	refuse := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &wire{client: &http.Client{Transport: transport, CheckRedirect: refuse}, now: now}
}

// meteredConn counts the writes that may have put bytes on the wire.
type meteredConn struct {
	net.Conn
	writes atomic.Int64
}

// Write counts before it writes: whoever reads the count after the connection
// was closed sees every write that could have succeeded.
func (c *meteredConn) Write(b []byte) (int, error) {
	c.writes.Add(1)
	n, err := c.Conn.Write(b)
	if n == 0 && err != nil {
		c.writes.Add(-1)
	}
	return n, err
}

// meterOf finds the metered connection, under TLS too.
func meterOf(conn net.Conn) *meteredConn {
	if inner, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = inner.NetConn()
	}
	metered, _ := conn.(*meteredConn)
	return metered
}

// exchange is what is known of one call.
type exchange struct {
	method string        // of the Bot API
	barred time.Duration // the gate let nothing pass, for that long
	conn   *meteredConn  // nil: no connection was made
	before int64         // its writes before this call
	status int           // of the answer; 0: none came
	header http.Header
	body   []byte
}

// wrote tells whether a byte of the request may have gone out.
func (e *exchange) wrote() bool { return e.conn != nil && e.conn.writes.Load() != e.before }

type exchangeKey struct{}

// follow makes a context whose call is noted in the exchange.
func follow(ctx context.Context) (context.Context, *exchange) {
	e := &exchange{}
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		if e.conn = meterOf(info.Conn); e.conn != nil {
			e.before = e.conn.writes.Load()
		}
	}})
	return context.WithValue(ctx, exchangeKey{}, e), e
}

// Do makes a request of the library or of ours. The request's context must
// come from follow. It reads body and answer whole: the library streams the
// body through a pipe in many small writes, and the answer is needed twice.
func (w *wire) Do(req *http.Request) (*http.Response, error) {
	e, ok := req.Context().Value(exchangeKey{}).(*exchange)
	if !ok {
		return nil, errors.New("call without an exchange")
	}
	var why error
	e.method = methodOf(req)
	if e.barred, why = w.gate.enter(w.now(), e.method); e.barred > 0 {
		return nil, why
	}
	if err := rewind(req); err != nil {
		return nil, fmt.Errorf("build request: %w", err)
	}
	resp, err := w.client.Do(req)
	if err != nil {
		return nil, withoutURL(err)
	}
	defer resp.Body.Close()
	e.status, e.header = resp.StatusCode, resp.Header
	w.gate.note(w.now(), resp.StatusCode)
	if e.body, err = io.ReadAll(io.LimitReader(resp.Body, maxReply)); err != nil {
		e.status = 0
		return nil, fmt.Errorf("read answer: %w", err)
	}
	resp.Body = io.NopCloser(bytes.NewReader(e.body))
	return resp, nil
}

// rewind gives the request a body of known length that may be sent again on
// another connection while nothing was written to the first.
func rewind(req *http.Request) error {
	if req.Body == nil || req.GetBody != nil { // ours are so already
		return nil
	}
	body, err := io.ReadAll(req.Body)
	if err != nil {
		return err
	}
	_ = req.Body.Close()
	if len(body) == 0 {
		req.Body = http.NoBody
		return nil
	}
	req.ContentLength = int64(len(body))
	req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	req.Body, err = req.GetBody()
	return err
}

// withoutURL unwraps the error that carries the URL, and with it the token.
func withoutURL(err error) error {
	if e, ok := errors.AsType[*url.Error](err); ok {
		return e.Err
	}
	return err
}
