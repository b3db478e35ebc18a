package assist

import (
	"context"
	"fmt"

	"loket/faq"
	"loket/internal/loket"
)

// Shelf keeps vectors where a restart does not lose them.
type Shelf interface {
	// Vectors returns what is kept of an agency's entries under a model.
	Vectors(ctx context.Context, agency loket.AgencyID, model string) ([]loket.EntryVectors, error)
	// PutVectors keeps an entry's vectors in the place of those before.
	PutVectors(ctx context.Context, agency loket.AgencyID, v loket.EntryVectors) error
}

// Index makes the vectors of a catalogue's texts, and keeps each entry's as soon as it
// has them: one that is stopped goes on where it was, and what has not changed is not
// paid for again. at hears how many of the entries are done; nil: nobody does.
func (c *Client) Index(ctx context.Context, shelf Shelf, all []faq.Spoken, at func(done, total int)) (faq.Vectors, error) {
	model := c.settings.Vectors
	kept, err := shelf.Vectors(ctx, c.settings.Agency, model)
	if err != nil {
		return nil, err
	}
	known := map[string]loket.EntryVectors{}
	for _, v := range kept {
		known[v.Entry] = v
	}
	vectors, size := faq.Vectors{}, 0
	for done, s := range all {
		v := known[s.Entry]
		if texts := s.Fingerprint(); v.Texts != texts || len(v.Vectors) != len(s.Texts) || size > 0 && len(v.Vectors[0]) != size {
			v = loket.EntryVectors{Entry: s.Entry, Model: model, Texts: texts}
			if v.Vectors, err = c.embedAll(ctx, s.Texts); err != nil {
				return nil, fmt.Errorf("embed entry %s: %w", s.Entry, err)
			}
			if err := shelf.PutVectors(ctx, c.settings.Agency, v); err != nil {
				return nil, err
			}
		}
		vectors[s.Entry], size = v.Vectors, len(v.Vectors[0])
		if at != nil {
			at(done+1, len(all))
		}
	}
	return vectors, nil
}

// embedAll makes vectors of any number of texts.
func (c *Client) embedAll(ctx context.Context, texts []string) (all [][]float32, err error) {
	for len(texts) > 0 {
		n := min(len(texts), BatchTexts)
		vectors, err := c.Embed(ctx, PurposeIndex, texts[:n]...)
		if err != nil {
			return nil, err
		}
		all, texts = append(all, vectors...), texts[n:]
	}
	return all, nil
}
