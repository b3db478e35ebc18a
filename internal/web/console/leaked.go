package console

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"sort"
	"strings"
	"unicode"
)

// leakedBytes is how much is kept of the SHA-256 of a leaked password: enough that
// no other word is taken for one.
const leakedBytes = 5

// leakedSums are the beginnings of the SHA-256 of the 30,000 passwords that were
// leaked most often, and of first names, sorted. The words are those of zxcvbn (MIT); they are kept as
// hashes since many are obscene. TestLeakedList makes the file with -update.
//
//go:embed bocor.bin
var leakedSums string

// leakedSum is what is kept of a word.
func leakedSum(word string) []byte {
	sum := sha256.Sum256([]byte(word))
	return sum[:leakedBytes]
}

// isLeaked tells whether a word in lower case is on the list.
func isLeaked(word string) bool {
	sum := leakedSum(word)
	at := func(i int) string { return leakedSums[i*leakedBytes : (i+1)*leakedBytes] }
	n := len(leakedSums) / leakedBytes
	i := sort.Search(n, func(i int) bool { return at(i) >= string(sum) })
	return i < n && bytes.Equal([]byte(at(i)), sum)
}

// trimmed is how many digits and signs before and after a word are looked past.
const trimmed = 12

// leaked tells whether a password is one that was leaked, alone, said twice or
// thrice, or with digits and signs before and after it.
func leaked(password string) bool {
	whole := strings.ToLower(password)
	for head := whole; ; head = head[1:] {
		for tail := head; ; tail = tail[:len(tail)-1] {
			if repeatsLeaked(tail) {
				return true
			}
			if len(head)-len(tail) == trimmed || !addedOn(tail[max(0, len(tail)-1):]) {
				break
			}
		}
		if len(whole)-len(head) == trimmed || !addedOn(head[:min(1, len(head))]) {
			return false
		}
	}
}

// addedOn tells whether a byte is one that people add to words: ASCII, no letter.
func addedOn(b string) bool {
	return b != "" && b[0] < unicode.MaxASCII && !unicode.IsLetter(rune(b[0]))
}

func repeatsLeaked(word string) bool {
	for parts := 1; parts <= 3; parts++ {
		part := word[:len(word)/parts]
		if part != "" && strings.Repeat(part, parts) == word && isLeaked(part) {
			return true
		}
	}
	return false
}
