package assist_test

import (
	"fmt"
	"strings"
	"testing"

	"loket/internal/assist"
	"loket/internal/assist/assisttest"
	"loket/internal/privacy"
)

func TestClean(t *testing.T) {
	t.Parallel()
	l := open(t, assisttest.New(t), func(s *assist.Settings) { s.Redactor = privacy.Redactor{Own: []string{"0380-821234"}} })
	for in, want := range map[string]string{
		"NIK 5371011203900001 hilang":          "NIK [NIK] hilang",
		"hp 081234567890, telp 0380-821234":    "hp [telepon], telp 0380-821234",
		"[NIK ••••••••••••0001] sudah ditutup": "[NIK] sudah ditutup",
		"kode OTP 123456":                      "kode OTP [kode OTP disembunyikan]",
		"rusak \xff":                           "rusak �",
		"syarat KTP hilang?":                   "syarat KTP hilang?",
	} {
		if got, err := l.Clean(in); got != want || err != nil {
			t.Errorf("Clean(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
}

// TestNothingPersonalLeaves sends personal data through every door of the client: as
// the instructions, as the text, as a text to be embedded, across the place where a
// long text is cut.
func TestNothingPersonalLeaves(t *testing.T) {
	t.Parallel()
	l := open(t, assisttest.New(t), nil)
	l.server.Writes(func(assisttest.Chat) string { return `{"ok": true}` })
	canaries := []string{}
	for i := range 100 {
		nik, phone := fmt.Sprintf("537101120390%04d", i+1), fmt.Sprintf("0812%08d", 73500000+i)
		canaries = append(canaries, nik, nik[len(nik)-10:], phone, phone[4:])
		text := fmt.Sprintf("NIK %s, hp %s, %s %s dan %s.%s", nik, phone, strings.Join(strings.Split(nik, ""), " "), nik[:6]+"\u200b"+nik[6:], nik[:8], nik[8:])
		ask := request(assist.PurposeDraft, text)
		ask.Prompt.Text = "Jawab warga " + phone + " ber-NIK " + nik
		if err := l.Complete(t.Context(), ask, &says{}); err != nil {
			t.Fatal(err)
		}
		if _, err := l.Stream(t.Context(), request(assist.PurposeSummary, text), func(string) error { return nil }); err != nil {
			t.Fatal(err)
		}
		edge := fmt.Sprintf("%3d", i) + strings.Repeat("x", 1996-i%20) + " " + nik
		if _, err := l.Embed(t.Context(), assist.PurposeEmbed, edge); err != nil {
			t.Fatal(err)
		}
	}
	for _, sent := range l.server.Sent() {
		digits := onlyDigits(sent.Body)
		for _, canary := range canaries {
			if strings.Contains(sent.Body, canary) || strings.Contains(digits, canary) {
				t.Fatalf("%s left in %s", canary, sent.Body)
			}
		}
	}
	if n := len(l.server.Sent()); n != 300 {
		t.Errorf("%d requests, want 300", n)
	}
}

// onlyDigits leaves out all but digits, so that no separator hides a number.
func onlyDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
}
