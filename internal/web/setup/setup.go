package setup

import (
	"context"
	"embed"
	"net/http"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

//go:embed templates/*.html
var files embed.FS

// Ledger is what the room asks of the store.
type Ledger interface {
	// HasStaff tells whether there is, or was, an account: then the room is closed.
	HasStaff(ctx context.Context) (bool, error)
	// TakeSetup uses a token up; loket.ErrSetupToken, loket.ErrSetUp.
	TakeSetup(ctx context.Context, token string) error
	// Audit appends one act to the audit log.
	Audit(ctx context.Context, e loket.AuditEntry) error
}

// Office is what is being set up. What it refuses is a loket.Error with the cure.
type Office interface {
	// Standing is what holds before anything is set up.
	Standing(ctx context.Context) (Standing, error)
	// Preview checks an opening and returns how the configuration file would change,
	// as lines that begin with + and -; empty: it is new, or stays. It writes nothing.
	Preview(ctx context.Context, o loket.Opening) (string, error)
	// Bot asks Telegram about a token and a group, and keeps the token in the file it
	// names when both are right. An empty token means the one that stands.
	Bot(ctx context.Context, token string, group int64) (answer loket.BotAnswer, file string, err error)
	// Entries are those to verify first, as citizens of the office read them.
	Entries(ctx context.Context, o loket.Opening) ([]Entry, error)
	// Finish writes everything down, the account last. When it returns nil Loket is
	// set up; when not, it may be called again.
	Finish(ctx context.Context, o loket.Opening, v loket.Verification, admin loket.FirstAdmin) error
}

// Standing is what holds before anything is set up.
type Standing struct {
	Opening loket.Opening
	File    string // the configuration file; it is there
	Token   string // where a bot's token comes from already: a variable or a file; empty: nowhere
	Group   bool   // the environment names the staff group
}

// Entry is an answer to be verified.
type Entry struct {
	ID, Title, Revision string
	Text                string   // as citizens read it
	Silent              []string // what it says nothing on
	Unfilled            []string // local facts it needs, which the office has not told
	Verified            string   // who verified it and when; empty: nobody
}

// Setup is the room. Its fields are set once, before use.
type Setup struct {
	Ledger   Ledger
	Office   Office
	Sessions scs.Store
	Now      func() time.Time
	ClientIP func(*http.Request) string // for throttling
	Finished func()                     // called once when Loket is set up and the last page was written; nil: nobody waits

	tries tries
	turn  sync.Mutex // of who has used the token: one request at a time sets up one office
}

// Routes lists the room's routes.
func (s *Setup) Routes() []web.Route {
	routes := []web.Route{
		{Pattern: "GET /mulai", Access: web.Guests, Handle: s.open(s.askToken)},
		{Pattern: "POST /mulai", Access: web.Guests, Handle: s.open(s.takeToken)},
	}
	for _, step := range s.steps() {
		routes = append(routes,
			web.Route{Pattern: "GET " + step.Path, Access: web.Guests, Handle: s.open(s.visited(step.show))},
			web.Route{Pattern: "POST " + step.Path, Access: web.Guests, Handle: s.open(s.visited(step.take))})
	}
	return routes
}

// step is one page of the way.
type step struct {
	Path       string
	Name       words.Text
	show, take func(v *visit) error
}

func (s *Setup) steps() []step {
	return []step{
		{"/mulai/kantor", "Kantor", s.showOffice, s.takeOffice},
		{"/mulai/telegram", "Telegram", s.showBot, s.takeBot},
		{"/mulai/jawaban", "Jawaban", s.showEntries, s.takeEntries},
		{"/mulai/admin", "Admin", s.showAdmin, s.takeAdmin},
	}
}

// open lets nobody in once there is an account.
func (s *Setup) open(next web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		closed, err := s.Ledger.HasStaff(r.Context())
		if err != nil {
			return err
		}
		if closed {
			http.Redirect(w, r, "/masuk", http.StatusSeeOther)
			return nil
		}
		return next(w, r)
	}
}

// view is what every page of the way has.
type view struct {
	web.Frame
	Problem words.Text
	Steps   []mark
}

// mark is a step as the progress shows it.
type mark struct {
	Path       string
	Name, Told words.Text // Told: what was said there
	Done       bool
	Current    bool
}

// view makes the part of a page that all have.
func (v *visit) view(title, problem words.Text) view {
	out := view{Frame: web.NewFrame(v.r, title), Problem: problem}
	for i, step := range v.room.steps() {
		m := mark{Path: step.Path, Name: step.Name, Done: i < v.Done, Current: v.r.URL.Path == step.Path}
		if m.Done {
			m.Told = v.told(i)
		}
		out.Steps = append(out.Steps, m)
	}
	return out
}

// statusOf is the status of a page that tells a problem; "": 200.
func statusOf(err error) int {
	if err == nil {
		return http.StatusOK
	}
	return web.Status(err)
}

// problem is what a page tells of an error, which must be made for people.
func problem(err error) words.Text {
	if err == nil {
		return ""
	}
	return web.Explain(err)
}
