package assisttest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

// A text counts a token for each word.
func tokens(text string) int { return len(strings.Fields(text)) }

func usage(input, output int) map[string]int {
	return map[string]int{"prompt_tokens": input, "completion_tokens": output, "total_tokens": input + output}
}

// chat answers a request for a text, at once or word by word.
func chat(w http.ResponseWriter, body []byte, write func(Chat) string) {
	var c Chat
	if err := json.Unmarshal(body, &c); err != nil || len(c.Messages) == 0 || c.Model == "" {
		refuse(w, http.StatusBadRequest, "model and messages are required")
		return
	}
	input := 0
	for _, m := range c.Messages {
		input += tokens(m.Content)
	}
	text := write(c)
	if c.Stream {
		stream(w, c, text, usage(input, tokens(text)))
		return
	}
	answer(w, http.StatusOK, map[string]any{
		"id": "chatcmpl-uji", "object": "chat.completion", "created": 1_790_000_000, "model": c.Model,
		"choices": []any{map[string]any{
			"index": 0, "finish_reason": "stop", "message": map[string]any{"role": "assistant", "content": text},
		}},
		"usage": usage(input, tokens(text)),
	})
}

// stream sends a text as server-sent events, a word in each.
func stream(w http.ResponseWriter, c Chat, text string, used map[string]int) {
	w.Header().Set("Content-Type", "text/event-stream")
	send := func(choices []any, used any) {
		chunk, _ := json.Marshal(map[string]any{ // nothing in it can fail
			"id": "chatcmpl-uji", "object": "chat.completion.chunk", "created": 1_790_000_000, "model": c.Model,
			"choices": choices, "usage": used,
		})
		_, _ = fmt.Fprintf(w, "data: %s\n\n", chunk) // who went away reads nothing
		_ = http.NewResponseController(w).Flush()    // as above
	}
	for _, word := range strings.SplitAfter(text, " ") {
		send([]any{map[string]any{"index": 0, "delta": map[string]any{"content": word}, "finish_reason": nil}}, nil)
	}
	send([]any{map[string]any{"index": 0, "delta": map[string]any{}, "finish_reason": "stop"}}, nil)
	if c.StreamOptions != nil && c.StreamOptions.IncludeUsage {
		send([]any{}, used)
	}
	_, _ = fmt.Fprint(w, "data: [DONE]\n\n") // as above
}
