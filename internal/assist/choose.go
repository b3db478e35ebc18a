package assist

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"loket/faq"
	"loket/internal/loket"
)

const (
	choosePrompt = "choose.1"
	chooseTokens = 60  // of the answer
	confident    = 0.7 // what the model must say of its choice

	none = "none"
)

// choice is what the model may say.
type choice struct {
	Entry      *string  `json:"entry_id"`
	Confidence *float64 `json:"confidence"`

	among []faq.Candidate // what was offered
}

// Choose asks the model which of a few entries a conversation's question means; empty: none, or not
// surely. ErrNotOffered: it chose an entry that was not offered; ErrGarbage: it said
// anything else.
func (c *Client) Choose(ctx context.Context, chat loket.ConversationID, question string, among []faq.Candidate) (entry string, err error) {
	prompt, err := ReadPrompt(choosePrompt)
	if err != nil {
		return "", err
	}
	// What is put into the object is cleaned before, so that it is cut in the text and
	// not in the middle of the object.
	asked, err := c.clean(question)
	if err != nil {
		return "", err
	}
	type offered struct {
		ID    string `json:"id"`
		Title string `json:"title"`
	}
	ids := []string{none}
	ask := struct {
		Question string    `json:"question"`
		Entries  []offered `json:"entries"`
	}{Question: string(asked.short(mostQuestion))}
	for _, candidate := range among {
		ask.Entries = append(ask.Entries, offered{candidate.Entry, candidate.Title})
		ids = append(ids, candidate.Entry)
	}
	text, err := material(ask)
	if err != nil {
		return "", err
	}
	schema, err := chooseSchema(ids)
	if err != nil {
		return "", err
	}
	said := choice{among: among}
	err = c.Complete(ctx, Request{
		Purpose: PurposeChoose, Chat: chat, Prompt: prompt, Text: text, Schema: schema, MaxTokens: chooseTokens, Check: said.check,
	}, &said)
	if err != nil {
		return "", err
	}
	return said.entry(), nil
}

// chooseSchema allows exactly the ids offered.
func chooseSchema(ids []string) (json.RawMessage, error) {
	text, err := json.Marshal(map[string]any{
		"type": "object", "additionalProperties": false, "required": []string{"entry_id", "confidence"},
		"properties": map[string]any{
			"entry_id":   map[string]any{"type": "string", "enum": ids},
			"confidence": map[string]any{"type": "number"},
		},
	})
	if err != nil {
		return nil, fmt.Errorf("write what may be answered: %w", err)
	}
	return text, nil
}

// check holds a choice to what was offered.
func (s *choice) check() error {
	switch {
	case s.Entry == nil || s.Confidence == nil || *s.Confidence < 0 || *s.Confidence > 1:
		return fmt.Errorf("choose an entry: %w", ErrGarbage)
	case *s.Entry == none || slices.ContainsFunc(s.among, func(c faq.Candidate) bool { return c.Entry == *s.Entry }):
		return nil
	}
	return fmt.Errorf("choose an entry: %w", ErrNotOffered)
}

// entry is what a choice that was checked comes to.
func (s *choice) entry() string {
	if *s.Entry == none || *s.Confidence < confident {
		return ""
	}
	return *s.Entry
}
