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
}

// Manage is the room.
type Manage struct {
	Figures Figures
	Now     func() time.Time
	Zone    func(loket.AgencyID) *time.Location
}

// Routes lists the room's routes.
func (m *Manage) Routes() []web.Route {
	return []web.Route{
		{Pattern: "GET /laporan", Access: web.Reporters, Handle: m.report},
	}
}
