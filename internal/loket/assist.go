package loket

import "time"

// AssistCall is one call of a language model's endpoint as it is recorded: what
// for, how much and what came of it, and never a text.
type AssistCall struct {
	Agency  AgencyID
	At      time.Time // when it began
	Purpose string    // what for: "embed", "choose", "draft" …
	Prompt  string    // the file of its instructions with the version, as "choose.1"; empty: it has none
	Model   string
	Outcome string // "ok", or why it failed
	Input   int    // tokens sent
	Output  int    // tokens received
	Cost    int64  // in millionths of a rupiah
	Took    time.Duration
}

// AssistSpend is what calls took of a day's budget, or the budget itself.
type AssistSpend struct {
	Tokens int64
	Cost   int64 // in millionths of a rupiah
}

// Spend is what a call took.
func (c AssistCall) Spend() AssistSpend {
	return AssistSpend{Tokens: int64(c.Input) + int64(c.Output), Cost: c.Cost}
}

// EntryVectors are the embeddings of an entry's texts. They belong to these texts
// and this model and are worthless for any other.
type EntryVectors struct {
	Entry   string // empty: the examples that no entry answers
	Model   string
	Texts   string      // fingerprint of the texts, in their order
	Vectors [][]float32 // one for each text, all of one length
}
