package past

import (
	"slices"
	"strings"
	"time"
)

// Kind is what happened.
type Kind string

// The kinds of lines.
const (
	Message  Kind = "message"  // a citizen wrote
	Quote    Kind = "quote"    // an answer from the catalogue, delivered
	Ask      Kind = "ask"      // a question back with choices, delivered
	Receipt  Kind = "receipt"  // told that the question was taken, delivered
	Handoff  Kind = "handoff"  // given to staff: a ticket begins
	Claim    Kind = "claim"    // a member of staff took the ticket
	Release  Kind = "release"  // and gave it back
	Transfer Kind = "transfer" // to another unit
	Note     Kind = "note"     // between staff, never sent
	Reply    Kind = "reply"    // a human's words, delivered
	Notice   Kind = "notice"   // told something that is no answer, delivered
	Promise  Kind = "promise"  // a time was told
	Await    Kind = "waiting_citizen"
	Close    Kind = "close"
	Reopen   Kind = "reopen"
	Abandon  Kind = "abandon" // the citizen took the question back, or left
	Rating   Kind = "rating"
)

// Line is one line of a history: see docs/history.md. Its JSON form is stable.
type Line struct {
	At           time.Time `json:"at"`
	Conversation string    `json:"conversation"`
	Contact      string    `json:"contact"`
	Channel      string    `json:"channel"`
	Event        Kind      `json:"event"`

	ID      string     `json:"id,omitempty"`
	Answers string     `json:"answers,omitempty"` // the id of the message it is about
	Ticket  string     `json:"ticket,omitempty"`
	Episode string     `json:"episode,omitempty"`
	Text    string     `json:"text,omitempty"`
	Topic   string     `json:"topic,omitempty"`
	Entry   string     `json:"entry,omitempty"`
	Unit    string     `json:"unit,omitempty"`
	Staff   string     `json:"staff,omitempty"`
	Kind    string     `json:"kind,omitempty"`  // of the ticket
	By      string     `json:"by,omitempty"`    // who closed
	Until   *time.Time `json:"until,omitempty"` // of a promise, or of a wait for the citizen
	Value   int64      `json:"value,omitempty"` // of a rating, 1 to 4
}

// use says which fields a kind of line may have beside those every line may, and
// which it must have.
type use struct {
	kind Kind
	may  string
	must string
}

// uses lists every kind of line, in the order people read them.
func uses() []use {
	return []use{
		{Message, "text ticket", ""},
		{Quote, "answers text entry ticket", ""},
		{Ask, "answers text entry ticket", ""},
		{Receipt, "answers text ticket", ""},
		{Notice, "answers text staff ticket", ""},
		{Reply, "answers text entry staff ticket", ""},
		{Handoff, "answers kind ticket", ""},
		{Claim, "staff ticket", ""},
		{Release, "staff ticket", ""},
		{Transfer, "staff ticket", "unit"},
		{Note, "text staff ticket", ""},
		{Promise, "ticket", "until"},
		{Await, "until staff ticket", ""},
		{Close, "staff ticket", "by"},
		{Reopen, "staff ticket", ""},
		{Abandon, "ticket", ""},
		{Rating, "ticket", "value"},
	}
}

// always are the fields any line may have.
const always = "id episode topic unit"

// Kinds lists every kind of line, in the order people read them.
func Kinds() (kinds []Kind) {
	for _, u := range uses() {
		kinds = append(kinds, u.kind)
	}
	return kinds
}

// useOf finds what a kind may have; false: there is no such kind.
func useOf(kind Kind) (use, bool) {
	all := uses()
	i := slices.IndexFunc(all, func(u use) bool { return u.kind == kind })
	if i < 0 {
		return use{}, false
	}
	return all[i], true
}

// optional are the fields of a line that are there, by name.
func (l Line) optional() (names []string) {
	for _, f := range []struct {
		name  string
		there bool
	}{
		{"id", l.ID != ""},
		{"answers", l.Answers != ""},
		{"ticket", l.Ticket != ""},
		{"episode", l.Episode != ""},
		{"text", l.Text != ""},
		{"topic", l.Topic != ""},
		{"entry", l.Entry != ""},
		{"unit", l.Unit != ""},
		{"staff", l.Staff != ""},
		{"kind", l.Kind != ""},
		{"by", l.By != ""},
		{"until", l.Until != nil},
		{"value", l.Value != 0},
	} {
		if f.there {
			names = append(names, f.name)
		}
	}
	return names
}

// names tells whether a list of words names one.
func names(list, word string) bool { return slices.Contains(strings.Fields(list), word) }

// Ours tells whether the line is something that was said to the citizen.
func (k Kind) Ours() bool {
	return k == Quote || k == Ask || k == Receipt || k == Notice || k == Reply
}
