package console

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// Life is what the console asks of the desk about a ticket's way, beside serving
// it. Everything but a note and a reopening it refuses to who does not hold the
// ticket under that epoch.
type Life interface {
	// Release gives the ticket back to the queue at its old place.
	Release(ctx context.Context, staff loket.Staff, id loket.TicketID, epoch int64) error
	// Note keeps words for colleagues; nothing of it is sent.
	Note(ctx context.Context, staff loket.Staff, id loket.TicketID, text string) error
	// Pause puts the ticket aside.
	Pause(ctx context.Context, staff loket.Staff, id loket.TicketID, epoch int64, p loket.Pause) error
	// Transfer gives the ticket to another unit or agency, with the reason.
	Transfer(ctx context.Context, staff loket.Staff, id loket.TicketID, epoch int64, to loket.Destination, reason string) error
	// Reopen puts a ticket that was closed lately into the queue again.
	Reopen(ctx context.Context, staff loket.Staff, id loket.TicketID) error
}

// Work is the whole of the desk.
type Work interface {
	Desk
	Life
	Answering
	Sorting
	Readiness
	Oversight
	Team
	People
	Attachments
	Lists
}

var errDraft = loket.Errorf(loket.CodeConflict, "Belum dijalankan: naskah balasan Anda belum dikirim. Kirim dulu, atau kosongkan, lalu ulangi.")

// onward answers a form that takes the ticket out of the holder's hands. It is
// refused while words stand in the form, which would be lost.
func (c *Console) onward(w http.ResponseWriter, r *http.Request, done string, act func(ctx context.Context, staff loket.Staff, epoch int64) error) error {
	draft := r.PostFormValue("teks")
	epoch, err := epochOf(r)
	if strings.TrimSpace(draft) != "" {
		err = errDraft
	}
	if err == nil {
		err = act(r.Context(), web.StaffOf(r.Context()), epoch)
	}
	if err != nil {
		return c.refuse(w, r, err, draft)
	}
	http.Redirect(w, r, "/loket?"+done+"=1", http.StatusSeeOther)
	return nil
}

// release answers POST /loket/tiket/{id}/lepas.
func (c *Console) release(w http.ResponseWriter, r *http.Request) error {
	return c.onward(w, r, "dilepas", func(ctx context.Context, staff loket.Staff, epoch int64) error {
		return c.desk.Release(ctx, staff, ticketID(r), epoch)
	})
}

// await answers POST /loket/tiket/{id}/menunggu.
func (c *Console) await(w http.ResponseWriter, r *http.Request) error {
	return c.onward(w, r, "ditunda", func(ctx context.Context, staff loket.Staff, epoch int64) error {
		return c.desk.Pause(ctx, staff, ticketID(r), epoch, loket.Pause{Kind: loket.PauseCitizen})
	})
}

// snooze answers POST /loket/tiket/{id}/tunda.
func (c *Console) snooze(w http.ResponseWriter, r *http.Request) error {
	return c.onward(w, r, "ditunda", func(ctx context.Context, staff loket.Staff, epoch int64) error {
		return c.desk.Pause(ctx, staff, ticketID(r), epoch, c.pauseOf(r, staff))
	})
}

// pauseOf reads until when a ticket is put aside; the desk refuses what cannot be.
func (c *Console) pauseOf(r *http.Request, staff loket.Staff) loket.Pause {
	p := loket.Pause{}
	switch r.PostFormValue("sampai") {
	case "jam":
		p.Kind = loket.PauseHour
	case "besok":
		p.Kind = loket.PauseTomorrow
	case "balasan":
		p.Kind = loket.PauseReply
	case "tanggal":
		p.Kind = loket.PauseDate
		p.Date, _ = time.ParseInLocation(time.DateOnly, r.PostFormValue("tanggal"), c.zone(staff.Agency)) // zero: refused
	}
	return p
}

// transfer answers POST /loket/tiket/{id}/alihkan.
func (c *Console) transfer(w http.ResponseWriter, r *http.Request) error {
	agency, unit, _ := strings.Cut(r.PostFormValue("tujuan"), "/")
	to := loket.Destination{Agency: loket.AgencyID(agency), Unit: loket.UnitID(unit)}
	return c.onward(w, r, "dialihkan", func(ctx context.Context, staff loket.Staff, epoch int64) error {
		return c.desk.Transfer(ctx, staff, ticketID(r), epoch, to, r.PostFormValue("alasan"))
	})
}

// note answers POST /loket/tiket/{id}/catatan. A draft of a reply stays in its
// place; a form that comes twice is kept once.
func (c *Console) note(w http.ResponseWriter, r *http.Request) error {
	draft, form := r.PostFormValue("teks"), r.PostFormValue("sekali")
	if form != "" {
		form = "catatan:" + form
	}
	staff := web.StaffOf(r.Context())
	err := c.sent.do(r.Context(), form, c.now(), func(ctx context.Context) error {
		return c.desk.Note(ctx, staff, ticketID(r), r.PostFormValue("catatan"))
	})
	if err != nil {
		return c.refuse(w, r, err, draft)
	}
	if draft != "" {
		return c.showTicket(w, r, http.StatusOK, said{notice: noted, draft: draft})
	}
	http.Redirect(w, r, ticketHref(ticketID(r))+"?dicatat=1", http.StatusSeeOther)
	return nil
}

const noted words.Text = "Catatan disimpan. Warga tidak melihatnya."

// reopen answers POST /loket/tiket/{id}/buka.
func (c *Console) reopen(w http.ResponseWriter, r *http.Request) error {
	if err := c.desk.Reopen(r.Context(), web.StaffOf(r.Context()), ticketID(r)); err != nil {
		return c.refuse(w, r, err, "")
	}
	http.Redirect(w, r, ticketHref(ticketID(r))+"?dibuka=1", http.StatusSeeOther)
	return nil
}

// noteView is one note as colleagues read it.
type noteView struct {
	Who, At  words.Text
	Text     string
	Transfer bool // why the ticket was given on
	Reassign bool // why a supervisor moved it
	Rating   bool // the citizen wrote it beside a score
	Named    bool // it names the reader
}

// placeView is where a ticket can be given.
type placeView struct {
	Value string
	Name  words.Text
}

// onwardView fills what the page says of a ticket's way.
func (v *ticketView) onwardView(of loket.TicketView, staff loket.Staff, places []loket.Destination, now time.Time, zone *time.Location) {
	for _, n := range of.Notes {
		who := words.Name(n.Name)
		switch {
		case n.Kind == loket.NoteRating:
			who = "Warga"
		case who == "":
			who = "Petugas"
		}
		v.Notes = append(v.Notes, noteView{
			Who: who, At: web.When(n.At, now, zone), Text: n.Text,
			Transfer: n.Kind == loket.NoteTransfer, Rating: n.Kind == loket.NoteRating,
			Reassign: n.Kind == loket.NoteReassign, Named: slices.Contains(desk.Logins(n.Text), staff.Login),
		})
	}
	for _, p := range places {
		if p.Agency != of.Ticket.Agency || p.Unit != of.Ticket.Unit {
			v.Places = append(v.Places, placeView{Value: string(p.Agency) + "/" + string(p.Unit), Name: words.Name(p.Name)})
		}
	}
	if due := of.Ticket.CloseDue; !due.IsZero() {
		v.Law = web.When(due, now, zone)
	}
	again := of.Ticket
	v.Reopens = !of.Ticket.Open() && again.Reopen(now, again.Episode) == nil
	v.FirstDay = now.In(zone).AddDate(0, 0, 1).Format(time.DateOnly)
	v.LastDay = now.Add(loket.MostPause).In(zone).AddDate(0, 0, -1).Format(time.DateOnly)
}

// pausedText says how a ticket stands that is nobody's turn; empty: it is not so.
func pausedText(t loket.Ticket, now time.Time, zone *time.Location) words.Text {
	switch t.State {
	case loket.TicketWaitingCitizen:
		return words.Say("Menunggu warga sampai %s", web.Soon(t.ReturnAt, now, zone))
	case loket.TicketSnoozed:
		return words.Say("Ditunda sampai %s", web.Soon(t.ReturnAt, now, zone))
	case loket.TicketReview:
		return "Perlu diperiksa penyelia"
	case loket.TicketWaiting, loket.TicketClaimed, loket.TicketClosed:
	}
	return ""
}

// doneText says what a form did that led to the list; empty: none did.
func doneText(query url.Values) words.Text {
	if n, err := strconv.Atoi(query.Get("dipulangkan")); err == nil && n >= 0 {
		return words.Say("Rekan tercatat pulang. %d tiketnya kembali ke antrean di tempat semula.", n)
	}
	for _, done := range []struct {
		query string
		text  words.Text
	}{
		{"kosong", "Tidak ada tiket yang menunggu. Semua sudah dipegang atau dijawab."},
		{"disimpan", "Folder disimpan."},
		{"dibuang", "Folder dihapus."},
		{"ditutup", "Tiket sudah ditutup."},
		{"dilepas", "Tiket kembali ke antrean di tempat semula."},
		{"ditunda", "Tiket disisihkan. Ia kembali sendiri, atau begitu warga menulis."},
		{"pulang", "Selamat pulang."},
		{"hadir", "Kehadiran Anda dicatat."},
		{"dialihkan", "Tiket dialihkan. Alasannya tersimpan sebagai catatan."},
	} {
		if query.Has(done.query) {
			return done.text
		}
	}
	return ""
}
