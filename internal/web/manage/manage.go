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
	// Report returns the figures of what began in [from, to), as they stand
	// now.
	Report(ctx context.Context, agency loket.AgencyID, from, to time.Time) (report.Report, error)
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
