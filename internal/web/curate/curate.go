package curate

import (
	"context"
	"embed"
	"time"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
	"loket/internal/words"
)

//go:embed templates/*.html
var files embed.FS

// Shelf is the catalogue of an agency as its bot answers from it.
type Shelf interface {
	// Live is the catalogue in force, and where it is kept if pages may not change it: the
	// name of a folder. A nil catalogue: there is none.
	Live(ctx context.Context, agency loket.AgencyID) (c *faq.Catalog, folder string, err error)
	// Lint checks an entry as if it stood in the catalogue.
	Lint(ctx context.Context, agency loket.AgencyID, e faq.Entry) ([]faq.Remark, error)
	// Show tells what citizens would read of an entry that is asked for a need.
	Show(ctx context.Context, agency loket.AgencyID, e faq.Entry, need faq.Facet) (Shown, error)
	// Try asks a question of a bot that has learned the entry.
	Try(ctx context.Context, agency loket.AgencyID, e faq.Entry, question string) (Trial, error)
	// Publish makes a draft live, as the member read it: its version tells. A loket.Error
	// says why not; then nothing has changed.
	Publish(ctx context.Context, by loket.Staff, id loket.DraftID, version int) error
}

// Shown is what citizens would read.
type Shown struct {
	Answer []loket.Content // message by message
	Whole  []loket.Content // after the button for all of it; none: there is no such button
}

// Trial is what came of a question.
type Trial struct {
	Now  faq.Result      // from the catalogue in force
	Then faq.Explanation // with the draft in it
	Text string          // what the citizen would read then; empty: a human answers
}

// Drafts are kept by whoever implements it. loket.ErrNotFound stands for drafts of other
// agencies too.
type Drafts interface {
	AddDraft(ctx context.Context, by loket.Staff, d loket.Draft) error
	Drafts(ctx context.Context, agency loket.AgencyID, limit int) ([]loket.Draft, error)
	Draft(ctx context.Context, agency loket.AgencyID, id loket.DraftID) (loket.Draft, error)
	// UpdateDraft lets change decide; what it refuses is not written. It may run twice.
	UpdateDraft(ctx context.Context, by loket.Staff, id loket.DraftID, change func(*loket.Draft, time.Time) error) (loket.Draft, error)
	// ItemHistory are the publications that changed an item, the latest first.
	ItemHistory(ctx context.Context, agency loket.AgencyID, kind, id string) ([]loket.Publication, error)
}

// Improver finds what citizens ask in vain.
type Improver interface {
	// Improve answers a query of an agency and a period. With texts citizens' words are
	// among it, and the audit log says first that they were read, and by whom.
	Improve(ctx context.Context, q report.Query, texts *loket.AuditEntry) (report.Gaps, error)
}

// Tables are the tables of a catalogue that its entries rest on: words, form codes, facts.
type Tables interface {
	// Change tells what a table would change, put in the place of the one in force.
	Change(ctx context.Context, agency loket.AgencyID, kind string, content []byte) (Change, error)
	// TryTable asks a question of a bot that has learned the table.
	TryTable(ctx context.Context, agency loket.AgencyID, kind string, content []byte, question string) (Trial, error)
	// Rescued tells what each word did for the questions of so many days.
	Rescued(ctx context.Context, agency loket.AgencyID, days int) (Rescued, error)
	// Settings are the values of local facts in the agency's settings, by id.
	Settings(agency loket.AgencyID) map[string]string
}

// Change is what a table would change.
type Change struct {
	Now, Then *faq.Catalog
	Remarks   []faq.Remark
	Touched   []faq.Touch
	Second    []faq.Delicate // why two people are needed; empty: one may publish it
}

// Rescued is what the agency's words did for recorded questions.
type Rescued struct {
	From  time.Time
	Asked int  // questions that were looked at, the latest
	More  bool // there were more
	Words []faq.Rescue
}

// Suggester finds questions that may be one more way to ask for an entry.
type Suggester interface {
	// Suggestions are those since a moment that nobody has decided on. They are citizens'
	// words: whoever shows them has noted that they are read.
	Suggestions(ctx context.Context, agency loket.AgencyID, since time.Time) ([]report.Suggestion, error)
	// DecidePattern remembers that questions were taken for an entry, or dismissed:
	// loket.PatternTaken or PatternDismissed.
	DecidePattern(ctx context.Context, by loket.Staff, entry string, asked []loket.MessageID, how int64) error
}

// Assistant is the language model of agencies that have one. What it returns has passed
// its checks; it stands on a page until a curator takes it into a draft. A loket.Error it
// returns is shown as it is.
type Assistant interface {
	// Names tells whether an agency has it switched on.
	Names(agency loket.AgencyID) bool
	// NameGroups names groups from the first on; there may be fewer names than groups.
	NameGroups(ctx context.Context, agency loket.AgencyID, groups []loket.AskedGroup) ([]loket.GroupNaming, error)
	// Questions proposes other ways to ask for an entry.
	Questions(ctx context.Context, agency loket.AgencyID, of loket.Ground, known []string) ([]string, error)
}

// Curate is the room.
type Curate struct {
	Shelf     Shelf
	Tables    Tables
	Drafts    Drafts
	Improver  Improver
	Suggester Suggester
	// Assistant proposes names and questions; nil: nothing does.
	Assistant Assistant
	// Who names who published, by the id that a publication has.
	Who  func(ctx context.Context, by string) string
	Now  func() time.Time
	Zone func(loket.AgencyID) *time.Location
}

// Routes lists the room's routes.
func (c *Curate) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /katalog", Access: web.Readers, Handle: c.list},
		{Pattern: "GET /katalog/jawaban/{id}", Access: web.Readers, Handle: c.entry},
		{Pattern: "GET /katalog/rancangan", Access: web.Readers, Handle: c.queue},
		{Pattern: "POST /katalog/rancangan", Access: web.Curators, Handle: c.begin},
		{Pattern: "GET /katalog/rancangan/{id}", Access: web.Readers, Handle: c.draft},
		{Pattern: "POST /katalog/rancangan/{id}", Access: web.Curators, Handle: c.save},
		{Pattern: "POST /katalog/rancangan/{id}/dasar", Access: web.Curators, Handle: c.rebase},
		{Pattern: "POST /katalog/rancangan/{id}/tolak", Access: web.Curators, Handle: c.refuseDraft},
		{Pattern: "POST /katalog/rancangan/{id}/batal", Access: web.Curators, Handle: c.withdraw},
		{Pattern: "POST /katalog/rancangan/{id}/terbit", Access: web.Curators, Handle: c.publish},
		{Pattern: "POST /katalog/jawaban/{id}/usulan", Access: web.Curators, Handle: c.proposeQuestions},
		{Pattern: "GET /katalog/pertanyaan", Access: web.Curators, Handle: c.asked},
		{Pattern: "POST /katalog/usulan", Access: web.Curators, Handle: c.decide},
		{Pattern: "GET /katalog/kata", Access: web.Readers, Handle: c.words},
		{Pattern: "POST /katalog/kata", Access: web.Curators, Handle: c.setWord},
		{Pattern: "GET /katalog/fakta", Access: web.Readers, Handle: c.facts},
		{Pattern: "POST /katalog/fakta", Access: web.Curators, Handle: c.setFact},
		{Pattern: "POST /katalog/formulir", Access: web.Curators, Handle: c.setForm},
		{Pattern: "POST /katalog/pertanyaan", Access: web.Curators, Handle: c.nameGroups},
	}
}

// DraftCandidate begins what a draft is called where it is tried on what citizens asked,
// at /katalog/gerbang; its id, a colon and its version follow.
const DraftCandidate = "rancangan:"

// mostDrafts is how many drafts the pages look through.
const mostDrafts = 200

// What is refused on these pages.
var (
	ErrMistakes     = loket.Errorf(loket.CodeInvalid, "Rancangan ini belum dapat terbit: masih ada kesalahan. Perbaiki yang bertanda di bawah.")
	ErrTaken        = loket.Errorf(loket.CodeConflict, "Id ini sudah dipakai jawaban lain. Ganti id-nya, atau ubah jawaban itu dari halamannya.")
	ErrLast         = loket.Errorf(loket.CodeConflict, "Ini jawaban terakhir yang boleh dikutip. Terbitkan jawaban lain dulu; bot tidak dapat bekerja tanpa satu pun.")
	ErrNothingToTry = loket.Errorf(loket.CodeInvalid, "Rancangan ini belum dapat dicoba. Isi judul, contoh pertanyaan dan jawabannya dulu.")
)

// ErrFolder says that pages cannot change a catalogue that is kept in a folder.
func ErrFolder(folder string) error {
	return loket.Sayf(loket.CodeConflict, "Katalog ini diambil dari folder %s, jadi tidak dapat diubah di sini. "+
		"Ubah berkas di folder itu, atau minta admin menghapus baris catalogue dari loket.yaml.", folder)
}

// draftHref is the page of a draft.
func draftHref(id loket.DraftID) string { return "/katalog/rancangan/" + string(id) }

// stateText names the state of a draft.
func stateText(s loket.DraftState) words.Text {
	switch s {
	case loket.DraftOpen:
		return "sedang ditulis"
	case loket.DraftReview:
		return "menunggu ditinjau"
	case loket.DraftRefused:
		return "ditolak"
	case loket.DraftPublished:
		return "terbit"
	case loket.DraftWithdrawn:
		return "dibatalkan"
	}
	return words.Text(s)
}
