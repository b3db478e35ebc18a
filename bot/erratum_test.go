package bot_test

import (
	"strings"
	"testing"
	"time"

	"loket/bot"
	"loket/faq"
	"loket/internal/loket"
)

// TestErratum: who was quoted a wrong text gets the entry's new one, which says that it is
// a correction; at the end of the line and at most once.
func TestErratum(t *testing.T) {
	t.Parallel()
	c, err := faq.LoadFiles(map[string][]byte{"a.yaml": []byte(`
entries:
  - {id: kk-baru, title: KK baru, questions: [kk baru], answer: Tiga hari kerja., facets: {fee: Gratis.}, status: published}
`)})
	if err != nil {
		t.Fatal(err)
	}
	entry, _ := c.Entry("kk-baru")
	text := bot.ErratumText(entry)
	if !strings.HasPrefix(text, "Ralat: ") || !strings.Contains(text, "“KK baru”") || !strings.HasSuffix(text, entry.Render(faq.Whole, true)) {
		t.Errorf("the text = %q, want the entry as it is quoted behind a word on why", text)
	}
	now := time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)
	letter := bot.Erratum(
		loket.Erratum{Agency: "a", Entry: "kk-baru", Revision: entry.Revision, Text: text + strings.Repeat("\n\nPanjang.", 600)},
		loket.ErratumRecipient{Conversation: "v", Channel: "c", Episode: "e", Address: "7"}, now,
	)
	a := letter.Answer
	if a.Kind != loket.AnswerNotice || a.Entry != "kk-baru" || a.Revision != entry.Revision || a.CheckCode == "" || a.Conversation != "v" || len(a.Sends) != 2 {
		t.Fatalf("answer = %+v, want a notice of the entry's revision in two parts", a)
	}
	for i, s := range a.Sends {
		if s.Lane != loket.LaneBroadcast || s.Class != loket.ClassB || s.Address != "7" || s.Channel != "c" || s.Part != i+1 || s.Answer != a.ID {
			t.Errorf("send %d = %+v, want a broadcast that is never repeated by itself", i+1, s)
		}
	}
	if buttons := a.Sends[1].Content.Buttons; len(buttons) != 2 || buttons[0][0].Data != "d:kk-baru" {
		t.Errorf("buttons = %+v, want details and a human under the last part", buttons)
	}
	e := letter.Event
	if e.Kind != loket.EventNotice || e.Answer != a.ID || e.Entry != "kk-baru" || e.Revision != entry.Revision || e.Episode != "e" || !e.At.Equal(now) {
		t.Errorf("event = %+v, want a notice of that answer", e)
	}
}
