package loket

// Judgement is what a curator makes of an answer that was quoted.
type Judgement int64

// The judgements, as events carry them.
const (
	JudgedWrong  Judgement = 0
	JudgedRight  Judgement = 1
	JudgedUnsure Judgement = 2 // counts on neither side
)

// Known tells whether it is one of these.
func (j Judgement) Known() bool { return j >= JudgedWrong && j <= JudgedUnsure }

// MayJudge tells whether the role judges answers that were quoted, and reads for that what
// they were quoted to.
func (s Staff) MayJudge() bool { return s.Role == RoleCurator || s.Role == RoleAdmin }
