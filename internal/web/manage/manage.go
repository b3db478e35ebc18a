package manage

import (
	"context"
	"embed"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
	"loket/internal/web"
)

//go:embed templates/*.html
var files embed.FS

// Figures computes reports.
type Figures interface {
	// Report answers a query; without a moment in it, by what is known now.
	Report(ctx context.Context, q report.Query) (report.Report, error)
	// Reports answers it once for each of some parts to tell apart, by the same rows.
	Reports(ctx context.Context, q report.Query, parts ...report.By) ([]report.Report, error)
}

// Counter is the office as the dashboard sees it, beside the figures.
type Counter interface {
	// Live tells how the open tickets stand now, and how many are at work.
	Live(ctx context.Context, agency loket.AgencyID) (loket.Live, error)
	// Rows are what the figure of a measure stands on, as many as its n; without a
	// moment in the query, by what is known now.
	Rows(ctx context.Context, q report.Query, measure string) ([]report.Row, error)
	// TicketNumbers are the numbers of an agency's tickets, by their ids.
	TicketNumbers(ctx context.Context, agency loket.AgencyID, ids []loket.TicketID) (map[loket.TicketID]string, error)
	// Choices are what figures may be asked for alone.
	Choices(ctx context.Context, agency loket.AgencyID) (Choices, error)
}

// Choices are what an agency's figures can be filtered by, with their names.
type Choices struct {
	Units, Channels, Topics, Staff []report.Name
}

// Manage is the room.
type Manage struct {
	Figures Figures
	Counter Counter
	Now     func() time.Time
	Zone    func(loket.AgencyID) *time.Location

	boards boards
}

// Routes lists the room's routes.
func (m *Manage) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /laporan", Access: web.Reporters, Handle: m.board},
		{Pattern: "GET /laporan/kini", Access: web.Reporters, Handle: m.today},
		{Pattern: "GET /laporan/baris", Access: web.Reporters, Handle: m.rows},
		{Pattern: "GET /laporan/ukuran/{id}", Access: web.Reporters, Handle: m.definition},
	}
}
