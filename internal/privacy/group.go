package privacy

// fewestReal is how many real digits a number needs before letters that look
// like digits are read as digits.
const fewestReal = 12

// group is a stretch of digits without a separator: glyphs from to to.
type group struct {
	from, to int
	real     int // digits that are digits, not look-alikes
}

func (g group) size() int { return g.to - g.from }

// digitLike reads a digit, or a letter that is mistaken for one.
func digitLike(b byte) (byte, bool) {
	switch b {
	case 'O', 'o':
		return '0', true
	case 'I', 'l':
		return '1', true
	case 'S':
		return '5', true
	case 'B':
		return '8', true
	}
	return b, isDigit(b)
}

func isDigit(b byte) bool { return b >= '0' && b <= '9' }

func isWord(b byte) bool {
	return isDigit(b) || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == letter
}

// runs are the stretches of groups with one separator between neighbours.
func (f folded) runs() [][]group {
	var runs [][]group
	groups, start := f.groups(), 0
	for i := 1; i <= len(groups); i++ {
		if i == len(groups) || !isGap(f.plain[groups[i-1].to:groups[i].from]) {
			runs = append(runs, groups[start:i])
			start = i
		}
	}
	return runs
}

// groups finds every group, word by word.
func (f folded) groups() []group {
	var groups []group
	for i := 0; i < len(f.plain); {
		if !isWord(f.plain[i]) {
			i++
			continue
		}
		end := i
		for end < len(f.plain) && isWord(f.plain[end]) {
			end++
		}
		groups = f.wordGroups(groups, i, end)
		i = end
	}
	return groups
}

// wordGroups appends the groups of the word from from to to. A word of digits
// and look-alikes is one group. In any other word ("NIK5371…", "no5371…") a
// look-alike counts between digits, and at the end of the word where it makes
// the number long enough for an identity.
func (f folded) wordGroups(groups []group, from, to int) []group {
	for i := from; i < to; {
		g := group{from: i, to: i}
		for ; i < to; i++ {
			if _, ok := digitLike(f.plain[i]); !ok {
				break
			}
			if isDigit(f.plain[i]) {
				g.real++
			}
		}
		g.to = i
		whole := g.size() == to-from
		if !whole {
			g = f.trimIn(g, to)
		}
		// "OOOl" may end a number; other words without a digit are words.
		if g.real > 0 || whole && g.size() == 4 {
			groups = append(groups, g)
		}
		i++
	}
	return groups
}

// trimIn trims a group of a mixed word that ends at wordEnd.
func (f folded) trimIn(g group, wordEnd int) group {
	trimmed := f.trim(g)
	if g.to == wordEnd && trimmed.size() < shortestID && g.to-trimmed.from >= shortestID && g.real >= fewestReal {
		trimmed.to = g.to
	}
	return trimmed
}

// trim cuts look-alikes off both ends.
func (f folded) trim(g group) group {
	for g.from < g.to && !isDigit(f.plain[g.from]) {
		g.from++
	}
	for g.to > g.from && !isDigit(f.plain[g.to-1]) {
		g.to--
	}
	return g
}

// isGap tells whether between may stand inside one number: a single separator,
// two spaces, a separator between spaces, or the brackets of an area code. A
// dot and a space end a sentence or number a list, so they do not.
func isGap(between []byte) bool {
	switch len(between) {
	case 1:
		return isSeparator(between[0]) || between[0] == '(' || between[0] == ')'
	case 2:
		switch string(between) {
		case "  ", ") ", ")-", " (", "-(":
			return true
		}
	case 3:
		return between[0] == ' ' && between[2] == ' ' && isSeparator(between[1]) && between[1] != '\n'
	}
	return false
}

func isSeparator(b byte) bool {
	switch b {
	case ' ', '.', '-', '/', '_', '\n', '\t':
		return true
	}
	return false
}
