package assist_test

import (
	"encoding/json"
	"math"
	"testing"
	"time"

	"loket/faq"
	"loket/internal/assist"
	"loket/internal/assist/assisttest"
	"loket/internal/loket"
)

// FuzzAnswer lets an endpoint answer anything, as the bytes of its answer and as what its
// model writes: whatever is made of it is one of the entries offered, a vector of length 1,
// or points that rest on lines there are.
func FuzzAnswer(f *testing.F) {
	for _, text := range []string{
		`{"entry_id":"ktp-hilang","confidence":0.9}`, `{"entry_id":"none","confidence":1}`, `{"entry_id":null}`, `{"points":[{"text":"Warga bertanya.","lines":[1]}]}`,
		`{"points":[{"text":"klik http://zz.example","lines":[9,-1]}]}`, `{"data":[{"index":0,"embedding":[1,2]}]}`, `{"data":[{"index":0,"embedding":[1e300]}]}`,
		`{"choices":[{"message":{"content":"{\"entry_id\":\"ktp-hilang\",\"confidence\":1}"}}],"usage":{"prompt_tokens":-1}}`, "", "ZZ", "\xff{}",
	} {
		f.Add(text)
	}
	offered := []faq.Candidate{{Entry: "ktp-hilang", Title: "KTP hilang"}}
	turns := []loket.Turn{{Text: "ktp saya hilang"}, {Text: "bawa surat kepolisian"}}
	f.Fuzz(func(t *testing.T, text string) {
		for _, fault := range []assisttest.Fault{assisttest.Body(text), nil} {
			server := assisttest.Inside()
			server.Fails(fault)
			server.Writes(func(assisttest.Chat) string { return text })
			s := settings(server, &assisttest.Ledger{})
			s.Transport, s.Quick, s.Slow = server, time.Minute, time.Minute // however busy the machine is
			client, err := assist.New(s)
			if err != nil {
				t.Fatal(err)
			}
			if entry, err := client.Choose(t.Context(), "", "ktp", offered); entry != "" && (err != nil || entry != "ktp-hilang") {
				t.Errorf("%q chose %q, %v", text, entry, err)
			}
			if vectors, err := client.Embed(t.Context(), assist.PurposeEmbed, "ktp"); err == nil && math.Abs(assisttest.Dot(vectors[0], vectors[0])-1) > 1e-3 {
				t.Errorf("%q became a vector of length² %v", text, assisttest.Dot(vectors[0], vectors[0]))
			}
			points, err := assist.Writer{Client: client}.Summarise(t.Context(), turns)
			for _, p := range points {
				if err != nil || p.Text == "" || len(p.Turns) == 0 || p.Turns[0] < 0 || p.Turns[0] >= len(turns) {
					t.Errorf("%q became the point %+v, %v", text, p, err)
				}
			}
			if spent := server.Sent(); len(spent) != 3 || !json.Valid([]byte(spent[0].Body)) {
				t.Errorf("%q: %d requests, want 3", text, len(spent))
			}
		}
	})
}
