package console

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var streamPage = template.Must(web.Fragment(files, "arus.html", "baris.html"))

const (
	heartbeat  = 15 * time.Second // and how soon a session that ended ends the stream
	writeLimit = 10 * time.Second // how long one message may take to be written
)

// beatView is what a console is told.
type beatView struct {
	Tabs []tabView
	Rows []changeView
	Many bool
}

// changeView is what became of a ticket, for a list.
type changeView struct {
	rowView
	Here    bool // it belongs on the page
	Citizen bool // the citizen wrote
}

// stream is the address of the stream for a list that was just made.
func (l list) stream(seq int64, found loket.Listing) string {
	q := l.query()
	q.Set(autoParam, "1")
	q.Set("sejak", strconv.FormatInt(seq, 10))
	if l.words != "" {
		q.Set("cari", "1") // what words a ticket holds is not known again here
	}
	if l.after != (loket.Place{}) {
		q.Set("sesudah", placeText(l.after))
	}
	if found.More {
		q.Set("sampai", placeText(found.Rows[len(found.Rows)-1].Ticket.Place()))
	}
	return "/loket/arus?" + q.Encode()
}

// live answers GET /loket/arus, for as long as the session lasts.
func (c *Console) live(w http.ResponseWriter, r *http.Request) error {
	staff := web.StaffOf(r.Context())
	if c.Pulse == nil {
		return loket.ErrNotFound
	}
	l, err := c.Pulse.join(r.Context(), staff)
	if err != nil {
		return err
	}
	defer c.Pulse.leave(l)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // or a proxy keeps it for itself
	out := streamWriter{w: w, control: http.NewResponseController(w)}
	if err := out.begin(); err != nil {
		return err
	}
	page := partOf(r.URL.Query())
	page.language = web.LanguageOf(r.Context())
	if err := c.catchUp(r, l, page, out); err != nil {
		return err
	}
	return c.follow(r, l, page, out)
}

// follow writes every beat until somebody goes.
func (c *Console) follow(r *http.Request, l *listener, page part, out streamWriter) error {
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		var err error
		select {
		case <-r.Context().Done():
			return nil
		case <-l.done:
			return nil
		case b := <-l.beats:
			err = c.sendBeat(l.staff, page, b, out)
		case <-tick.C:
			if errors.Is(c.gate.stands(r), errSignedOut) {
				return out.send("event: habis\ndata:\n\n")
			}
			err = out.send(":\n\n")
		}
		if err != nil {
			return err
		}
	}
}

// catchUp writes what happened between the page, or a stream that broke, and now.
func (c *Console) catchUp(r *http.Request, l *listener, page part, out streamWriter) error {
	after, err := strconv.ParseInt(r.Header.Get("Last-Event-ID"), 10, 64)
	if err != nil {
		if after, err = strconv.ParseInt(r.URL.Query().Get("sejak"), 10, 64); err != nil {
			return nil //nolint:nilerr // it says from nowhere: nothing was missed
		}
	}
	if after >= l.from {
		return nil
	}
	agency := l.staff.Agency
	beats, err := c.Pulse.between(r.Context(), after, l.from, map[loket.AgencyID]bool{agency: true})
	if err != nil {
		return fmt.Errorf("read what a stream missed: %w", err)
	}
	if b, stirred := beats[agency]; stirred {
		return c.sendBeat(l.staff, page, b, out)
	}
	return nil
}

// sendBeat writes what a beat means for a page. Of consoles that see the same in it only
// the first has it rendered.
func (c *Console) sendBeat(staff loket.Staff, page part, b beat, out streamWriter) error {
	now := c.now()
	text, err := b.told.once(page.sees(b, staff, now), func() (string, error) { return c.renderBeat(staff, page, b, now) })
	if err != nil {
		return fmt.Errorf("render a beat: %w", err)
	}
	return out.send(text)
}

// renderBeat is a beat as an event of a stream.
func (c *Console) renderBeat(staff loket.Staff, page part, b beat, now time.Time) (string, error) {
	view := beatView{Many: b.many}
	for _, t := range loket.Tabs() {
		view.Tabs = append(view.Tabs, tabView{Name: t, Count: b.tally.Of(t, staff)})
	}
	for _, change := range b.changes {
		row := c.rowView(change.row, staff, now)
		row.Unread, row.Left = change.citizen, page.left(change, staff, now)
		view.Rows = append(view.Rows, changeView{rowView: row, Here: !row.Left && page.holds(change.row.Ticket), Citizen: change.citizen})
	}
	var html bytes.Buffer
	if err := web.Execute(&html, streamPage, page.language, view); err != nil {
		return "", err
	}
	return eventText(b.seq, html.Bytes()), nil
}

// part is what of a list that stands on a page.
type part struct {
	list
	last loket.Place // zero: to the end

	language words.Language // its reader's
}

func partOf(q url.Values) part {
	end := askedList(url.Values{"sesudah": q["sampai"]})
	return part{list: askedList(q), last: end.after}
}

// left tells whether a ticket is not on the list any more.
func (p part) left(c change, staff loket.Staff, now time.Time) bool {
	return c.gone || !p.filter.Shows(c.row, staff, now)
}

// holds tells whether a ticket of the list belongs on the page. Of a search that is
// not known.
func (p part) holds(t loket.Ticket) bool {
	place := t.Place()
	return p.words == "" && (p.after == (loket.Place{}) || place.After(p.after) > 0) &&
		(p.last == (loket.Place{}) || place.After(p.last) <= 0)
}

// streamWriter writes server-sent events.
type streamWriter struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

// begin opens the stream, and asks for patience before it is opened again: other than
// that of the next console, so that not all come at once.
func (s streamWriter) begin() error {
	return s.send(fmt.Sprintf("retry: %d\n\n", 1000+rand.IntN(2000)))
}

// eventText is HTML under the number of an event.
func eventText(seq int64, html []byte) string {
	var out bytes.Buffer
	fmt.Fprintf(&out, "id: %d\nevent: daftar\n", seq)
	for line := range bytes.Lines(bytes.TrimSpace(html)) {
		out.WriteString("data: ")
		out.Write(bytes.TrimRight(line, "\r\n"))
		out.WriteByte('\n')
	}
	out.WriteByte('\n')
	return out.String()
}

func (s streamWriter) send(text string) error {
	_ = s.control.SetWriteDeadline(time.Now().Add(writeLimit)) // where unsupported, the server's own limits stand
	if _, err := s.w.Write([]byte(text)); err != nil {
		return fmt.Errorf("write to a stream: %w", err)
	}
	if err := s.control.Flush(); err != nil {
		return fmt.Errorf("flush a stream: %w", err)
	}
	return nil
}

// stands tells whether a request's session still stands: errSignedOut when it does
// not. It counts for no activity.
func (g *Gate) stands(r *http.Request) error {
	m := g.manager()
	ctx, err := m.Load(context.WithoutCancel(r.Context()), tokenOf(r))
	if err != nil {
		return fmt.Errorf("load session: %w", err)
	}
	_, err = g.holder(ctx, m, keyStaff)
	return err
}
