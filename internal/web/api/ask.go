package api

import (
	"context"

	"loket/faq"
	"loket/internal/loket"
)

// Question is what a citizen would ask.
type Question struct {
	Text string `json:"text" jsonschema_description:"1 sampai 4096 huruf"`
}

// Answered is what came of a question: the first part's fields, and all parts. The
// command `loket ask --json` prints the same.
type Answered struct {
	Verdict    faq.Verdict     `json:"verdict"`
	Entry      string          `json:"entry"`
	Facet      faq.Facet       `json:"facet"`
	Score      float64         `json:"score"`
	Candidates []faq.Candidate `json:"candidates"`
	Answer     string          `json:"answer"` // what a citizen would read; empty when a human answers
	Parts      []faq.Part      `json:"parts"`
	Intents    []faq.Intent    `json:"intents"`
}

// NewAnswered lays out what was recognised and what a citizen would read. Lists
// without anything are empty, not null.
func NewAnswered(result faq.Result, answer string) Answered {
	out := Answered{Verdict: faq.Unknown, Candidates: []faq.Candidate{}, Answer: answer, Parts: []faq.Part{}, Intents: []faq.Intent{}}
	for _, part := range result.Parts {
		part.Candidates = append([]faq.Candidate{}, part.Candidates...)
		out.Parts = append(out.Parts, part)
	}
	if len(out.Parts) > 0 {
		first := out.Parts[0]
		out.Verdict, out.Entry, out.Facet, out.Score, out.Candidates = first.Verdict, first.Entry, first.Facet, first.Score, first.Candidates
	}
	out.Intents = append(out.Intents, result.Intents...)
	return out
}

func (a *API) ask(_ context.Context, c *caller, in Question) (any, error) {
	text, err := checkQuestion(in.Text)
	if err != nil {
		return nil, err
	}
	result, answer, ok := a.Ask(c.staff.Agency, text)
	if !ok {
		return nil, loket.ErrNotFound
	}
	return NewAnswered(result, answer), nil
}
