package faq

// Catalog is a loaded catalogue: every entry is complete and every reference
// holds. It does not change; a new revision is a new Catalog.
type Catalog struct {
	// Version names the content of everything that was loaded, as
	// Entry.Revision does for one entry.
	Version string

	entries []Entry
	byID    map[string]int
	forms   formTable
	facts   factTable
	lexicon lexicon
	style   houseStyle
}

// formTable is the one dated table of form codes (forms.yaml).
type formTable struct {
	Since      Date   `json:"since,omitempty"`       // the day from which the codes are used; empty: not known
	ReviewedOn Date   `json:"reviewed_on,omitempty"` // last compared with the rule
	Rule       string `json:"rule,omitempty"`        // the regulation that set them
	Forms      []Form `json:"forms,omitempty"`
}

// lexicon is the language of the agency: all that is data about words.
type lexicon struct {
	Words   words
	Facets  facetWords
	Intents []intentFile // in the order of their names
}

// words is the file words.yaml.
type words struct {
	Slang    map[string][]string `json:"slang,omitempty"`    // meaning: forms, each of one to four words
	Synonyms map[string][]string `json:"synonyms,omitempty"` // the same for names of documents and deeds
	False    []falseFriend       `json:"false_friends,omitempty"`
	Keep     []string            `json:"keep,omitempty"`    // words that only seem to end in -nya, -kah, -lah, -pun
	Fillers  []string            `json:"fillers,omitempty"` // words that say nothing about the question
	Kin      map[string][]string `json:"kin,omitempty"`     // words near in meaning, by the name of the group; nothing is replaced
}

// falseFriend replaces a word only between certain neighbours. "^" and "$"
// stand for the beginning and the end of the message.
type falseFriend struct {
	Form    string   `json:"form"`
	Becomes string   `json:"becomes"` // empty: the word is dropped
	After   []string `json:"after,omitempty"`
	Before  []string `json:"before,omitempty"`
}

// facetWords is the file facets.yaml.
type facetWords struct {
	Facets   []facetPhrases      `json:"facets,omitempty"`   // the first that matches wins
	Subjects []subject           `json:"subjects,omitempty"` // what the entries are about
	Outside  []string            `json:"outside,omitempty"`  // phrases for what no entry answers
	Ordinals map[string][]string `json:"ordinals,omitempty"` // "1": [satu, pertama]
	Joints   []string            `json:"joints,omitempty"`   // words between two questions: dan
}

// facetPhrases are the phrases that ask for a facet.
type facetPhrases struct {
	Facet   Facet    `json:"facet"`
	Phrases []string `json:"phrases"`
}

// subject names the document or deed of the entries whose id begins with
// Prefix. A message without any subject's word is a fragment that needs the
// last topic.
type subject struct {
	Prefix string   `json:"prefix"`
	Words  []string `json:"words"`           // the first is put before a follow-up
	Topic  bool     `json:"topic,omitempty"` // no document, but a matter named beside one: the office, a name
}

// intentFile is one file of the folder intents. An intent holds when one of its
// rules does, or when what was learned from the examples says so surely.
type intentFile struct {
	Intent   Intent       `json:"intent"`
	Rules    []intentRule `json:"rules,omitempty"`
	Examples []string     `json:"examples,omitempty"` // messages that have the intent
	Unlike   []string     `json:"unlike,omitempty"`   // messages that only look like it, and have none
	Beside   []string     `json:"beside,omitempty"`   // ids of entries whose questions may have it as well
}

// intentRule holds when a phrase of Any occurs, one of With occurs too (if
// given), none of Unless does, none of UnlessNear in a clause with the phrase of
// Any, and the message is at most MaxWords long (if given). Phrases are whole
// words in sequence; "..." stands for up to 3 words.
type intentRule struct {
	Any        []string `json:"any"`
	With       []string `json:"with,omitempty"`
	Unless     []string `json:"unless,omitempty"`
	UnlessNear []string `json:"unless_near,omitempty"`
	MaxWords   int      `json:"max_words,omitempty"`
	NoSubject  bool     `json:"no_subject,omitempty"` // only when no subject's word occurs
	Weak       bool     `json:"weak,omitempty"`       // it decides nothing: it is a hint for what was learned
}

// Entry returns the entry with the given id.
func (c *Catalog) Entry(id string) (Entry, bool) {
	i, ok := c.byID[id]
	if !ok {
		return Entry{}, false
	}
	return c.entries[i], true
}

// Entries returns all entries in the order of their ids, whatever files they
// came from. The slice is the caller's.
func (c *Catalog) Entries() []Entry {
	return append([]Entry(nil), c.entries...)
}

// outside returns examples of messages that no entry answers.
func (c *Catalog) outside() []string {
	for _, f := range c.lexicon.Intents {
		if f.Intent == noIntent {
			return f.Examples
		}
	}
	return nil
}

// Form returns a form of the table of forms by its code.
func (c *Catalog) Form(code string) (Form, bool) {
	for _, f := range c.forms.Forms {
		if f.Code == code {
			return f, true
		}
	}
	return Form{}, false
}
