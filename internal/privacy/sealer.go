package privacy

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
)

// Why something sealed does not open.
var (
	// ErrUnknownKey: it was sealed under a key that is not at hand.
	ErrUnknownKey = errors.New("sealed under a key that is not at hand")
	// ErrBroken: it was changed, cut, sealed for another place, or never sealed.
	ErrBroken = errors.New("the seal is broken")
)

// sealVersion is the first byte of everything sealed: version, nonce of 12
// bytes, ciphertext with a tag of 16 bytes.
const sealVersion = 1

// What a seal is for; part of what it authenticates, so that a sealed value
// never opens as a key.
const (
	forData byte = 'd'
	forKey  byte = 'k'
)

// AAD is the place a sealed value belongs to. It opens nowhere else.
type AAD struct {
	Table, Column, Row string
}

// bytes writes the place so that no two places are written alike.
func (a AAD) bytes(purpose byte) []byte {
	out := make([]byte, 0, 8+len(a.Table)+len(a.Column)+len(a.Row))
	out = append(out, purpose)
	for _, part := range []string{a.Table, a.Column, a.Row} {
		out = binary.AppendUvarint(out, uint64(len(part)))
		out = append(out, part...)
	}
	return out
}

// Sealer encrypts at rest with AES-256-GCM and makes keyed hashes. It seals
// under the current key and opens under the previous ones too. One key is good
// for 2^32 seals, so what grows with the messages is sealed under a DataKey.
// It is safe for concurrent use, and its keys may change while it is used.
type Sealer struct {
	held *atomic.Pointer[[]*ring] // current first
}

// rings are the keys at hand, the current first.
func (s *Sealer) rings() []*ring { return *s.held.Load() }

// current is the key that seals and hashes.
func (s *Sealer) current() *ring { return s.rings()[0] }

// ring is a master key at work.
type ring struct {
	id   string
	aead secret[cipher.AEAD]
	prk  secret[[]byte] // from which the key of every keyed hash is derived
}

// NewSealer seals under current and opens under previous as well.
func NewSealer(current Key, previous ...Key) (*Sealer, error) {
	s := &Sealer{new(atomic.Pointer[[]*ring])}
	if err := s.Adopt(current, previous...); err != nil {
		return nil, fmt.Errorf("make sealer: %w", err)
	}
	return s, nil
}

// Adopt changes the keys. What begins after it returned seals under current and
// opens under all of them, and under no other. On error nothing changes.
func (s *Sealer) Adopt(current Key, previous ...Key) error {
	var rings []*ring
	for _, key := range append([]Key{current}, previous...) {
		if key.IsZero() {
			return errors.New("a key is missing")
		}
		if find(rings, key.ID()) != nil {
			continue
		}
		r, err := newRing(key)
		if err != nil {
			return err
		}
		rings = append(rings, r)
	}
	s.held.Store(&rings)
	return nil
}

func newRing(key Key) (*ring, error) {
	prk, err := hkdf.Extract(sha256.New, key.bytes(), []byte("loket"))
	if err != nil {
		return nil, fmt.Errorf("derive keys: %w", err)
	}
	sealing, err := hkdf.Expand(sha256.New, prk, "seal", keySize)
	if err != nil {
		return nil, fmt.Errorf("derive keys: %w", err)
	}
	aead, err := newAEAD(sealing)
	return &ring{key.ID(), keep(aead), keep(prk)}, err
}

// newAEAD makes AES-GCM that draws a nonce for every seal and puts it in front.
func newAEAD(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make cipher: %w", err)
	}
	return cipher.NewGCMWithRandomNonce(block)
}

func find(rings []*ring, id string) *ring {
	for _, r := range rings {
		if r.id == id {
			return r
		}
	}
	return nil
}

// KeyID is the id of the current key.
func (s *Sealer) KeyID() string { return s.current().id }

// KeyIDs are the ids of the keys at hand, the current first.
func (s *Sealer) KeyIDs() []string {
	var ids []string
	for _, r := range s.rings() {
		ids = append(ids, r.id)
	}
	return ids
}

// Seal encrypts plain for the place aad under the current key.
func (s *Sealer) Seal(plain []byte, aad AAD) (sealed []byte, keyID string) {
	r := s.current()
	return seal(r.aead(), plain, aad.bytes(forData)), r.id
}

// Open decrypts what Seal made. Its error is ErrUnknownKey or ErrBroken.
func (s *Sealer) Open(sealed []byte, keyID string, aad AAD) ([]byte, error) {
	return s.open(sealed, keyID, aad, forData)
}

func (s *Sealer) open(sealed []byte, keyID string, aad AAD, purpose byte) ([]byte, error) {
	r := find(s.rings(), keyID)
	if r == nil {
		return nil, fmt.Errorf("open %s.%s: %w", aad.Table, aad.Column, ErrUnknownKey)
	}
	plain, err := unseal(r.aead(), sealed, aad.bytes(purpose))
	if err != nil {
		return nil, fmt.Errorf("open %s.%s: %w", aad.Table, aad.Column, err)
	}
	return plain, nil
}

func seal(aead cipher.AEAD, plain, aad []byte) []byte {
	out := make([]byte, 1, 1+len(plain)+aead.Overhead())
	out[0] = sealVersion
	return aead.Seal(out, nil, plain, aad)
}

func unseal(aead cipher.AEAD, sealed, aad []byte) ([]byte, error) {
	if len(sealed) < 1 || sealed[0] != sealVersion {
		return nil, ErrBroken
	}
	plain, err := aead.Open(nil, nil, sealed[1:], aad)
	if err != nil {
		return nil, ErrBroken
	}
	return plain, nil
}

// Format never tells a key, whatever the verb.
func (Sealer) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, unprintable) }

// LogValue never tells a key.
func (Sealer) LogValue() slog.Value { return slog.StringValue(unprintable) }
