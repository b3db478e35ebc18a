package store

import (
	"errors"
	"fmt"
	"slices"

	"loket/internal/loket"
	"loket/internal/privacy"
)

// personDomain is the use of the keyed hash that finds a contact again.
const personDomain = "contact"

// contactKey opens the data key of a contact. What only a lost key opens is
// refused with an error for people.
func (s *Store) contactKey(id loket.ContactID, sealed []byte, keyID string) (privacy.DataKey, error) {
	key, err := s.sealer.OpenDataKey(sealed, keyID, aad("contacts", "key_sealed", string(id)))
	if errors.Is(err, privacy.ErrUnknownKey) && slices.Contains(s.lost, keyID) {
		return privacy.DataKey{}, loket.Errorf(loket.CodeUnavailable, "Isi percakapan ini tidak dapat dibuka lagi: kuncinya hilang.")
	}
	if err != nil {
		return privacy.DataKey{}, fmt.Errorf("open the key of a contact: %w", err)
	}
	return key, nil
}

// sealText and openText bind a sealed text to the place it stands in, so that
// rows cannot be exchanged for each other.
func sealText(key privacy.DataKey, text, table, column, row string) []byte {
	return key.Seal([]byte(text), aad(table, column, row))
}

func openText(key privacy.DataKey, sealed []byte, table, column, row string) (string, error) {
	plain, err := key.Open(sealed, aad(table, column, row))
	if err != nil {
		return "", fmt.Errorf("open %s.%s: %w", table, column, err)
	}
	return string(plain), nil
}

// consistently reads a person's key and then what is sealed under it. Between the
// two the person may be erased, which changes both: then it reads once more.
func consistently(read func() error) error {
	err := read()
	if errors.Is(err, privacy.ErrBroken) {
		err = read()
	}
	return err
}

func aad(table, column, row string) privacy.AAD {
	return privacy.AAD{Table: table, Column: column, Row: row}
}
