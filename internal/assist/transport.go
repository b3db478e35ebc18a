package assist

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	mostBody    = 4 << 20         // bytes of an answer that are read
	longestWait = 5 * time.Minute // what Retry-After may ask for
)

// hint is what an answer's head said that go-openai does not tell.
type hint struct {
	retryAfter time.Duration // 0: nothing was said
}

type hintKey struct{}

// withHint has the next call under the context leave its hint.
func withHint(ctx context.Context) (context.Context, *hint) {
	h := &hint{}
	return context.WithValue(ctx, hintKey{}, h), h
}

// transport reads Retry-After, bounds what is read of an answer, and follows no
// redirect: the text of a question goes to the configured host and nowhere else.
type transport struct {
	next http.RoundTripper
	now  func() time.Time
}

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if h, ok := r.Context().Value(hintKey{}).(*hint); ok {
		h.retryAfter = retryAfter(resp.Header.Get("Retry-After"), t.now())
	}
	if resp.StatusCode >= 300 && resp.StatusCode < 400 {
		return nil, closing(resp.Body, errRedirect)
	}
	resp.Body = &bounded{ReadCloser: resp.Body, left: mostBody}
	return resp, nil
}

// closing closes what will not be read, and returns why.
func closing(body io.Closer, why error) error {
	_ = body.Close() // nothing was read of it
	return why
}

// bounded is a body that ends with an error when it is too long.
type bounded struct {
	io.ReadCloser
	left int
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= n; b.left < 0 {
		return 0, errBody
	}
	return n, err
}

// retryAfter reads the header: seconds, or a date. What cannot be read is 0.
func retryAfter(text string, now time.Time) time.Duration {
	text = strings.TrimSpace(text)
	if seconds, err := strconv.ParseUint(text, 10, 32); err == nil {
		return clampWait(time.Duration(seconds) * time.Second)
	}
	if at, err := http.ParseTime(text); err == nil {
		return clampWait(at.Sub(now))
	}
	return 0
}

func clampWait(d time.Duration) time.Duration { return min(max(d, 0), longestWait) }
