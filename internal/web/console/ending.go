package console

import (
	"strings"

	"loket/internal/words"
)

// endingNamed is how many answers the line on ending ones names of each sort.
const endingNamed = 5

// endingText tells staff which answers have ended and which soon will: whoever
// asks for the first comes to them. It is empty when there are none.
func endingText(ended, soon []string) words.Text {
	var parts []words.Text
	if len(ended) > 0 {
		parts = append(parts, words.Say("%d jawaban sudah berakhir, pertanyaannya masuk antrean: %s.",
			len(ended), someOf(ended)))
	}
	if len(soon) > 0 {
		parts = append(parts, words.Say("%d jawaban berakhir dalam %d hari: %s.", len(soon), EndingDays, someOf(soon)))
	}
	if len(parts) == 0 {
		return ""
	}
	return words.Join(append(parts, "Minta kurator memeriksanya."), " ")
}

// someOf names the first few and counts the rest.
func someOf(ids []string) words.Text {
	if n := len(ids); n > endingNamed {
		return words.Say("%s, dan %d lagi", strings.Join(ids[:endingNamed], ", "), n-endingNamed)
	}
	return words.Name(strings.Join(ids, ", "))
}
