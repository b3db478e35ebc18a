package webchat_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"loket/internal/loket"
)

// event is one server-sent event as a browser would dispatch it.
type event struct {
	id, name, data string
}

// shown is the part of a line's data that tests look at.
type shown struct {
	Seq      int64            `json:"seq"`
	Mine     bool             `json:"mine"`
	ClientID string           `json:"client_id"`
	Kind     string           `json:"kind"`
	Text     string           `json:"text"`
	Hidden   []string         `json:"hidden"`
	Seen     bool             `json:"seen"`
	Check    string           `json:"check"`
	Buttons  [][]loket.Button `json:"buttons"`
	File     *struct {
		Name string `json:"name"`
		Size int    `json:"size"`
	} `json:"file"`
}

// listener is one open event stream.
type listener struct {
	t    *testing.T
	body *bufio.Reader
	resp *http.Response
	end  context.CancelFunc
}

// listen opens the visitor's event stream after a sequence number; lastID, when
// given, goes into Last-Event-ID.
func (v *visitor) listen(after int64, lastID string) *listener {
	v.t.Helper()
	ctx, cancel := context.WithTimeout(v.t.Context(), patience)
	address := fmt.Sprintf("%s/chat/%s/events?after=%d", v.site.url, kupang, after)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		v.t.Fatal(err)
	}
	if lastID != "" {
		req.Header.Set("Last-Event-ID", lastID)
	}
	resp, err := v.client.Do(req)
	if err != nil {
		v.t.Fatalf("GET events: %v", err)
	}
	if resp.StatusCode != http.StatusOK {
		v.t.Fatalf("GET events after %d = %d, want 200", after, resp.StatusCode)
	}
	l := &listener{t: v.t, body: bufio.NewReader(resp.Body), resp: resp, end: cancel}
	v.t.Cleanup(l.hangUp)
	return l
}

func (l *listener) hangUp() {
	l.end()
	_ = l.resp.Body.Close()
}

// next reads one event; an error means that the stream is over. Comments are
// passed over, as browsers do.
func (l *listener) next() (event, error) {
	var e event
	for {
		row, err := l.body.ReadString('\n')
		if err != nil {
			return event{}, err
		}
		field, value, _ := strings.Cut(strings.TrimSuffix(row, "\n"), ":")
		value = strings.TrimPrefix(value, " ")
		switch field {
		case "id":
			e.id = value
		case "event":
			e.name = value
		case "data":
			e.data += value
		case "":
			if row == "\n" && e.data != "" {
				return e, nil
			}
		}
	}
}

// line reads the next event, which must be a line.
func (l *listener) line() shown {
	l.t.Helper()
	e, err := l.next()
	if err != nil || e.name != "line" {
		l.t.Fatalf("next event = %+v, %v, want a line", e, err)
	}
	return l.decode(e)
}

func (l *listener) decode(e event) shown {
	l.t.Helper()
	var s shown
	if err := json.Unmarshal([]byte(e.data), &s); err != nil {
		l.t.Fatalf("line %q: %v", e.data, err)
	}
	if e.id != fmt.Sprint(s.Seq) {
		l.t.Errorf("line %d came under the id %q, want its sequence number", s.Seq, e.id)
	}
	return s
}

// upToReady reads lines until the client has all there is.
func (l *listener) upToReady() []shown {
	l.t.Helper()
	var lines []shown
	for {
		e, err := l.next()
		switch {
		case err != nil:
			l.t.Fatalf("stream ended after %d lines: %v", len(lines), err)
		case e.name == "ready":
			return lines
		case e.name == "line":
			lines = append(lines, l.decode(e))
		}
	}
}
