package faketelegram

import (
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Call is one call of the Bot API, as a rule or hook sees it.
type Call struct {
	Method string
	Chat   int64 // 0: the call names none
	Text   string
	N      int // 1 for the first call of this method
}

// Fault is what goes wrong with a call. The zero Fault is nothing.
type Fault struct {
	Status      int // HTTP status and error code; 0: the call is carried out
	Description string
	RetryAfter  int   // seconds, of a 429
	Global      bool  // the 429 holds for every chat
	MigrateTo   int64 // the group's new id
	NoJSON      bool  // the body is a page of a proxy, not the Bot API's envelope

	DropRequest  bool          // the connection ends before the call takes effect
	DropResponse bool          // it takes effect, then the connection ends
	Delay        time.Duration // real time before anything else happens
}

// TooMany is a 429 for one chat; set Global for all.
func TooMany(retryAfter int) Fault {
	e := tooMany(retryAfter)
	return Fault{Status: e.Code, Description: e.Description, RetryAfter: retryAfter}
}

// Blocked is the 403 of a person who blocked the bot.
func Blocked() Fault {
	return Fault{Status: http.StatusForbidden, Description: "Forbidden: bot was blocked by the user"}
}

// ChatNotFound is the 400 of a chat the bot does not know.
func ChatNotFound() Fault {
	return Fault{Status: http.StatusBadRequest, Description: "Bad Request: chat not found"}
}

// Migrated is the 400 of a group that became a supergroup.
func Migrated(to int64) Fault {
	return Fault{Status: http.StatusBadRequest, Description: "Bad Request: group chat was upgraded to a supergroup chat", MigrateTo: to}
}

// ServerError is a 5xx in the Bot API's envelope.
func ServerError(status int) Fault {
	return Fault{Status: status, Description: http.StatusText(status)}
}

// ProxyError is a status with a page instead of the Bot API's envelope.
func ProxyError(status int) Fault {
	return Fault{Status: status, Description: http.StatusText(status), NoJSON: true}
}

// write answers with the fault instead of a result.
func (f Fault) write(w http.ResponseWriter) {
	if f.NoJSON {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(f.Status)
		_, _ = w.Write([]byte("<html><body><h1>" + f.Description + "</h1></body></html>"))
		return
	}
	w.Header().Set("Content-Type", "application/json")
	writeError(w, &apiError{Code: f.Status, Description: f.Description, RetryAfter: f.RetryAfter, MigrateTo: f.MigrateTo})
}

// Rule says which calls suffer a fault.
type Rule struct {
	Method string  // empty: every method
	Chat   int64   // 0: every chat
	Rate   float64 // share of the calls, 0 to 1; 0: every one
	Times  int     // how often; 0: for ever
	Fault  Fault
}

// faults decides what each call suffers.
type faults struct {
	onCall func(Call) Fault

	mu      sync.Mutex // guards what follows
	rules   []Rule
	calls   map[string]int
	random  *rand.Rand
	revoked bool
}

func (f *faults) init(opts Options) {
	f.onCall, f.calls = opts.OnCall, map[string]int{}
	f.random = rand.New(rand.NewPCG(opts.Seed, 2))
}

// Inject adds a rule. A call suffers the first rule that fits it.
func (s *Server) Inject(r Rule) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.rules = append(s.faults.rules, r)
}

// Heal removes all rules.
func (s *Server) Heal() {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.rules = nil
}

// Revoke makes the token dead, or alive again: a dead one gets 401.
func (s *Server) Revoke(dead bool) {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	s.faults.revoked = dead
}

// Calls counts the calls of a method, whatever came of them.
func (s *Server) Calls(method string) int {
	s.faults.mu.Lock()
	defer s.faults.mu.Unlock()
	return s.faults.calls[method]
}

func (f *faults) isRevoked() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.revoked
}

func (f *faults) count(c Call) Call {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls[c.Method]++
	c.N = f.calls[c.Method]
	return c
}

// next is the fault due for a call: the hook's, else that of a rule.
func (f *faults) next(c Call) Fault {
	if f.onCall != nil {
		if fault := f.onCall(c); fault != (Fault{}) {
			return fault
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, r := range f.rules {
		if !f.fits(r, c) {
			continue
		}
		if r.Times == 1 {
			f.rules = slices.Delete(f.rules, i, i+1)
		} else if r.Times > 1 {
			f.rules[i].Times--
		}
		return r.Fault
	}
	return Fault{}
}

func (f *faults) fits(r Rule, c Call) bool {
	return (r.Method == "" || r.Method == c.Method) && (r.Chat == 0 || r.Chat == c.Chat) &&
		(r.Rate == 0 || f.random.Float64() < r.Rate)
}
