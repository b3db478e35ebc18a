package loket

import "time"

// ClosureID names a closing of the office.
type ClosureID string

// MostClosed bounds a closing that is entered while the counter runs; longer ones
// stand in the configuration, where somebody reads them again.
const MostClosed = 31 * 24 * time.Hour

// Closure is a closing of the office that staff entered while the counter runs. It
// is in whole minutes, from From until just before Until.
type Closure struct {
	ID          ClosureID
	Agency      AgencyID
	From, Until time.Time
	Reason      string // as citizens read it: "listrik padam"
	By          StaffID
	ByName      string // when it is read; empty: no longer known, or the command line
	At          time.Time
}

// What a closing is refused for.
var (
	ErrClosureOver  = Errorf(CodeInvalid, "Penutupan ini berakhir sebelum dimulai, atau sudah lewat. Periksa tanggal dan jamnya.")
	ErrClosureLong  = Errorf(CodeInvalid, "Penutupan mendadak paling lama 31 hari. Yang lebih lama ditulis di closures pada loket.yaml.")
	ErrClosureEnded = Errorf(CodeConflict, "Penutupan ini sudah berakhir atau sudah dicabut. Muat ulang halaman.")
)

// Check refuses a closing that closes nothing from now on, or for too long.
func (c Closure) Check(now time.Time) error {
	switch {
	case !c.From.Before(c.Until), !c.Until.After(now):
		return ErrClosureOver
	case c.Until.Sub(c.From) > MostClosed:
		return ErrClosureLong
	}
	return nil
}

// Lifted is the closing as it is when it is lifted at now: it ends then, or where
// it began, if it was a mistake or had not begun.
func (c Closure) Lifted(now time.Time, mistake bool) (Closure, error) {
	now = now.Truncate(time.Minute)
	if !c.From.Before(c.Until) || !c.Until.After(now) {
		return c, ErrClosureEnded
	}
	if c.Until = now; mistake || now.Before(c.From) {
		c.Until = c.From
	}
	return c, nil
}
