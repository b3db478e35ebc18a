package loket

import (
	"cmp"
	"context"
	"time"
)

// AuditEntry is what the audit log is told of an act: no personal data of
// citizens, and no text of theirs.
type AuditEntry struct {
	Agency  AgencyID  // empty: the whole deployment
	Actor   ActorKind // empty: the command line
	ActorID string    // of the account, for staff
	Action  string    // "staff.add"
	Object  string    // the kind of what it was done to: "staff"
	ID      string    // which one
	Reason  string
	Origin  string // the address it came from; empty: that of the context, see WithOrigin
}

// AuditRow is one row of the audit log, as it is read.
type AuditRow struct {
	AuditEntry
	Seq   int64
	At    time.Time
	Login string // of the account that did it; empty: none, or it is no longer known
	Whom  string // login of the account it was done to; empty: it was done to something else
}

// Who names who acted, as people read it.
func (r AuditRow) Who() string {
	if r.Actor != ByStaff {
		return cmp.Or(r.ActorID, "loket")
	}
	return cmp.Or(r.Login, r.ActorID)
}

// What names what it was done to, as people read it.
func (r AuditRow) What() string { return r.Object + " " + cmp.Or(r.Whom, r.ID) }

// AuditFilter says which rows are read, the newest first. Zero fields let
// everything through; rows of the whole deployment are every agency's.
type AuditFilter struct {
	Agency       AgencyID
	Since, Until time.Time // Until not included
	Actor        string    // an account's login or id
	Action       string    // or how it begins: "staff."
	Object       string    // a kind or an id
	Before       int64     // rows with a lower number only
	Limit        int
}

// Anchor names the end of the audit log at a moment. Kept elsewhere, it shows
// that rows up to it were cut off or written anew.
type Anchor struct {
	Seq int64     `json:"seq"` // of the last row
	Mac string    `json:"mac"` // its keyed hash, which stands for every row before, in hex
	Day string    `json:"day"` // of At, in UTC
	At  time.Time `json:"at"`
}

// AuditState is what the last check of the audit log has found.
type AuditState struct {
	Rows    int64     // whole, from the first
	At      time.Time // of the check; zero: none yet
	Problem error     // what is wrong; nil: nothing
	Newest  Anchor    // zero: none yet
}

type originKey struct{}

// WithOrigin has what is written into the audit log under ctx say where it was
// asked for: an IP address.
func WithOrigin(ctx context.Context, origin string) context.Context {
	return context.WithValue(ctx, originKey{}, origin)
}

// OriginOf returns what WithOrigin put; empty: nothing.
func OriginOf(ctx context.Context) string {
	origin, _ := ctx.Value(originKey{}).(string)
	return origin
}
