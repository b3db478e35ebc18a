package bot

import (
	"github.com/rivo/uniseg"
)

// partLimit is how much text one send carries, in UTF-16 units: what Telegram
// takes, and enough for every other channel.
const partLimit = 4096

// Split cuts text into parts of at most 4,096 UTF-16 units, at a paragraph, a
// line or a space where there is one in the second half of a part, and never
// inside what a reader sees as one character. The parts put together are the
// text. An empty text is one empty part.
func Split(text string) []string { return splitWithin(text, partLimit) }

// splitWithin is Split into parts of another size, in UTF-16 units.
func splitWithin(text string, limit int) []string {
	var parts []string
	for units(text) > limit {
		cut := cutAt(text, limit)
		parts, text = append(parts, text[:cut]), text[cut:]
	}
	return append(parts, text)
}

// units counts UTF-16 units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}

// cutAt finds where the first part of a text that is too long ends. A single
// character longer than a part (a pile of combining marks) is cut between code
// points.
func cutAt(text string, limit int) int {
	var end, paragraph, line, space int // ends of what fits
	var cluster, before string
	used, state := 0, -1
	for rest := text; rest != ""; before = cluster {
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		used += units(cluster)
		if used > limit {
			break
		}
		end += len(cluster)
		switch {
		case isLineEnd(cluster) && isLineEnd(before):
			paragraph = end
		case isLineEnd(cluster):
			line = end
		case cluster == " ":
			space = end
		}
	}
	for _, cut := range []int{paragraph, line, space} {
		if cut > end/2 {
			return cut
		}
	}
	if end == 0 {
		return pointCut(text, limit)
	}
	return end
}

func isLineEnd(cluster string) bool { return cluster == "\n" || cluster == "\r\n" }

func pointCut(text string, limit int) int {
	used := 0
	for i, r := range text {
		if r > 0xFFFF {
			used++
		}
		if used++; used > limit {
			return i
		}
	}
	return len(text)
}
