package manage

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"strconv"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var replayPage = template.Must(web.Page(files, "gerbang.html", "isi-gerbang.html"))

// Gatekeeper tries catalogues on what citizens asked.
type Gatekeeper interface {
	// Gate puts the latest questions of an agency to the catalogue in force and to a
	// candidate. It returns what citizens wrote: the audit log says first that it is read,
	// and by whom. A loket.Error: somebody else's trial is under way.
	Gate(ctx context.Context, agency loket.AgencyID, candidate *faq.Catalog) (faq.Changes, error)
}

// Candidates are the catalogues that an office may publish.
type Candidates interface {
	// Candidates lists some to begin with, without their catalogues.
	Candidates(ctx context.Context, agency loket.AgencyID) ([]Candidate, error)
	// Candidate finds one; loket.ErrNotFound.
	Candidate(ctx context.Context, agency loket.AgencyID, id string) (Candidate, error)
	// PublishCandidate publishes one over the publication that it was compared with;
	// loket.ErrStale: another one is in force by now.
	PublishCandidate(ctx context.Context, by loket.Staff, id string, over int) error
}

// Candidate is a catalogue that may be published.
type Candidate struct {
	ID      string
	Name    words.Text
	Over    int          // the number of the publication in force
	Catalog *faq.Catalog // nil in lists
}

// Replay is the room in which a catalogue is tried before it is published.
type Replay struct {
	Gatekeeper Gatekeeper
	Candidates Candidates
}

// Routes lists the room's routes.
func (m *Replay) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /katalog/gerbang", Access: web.Judges, Handle: m.page},
		{Pattern: "POST /katalog/gerbang", Access: web.Judges, Handle: m.publish},
	}
}

const (
	replayPath  = "/katalog/gerbang"
	shownShifts = 50 // groups of changed questions
)

// errCandidateStale says that what was compared is no longer what would change.
var errCandidateStale = loket.Errorf(loket.CodeConflict, "Katalog yang berlaku sudah berubah sejak Anda melihatnya. Lihat lagi yang akan dijawab lain, lalu terbitkan.")

// replayView is the page.
type replayView struct {
	web.Frame
	Pages   []web.Link
	Notice  words.Text
	Problem words.Text
	Choices []Candidate // to begin with
	Chosen  *Candidate  // nil: none is
	Shifts  *shiftsView
}

// shiftsView is what a candidate would change, as the fragment "isi-gerbang" shows it.
type shiftsView struct {
	Summary  words.Text
	Groups   []shiftGroup
	More     int // groups that are not shown
	Reworded []faq.Reworded
}

// shiftGroup is the changed questions of one entry.
type shiftGroup struct {
	Entry, Title string
	N            int
	Shifts       []shiftView
}

// shiftView is what changes for some of them.
type shiftView struct {
	Was, Now words.Text
	N        int
	Examples []string
}

// page answers GET /katalog/gerbang?calon=.
func (m *Replay) page(w http.ResponseWriter, r *http.Request) error {
	view := replayView{}
	if r.URL.Query().Has("terbit") {
		view.Notice = "Diterbitkan. Loket menjawab dari katalog itu dalam beberapa detik."
	}
	return m.show(w, r, http.StatusOK, view, r.URL.Query().Get("calon"))
}

// show shows what a candidate would change, or which there are.
func (m *Replay) show(w http.ResponseWriter, r *http.Request, status int, view replayView, id string) (err error) {
	staff := web.StaffOf(r.Context())
	view.Frame, view.Pages = web.NewFrame(r, "Sebelum menerbitkan"), web.CatalogueTabs(replayPath, staff)
	if view.Choices, err = m.Candidates.Candidates(r.Context(), staff.Agency); err != nil {
		return fmt.Errorf("list what may be published: %w", err)
	}
	if id == "" {
		return web.Render(w, status, replayPage, view)
	}
	chosen, err := m.Candidates.Candidate(r.Context(), staff.Agency, id)
	if err != nil {
		return fmt.Errorf("find what is to be tried: %w", err)
	}
	changes, err := m.Gatekeeper.Gate(r.Context(), staff.Agency, chosen.Catalog)
	if err != nil {
		return fmt.Errorf("try a catalogue: %w", err)
	}
	view.Chosen, view.Shifts = &chosen, newShifts(changes)
	return web.Render(w, status, replayPage, view)
}

// publish answers POST /katalog/gerbang: published nevertheless.
func (m *Replay) publish(w http.ResponseWriter, r *http.Request) error {
	id := r.PostFormValue("calon")
	over, err := strconv.Atoi(r.PostFormValue("atas"))
	if err != nil {
		return loket.Errorf(loket.CodeInvalid, "Formulir ini tidak lengkap. Buka lagi halaman ini, lalu pilih katalognya.")
	}
	err = m.Candidates.PublishCandidate(r.Context(), web.StaffOf(r.Context()), id, over)
	switch code := loket.CodeOf(err); {
	case err == nil:
		http.Redirect(w, r, replayPath+"?terbit=1", http.StatusSeeOther)
		return nil
	case errors.Is(err, loket.ErrStale):
		return m.show(w, r, http.StatusConflict, replayView{Problem: web.Explain(errCandidateStale)}, id)
	case code == loket.CodeConflict || code == loket.CodeInvalid:
		return m.show(w, r, web.Status(err), replayView{Problem: web.Explain(err)}, "")
	}
	return fmt.Errorf("publish a candidate: %w", err)
}

// newShifts makes the fragment's view.
func newShifts(c faq.Changes) *shiftsView {
	v := &shiftsView{Summary: summaryText(c), Reworded: c.Reworded}
	for i, g := range c.Groups {
		if i == shownShifts {
			v.More = len(c.Groups) - i
			break
		}
		group := shiftGroup{Entry: g.Entry, Title: g.Title, N: g.N}
		for _, s := range g.Changes {
			group.Shifts = append(group.Shifts, shiftView{Was: outcomeText(s.Was), Now: outcomeText(s.Now), N: s.N, Examples: s.Examples})
		}
		v.Groups = append(v.Groups, group)
	}
	return v
}

func summaryText(c faq.Changes) words.Text {
	switch {
	case c.Asked == 0:
		return "Belum ada pertanyaan warga yang tercatat untuk dicoba."
	case c.Changed == 0:
		return words.Say("Dari %d pertanyaan terakhir warga, tidak ada yang akan dijawab lain.", c.Asked)
	}
	return words.Say("Dari %d pertanyaan terakhir warga, %d akan dijawab lain.", c.Asked, c.Changed)
}

// outcomeText tells what a question gets.
func outcomeText(o faq.Outcome) words.Text {
	entries := make([]words.Text, len(o.Entries))
	for i, id := range o.Entries {
		entries[i] = words.Name(id)
	}
	switch o.What {
	case faq.GotQuote:
		return words.Say("dijawab %s", words.Join(entries, ", "))
	case faq.GotChoices:
		return words.Say("ditawari %s", words.Join(entries, ", "))
	case faq.GotSpecial:
		return words.Say("maksud khusus %s", string(o.Intent))
	case faq.GotStaff:
	}
	return "petugas"
}
