package faq

import (
	"slices"
	"strings"
	"unicode"
)

// Reading is a stretch of a message that was read as other words than typed.
type Reading struct {
	Typed string `json:"typed"`
	Read  string `json:"read"` // empty: left out
	How   How    `json:"how"`
}

// How is by what a stretch was read otherwise.
type How string

// The ways of reading. Form stands for particles, doubled and stretched
// letters, and for words whose meaning depends on their neighbours.
const (
	HowSlang    How = "slang"
	HowSynonym  How = "synonym"
	HowForm     How = "form"
	HowFiller   How = "filler"
	HowSpelling How = "spelling"
	HowUnknown  How = "unknown" // kept as it is; the catalogue does not know it
)

// Bounds of what is told of a message.
const (
	mostShown    = 40  // words, and readings
	mostCompared = 200 // words of a message that is set beside what it was read as
)

// readings tells what was typed otherwise than the words it was read as, in
// the order of the message: first by the agency's data, then what was left
// out, repaired or not understood.
func (m *Matcher) readings(said string, words []string) []Reading {
	readings := m.norm.replaced(typedWords(said), words)
	var later []Reading
	for _, w := range words {
		repaired := m.model.speller.repair(w)
		switch {
		case m.norm.fillers[w] || (len(w) > longestNumber && hasDigit(w)):
			later = append(later, Reading{w, "", HowFiller})
		case repaired != w:
			later = append(later, Reading{w, repaired, HowSpelling})
		case !m.model.speller.knows(w):
			later = append(later, Reading{w, w, HowUnknown})
		}
	}
	for _, r := range later {
		if !slices.Contains(readings, r) {
			readings = append(readings, r)
		}
	}
	return readings[:min(len(readings), mostShown)]
}

// typedWords splits a text where its words end and does nothing else to them.
func typedWords(text string) []string {
	return strings.FieldsFunc(strings.ToLower(clipMiddle(text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '\'' && r != '’' && r != '`' && !unicode.In(r, unicode.Mn, unicode.Cf)
	})
}

// replaced sets what was typed beside what was read: the words in common, in
// order, hold both together, and what stands between these was replaced.
func (n *normaliser) replaced(typed, read []string) []Reading {
	if len(typed) > mostCompared || len(read) > mostCompared {
		return []Reading{} // a wall of text: what stands beside what is anybody's guess
	}
	common := commonTails(typed, read)
	readings := []Reading{}
	for i, j := 0, 0; i < len(typed) || j < len(read); {
		from, to := i, j
		for (i < len(typed) || j < len(read)) && !(i < len(typed) && j < len(read) && typed[i] == read[j]) {
			if j == len(read) || (i < len(typed) && common[i+1][j] >= common[i][j+1]) {
				i++
			} else {
				j++
			}
		}
		readings = n.stretch(readings, typed[from:i], read[to:j])
		i, j = min(i+1, len(typed)), min(j+1, len(read))
	}
	return readings
}

// commonTails returns how many words the tails of two lists have in common, by
// where the tails begin.
func commonTails(a, b []string) [][]int16 {
	common := make([][]int16, len(a)+1)
	for i := range common {
		common[i] = make([]int16, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if common[i][j] = max(common[i+1][j], common[i][j+1]); a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			}
		}
	}
	return common
}

// stretch appends the readings of a stretch, cut where its beginning is read
// so by itself too.
func (n *normaliser) stretch(readings []Reading, typed, read []string) []Reading {
	for len(typed)+len(read) > 0 {
		i, j := len(typed), len(read)
		for size := 1; size <= longestForm && size < len(typed); size++ {
			said := n.words(strings.Join(typed[:size], " "))
			if len(said) > 0 && len(said) <= len(read) && slices.Equal(said, read[:len(said)]) {
				i, j = size, len(said)
				break
			}
		}
		r := Reading{strings.Join(typed[:i], " "), strings.Join(read[:j], " "), n.how(typed[:i])}
		if !slices.Contains(readings, r) {
			readings = append(readings, r)
		}
		typed, read = typed[i:], read[j:]
	}
	return readings
}

// how tells by which of the agency's data typed words were replaced: by the
// longest form among them.
func (n *normaliser) how(typed []string) How {
	for size := min(longestForm, len(typed)); size > 0; size-- {
		for from := 0; from+size <= len(typed); from++ {
			form := strings.Join(rawWords(strings.Join(typed[from:from+size], " ")), " ")
			meaning, ok := n.forms[form]
			switch {
			case !ok || strings.Join(meaning.words, " ") == form:
			case meaning.name:
				return HowSynonym
			default:
				return HowSlang
			}
		}
	}
	return HowForm
}
