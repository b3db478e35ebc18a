package assist_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"loket/internal/assist"
	"loket/internal/assist/assisttest"
)

// TestComplete holds what goes over the wire to the protocol.
func TestComplete(t *testing.T) {
	t.Parallel()
	l := open(t, assisttest.New(t), func(s *assist.Settings) { s.Price = assist.Price{Input: 2000, Output: 9000} })
	if err := l.ask(t, assist.PurposeDraft, "KTP saya hilang"); err != nil {
		t.Fatal(err)
	}
	sent := l.server.Sent()
	if len(sent) != 1 || sent[0].Path != "/v1/chat/completions" || sent[0].Head.Get("Authorization") != "Bearer "+assisttest.Key {
		t.Fatalf("sent %+v, want one request with the key", sent)
	}
	var c assisttest.Chat
	if err := json.Unmarshal([]byte(sent[0].Body), &c); err != nil {
		t.Fatal(err)
	}
	form := c.ResponseFormat
	if c.Model != "model-uji" || c.Stream || c.MaxTokens != 10 || len(c.Messages) != 2 || c.Messages[0].Role != "system" ||
		c.Messages[0].Content != "Say ok." || c.Messages[1].Role != "user" || c.User() != "KTP saya hilang" ||
		form == nil || form.Type != "json_schema" || !form.JSONSchema.Strict || string(form.JSONSchema.Schema) != `{"type":"object"}` {
		t.Errorf("asked %s", sent[0].Body)
	}
	calls := l.ledger.Calls()
	if len(calls) != 1 || len(l.told) != 1 {
		t.Fatalf("recorded %+v, told %+v, want one each", calls, l.told)
	}
	got := calls[0]
	if got.Agency != agency || got.Purpose != "draft" || got.Prompt != "uji.1" || got.Model != "model-uji" || got.Outcome != "ok" ||
		got.Input != 5 || got.Output != 2 || got.Cost != 5*2000+2*9000 || got.Took <= 0 || got.Took > time.Minute {
		t.Errorf("recorded %+v", got)
	}
}

// TestCompleteIsStrict: whatever is not exactly the object asked for is garbage.
func TestCompleteIsStrict(t *testing.T) {
	t.Parallel()
	l := open(t, assisttest.New(t), nil)
	for i, text := range []string{
		"", "ok", `{"ok": true} Semoga membantu!`, `Tentu: {"ok": true}`, `{"ok": true}{"ok": true}`, `{"ok": true, "lain": 1}`,
		`{"ok": "ya"}`, `[{"ok": true}]`, `{"ok": tru`, "```json\n{\"ok\": true}\n```", `"{\"ok\": true}"`, "\x00", `{"ok": true}]`,
	} {
		l.server.Writes(func(assisttest.Chat) string { return text })
		var got says
		err := l.Complete(t.Context(), request(assist.PurposeDraft, text), &got)
		if !errors.Is(err, assist.ErrGarbage) && !errors.Is(err, assist.ErrResting) {
			t.Errorf("the answer %q gave %v, want ErrGarbage", text, err)
		}
		if i == 0 {
			continue
		}
		l.Client = open(t, l.server, nil).Client // five in a row would shut the gate
	}
	l.server.Writes(func(assisttest.Chat) string { return "\n {\"ok\":true} \n" })
	if err := l.Complete(t.Context(), request(assist.PurposeDraft, "x"), &says{}); err != nil {
		t.Errorf("blanks around the object gave %v", err)
	}
}

func TestStream(t *testing.T) {
	t.Parallel()
	t.Run("Pieces", func(t *testing.T) {
		t.Parallel()
		l := open(t, assisttest.New(t), nil)
		l.server.Writes(func(assisttest.Chat) string { return "Bawa KK dan surat hilang." })
		var pieces []string
		whole, err := l.Stream(t.Context(), request(assist.PurposeDraft, "KTP hilang"), func(piece string) error {
			pieces = append(pieces, piece)
			return nil
		})
		if err != nil || whole != "Bawa KK dan surat hilang." || len(pieces) != 5 || strings.Join(pieces, "") != whole {
			t.Errorf("Stream = %q in %q, %v", whole, pieces, err)
		}
		if c := l.ledger.Calls(); len(c) != 1 || c[0].Output != 5 || c[0].Input != 4 {
			t.Errorf("recorded %+v, want the tokens that the last piece tells", c)
		}
	})
	t.Run("ReaderStops", func(t *testing.T) {
		t.Parallel()
		l := open(t, assisttest.New(t), nil)
		l.server.Writes(func(assisttest.Chat) string { return "satu dua tiga" })
		enough := errors.New("cukup")
		whole, err := l.Stream(t.Context(), request(assist.PurposeDraft, "x"), func(string) error { return enough })
		if !errors.Is(err, enough) || whole != "satu " || assist.Outcome(err) != "cancelled" {
			t.Errorf("Stream = %q, %v (%s), want the first word and the reader's error", whole, err, assist.Outcome(err))
		}
	})
	t.Run("Faults", func(t *testing.T) {
		t.Parallel()
		for name, c := range map[string]struct {
			fault assisttest.Fault
			want  string
		}{
			"Empty": {assisttest.Body("data: [DONE]\n\n"), "garbage"},
			"Words": {assisttest.Body("data: bukan json\n\n"), "garbage"},
			"Huge":  {assisttest.Huge(6), "too-large"},
			"Wrong": {assisttest.Status(http.StatusBadRequest, ""), "refused"},
		} {
			l := open(t, assisttest.New(t), nil)
			l.server.Fails(c.fault)
			_, err := l.Stream(t.Context(), request(assist.PurposeDraft, "x"), func(string) error { return nil })
			if got := assist.Outcome(err); got != c.want {
				t.Errorf("%s: Stream ended with %s (%v), want %s", name, got, err, c.want)
			}
		}
	})
}
