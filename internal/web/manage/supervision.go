package manage

import (
	"context"
	"net/http"
	"time"

	"loket/internal/calendar"
	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/web"
	"loket/internal/words"
)

// Floor is what the supervisor's pages ask of the desk. A loket.Error it returns is
// shown as it is.
type Floor interface {
	// Survey tells who is at work, what each holds, and how the open tickets stand.
	Survey(ctx context.Context, by loket.Staff) (desk.Floor, error)
	// Attend notes that a page of the member's was asked for.
	Attend(ctx context.Context, by loket.Staff)
	// AtRisk tells whether a ticket's promise is about to be broken.
	AtRisk(t loket.Ticket, now time.Time) bool
	// Reassign gives tickets to a colleague, or takes them back to the queue.
	Reassign(ctx context.Context, by loket.Staff, a desk.Assignment) (desk.Assigned, error)
}

// Controls are what a supervisor may stop. What they change counts when they return.
type Controls interface {
	// Foresee tells what a closing would change, and returns it as it would be kept.
	Foresee(ctx context.Context, by loket.Staff, c loket.Closure) (loket.Closure, desk.Foresight, error)
	// Close closes the office.
	Close(ctx context.Context, by loket.Staff, c loket.Closure) error
	// Lift opens it again: now, or, after a mistake, as if it had never been closed.
	Lift(ctx context.Context, by loket.Staff, id loket.ClosureID, mistake bool) error
	// SwitchOff switches something off.
	SwitchOff(ctx context.Context, by loket.Staff, w loket.Switch) error
	// SwitchOn switches it on again.
	SwitchOn(ctx context.Context, by loket.Staff, w loket.Switch) error
}

// Policies are by when tickets should be answered, as supervisors may change it. What
// they change counts when they return.
type Policies interface {
	// ForeseePolicy tells what a policy would change, and returns it as it would be kept.
	ForeseePolicy(ctx context.Context, by loket.Staff, c loket.PolicyChange) (loket.PolicyChange, desk.Foresight, error)
	// EnterPolicy has it count from its day on.
	EnterPolicy(ctx context.Context, by loket.Staff, c loket.PolicyChange) error
	// WithdrawPolicy ends that one counts.
	WithdrawPolicy(ctx context.Context, by loket.Staff, id loket.PolicyID, reason string) error
}

// Office is how an agency stands now.
type Office interface {
	// Calendar is when the counter is open.
	Calendar(agency loket.AgencyID) calendar.Calendar
	// Closures are the closings entered here that are not over.
	Closures(ctx context.Context, agency loket.AgencyID) ([]loket.Closure, error)
	// Policy is by when tickets should be answered.
	Policy(agency loket.AgencyID) loket.Policy
	// Switches are what is switched off.
	Switches(agency loket.AgencyID) []loket.Switch
	// Targets are what can be switched off.
	Targets(agency loket.AgencyID) []Target
}

// Target is something that can be switched off.
type Target struct {
	Kind loket.SwitchKind
	ID   string // empty of the bot
	Name words.Text
}

// Supervision is the room of who looks after the work of others. It shows nothing
// that a citizen wrote.
type Supervision struct {
	Floor    Floor
	Controls Controls
	Policies Policies
	Office   Office
	Figures  Figures
	// Troubles are what is wrong with the channels, each in a sentence.
	Troubles func(ctx context.Context, agency loket.AgencyID) []words.Text
	Now      func() time.Time
	Zone     func(loket.AgencyID) *time.Location
	Units    func(loket.AgencyID) []loket.Destination // of an agency, with their names
}

// Routes lists the room's routes.
func (s *Supervision) Routes() []web.Route {
	routes := []web.Route{
		{Pattern: "GET /penyelia", Access: web.Overseers, Handle: s.floor},
		{Pattern: "POST /penyelia/pindah", Access: web.Supervisors, Handle: s.move},
		{Pattern: "POST /penyelia/sakelar", Access: web.Supervisors, Handle: s.turn},
		{Pattern: "GET /penyelia/kalender", Access: web.Overseers, Handle: s.schedule},
		{Pattern: "GET /penyelia/tutup", Access: web.Supervisors, Handle: s.foresee},
		{Pattern: "POST /penyelia/tutup", Access: web.Supervisors, Handle: s.shut},
		{Pattern: "POST /penyelia/buka", Access: web.Supervisors, Handle: s.lift},
		{Pattern: "GET /penyelia/tenggat", Access: web.Overseers, Handle: s.policy},
		{Pattern: "GET /penyelia/tenggat/tinjau", Access: web.Supervisors, Handle: s.foreseePolicy},
		{Pattern: "POST /penyelia/tenggat", Access: web.Supervisors, Handle: s.enterPolicy},
		{Pattern: "POST /penyelia/tenggat/cabut", Access: web.Supervisors, Handle: s.withdrawPolicy},
	}
	for i, route := range routes {
		routes[i].Handle = s.attended(route.Handle)
	}
	return routes
}

// attended has every page and form of the room count as a sign of life of who works on
// tickets.
func (s *Supervision) attended(next web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		if staff := web.StaffOf(r.Context()); staff.MayServe() {
			s.Floor.Attend(r.Context(), staff)
		}
		return next(w, r)
	}
}

// tabs are the room's pages, of which one is open.
func tabs(current string) []web.Link {
	all := []web.Link{
		{Href: "/penyelia", Text: "Hari ini"}, {Href: "/penyelia/kalender", Text: "Kalender"}, {Href: "/penyelia/tenggat", Text: "Tenggat"},
	}
	for i := range all {
		all[i].Current = all[i].Href == current
	}
	return all
}
