package loket

import "time"

// SwitchKind tells what can be switched off.
type SwitchKind string

// The kinds of switches.
const (
	SwitchBot     SwitchKind = "bot"     // no automatic answers: staff answer
	SwitchChannel SwitchKind = "channel" // what comes in is kept and waits
	SwitchEntry   SwitchKind = "entry"   // an entry is neither quoted nor offered
)

// Switch is something an agency has switched off.
type Switch struct {
	Agency AgencyID
	Kind   SwitchKind
	Target string // the channel's or the entry's id; empty of the bot
	Reason string // as staff read it
	By     StaffID
	ByName string // when it is read; empty: no longer known, or the command line
	At     time.Time
}

// Is tells whether it is the same switch, whoever turned it.
func (s Switch) Is(other Switch) bool {
	return s.Agency == other.Agency && s.Kind == other.Kind && s.Target == other.Target
}

// What turning a switch is refused for.
var (
	ErrSwitchedOff = Errorf(CodeConflict, "Sakelar itu sudah dimatikan. Muat ulang halaman; alasannya ada di sana.")
	ErrSwitchedOn  = Errorf(CodeConflict, "Sakelar itu tidak sedang dimatikan. Muat ulang halaman.")
)
