package console

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"loket/faq"
	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/web"
	"loket/internal/words"
)

// Answering is what the console asks of the desk about what citizens are sent.
type Answering interface {
	// Answer owes the citizen a reply, and may end the ticket with it. It refuses who
	// does not hold the ticket under that epoch; then nothing is sent.
	Answer(ctx context.Context, staff loket.Staff, id loket.TicketID, epoch int64, r loket.Reply) error
	// Resend sends once more what may have arrived.
	Resend(ctx context.Context, staff loket.Staff, id loket.TicketID, send loket.SendID) error
}

// thenParam of a form's address tells what follows what the form does.
const thenParam = "lalu"

// What follows.
const (
	thenClose = "tutup" // the ticket is closed with the reply
	thenNext  = "berikut"
)

// reply answers POST /loket/tiket/{id}/balas. A form that comes twice is sent
// once.
func (c *Console) reply(w http.ResponseWriter, r *http.Request) error {
	draft := r.PostFormValue("teks")
	text := strings.TrimSpace(strings.ReplaceAll(draft, "\r\n", "\n"))
	closes := r.URL.Query().Get(thenParam) == thenClose
	epoch, err := replyEpoch(r, text)
	upload, broken := web.UploadOf(r, "berkas")
	if err == nil {
		err = broken
	}
	if err == nil {
		err = c.send(r, epoch, loket.Reply{Text: text, Close: closes, File: upload})
	}
	if err != nil {
		return c.refuseFile(w, r, err, draft, upload)
	}
	to := ticketHref(ticketID(r)) + "?terkirim=1"
	if closes {
		to = "/loket?ditutup=1"
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// sendForm answers POST /loket/tiket/{id}/formulir: a form of the office goes out.
// Words that stand in the form stay.
func (c *Console) sendForm(w http.ResponseWriter, r *http.Request) error {
	return c.sendReady(w, r, loket.Reply{Form: r.PostFormValue("formulir")})
}

// sendEntry answers POST /loket/tiket/{id}/jawab: an entry goes out as it is. Words
// that stand in the form stay.
func (c *Console) sendEntry(w http.ResponseWriter, r *http.Request) error {
	return c.sendReady(w, r, loket.Reply{Entry: quotedOf(r.PostFormValue("jawaban"))})
}

// sendReady sends what is not the member's own words.
func (c *Console) sendReady(w http.ResponseWriter, r *http.Request, reply loket.Reply) error {
	draft := r.PostFormValue("teks")
	epoch, err := epochOf(r)
	if err == nil {
		err = c.send(r, epoch, reply)
	}
	if err != nil {
		return c.refuse(w, r, err, draft)
	}
	if strings.TrimSpace(draft) != "" {
		return c.showTicket(w, r, http.StatusOK, said{notice: sentText, draft: draft})
	}
	http.Redirect(w, r, ticketHref(ticketID(r))+"?terkirim=1", http.StatusSeeOther)
	return nil
}

const sentText words.Text = "Balasan Anda tercatat dan sedang dikirim kepada warga."

// refuseFile is refuse of a form that brought a file, which no page can give back.
func (c *Console) refuseFile(w http.ResponseWriter, r *http.Request, err error, draft string, upload *loket.Upload) error {
	if shown, ok := errors.AsType[*loket.Error](err); ok && upload != nil && newRefusalView(err, draft) == nil && shown.Code != loket.CodeNotFound {
		err = loket.Sayf(shown.Code, "%s Berkasnya harus dipilih lagi.", web.Explain(err))
	}
	return c.refuse(w, r, err, draft)
}

// send carries out a reply's form once.
func (c *Console) send(r *http.Request, epoch int64, reply loket.Reply) error {
	staff := web.StaffOf(r.Context())
	return c.sent.do(r.Context(), r.PostFormValue("sekali"), c.now(), func(ctx context.Context) error {
		return c.desk.Answer(ctx, staff, ticketID(r), epoch, reply)
	})
}

// compose answers POST /loket/tiket/{id}/sunting: an entry, a ready reply or the
// machine's draft is put into the reply form, after what stands there. Nothing is sent.
func (c *Console) compose(w http.ResponseWriter, r *http.Request) error {
	draft := r.PostFormValue("teks")
	more, notice, err := c.piece(r, web.StaffOf(r.Context()))
	if err != nil {
		return c.refuse(w, r, err, draft)
	}
	if before := strings.TrimSpace(draft); before != "" {
		more = before + "\n\n" + more
	}
	return c.showTicket(w, r, http.StatusOK, said{notice: notice, draft: more})
}

// piece is what a form wants put into the reply form, and what is said of it.
func (c *Console) piece(r *http.Request, staff loket.Staff) (text string, notice words.Text, err error) {
	if id := loket.ReadyID(r.PostFormValue("siap")); id != "" {
		text, err = c.readyText(r, staff, id)
		return text, "Balasan siap ada di kotak balasan. Periksa, lalu kirim.", err
	}
	if machine := strings.TrimSpace(r.PostFormValue("rancangan")); machine != "" {
		return machine, "Rancangan mesin ada di kotak balasan. Periksa tiap kalimat, lalu kirim.", nil
	}
	q := quotedOf(r.PostFormValue("jawaban"))
	e, ok := c.entry(staff.Agency, q.Entry)
	if !ok {
		return "", "", loket.ErrEntryGone
	}
	return ownWords(e, faq.Facet(q.Facet)), "Isinya ada di kotak balasan. Setelah disunting, ini kata-kata Anda sendiri.", nil
}

func (c *Console) entry(agency loket.AgencyID, id string) (e faq.Entry, ok bool) {
	if c.Library == nil {
		return e, false
	}
	return c.Library.Entry(agency, id)
}

// readyText is a ready reply with its placeholders filled for a ticket.
func (c *Console) readyText(r *http.Request, staff loket.Staff, id loket.ReadyID) (string, error) {
	view, err := c.desk.View(r.Context(), staff, ticketID(r))
	if err != nil {
		return "", err
	}
	all, err := c.desk.ReadyReplies(r.Context(), staff, view.Ticket.Unit)
	if err != nil {
		return "", err
	}
	for _, ready := range all {
		if ready.ID != id {
			continue
		}
		blanks := desk.Blanks{Number: view.Ticket.Number, Staff: staff.Name}
		if c.Office != nil {
			blanks.Office, blanks.Hours = c.Office(staff.Agency)
		}
		return blanks.Fill(ready.Text), nil
	}
	return "", loket.Errorf(loket.CodeConflict, "Balasan siap ini sudah dihapus. Pilih yang lain, atau tulis sendiri.")
}

// resend answers POST /loket/tiket/{id}/kirim-lagi.
func (c *Console) resend(w http.ResponseWriter, r *http.Request) error {
	draft := r.PostFormValue("teks")
	err := c.desk.Resend(r.Context(), web.StaffOf(r.Context()), ticketID(r), loket.SendID(r.PostFormValue("kiriman")))
	if err != nil {
		return c.refuse(w, r, err, draft)
	}
	return c.showTicket(w, r, http.StatusOK, said{notice: "Dikirim sekali lagi. Keadaannya tertulis di bawah pesannya.", draft: draft})
}

// refusalView is what the guard refuses in a draft.
type refusalView struct {
	Pieces []pieceView // the whole text
	Parts  []partView  // what is wrong with it
}

// pieceView is a piece of a refused text.
type pieceView struct {
	Text   string
	Marked bool // it is refused
}

// partView says of a refused part why, and how to write it instead.
type partView struct {
	Words        string
	Why, Instead words.Text
}

// newRefusalView shows where a text is refused; nil: it was not the guard that did.
func newRefusalView(err error, draft string) *refusalView {
	refused, ok := errors.AsType[*privacy.RefusedError](err)
	if !ok {
		return nil
	}
	v, rest := &refusalView{}, strings.ReplaceAll(draft, "\r\n", "\n")
	for _, part := range refused.Parts {
		v.Parts = append(v.Parts, partView{
			Words: strings.TrimSpace(part.Words), Why: part.Why(), Instead: part.Instead(),
		})
	}
	for rest != "" {
		at, found := firstOf(rest, v.Parts)
		if found == "" {
			v.Pieces = append(v.Pieces, pieceView{Text: rest})
			break
		}
		v.Pieces = append(v.Pieces, pieceView{Text: rest[:at]}, pieceView{Text: found, Marked: true})
		rest = rest[at+len(found):]
	}
	return v
}

// firstOf finds the part that stands first in a text; no words: none does.
func firstOf(text string, parts []partView) (at int, found string) {
	for _, part := range parts {
		if i := strings.Index(text, part.Words); i >= 0 && part.Words != "" && (found == "" || i < at) {
			at, found = i, part.Words
		}
	}
	return at, found
}
