package privacy

const (
	shortestID = 15 // a NIK with a digit forgotten
	longestID  = 17 // a NIK with a digit too many
	exactID    = 16
)

// numbers hides identity and telephone numbers.
func (s *scan) numbers() {
	for _, run := range s.runs() {
		start := 0
		for i := 0; i < len(run); {
			if n := s.innocent(run, i); n > 0 {
				s.long(run[start:i])
				i += n
				start = i
				continue
			}
			i++
		}
		s.long(run[start:])
	}
}

// long hides the groups of a piece that are numbers by themselves, and looks
// for spaced numbers between them.
func (s *scan) long(piece []group) {
	start := 0
	for i, g := range piece {
		if g.size() < shortestID || g.real < fewestReal {
			continue
		}
		s.spaced(piece[start:i])
		s.hideID(piece[i : i+1])
		start = i + 1
	}
	s.spaced(piece[start:])
}

// spaced hides the stretches of groups that make a well-formed NIK or KK.
func (s *scan) spaced(piece []group) {
	if s.harmless(piece) {
		return
	}
	start := 0
	for i := 0; i < len(piece); {
		n := s.wellFormed(piece[i:])
		if n == 0 {
			i++
			continue
		}
		s.phones(piece[start:i])
		s.hideID(piece[i : i+n])
		i += n
		start = i
	}
	s.phones(piece[start:])
}

// wellFormed is how many groups at the start of piece make a well-formed NIK
// or KK; 0: none do.
func (s *scan) wellFormed(piece []group) int {
	size, digits := 0, 0
	for i, g := range piece {
		size, digits = size+g.size(), digits+g.real
		if size < exactID {
			continue
		}
		if size == exactID && digits >= fewestReal && isNIK(s.digits(piece[0].from, g.to)) {
			return i + 1
		}
		break
	}
	return 0
}

// phones hides the telephone numbers of a piece. What is left between them and
// still long enough for an identity number is hidden whole: where a number
// begins that fits no pattern cannot be told.
func (s *scan) phones(piece []group) {
	start := 0
	for i := 0; i < len(piece); {
		n := s.phone(piece[i:])
		if n == 0 || n > 1 && s.buried(piece[start:], i-start) {
			i++
			continue
		}
		s.leftover(piece[start:i])
		s.hidePhone(piece[i : i+n])
		i += n
		start = i
	}
	s.leftover(piece[start:])
}

// buried tells whether what reads as a telephone number from group i on is the
// middle of a longer number: written with the same separator before it as
// inside it, in a piece long enough to be hidden whole.
func (s *scan) buried(piece []group, i int) bool {
	if i == 0 || s.plain[piece[i].from-1] != s.plain[piece[i].to] {
		return false
	}
	size := 0
	for _, g := range piece {
		if size += g.size(); size >= shortestID {
			return true
		}
	}
	return false
}

func (s *scan) leftover(piece []group) {
	size, digits := 0, 0
	for _, g := range piece {
		size, digits = size+g.size(), digits+g.real
	}
	if size >= shortestID && digits >= fewestReal && !s.harmless(piece) {
		s.hideID(piece)
	}
}

func (s *scan) hideID(piece []group) {
	from, to := piece[0].from, piece[len(piece)-1].to
	value := s.digits(from, to)
	s.hide(hit{from, to, s.identityLabel(from, to, value), value})
}
