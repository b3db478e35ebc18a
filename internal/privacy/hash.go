package privacy

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
)

// KeyedHash is a value's hash under one master key.
type KeyedHash struct {
	ID  string // of the master key
	Sum []byte // 32 bytes
}

// Hash is the keyed hash of value under the current key, and that key's id. It
// finds a value without telling it: a plain hash of a NIK or a telephone
// number could be undone by trying them all. Domain names what is hashed
// ("contact", "nik"), and every domain has a key of its own, so that equal
// values do not show across domains.
func (s *Sealer) Hash(domain, value string) (hash []byte, hashKeyID string) {
	r := s.current()
	return r.hash(domain, value), r.id
}

// Hashes are the keyed hashes of value under every key at hand, the current
// first: what a look-up has to try.
func (s *Sealer) Hashes(domain, value string) []KeyedHash {
	var hashes []KeyedHash
	for _, r := range s.rings() {
		hashes = append(hashes, KeyedHash{r.id, r.hash(domain, value)})
	}
	return hashes
}

func (r *ring) hash(domain, value string) []byte {
	key, err := hkdf.Expand(sha256.New, r.prk(), "hash "+domain, keySize)
	if err != nil {
		panic(err) // HKDF refuses only more than 255 × 32 bytes
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(value))
	return mac.Sum(nil)
}
