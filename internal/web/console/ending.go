package console

import (
	"fmt"
	"strings"
)

// endingNamed is how many answers the line on ending ones names of each sort.
const endingNamed = 5

// endingText tells staff which answers have ended and which soon will: whoever
// asks for the first comes to them. It is empty when there are none.
func endingText(ended, soon []string) string {
	var parts []string
	if len(ended) > 0 {
		parts = append(parts, fmt.Sprintf("%d jawaban sudah berakhir, pertanyaannya masuk antrean: %s.",
			len(ended), someOf(ended)))
	}
	if len(soon) > 0 {
		parts = append(parts, fmt.Sprintf("%d jawaban berakhir dalam %d hari: %s.", len(soon), EndingDays, someOf(soon)))
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(append(parts, "Minta kurator memeriksanya."), " ")
}

// someOf names the first few and counts the rest.
func someOf(ids []string) string {
	if n := len(ids); n > endingNamed {
		return fmt.Sprintf("%s, dan %d lagi", strings.Join(ids[:endingNamed], ", "), n-endingNamed)
	}
	return strings.Join(ids, ", ")
}
