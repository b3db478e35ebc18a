package assist

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/sashabaranov/go-openai"

	"loket/internal/loket"
)

const (
	// BatchTexts is how many texts one call of Embed takes.
	BatchTexts = 64

	mostSize = 8192 // numbers of a vector
)

// Embed makes a vector of length 1 of each text; the purpose tells who waits. All are
// of one size. What it made of a single text is remembered for as long as it is among
// the latest.
func (c *Client) Embed(ctx context.Context, purpose Purpose, texts ...string) ([][]float32, error) {
	return c.embed(ctx, "", purpose, texts)
}

// embed is Embed for a conversation, which it counts for.
func (c *Client) embed(ctx context.Context, chat loket.ConversationID, purpose Purpose, texts []string) ([][]float32, error) {
	if len(texts) == 0 || len(texts) > BatchTexts {
		return nil, fmt.Errorf("%d texts at once, at most %d: %w", len(texts), BatchTexts, ErrTooLarge)
	}
	cleaned, err := c.cleanAll(texts)
	if err != nil {
		return nil, err
	}
	key := keyOf(purpose, c.settings.Vectors, string(cleaned[0]))
	if kept, ok := c.cache.get(key); ok && len(texts) == 1 && purpose.quick() {
		return kept.([][]float32), nil //nolint:forcetypeassert // only vectors are put under such a key
	}
	var vectors [][]float32
	err = c.run(ctx, job{
		purpose: purpose, chat: chat, most: c.atMost(purpose, 0, cleaned...),
		do: func(ctx context.Context) (usage, error) {
			resp, err := c.api.CreateEmbeddings(ctx, openai.EmbeddingRequestStrings{
				Input: plain(cleaned), Model: openai.EmbeddingModel(c.settings.Vectors), EncodingFormat: openai.EmbeddingEncodingFormatFloat,
			})
			if err != nil {
				return usage{}, wire(err)
			}
			vectors, err = inOrder(resp.Data, len(texts))
			return usageOf(&resp.Usage), err
		},
	})
	if err != nil {
		return nil, err
	}
	if len(texts) == 1 && purpose.quick() {
		c.cache.put(key, vectors)
	}
	return vectors, nil
}

// plain are the texts as the library takes them; an empty one is refused by some
// endpoints.
func plain(texts []clean) []string {
	out := make([]string, len(texts))
	for i, text := range texts {
		if out[i] = string(text); strings.TrimSpace(out[i]) == "" {
			out[i] = "-"
		}
	}
	return out
}

// inOrder puts vectors in the order of their texts, each once, and to length 1.
func inOrder(data []openai.Embedding, n int) ([][]float32, error) {
	vectors := make([][]float32, n)
	if len(data) != n {
		return nil, fmt.Errorf("%d vectors for %d texts: %w", len(data), n, ErrGarbage)
	}
	for _, e := range data {
		if e.Index < 0 || e.Index >= n || vectors[e.Index] != nil {
			return nil, fmt.Errorf("a vector for text %d: %w", e.Index, ErrGarbage)
		}
		if len(e.Embedding) != len(data[0].Embedding) || len(e.Embedding) == 0 || len(e.Embedding) > mostSize {
			return nil, fmt.Errorf("a vector of %d numbers: %w", len(e.Embedding), ErrGarbage)
		}
		if !normalise(e.Embedding) {
			return nil, fmt.Errorf("a vector without a direction: %w", ErrGarbage)
		}
		vectors[e.Index] = e.Embedding
	}
	return vectors, nil
}

// normalise brings a vector to length 1; false: it has none.
func normalise(v []float32) bool {
	var square float64
	for _, x := range v {
		square += float64(x) * float64(x)
	}
	if square == 0 || math.IsInf(square, 0) || math.IsNaN(square) {
		return false
	}
	for i, x := range v {
		v[i] = float32(float64(x) / math.Sqrt(square))
	}
	return true
}
