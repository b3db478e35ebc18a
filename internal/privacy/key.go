package privacy

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// keySize is the size of every key, in bytes (AES-256).
const keySize = 32

// Key is a master key. No verb, logger or encoder prints it. The zero Key is
// no key.
type Key struct {
	bytes secret[[]byte] // nil: no key
}

// NewKey makes a Key of 32 random bytes, which it copies. It refuses what is
// plainly not random: a placeholder, text, a pattern.
func NewKey(raw []byte) (Key, error) {
	if len(raw) != keySize {
		return Key{}, fmt.Errorf("make key of %d bytes: want %d", len(raw), keySize)
	}
	if !looksRandom(raw) {
		return Key{}, errors.New("make key: the bytes are not random")
	}
	return Key{keep(bytes.Clone(raw))}, nil
}

// ParseKey reads a Key written as base64 or hex.
func ParseKey(text string) (Key, error) {
	text = strings.TrimSpace(text)
	for _, decode := range []func(string) ([]byte, error){
		hex.DecodeString,
		base64.StdEncoding.DecodeString, base64.RawStdEncoding.DecodeString,
		base64.URLEncoding.DecodeString, base64.RawURLEncoding.DecodeString,
	} {
		if raw, err := decode(text); err == nil && len(raw) == keySize {
			return NewKey(raw)
		}
	}
	return Key{}, fmt.Errorf("parse key: want %d bytes as base64 or hex", keySize)
}

// ID names the key without telling it: the first 8 hex digits of its SHA-256.
// The zero Key has none.
func (k Key) ID() string {
	if k.bytes == nil {
		return ""
	}
	sum := sha256.Sum256(k.bytes())
	return hex.EncodeToString(sum[:4])
}

// IsZero tells whether k is no key.
func (k Key) IsZero() bool { return k.bytes == nil }

// String never tells the key.
func (Key) String() string { return unprintable }

// GoString never tells the key.
func (Key) GoString() string { return unprintable }

// Format never tells the key, whatever the verb.
func (Key) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, unprintable) }

// LogValue never tells the key.
func (Key) LogValue() slog.Value { return slog.StringValue(unprintable) }

// fewestDistinct is how many different bytes 32 random ones have at the least;
// fewer come up less than once in 10^14 keys.
const fewestDistinct = 16

// looksRandom refuses zeros, repeated words, printable text and counting.
func looksRandom(raw []byte) bool {
	distinct := map[byte]bool{}
	printable, steady := true, true
	for i, b := range raw {
		distinct[b] = true
		printable = printable && b >= ' ' && b <= '~'
		steady = steady && (i < 2 || raw[i]-raw[i-1] == raw[1]-raw[0])
	}
	return len(distinct) >= fewestDistinct && !printable && !steady
}
