package trial_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loket/internal/faketelegram"
)

const (
	erratumCitizens = 24
	erratumKilledAt = 6 // corrections that have arrived
	erratumEntry    = "ktp-el-hilang"
)

// erratumTally is what the command prints of one correction.
type erratumTally struct {
	Entry string
	Tally struct{ Recipients, Waiting, Sent, Uncertain, Dead, Skipped int }
}

// arrived counts texts with a word by chat.
func arrived(sent []faketelegram.Sent, word string) map[int64]int {
	chats := map[int64]int{}
	for _, s := range sent {
		if strings.Contains(s.Text, word) {
			chats[s.Chat]++
		}
	}
	return chats
}

// asksAll has each citizen ask the entry's own question, and waits until all were quoted to.
func asksAll(ctx context.Context, t *testing.T, fake *faketelegram.Server, question string) {
	t.Helper()
	for i := range erratumCitizens {
		fake.Deliver(faketelegram.Text(firstChat+int64(i), question))
	}
	if err := fake.WaitFor(ctx, func(sent []faketelegram.Sent) bool {
		return len(arrived(sent, "Belum diperiksa dinas")) == erratumCitizens
	}); err != nil {
		t.Fatalf("not everybody was quoted to: %v\n%q", err, texts(fake.Sent()))
	}
}

// catalogueWith exports the catalogue and changes what an entry says; it returns the file
// and the entry's first question.
func catalogueWith(t *testing.T, c *counter, answer string) (file, question string) {
	t.Helper()
	var catalogue map[string]any
	if err := json.Unmarshal([]byte(c.command("faq", "export", "--json")), &catalogue); err != nil {
		t.Fatal(err)
	}
	for _, one := range catalogue["entries"].([]any) {
		entry := one.(map[string]any)
		if entry["id"] == erratumEntry {
			question = entry["questions"].([]any)[0].(string)
			entry["answer"] = answer
		}
	}
	text, err := json.Marshal(catalogue)
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(c.dir, "ubah.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return file, question
}

// TestErratum: everybody who was quoted the old text is corrected once, although the
// program dies in the middle, and is not once more when somebody asks for it again.
func TestErratum(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	c := newCounter(t, onTelegram(fake))
	c.env["LOKET_TELEGRAM_RATE"] = "20"
	c.start()
	c.command("staff", "add", "kurator", "--role", "kurator")
	file, question := catalogueWith(t, c, "Teks yang benar.")
	asksAll(ctx, t, fake, question)
	c.command("faq", "import", file, "--by", "kurator")
	shown := c.command("faq", "erratum", erratumEntry, "--days", "1")
	if !strings.Contains(shown, "24 warga menerima teks lama") || len(arrived(fake.Sent(), "Ralat:")) != 0 {
		t.Fatalf("the preview says %q, want 24 and nothing sent", shown)
	}
	c.command("faq", "erratum", erratumEntry, "--days", "1", "--send", "--by", "kurator", "--reason", "teks lama")
	if err := fake.WaitFor(ctx, func(sent []faketelegram.Sent) bool { return len(arrived(sent, "Ralat:")) >= erratumKilledAt }); err != nil {
		t.Fatalf("no correction came: %v", err)
	}
	c.kill()
	if n := len(arrived(fake.Sent(), "Ralat:")); n == erratumCitizens {
		t.Fatal("everybody was corrected before the program was killed: nothing is tried")
	}
	c.start()
	var done []erratumTally
	for ctx.Err() == nil {
		done = nil
		if err := json.Unmarshal([]byte(c.command("faq", "erratum", "--json")), &done); err != nil {
			t.Fatal(err)
		}
		if len(done) == 1 && done[0].Tally.Waiting == 0 {
			break
		}
	}
	if len(done) != 1 {
		t.Fatalf("the correction is told %d times after %v, want once", len(done), patience)
	}
	got := arrived(fake.Sent(), "Teks yang benar.")
	for chat, n := range got {
		if n != 1 {
			t.Errorf("chat %d was corrected %d times, want once", chat, n)
		}
	}
	tally := done[0].Tally
	if tally.Recipients != erratumCitizens || tally.Sent+tally.Uncertain != erratumCitizens || len(got) < tally.Sent || len(got) > tally.Sent+tally.Uncertain {
		t.Errorf("%d were corrected, counted %+v, want all %d sent but for what was under way at the death", len(got), tally, erratumCitizens)
	}
	if again := c.refused("faq", "erratum", erratumEntry, "--days", "1", "--send", "--by", "kurator", "--reason", "teks lama"); !strings.Contains(again, "Tidak ada warga yang perlu diralat") {
		t.Errorf("asked for again = %q, want it refused", again)
	}
}
