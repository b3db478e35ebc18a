package faq

import "slices"

// Verdict says how far a question was recognised.
type Verdict string

// The verdicts. Sure is rarely wrong: the entry may be quoted. Unsure: offer
// the candidates. Unknown: no entry answers it.
const (
	Sure    Verdict = "sure"
	Unsure  Verdict = "unsure"
	Unknown Verdict = "unknown"
)

// Facet is the need a question has: which part of an entry it asks for, or
// what happened to the document.
type Facet string

// The facets. The empty one means the whole answer.
const (
	Whole        Facet = ""
	Requirements Facet = "requirements"
	Steps        Facet = "steps"
	Forms        Facet = "forms"
	Where        Facet = "where"
	Hours        Facet = "hours"
	Fee          Facet = "fee"
	Duration     Facet = "duration"
	NotNeeded    Facet = "not_needed"
	Deadline     Facet = "deadline"
	Lost         Facet = "lost"
	Damaged      Facet = "damaged"
	Change       Facet = "change"
	StatusCheck  Facet = "status"
)

// Intent is something in a message that is not a question for an entry.
type Intent string

// The special intents. Their phrases are data of the catalogue.
const (
	IntentGreeting     Intent = "greeting"
	IntentThanks       Intent = "thanks"
	IntentHuman        Intent = "human-request"
	IntentStatus       Intent = "status-check"
	IntentComplaint    Intent = "complaint"
	IntentAbuse        Intent = "abuse"
	IntentHoax         Intent = "hoax-check"
	IntentPersonalData Intent = "pii"
	IntentEmergency    Intent = "emergency"
	IntentFollowup     Intent = "followup"
	IntentMedia        Intent = "media"
)

// Query is a citizen's message and what was last said to them.
type Query struct {
	Text    string
	Topic   string   // the entry last quoted; empty: none
	Choices []string // entries last offered, in the order shown
}

// Candidate is an entry a question may ask for.
type Candidate struct {
	Entry string  `json:"entry"`
	Title string  `json:"title"`
	Score float64 `json:"score"` // 0 to 1, falling along a list
}

// Part is one question of a message.
type Part struct {
	Text       string      `json:"text"`
	Verdict    Verdict     `json:"verdict"`
	Entry      string      `json:"entry"` // best match; empty when Unknown
	Facet      Facet       `json:"facet"`
	Score      float64     `json:"score"`      // the estimated chance, 0 to 1, that Entry is right
	Candidates []Candidate `json:"candidates"` // best first, at most 3

	Assisted bool `json:"assisted,omitempty"` // a fusion with embeddings made it Sure
}

// Result is what was recognised in a message. Parts holds one to three
// questions when the text has a word, each entry once; a mere greeting gives
// one Unknown part beside its intent. A text without a word has no parts. In
// an emergency no part is more than Unknown: that is never answered by an
// entry.
type Result struct {
	Intents []Intent `json:"intents"`
	Parts   []Part   `json:"parts"`
}

// Has tells whether the intent was recognised.
func (r Result) Has(i Intent) bool {
	for _, have := range r.Intents {
		if have == i {
			return true
		}
	}
	return false
}

// known reports whether f is one of the facets a catalogue may give phrases
// for.
func (f Facet) known() bool { return slices.Contains(needs(), f) }

// situation reports whether f tells what happened to a document rather than
// what is asked about it.
func (f Facet) situation() bool {
	return f == Lost || f == Damaged || f == Change || f == StatusCheck
}

// known reports whether i is one of the special intents.
func (i Intent) known() bool { return slices.Contains(specialIntents(), i) }
