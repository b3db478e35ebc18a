package faq

import (
	"crypto/sha256"
	"encoding/hex"
	"time"
)

// revisionLength is how many hexadecimal digits name a revision.
const revisionLength = 12

// Status tells whether an entry may be quoted.
type Status string

// The states of an entry. Only a published one is quoted.
const (
	Draft     Status = "draft"
	Published Status = "published"
	Withdrawn Status = "withdrawn"
)

// Date is a day of the calendar, written 2006-01-02; empty means none. Dates
// of this form sort as text.
type Date string

// Entry is one verified answer of the office. The json tags are also the
// names of the fields in YAML.
type Entry struct {
	ID         string    `json:"id"`
	Title      string    `json:"title"`
	Group      string    `json:"group,omitempty"`
	Audience   string    `json:"audience,omitempty"` // "warga" or "pelaku-usaha"
	Unit       string    `json:"unit,omitempty"`     // the office's unit that answers for it
	Questions  []string  `json:"questions"`          // patterns: how citizens ask for it
	Answer     string    `json:"answer"`             // its first line is the direct answer
	Facets     Facets    `json:"facets,omitzero"`
	Plain      string    `json:"plain,omitempty"` // the answer in still simpler words
	Basis      []Basis   `json:"basis,omitempty"`
	ReviewedOn Date      `json:"reviewed_on,omitempty"` // last compared with its sources
	Verified   *Verified `json:"verified,omitempty"`    // nil until the agency has verified it
	ValidUntil Date      `json:"valid_until,omitempty"` // the last day it may be quoted; empty: no end
	Risk       string    `json:"risk,omitempty"`        // "normal" or "sensitive"
	SureAt     float64   `json:"sure_at,omitempty"`     // the chance from which it may be quoted, if higher than the learned one; 0: that one
	Local      []string  `json:"local,omitempty"`       // ids of the table of facts: what only the office can tell
	Related    []string  `json:"related,omitempty"`     // ids of neighbouring entries
	ReferTo    string    `json:"refer_to,omitempty"`    // the agency that is in charge instead
	Status     Status    `json:"status"`

	// Revision names the content: the first 12 hexadecimal digits of the
	// SHA-256 of the entry in its canonical form (JSON, fields in this order).
	Revision string `json:"-"`

	// What follows is worked out when the catalogue is sealed.
	forms      []Form             // Facets.Forms looked up in the table of forms
	facts      []localFact        // Local looked up in the table of facts
	about      []Facet            // what the title asks: the answer serves it directly
	situations map[Facet][]string // lines on what may have happened to a document
	labelled   map[string]bool    // lines that hold in a situation only
}

// Facets are the needs an answer serves, each on its own.
type Facets struct {
	Requirements []string `json:"requirements,omitempty"`
	Steps        []string `json:"steps,omitempty"`
	Forms        []string `json:"forms,omitempty"` // codes of the table of forms
	Where        string   `json:"where,omitempty"`
	Hours        string   `json:"hours,omitempty"`
	Fee          string   `json:"fee,omitempty"`
	Duration     string   `json:"duration,omitempty"`
	NotNeeded    []string `json:"not_needed,omitempty"`
	Deadline     string   `json:"deadline,omitempty"`
	Cases        []string `json:"cases,omitempty"`
}

// Basis is a rule that an entry rests on, and where it was read.
type Basis struct {
	Rule    string `json:"rule"`
	Article string `json:"article,omitempty"`
	URL     string `json:"url,omitempty"`
}

// Verified records who of the agency has verified an entry, by role, and when.
type Verified struct {
	ByRole string `json:"by_role"`
	On     Date   `json:"on"`
}

// Form is one form of the table of forms.
type Form struct {
	Code     string   `json:"code"`
	Use      string   `json:"use"`
	Formerly []string `json:"formerly,omitempty"` // older codes that citizens may know
}

// Quotable tells whether the entry may be shown to a citizen at now: it is
// published and its last day has not passed. The day is that of now's zone.
func (e Entry) Quotable(now time.Time) bool {
	if e.Status != Published {
		return false
	}
	return e.ValidUntil == "" || now.Format(time.DateOnly) <= string(e.ValidUntil)
}

// fingerprint is the first 12 hexadecimal digits of the SHA-256 of its parts.
func fingerprint(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil))[:revisionLength]
}
