package privacy

import (
	"crypto/cipher"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
)

// DataKey encrypts what belongs to one person. It is kept wrapped by the
// master key; destroying the wrapped key erases everything sealed under it.
// It is safe for concurrent use. The zero DataKey is none: it must not be used.
type DataKey struct {
	aead secret[cipher.AEAD]
}

// NewDataKey draws a key for the place aad and returns it with its wrapped
// form, to be kept beside the id of the key that wraps it.
func (s *Sealer) NewDataKey(aad AAD) (key DataKey, sealed []byte, keyID string) {
	raw := make([]byte, keySize)
	_, _ = rand.Read(raw) // crypto/rand.Read never returns an error
	aead, err := newAEAD(raw)
	if err != nil {
		panic(err) // AES refuses no key of 32 bytes
	}
	r := s.current()
	return DataKey{keep(aead)}, seal(r.aead(), raw, aad.bytes(forKey)), r.id
}

// Rewrap wraps a key anew under the current master key. What was sealed under
// the key stays as it is. Its error is ErrUnknownKey or ErrBroken.
func (s *Sealer) Rewrap(sealed []byte, keyID string, aad AAD) (anew []byte, newID string, err error) {
	raw, err := s.open(sealed, keyID, aad, forKey)
	if err != nil {
		return nil, "", err
	}
	r := s.current()
	return seal(r.aead(), raw, aad.bytes(forKey)), r.id, nil
}

// OpenDataKey unwraps a key. Its error is ErrUnknownKey or ErrBroken.
func (s *Sealer) OpenDataKey(sealed []byte, keyID string, aad AAD) (DataKey, error) {
	raw, err := s.open(sealed, keyID, aad, forKey)
	if err != nil {
		return DataKey{}, err
	}
	aead, err := newAEAD(raw)
	if err != nil {
		return DataKey{}, err
	}
	return DataKey{keep(aead)}, nil
}

// Seal encrypts plain for the place aad.
func (k DataKey) Seal(plain []byte, aad AAD) []byte {
	return seal(k.aead(), plain, aad.bytes(forData))
}

// Open decrypts what Seal made for the same place. Its error is ErrBroken.
func (k DataKey) Open(sealed []byte, aad AAD) ([]byte, error) {
	plain, err := unseal(k.aead(), sealed, aad.bytes(forData))
	if err != nil {
		return nil, fmt.Errorf("open %s.%s: %w", aad.Table, aad.Column, err)
	}
	return plain, nil
}

// String never tells the key.
func (DataKey) String() string { return unprintable }

// GoString never tells the key.
func (DataKey) GoString() string { return unprintable }

// Format never tells the key, whatever the verb.
func (DataKey) Format(to fmt.State, _ rune) { _, _ = io.WriteString(to, unprintable) }

// LogValue never tells the key.
func (DataKey) LogValue() slog.Value { return slog.StringValue(unprintable) }
