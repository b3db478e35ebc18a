package bot

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"loket/internal/faketelegram"
)

// TestSplitMany cuts random texts of every length around the limit, of what is
// hard to cut: the fake Telegram refuses no part, and nothing is lost.
// LOKET_SPLITS sets how many.
func TestSplitMany(t *testing.T) {
	t.Parallel()
	n := 2000
	if text := os.Getenv("LOKET_SPLITS"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil {
			t.Fatalf("LOKET_SPLITS=%q: want a number", text)
		}
	}
	pieces := []string{
		"a", " ", "\n", "\n\n", "\r\n", "é", "e\u0301", "😀", "🇮🇩", "👨‍👩‍👧", "ש", "مرحبا ", "\u200d", "क्षि", "각", "kata ", "\u0308",
		strings.Repeat(" ", 4100), strings.Repeat("x", 4094), strings.Repeat("😀", 2046), strings.Repeat("\u0308", 900),
	}
	random := rand.New(rand.NewPCG(26, 1))
	var text strings.Builder
	for i := range n {
		text.Reset()
		for range random.IntN(20) {
			text.WriteString(pieces[random.IntN(len(pieces))])
		}
		parts := Split(text.String())
		if strings.Join(parts, "") != text.String() {
			t.Fatalf("text %d: the parts put together are another text", i)
		}
		for _, part := range parts {
			if blank(part) {
				continue // Compose leaves it out
			}
			if err := faketelegram.CheckText(part); err != nil {
				t.Fatalf("text %d: %v", i, err)
			}
		}
	}
	t.Logf("%d texts cut, no part refused", n)
}
