package bot

import (
	"strings"
	"testing"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

// TestCheckCommand has others ask for what the office wrote to somebody: a quote, a
// receipt, a human's reply and a word of thanks.
func TestCheckCommand(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	codes := map[string]string{}
	codes["jawaban “KTP-el hilang”"] = c.says("a", "syarat ktp hilang").answers[0].CheckCode
	codes["pemberitahuan"] = c.says("a", "terima kasih").answers[0].CheckCode
	asked := c.says("a", "petugas")
	codes["tanda terima tiket"] = asked.answers[0].CheckCode
	c.replies(c.claims(asked), "Silakan datang besok.")
	c.deliver()
	for _, line := range c.lines("a") {
		if line.Answer == loket.AnswerReply {
			codes["balasan petugas"] = line.Check
		}
	}
	c.says("b", "halo")
	for kind, code := range codes {
		shown := loket.FormatCheckCode(code)
		for _, typed := range []string{"/cek " + shown, "/cek " + strings.ToLower(code), "cek kode " + shown, "Cek " + shown + "?"} {
			in := c.text("b", typed)
			if strings.HasPrefix(typed, "/") {
				in.Kind = loket.MessageCommand
			}
			got := c.does(in).words()
			for _, want := range []string{"Benar: pesan berkode " + shown, "Senin 23 November 2026 pukul", "WITA", "Telegram: " + kind + "."} {
				if !strings.Contains(got, want) {
					t.Errorf("%q is answered %q, want %q in it", typed, got, want)
				}
			}
			if strings.Contains(got, "besok") || strings.Contains(got, "KPG-") {
				t.Errorf("%q shows what was written: %q", typed, got)
			}
		}
	}
}

// lines is what stands in a person's chat.
func (c *counter) lines(person string) []loket.Line {
	c.t.Helper()
	all, err := c.ledger.Lines(c.t.Context(), lokettest.Channels()[0].ID, person, 0, 100)
	c.must(err)
	return all
}

func TestCheckCommandRefuses(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	code := c.says("a", "syarat ktp hilang").answers[0].CheckCode
	c.says("b", "halo")
	command := func(text string) string { return c.does(c.of("b", loket.MessageCommand, text, "")).words() }
	for text, want := range map[string]string{
		"/cek": sayHowToCheck, "/cek ini": sayBadCode, "/cek 12345678901234567": sayBadCode, "/cek " + loket.NewTicketNumber("KPG"): sayNeedsPIN,
	} {
		if got := command(text); got != want {
			t.Errorf("%q is answered %q, want %q", text, got, want)
		}
	}
	for range loket.PINTries {
		if got := command("/cek 0000-000A"); got != loket.ErrNoSuchCode.Message {
			t.Errorf("a code of nothing is answered %q, want %q", got, loket.ErrNoSuchCode.Message)
		}
	}
	if got := command("/cek " + code); got != sayTooManyCodes {
		t.Errorf("after five the right one is answered %q, want %q", got, sayTooManyCodes)
	}
	if got := c.does(c.of("c", loket.MessageCommand, "/cek "+code, "")).words(); !strings.Contains(got, "Benar") {
		t.Errorf("another asker is answered %q", got)
	}
	for _, words := range []string{"cek domisili", "cek", "cek antrean saya", "tolong cek 7F3Q-9KXM"} {
		if got := codeIn(words); got != "" {
			t.Errorf("%q asks for the code %q, want none", words, got)
		}
	}
}

func TestSayWritten(t *testing.T) {
	t.Parallel()
	office, zone := lokettest.Agency(), openCounter(t).book.Calendar.Zone()
	for _, c := range []struct {
		w           loket.Written
		title, want string
	}{
		{loket.Written{Kind: loket.AnswerNotice, Entry: "kk", Channel: loket.WebChat}, "KK baru", "obrolan situs: ralat jawaban “KK baru”."},
		{loket.Written{Kind: loket.AnswerReply, Entry: "kk", Channel: loket.Telegram}, "KK baru", "Telegram: jawaban “KK baru” dari petugas."},
		{loket.Written{Kind: loket.AnswerQuote, Entry: "hapus", Channel: loket.Telegram}, "", "Telegram: jawaban.\nKode hanya"},
		{loket.Written{Kind: loket.AnswerAsk, Entry: "kk"}, "KK baru", "pertanyaan balik."},
		{loket.Written{Likeness: loket.LikenessSame}, "", "Isinya sama"},
		{loket.Written{Likeness: loket.LikenessOther}, "", "TIDAK sama"},
		{loket.Written{Likeness: loket.LikenessErased}, "", "tidak kami simpan lagi"},
	} {
		if got := Written(office, c.w, c.title, zone); !strings.Contains(got, c.want) {
			t.Errorf("Written(%+v) = %q, want %q in it", c.w, got, c.want)
		}
	}
}

// TestComposeMarks holds that the code fits under a text of any length, within what
// Telegram takes, and that no part is nothing but a code.
func TestComposeMarks(t *testing.T) {
	t.Parallel()
	for length := partLimit - 40; length <= partLimit+40; length++ {
		text := strings.Repeat("kata ", length/5) + strings.Repeat("x", length%5)
		a := loket.Answer{CheckCode: "7F3Q9KXM"}
		a.Sends = Compose(a, loket.Envelope{}, loket.Content{Text: text})
		if err := marked(a); err != nil {
			t.Fatal(err)
		}
		var whole strings.Builder
		for _, send := range a.Sends {
			whole.WriteString(send.Content.Text)
			if n := units(Signed(send.Content.Text, send.Content.Check)); n > partLimit || blank(send.Content.Text) {
				t.Fatalf("%d letters: a part of %d units, %q", length, n, send.Content.Text[:min(len(send.Content.Text), 20)])
			}
		}
		if whole.String() != text {
			t.Fatalf("%d letters: the parts put together are another text", length)
		}
	}
	file := &loket.File{Name: "a.pdf"}
	for length, parts := range map[int]int{loket.LongestCaption - 21: 1, loket.LongestCaption - 19: 2, 0: 1} {
		sends := Compose(loket.Answer{CheckCode: "7F3Q9KXM"}, loket.Envelope{}, loket.Content{Text: strings.Repeat("x", length), File: file})
		if last := sends[len(sends)-1]; len(sends) != parts || last.Content.File == nil || units(Signed(last.Content.Text, last.Content.Check)) > loket.LongestCaption {
			t.Errorf("a file under %d letters comes in %d parts: %+v", length, len(sends), last.Content)
		}
	}
	for text, want := range map[string]string{"a \n": "a\n\nKode cek: 7F3Q-9KXM", "": "Kode cek: 7F3Q-9KXM"} {
		if got := Signed(text, "7F3Q9KXM"); got != want {
			t.Errorf("Signed(%q) = %q, want %q", text, got, want)
		}
	}
	if got := Signed("a \n", ""); got != "a \n" {
		t.Errorf("Signed without a code = %q", got)
	}
}
