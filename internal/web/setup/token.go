package setup

import (
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

var tokenPage = template.Must(web.Page(files, "mulai.html", "langkah.html"))

// tokenView is the page that asks for the token.
type tokenView struct {
	web.Frame
	Problem words.Text
	Unsafe  bool // nobody is let in over this address: others read along
}

// askToken answers GET /mulai.
func (s *Setup) askToken(w http.ResponseWriter, r *http.Request) error {
	v, known, err := s.visit(w, r)
	if err != nil {
		return err
	}
	if known {
		http.Redirect(w, r, s.steps()[min(v.Done, len(s.steps())-1)].Path, http.StatusSeeOther)
		return nil
	}
	return s.showToken(w, r, nil)
}

func (s *Setup) showToken(w http.ResponseWriter, r *http.Request, err error) error {
	view := tokenView{Frame: web.NewFrame(r, "Siapkan Loket"), Problem: problem(err), Unsafe: !web.Private(r)}
	return web.Render(w, statusOf(err), tokenPage, view)
}

// takeToken answers POST /mulai.
func (s *Setup) takeToken(w http.ResponseWriter, r *http.Request) error {
	if wait := s.tries.wait(s.ClientIP(r), s.Now()); wait > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(wait.Seconds())+1))
		return s.showToken(w, r, loket.Errorf(loket.CodeTooMany,
			fmt.Sprintf("Terlalu banyak percobaan. Tunggu %d menit, lalu coba lagi.", int(wait.Minutes())+1)))
	}
	err := s.Ledger.TakeSetup(r.Context(), Typed(r.PostFormValue("kunci")))
	if loket.CodeOf(err) != "" {
		return s.showToken(w, r, err)
	}
	if err != nil {
		return err
	}
	standing, err := s.Office.Standing(r.Context())
	if err != nil {
		return err
	}
	if err := s.begin(w, r, draft{Opening: standing.Opening}); err != nil {
		return err
	}
	http.Redirect(w, r, "/mulai/kantor", http.StatusSeeOther)
	return nil
}

// groupLength is how many characters of a token are printed together.
const groupLength = 5

// Printed writes a token as people type it: in groups.
func Printed(token string) string {
	var groups []string
	for len(token) > groupLength {
		groups, token = append(groups, token[:groupLength]), token[groupLength:]
	}
	return strings.Join(append(groups, token), "-")
}

// Typed is what was printed of a token, however it was typed: spaces, dashes and
// small letters do not matter.
func Typed(text string) string {
	return strings.ToUpper(strings.NewReplacer("-", "", " ", "", "\t", "", "\r", "", "\n", "").Replace(text))
}

// How many tokens one address may try: ten at once, and as many in a quarter of an
// hour. A token cannot be guessed; this spares the ledger.
const (
	triesAtOnce  = 10
	triesWindow  = 15 * time.Minute
	mostTriesFor = 1000 // addresses that are remembered
)

// tries counts what every address has tried. The zero tries are ready.
type tries struct {
	mu sync.Mutex // guards of
	of map[string]*rate.Limiter
}

// wait uses one try up and returns 0, or how long until there is one.
func (t *tries) wait(address string, now time.Time) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.of) >= mostTriesFor || t.of == nil {
		t.of = map[string]*rate.Limiter{}
	}
	l := t.of[address]
	if l == nil {
		l = rate.NewLimiter(rate.Every(triesWindow/triesAtOnce), triesAtOnce)
		t.of[address] = l
	}
	if l.AllowN(now, 1) {
		return 0
	}
	later := l.ReserveN(now, 1)
	defer later.CancelAt(now)
	return later.DelayFrom(now)
}
