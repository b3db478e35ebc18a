package web_test

import (
	"context"
	"time"

	"loket/internal/calendar"
	"loket/internal/desk"
	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web/manage"
	"loket/internal/web/webtest"
)

// supervision is the supervisor's room over an office in which nothing happens.
func supervision(now func() time.Time) *manage.Supervision {
	return &manage.Supervision{
		Floor: still{}, Controls: still{}, Office: still{}, Figures: &webtest.Figures{}, Now: now, Zone: webtest.WITA,
	}
}

// still is an office in which nothing happens, and nothing can be done.
type still struct{}

func (still) Survey(context.Context, loket.Staff) (desk.Floor, error) { return desk.Floor{}, nil }
func (still) Attend(context.Context, loket.Staff)                     {}
func (still) AtRisk(loket.Ticket, time.Time) bool                     { return false }
func (still) Reassign(context.Context, loket.Staff, desk.Assignment) (desk.Assigned, error) {
	return desk.Assigned{}, loket.ErrNotFound
}

func (still) Foresee(_ context.Context, _ loket.Staff, c loket.Closure) (loket.Closure, desk.Foresight, error) {
	return c, desk.Foresight{}, nil
}
func (still) Close(context.Context, loket.Staff, loket.Closure) error { return loket.ErrNotFound }
func (still) Lift(context.Context, loket.Staff, loket.ClosureID, bool) error {
	return loket.ErrNotFound
}

func (still) SwitchOff(context.Context, loket.Staff, loket.Switch) error { return loket.ErrNotFound }

func (still) SwitchOn(context.Context, loket.Staff, loket.Switch) error { return loket.ErrNotFound }

func (still) Calendar(loket.AgencyID) calendar.Calendar { return calendar.Calendar{} }
func (still) Closures(context.Context, loket.AgencyID) ([]loket.Closure, error) {
	return nil, nil
}
func (still) Policy(loket.AgencyID) loket.Policy     { return loket.Policy{} }
func (still) Switches(loket.AgencyID) []loket.Switch { return nil }
func (still) Targets(loket.AgencyID) []manage.Target { return nil }

func (still) Live(context.Context, loket.AgencyID) (loket.Live, error) { return loket.Live{}, nil }

func (still) Rows(context.Context, report.Query, string) ([]report.Row, error) { return nil, nil }

func (still) TicketNumbers(context.Context, loket.AgencyID, []loket.TicketID) (map[loket.TicketID]string, error) {
	return map[loket.TicketID]string{}, nil
}

func (still) Choices(context.Context, loket.AgencyID) (manage.Choices, error) {
	return manage.Choices{}, nil
}
