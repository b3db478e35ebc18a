package assisttest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// Key is the one the server asks for.
const Key = "kunci-uji-0123456789"

// Sent is one request as it came.
type Sent struct {
	Path string
	Head http.Header
	Body string
}

// Chat is what a request for a text asks for.
type Chat struct {
	Model    string `json:"model"`
	Stream   bool   `json:"stream"`
	Messages []struct {
		Role    string `json:"role"`
		Content string `json:"content"`
	} `json:"messages"`
	MaxTokens     int `json:"max_tokens"`
	StreamOptions *struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
	ResponseFormat *struct {
		Type       string `json:"type"`
		JSONSchema *struct {
			Name   string          `json:"name"`
			Strict bool            `json:"strict"`
			Schema json.RawMessage `json:"schema"`
		} `json:"json_schema"`
	} `json:"response_format"`
}

// User is what the last message says.
func (c Chat) User() string { return c.Messages[len(c.Messages)-1].Content }

// Server is the endpoint. Use New.
type Server struct {
	URL string // as a client's base URL

	mu    sync.Mutex // guards the rest
	sent  []Sent
	fault Fault
	write func(Chat) string
	embed func(text string) []float32
}

// New starts a server that ends with the test. It writes "{}" until Writes says
// otherwise.
func New(t testing.TB) *Server {
	t.Helper()
	s := Inside()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL + "/v1"
	return s
}

// Writes sets what the model says to a request.
func (s *Server) Writes(write func(Chat) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.write = write
}

// Embeds sets what vector a text gets; without, Vector makes it.
func (s *Server) Embeds(embed func(text string) []float32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.embed = embed
}

// Fails sets how every request from now on fails; nil: none does.
func (s *Server) Fails(f Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

// Sent is all that was asked, in order.
func (s *Server) Sent() []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Sent(nil), s.sent...)
}

// note keeps a request and returns how it is to be answered.
func (s *Server) note(sent Sent) (Fault, func(Chat) string, func(string) []float32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sent = append(s.sent, sent)
	return s.fault, s.write, s.embed
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client went away
	}
	fault, write, embed := s.note(Sent{r.URL.Path, r.Header.Clone(), string(body)})
	switch {
	case fault != nil && fault(w, r):
		return
	case r.Header.Get("Authorization") != "Bearer "+Key:
		refuse(w, http.StatusUnauthorized, "Incorrect API key provided")
	case r.Method == http.MethodPost && r.URL.Path == "/v1/chat/completions":
		chat(w, body, write)
	case r.Method == http.MethodPost && r.URL.Path == "/v1/embeddings":
		embeddings(w, body, embed)
	default:
		refuse(w, http.StatusNotFound, "Invalid URL ("+r.Method+" "+r.URL.Path+")")
	}
}

// refuse writes an error as the protocol has it.
func refuse(w http.ResponseWriter, status int, message string) {
	answer(w, status, map[string]any{"error": map[string]any{"message": message, "type": "invalid_request_error", "param": nil, "code": nil}})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // who went away reads nothing
}
