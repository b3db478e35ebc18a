package bot

import (
	"strings"

	"github.com/rivo/uniseg"
)

// partLimit is how much text one send carries, in UTF-16 units: what Telegram
// takes, and enough for every other channel.
const partLimit = 4096

// Split cuts text into parts of at most 4,096 UTF-16 units, at a paragraph, a
// line or a space where there is one in the second half of a part, and never
// inside what a reader sees as one character. The parts put together are the
// text. An empty text is one empty part.
func Split(text string) []string {
	var parts []string
	for units(text) > partLimit {
		cut := cutAt(text)
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

// cutAt finds where the first part of a text that is too long ends.
func cutAt(text string) int {
	end := hardCut(text)
	for _, at := range []string{"\n\n", "\n", " "} {
		if i := strings.LastIndex(text[:end], at); i > end/2 {
			return i + len(at)
		}
	}
	return end
}

// hardCut is the last border between characters within the limit. A single
// character longer than a part (a pile of combining marks) is cut between code
// points.
func hardCut(text string) int {
	end, used, state := 0, 0, -1
	for rest := text; rest != ""; {
		var cluster string
		cluster, rest, _, state = uniseg.FirstGraphemeClusterInString(rest, state)
		size := units(cluster)
		if used+size > partLimit {
			if end == 0 {
				return pointCut(text)
			}
			return end
		}
		used, end = used+size, end+len(cluster)
	}
	return end
}

func pointCut(text string) int {
	used := 0
	for i, r := range text {
		if r > 0xFFFF {
			used++
		}
		if used++; used > partLimit {
			return i
		}
	}
	return len(text)
}
