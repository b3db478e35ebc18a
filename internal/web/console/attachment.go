package console

import (
	"context"
	"encoding/base64"
	"html/template"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var attachmentPage = template.Must(web.Page(files, "lampiran.html"))

// Attachments is what the console asks of the desk about what citizens sent. All of
// it stands in the audit log.
type Attachments interface {
	// LookAt fetches a file and returns what may be shown of it. It refuses who neither
	// holds the ticket nor supervises, a reason that says too little, and files that
	// may not pass.
	LookAt(ctx context.Context, staff loket.Staff, l loket.Look) (loket.File, error)
}

// attachmentView is the page of what a citizen sent.
type attachmentView struct {
	web.Frame
	Href, Ticket, Number string
	Message              loket.MessageID
	What, At             words.Text // "foto", when it came; empty: there is no such file
	May                  bool
	Least                int
	Reason               string // as typed
	Problem              words.Text

	Blurred template.URL // what may be shown before it is asked for; empty: nothing
	Picture template.URL // the whole; empty: it was not asked for
	Saved   words.Text   // of what is only to be saved: what it is
}

// attachment answers GET /loket/tiket/{id}/lampiran: what a citizen sent is asked
// for with a reason. Nothing is fetched yet.
func (c *Console) attachment(w http.ResponseWriter, r *http.Request) error {
	return c.showAttachment(w, r, http.StatusOK, attachmentView{Message: loket.MessageID(r.URL.Query().Get("pesan"))})
}

// previewAttachment answers POST /loket/tiket/{id}/lampiran with what it is.
func (c *Console) previewAttachment(w http.ResponseWriter, r *http.Request) error {
	said, l := lookOf(r)
	f, err := c.desk.LookAt(r.Context(), web.StaffOf(r.Context()), l)
	if err != nil {
		return c.refuseAttachment(w, r, err, said)
	}
	if f.Type.Image() {
		said.Blurred = inline(f)
	} else {
		said.Saved = words.Say("PDF, %s", web.Bytes(f.Size))
	}
	return c.showAttachment(w, r, http.StatusOK, said)
}

// openAttachment answers POST /loket/tiket/{id}/lampiran/isi. A picture that was
// encoded here stands on the page; everything else is only handed over to be saved.
func (c *Console) openAttachment(w http.ResponseWriter, r *http.Request) error {
	said, l := lookOf(r)
	l.Full = true
	f, err := c.desk.LookAt(r.Context(), web.StaffOf(r.Context()), l)
	if err != nil {
		return c.refuseAttachment(w, r, err, said)
	}
	if f.Type.Image() {
		said.Picture = inline(f)
		return c.showAttachment(w, r, http.StatusOK, said)
	}
	head := w.Header()
	head.Set("Content-Type", string(f.Type))
	head.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	head.Set("Content-Length", strconv.Itoa(len(f.Body)))
	head.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	head.Set("Cache-Control", "no-store")
	_, _ = w.Write(f.Body) // a reader who is gone is not an error
	return nil
}

func lookOf(r *http.Request) (attachmentView, loket.Look) {
	l := loket.Look{Ticket: ticketID(r), Message: loket.MessageID(r.PostFormValue("pesan")), Reason: r.PostFormValue("alasan")}
	return attachmentView{Message: l.Message, Reason: l.Reason}, l
}

// inline is a picture as part of a page, so that it has no address of its own.
func inline(f loket.File) template.URL {
	return template.URL("data:" + string(f.Type) + ";base64," + base64.StdEncoding.EncodeToString(f.Body)) //nolint:gosec // encoded here
}

// refuseAttachment shows the page with the reason of a refusal.
func (c *Console) refuseAttachment(w http.ResponseWriter, r *http.Request, err error, said attachmentView) error {
	if loket.CodeOf(err) == "" {
		return err
	}
	said.Problem = web.Explain(err)
	return c.showAttachment(w, r, web.Status(err), said)
}

// showAttachment writes the page as it is now, with what is to be said besides.
func (c *Console) showAttachment(w http.ResponseWriter, r *http.Request, status int, view attachmentView) error {
	staff, now := web.StaffOf(r.Context()), c.now()
	of, err := c.desk.View(r.Context(), staff, ticketID(r))
	if err != nil {
		return err
	}
	view.Frame = web.NewFrame(r, words.Say("Lampiran tiket %s", of.Ticket.Number))
	view.Ticket, view.Number = ticketHref(of.Ticket.ID), of.Ticket.Number
	view.Href, view.Least = view.Ticket+"/lampiran", loket.LeastReason
	view.May = desk.MayUnmask(staff, of.Ticket)
	at := slices.IndexFunc(of.Lines, func(l loket.Line) bool { return l.HasFile && l.Message == view.Message })
	if at >= 0 {
		view.What, view.At = mediaName(of.Lines[at].MessageKind), web.When(of.Lines[at].At, now, c.zone(staff.Agency))
	}
	return web.Render(w, status, attachmentPage, view)
}

// attachmentHref is where what a message brought is asked for.
func attachmentHref(ticket loket.TicketID, message loket.MessageID) string {
	return ticketHref(ticket) + "/lampiran?" + url.Values{"pesan": {string(message)}}.Encode()
}
