package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"loket/faq"
	"loket/internal/assist"
	"loket/internal/assist/assisttest"
	"loket/internal/config"
)

// TestAssistUses: loket.yaml can name every use there is and no other, in one order, and
// the manuals tell of them all.
func TestAssistUses(t *testing.T) {
	t.Parallel()
	var uses []string
	for _, use := range assist.Uses() {
		uses = append(uses, string(use))
	}
	if known := config.AssistUses(); !slices.Equal(known, uses) {
		t.Errorf("loket.yaml knows the uses %v, the assistant has %v", known, uses)
	}
	wants := map[string]string{"#   uses: [" + strings.Join(uses, ", ") + "]": "deployments/loket.yaml"}
	for _, use := range uses {
		wants["\n| `"+use+"` | "] = "docs/assistant.md"
	}
	for want, file := range wants {
		if text, err := os.ReadFile(filepath.Join("..", "..", file)); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s lacks %q, %v", file, want, err)
		}
	}
}

// assistedOffice is a configuration with the fake endpoint.
func assistedOffice(server *assisttest.Server, more string) (text string, env map[string]string) {
	return `
quiet: 0s
agencies:
  - {id: kupang, code: KPG, name: Disdukcapil Kota Kupang, zone: Asia/Makassar, assist: {
      base_url: "` + server.URL + `", model: model-uji, embedding_model: vektor-uji, tokens_per_day: 1000000000` + more + `}}
`, map[string]string{"LOKET_OPENAI_API_KEY": assisttest.Key}
}

// TestAssistOff: without a model nobody has a second opinion, and with one whose
// endpoint is gone a counter opens, learns nothing and answers.
func TestAssistOff(t *testing.T) {
	t.Parallel()
	if o := openCounter(t, twoOffices, nil); o.bot.Ranker != nil || len(o.assistants) != 0 {
		t.Errorf("without a model: %d assistants", len(o.assistants))
	}
	server := assisttest.New(t)
	server.Fails(assisttest.Status(503, ""))
	text, env := assistedOffice(server, "")
	o := openCounter(t, text, env)
	if err := o.learnOnce(t.Context(), "kupang", o.second["kupang"]); assist.Outcome(err) != "refused" {
		t.Errorf("learning from a broken endpoint: %v", err)
	}
	book := o.shelves.book("kupang")
	found := book.Matcher.Find(faq.Query{Text: "ktp"})
	if got := o.bot.Ranker.Rank(t.Context(), "kupang", "", book.Matcher, found); got.Parts[0].Entry != found.Parts[0].Entry {
		t.Errorf("it answers %+v, want %+v", got, found)
	}
}
