package console

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// Team is what the console asks of the desk about who is at work.
type Team interface {
	// Attend notes that a page of the member's is open or was asked for.
	Attend(ctx context.Context, staff loket.Staff)
	// Say takes the member's word that they are at work, or away for a while.
	Say(ctx context.Context, staff loket.Staff, said loket.Presence) error
	// GoHome ends somebody's work for the day, the member's own or, by a supervisor,
	// a colleague's, and returns how many tickets went back.
	GoHome(ctx context.Context, staff loket.Staff, whom loket.StaffID) (returned int, err error)
	// Colleagues lists who was ever at work, the member among them: those at work
	// first.
	Colleagues(ctx context.Context, staff loket.Staff) ([]loket.Colleague, error)
	// Look notes what the member does on a ticket's page, renews the lease it was
	// made under, and tells who else has it open.
	Look(ctx context.Context, staff loket.Staff, s loket.Sight) loket.Watch
}

// attended has every page and form of the room count as a sign of life.
func (c *Console) attended(next web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		c.desk.Attend(r.Context(), web.StaffOf(r.Context()))
		return next(w, r)
	}
}

// beat answers POST /loket/hadir, which a page that is open sends by itself, with
// who else has its ticket open.
func (c *Console) beat(w http.ResponseWriter, r *http.Request) error {
	s := loket.Sight{Ticket: loket.TicketID(r.PostFormValue("tiket")), Doing: doingOf(r.PostFormValue("sedang"))}
	s.Epoch, _ = strconv.ParseInt(r.PostFormValue("epoch"), 10, 64) // none: no lease is renewed
	text := words.Text("")
	if s.Ticket != "" {
		staff := web.StaffOf(r.Context())
		watch := c.desk.Look(r.Context(), staff, s)
		text = viewersText(watch.Others)
		c.tellLease(w.Header(), web.LanguageOf(r.Context()), staff, watch)
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_, err := io.WriteString(w, text.In(web.LanguageOf(r.Context())))
	return err
}

// tellLease has the answer to a page tell how long its reader holds the ticket: the
// seconds left and the time, or that they do not hold it any more.
func (c *Console) tellLease(h http.Header, l words.Language, staff loket.Staff, watch loket.Watch) {
	switch {
	case watch.Lost:
		h.Set("Loket-Lepas", "1")
	case !watch.Until.IsZero():
		h.Set("Loket-Sisa", strconv.Itoa(int(watch.Until.Sub(c.now()).Seconds())))
		h.Set("Loket-Sampai", web.Clock(watch.Until.In(c.zone(staff.Agency))).In(l))
	}
}

// doingOf reads what a page tells; what it does not know is nothing being done.
func doingOf(text string) loket.Doing {
	switch text {
	case "menulis":
		return loket.DoingWrite
	case "melihat":
		return loket.DoingView
	}
	return loket.DoingIdle
}

// viewersText says who else has a ticket open; empty: nobody.
func viewersText(all []loket.Viewer) words.Text {
	var names []words.Text
	for _, v := range all {
		doing := words.Text("membuka")
		switch v.Doing {
		case loket.DoingWrite:
			doing = "menulis"
		case loket.DoingIdle:
			doing = "tidak aktif"
		case loket.DoingView:
		}
		names = append(names, words.Say("%s (%s)", nameOf(v.Name), doing))
	}
	if len(names) == 0 {
		return ""
	}
	return words.Say("Tiket ini juga dibuka %s.", words.Join(names, ", "))
}

func nameOf(name string) words.Text {
	if name == "" {
		return "Petugas"
	}
	return words.Name(name)
}

// say answers POST /loket/kehadiran.
func (c *Console) say(w http.ResponseWriter, r *http.Request) error {
	said := map[string]loket.Presence{"kerja": loket.PresenceWork, "istirahat": loket.PresenceAway}[r.PostFormValue("sedang")]
	if err := c.desk.Say(r.Context(), web.StaffOf(r.Context()), said); err != nil {
		return err
	}
	http.Redirect(w, r, "/loket?hadir=1", http.StatusSeeOther)
	return nil
}

// goHome answers POST /loket/pulang: one's own, or the colleague's that the form
// names.
func (c *Console) goHome(w http.ResponseWriter, r *http.Request) error {
	staff := web.StaffOf(r.Context())
	whom := loket.StaffID(r.PostFormValue("petugas"))
	own := whom == "" || whom == staff.ID
	if own {
		whom = staff.ID
	}
	returned, err := c.desk.GoHome(r.Context(), staff, whom)
	if err != nil {
		return err
	}
	to := "/loket?dipulangkan=" + strconv.Itoa(returned)
	if own {
		to = "/loket?pulang=1" // the page tells how many went back
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// teamView is who is at work.
type teamView struct {
	Me      words.Text // how the reader stands
	Working bool
	Gone    bool
	Summary words.Text // "3 petugas bertugas"
	Rows    []colleagueView
}

// colleagueView is one member in the list.
type colleagueView struct {
	ID          loket.StaffID
	Name, State words.Text
	Dismiss     bool // the reader may send them home
}

func (c *Console) teamView(staff loket.Staff, all []loket.Colleague, now time.Time) teamView {
	zone := c.zone(staff.Agency)
	view := teamView{Me: "Anda belum tercatat bertugas."}
	working := 0
	for _, of := range all {
		if of.Presence == loket.PresenceWork {
			working++
		}
		if of.Staff == staff.ID {
			view.Me, view.Working, view.Gone = ownText(of, now, zone), of.Presence == loket.PresenceWork, of.Presence == loket.PresenceHome
		}
		view.Rows = append(view.Rows, colleagueView{
			ID: of.Staff, Name: nameOf(of.Name), State: stateText(of, now, zone),
			Dismiss: staff.MaySupervise() && of.Staff != staff.ID && of.Presence != loket.PresenceHome,
		})
	}
	view.Summary = words.Say("%d petugas bertugas", working)
	return view
}

// ownText says to a member how they stand.
func ownText(of loket.Colleague, now time.Time, zone *time.Location) words.Text {
	since := web.Soon(of.SaidAt, now, zone)
	switch of.Presence {
	case loket.PresenceWork:
		return words.Say("Anda bertugas%s.", holdsText(of))
	case loket.PresenceAway:
		if of.Said == loket.PresenceAway {
			return words.Say("Anda istirahat sejak %s. Tiket Anda tetap pada Anda selama masa pegangnya.", since)
		}
		return "Di luar jam jaga Anda: belum dihitung bertugas. Tekan Mulai bekerja bila Anda melayani sekarang."
	case loket.PresenceHome, loket.PresenceUnsaid:
	}
	text := words.Text("Anda belum tercatat bertugas.")
	if of.Said == loket.PresenceHome {
		text = words.Say("Penyelia mencatat Anda pulang sejak %s.", since)
		switch of.SaidBy {
		case of.Staff:
			text = words.Say("Anda tercatat pulang sejak %s.", since)
		case "":
			text = words.Say("Jam jaga Anda sudah selesai. Anda tercatat pulang sejak %s.", since)
		}
	}
	if of.Returned > 0 {
		return words.Join([]words.Text{text, words.Say("%d tiket kembali ke antrean di tempat semula.", of.Returned)}, " ")
	}
	return text
}

// stateText says to colleagues how a member stands.
func stateText(of loket.Colleague, now time.Time, zone *time.Location) words.Text {
	switch {
	case of.Presence == loket.PresenceWork:
		return words.Say("bertugas%s", holdsText(of))
	case of.Presence == loket.PresenceHome && of.Said == loket.PresenceHome:
		return words.Say("pulang sejak %s", web.Soon(of.SaidAt, now, zone))
	case of.Presence == loket.PresenceHome:
		return "tidak bertugas hari ini"
	case of.Said == loket.PresenceAway:
		return words.Say("istirahat sejak %s%s", web.Soon(of.SaidAt, now, zone), holdsText(of))
	}
	return words.Say("tidak aktif sejak %s%s", web.Soon(of.ActiveAt, now, zone), holdsText(of))
}

func holdsText(of loket.Colleague) words.Text {
	if len(of.Holds) == 0 {
		return ""
	}
	return words.Say(", %s", words.Say("memegang %d tiket", len(of.Holds)))
}
