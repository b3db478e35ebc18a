package manage

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var errataPage = template.Must(web.Page(files, "ralat.html"))

// Errata corrects entries for those who were quoted a wrong text. A loket.Error is shown as
// it is.
type Errata interface {
	// Draft is the correction of an entry over so many days, and whom it would reach: nobody
	// when no text of the entry was ever another one. Nothing is written.
	Draft(ctx context.Context, agency loket.AgencyID, entry string, days int) (loket.Erratum, loket.ErratumReach, error)
	// Propose makes it, once for each id, and tells whether it is approved with that: of a
	// sensitive entry somebody else has to.
	Propose(ctx context.Context, by loket.Staff, p Proposal) (approved bool, err error)
	// Approve approves one that somebody else made; loket.ErrNotFound.
	Approve(ctx context.Context, by loket.Staff, id loket.ErratumID) error
	// Errata are the latest ones, with what became of them.
	Errata(ctx context.Context, agency loket.AgencyID) ([]loket.Erratum, error)
}

// Proposal is a correction that somebody asks for, of the revision they saw.
type Proposal struct {
	ID       loket.ErratumID
	Entry    string
	Revision string
	Days     int
	Reason   string
}

// Corrections is the room of corrections.
type Corrections struct {
	Errata Errata
	Now    func() time.Time
	Zone   func(loket.AgencyID) *time.Location
}

// Routes lists the room's routes.
func (m *Corrections) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /katalog/ralat", Access: web.Judges, Handle: m.page},
		{Pattern: "POST /katalog/ralat", Access: web.Judges, Handle: m.propose},
		{Pattern: "POST /katalog/ralat/setujui", Access: web.Judges, Handle: m.approve},
	}
}

const (
	errataPath  = "/katalog/ralat"
	erratumDays = 30
)

var (
	errErratumDays = loket.Errorf(loket.CodeInvalid, "Banyaknya hari harus angka 1 sampai 365. Perbaiki angkanya.")
	errErratumForm = loket.Errorf(loket.CodeInvalid, "Formulir ini tidak lengkap. Tinjau lagi ralatnya, lalu kirim.")
)

// errataView is the page.
type errataView struct {
	web.Frame
	Pages   []web.Link
	Notice  words.Text
	Problem words.Text
	Entry   string // as typed
	Days    string
	Reason  string
	ID      loket.ErratumID // for the form
	Draft   *loket.Erratum  // nil: none was asked for
	Reach   loket.ErratumReach
	All     []erratumView
}

// erratumView is one correction.
type erratumView struct {
	loket.Erratum
	Made     words.Text
	Approved words.Text // empty: nobody has yet
	Mine     bool       // the reader made it, and has to leave it to somebody else
}

// page answers GET /katalog/ralat?entri=&hari=: with an entry, the first of two steps.
func (m *Corrections) page(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	view := errataView{Entry: strings.TrimSpace(query.Get("entri")), Days: query.Get("hari")}
	switch query.Get("jadi") {
	case "kirim":
		view.Notice = "Ralat disetujui. Loket mengirimnya sesudah pesan lain; hasilnya tampil di bawah."
	case "tunggu":
		view.Notice = "Ralat tersimpan. Jawaban ini peka, jadi orang kedua harus menyetujuinya di halaman ini."
	}
	return m.show(w, r, view, nil)
}

// show shows the corrections, and what one would do; problem is why the last step was
// refused.
func (m *Corrections) show(w http.ResponseWriter, r *http.Request, view errataView, problem error) error {
	staff := web.StaffOf(r.Context())
	view.Frame, view.Pages, view.ID = web.NewFrame(r, "Ralat"), web.CatalogueTabs(errataPath, staff), loket.NewID[loket.ErratumID]()
	if view.Days == "" {
		view.Days = strconv.Itoa(erratumDays)
	}
	if view.Entry != "" {
		if err := m.draft(r.Context(), staff.Agency, &view); err != nil && problem == nil {
			problem = err
		}
	}
	status := http.StatusOK
	if problem != nil {
		if loket.CodeOf(problem) == "" {
			return fmt.Errorf("correct an entry: %w", problem)
		}
		view.Problem, status = web.Explain(problem), web.Status(problem)
	}
	all, err := m.Errata.Errata(r.Context(), staff.Agency)
	if err != nil {
		return fmt.Errorf("list corrections: %w", err)
	}
	now, zone := m.Now(), m.Zone(staff.Agency)
	for _, e := range all {
		one := erratumView{Erratum: e, Made: words.Say("%s, %s", nameOr(e.ByName, "akun yang sudah tidak ada"), web.When(e.At, now, zone)), Mine: e.By == staff.ID}
		if !e.ApprovedAt.IsZero() {
			one.Approved = words.Say("%s, %s", nameOr(e.ApprovedByName, "akun yang sudah tidak ada"), web.When(e.ApprovedAt, now, zone))
		}
		view.All = append(view.All, one)
	}
	return web.Render(w, status, errataPage, view)
}

// draft fills in what a correction would say and whom it would reach.
func (m *Corrections) draft(ctx context.Context, agency loket.AgencyID, view *errataView) error {
	days, err := strconv.Atoi(view.Days)
	if err != nil {
		return errErratumDays
	}
	draft, reach, err := m.Errata.Draft(ctx, agency, view.Entry, days)
	switch {
	case err != nil:
		return err
	case len(draft.Wrong) == 0:
		return loket.ErrErratumSame
	}
	view.Draft, view.Reach = &draft, reach
	return nil
}

// propose answers POST /katalog/ralat: the second step. Posted twice it counts once.
func (m *Corrections) propose(w http.ResponseWriter, r *http.Request) error {
	p := Proposal{
		ID: loket.ErratumID(r.PostFormValue("id")), Entry: r.PostFormValue("entri"), Revision: r.PostFormValue("revisi"),
		Reason: strings.TrimSpace(r.PostFormValue("alasan")),
	}
	view := errataView{Entry: p.Entry, Days: r.PostFormValue("hari"), Reason: p.Reason}
	var err error
	if p.Days, err = strconv.Atoi(view.Days); err != nil {
		return m.show(w, r, view, errErratumDays)
	}
	if len(p.ID) != len(loket.NewID[loket.ErratumID]()) || p.Entry == "" || p.Revision == "" {
		return m.show(w, r, view, errErratumForm)
	}
	approved, err := m.Errata.Propose(r.Context(), web.StaffOf(r.Context()), p)
	if err != nil {
		return m.show(w, r, view, err)
	}
	done := "tunggu"
	if approved {
		done = "kirim"
	}
	http.Redirect(w, r, errataPath+"?"+url.Values{"jadi": {done}}.Encode(), http.StatusSeeOther)
	return nil
}

// approve answers POST /katalog/ralat/setujui.
func (m *Corrections) approve(w http.ResponseWriter, r *http.Request) error {
	err := m.Errata.Approve(r.Context(), web.StaffOf(r.Context()), loket.ErratumID(r.PostFormValue("id")))
	switch {
	case errors.Is(err, loket.ErrNotFound):
		return fmt.Errorf("approve a correction: %w", err)
	case err != nil:
		return m.show(w, r, errataView{}, err)
	}
	http.Redirect(w, r, errataPath+"?jadi=kirim", http.StatusSeeOther)
	return nil
}
