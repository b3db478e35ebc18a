package assist

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/sashabaranov/go-openai"

	"loket/internal/loket"
)

// Request is one question to the model. Prompt is ours and Text whatever it is
// about; both are cleaned of personal data before they leave.
type Request struct {
	Purpose   Purpose
	Chat      loket.ConversationID // whose question it is; empty: nobody's who is counted
	Prompt    Prompt
	Text      string
	Schema    json.RawMessage // JSON Schema of the answer that Complete asks for
	MaxTokens int             // of the answer
	Check     func() error    // of an answer that was read whole; nil: there is nothing more to it
}

// Complete asks for an answer in JSON and decodes it into a pointer. ErrGarbage: it
// was anything else, if only by one word, one field or one bracket. A call is
// recorded by what the check of its answer finds. Answers to PurposeChoose are
// remembered for as long as they are among the latest.
func (c *Client) Complete(ctx context.Context, r Request, into any) error {
	system, user, err := c.texts(r)
	if err != nil {
		return err
	}
	key := keyOf(r.Purpose, c.settings.Model, r.Prompt.Name, string(system), string(user))
	if text, ok := c.cache.get(key); ok && r.Purpose.quick() {
		return r.strictly(text.(string), into) //nolint:forcetypeassert // only texts are put under such a key
	}
	var answer string
	err = c.run(ctx, c.chat(r, system, user, func(ctx context.Context, ask openai.ChatCompletionRequest) (usage, error) {
		ask.ResponseFormat = &openai.ChatCompletionResponseFormat{
			Type:       openai.ChatCompletionResponseFormatTypeJSONSchema,
			JSONSchema: &openai.ChatCompletionResponseFormatJSONSchema{Name: string(r.Purpose), Schema: r.Schema, Strict: true},
		}
		resp, err := c.api.CreateChatCompletion(ctx, ask)
		if err != nil {
			return usage{}, wire(err)
		}
		taken := usageOf(&resp.Usage)
		if len(resp.Choices) != 1 {
			return taken, fmt.Errorf("%d answers: %w", len(resp.Choices), ErrGarbage)
		}
		answer = resp.Choices[0].Message.Content
		return taken, r.strictly(answer, into)
	}))
	if err == nil && r.Purpose.quick() {
		c.cache.put(key, answer)
	}
	return err
}

// Stream asks for a text and hands over each piece as it comes; an error of take
// ends it. It returns the whole text, of which nothing is known but that a model
// wrote it.
func (c *Client) Stream(ctx context.Context, r Request, take func(piece string) error) (string, error) {
	system, user, err := c.texts(r)
	if err != nil {
		return "", err
	}
	var whole strings.Builder
	err = c.run(ctx, c.chat(r, system, user, func(ctx context.Context, ask openai.ChatCompletionRequest) (usage, error) {
		ask.Stream, ask.StreamOptions = true, &openai.StreamOptions{IncludeUsage: true}
		stream, err := c.api.CreateChatCompletionStream(ctx, ask)
		if err != nil {
			return usage{}, wire(err)
		}
		defer func() { _ = stream.Close() }() // all that matters of it was read
		taken, err := pieces(stream, &whole, take)
		if err == nil {
			err = r.check()
		}
		return taken, err
	}))
	return whole.String(), err
}

// pieces reads a stream to its end.
func pieces(stream *openai.ChatCompletionStream, whole *strings.Builder, take func(string) error) (usage, error) {
	taken := usage{input: -1}
	for {
		piece, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			if whole.Len() == 0 {
				return taken, fmt.Errorf("an empty text: %w", ErrGarbage)
			}
			return taken, nil
		}
		if err != nil {
			return taken, fmt.Errorf("%w: %w", errCut, wire(err))
		}
		if piece.Usage != nil {
			taken = usageOf(piece.Usage)
		}
		for _, choice := range piece.Choices {
			if choice.Delta.Content == "" {
				continue
			}
			whole.WriteString(choice.Delta.Content)
			if err := take(choice.Delta.Content); err != nil {
				return taken, fmt.Errorf("%w by its reader: %w", context.Canceled, err) // no fault of the endpoint
			}
		}
	}
}

// texts are the cleaned parts of a request.
func (c *Client) texts(r Request) (system, user clean, err error) {
	if system, err = c.clean(r.Prompt.Text); err != nil {
		return "", "", err
	}
	if user, err = c.clean(r.Text); err != nil {
		return "", "", err
	}
	if len(system)+len(user) > mostText {
		return "", "", fmt.Errorf("%d bytes: %w", len(system)+len(user), ErrTooLarge)
	}
	return system, user, nil
}

// chat is the job of a request.
func (c *Client) chat(
	r Request, system, user clean, ask func(context.Context, openai.ChatCompletionRequest) (usage, error),
) job {
	return job{
		purpose: r.Purpose, chat: r.Chat, prompt: r.Prompt.Name, most: c.atMost(r.Purpose, r.MaxTokens, system, user),
		do: func(ctx context.Context) (usage, error) {
			return ask(ctx, openai.ChatCompletionRequest{
				Model: c.settings.Model,
				//lint:ignore SA1019 vLLM, llama.cpp and Ollama know this name only
				MaxTokens:   r.MaxTokens,                 //nolint:staticcheck // the same
				Temperature: math.SmallestNonzeroFloat32, // the same answer to the same question; 0 would be left out
				Messages: []openai.ChatCompletionMessage{
					{Role: openai.ChatMessageRoleSystem, Content: string(system)},
					{Role: openai.ChatMessageRoleUser, Content: string(user)},
				},
			})
		},
	}
}

// usageOf is what the endpoint says of a call; one that says nothing is negative.
func usageOf(u *openai.Usage) usage {
	if u.PromptTokens <= 0 && u.CompletionTokens <= 0 {
		return usage{input: -1}
	}
	return usage{max(u.PromptTokens, 0), max(u.CompletionTokens, 0)}
}

// strictly decodes one JSON object and nothing else, and checks it.
func (r Request) strictly(text string, into any) error {
	in := json.NewDecoder(strings.NewReader(text))
	in.DisallowUnknownFields()
	if err := in.Decode(into); err != nil {
		return fmt.Errorf("%w: %w", ErrGarbage, err)
	}
	if _, err := in.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("words behind the object: %w", ErrGarbage)
	}
	return r.check()
}

func (r Request) check() error {
	if r.Check == nil {
		return nil
	}
	return r.Check()
}

// wire tells an answer that cannot be read from a call that failed.
func wire(err error) error {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	if errors.As(err, &syntax) || errors.As(err, &kind) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, openai.ErrTooManyEmptyStreamMessages) {
		return fmt.Errorf("%w: %w", ErrGarbage, err)
	}
	return err
}
