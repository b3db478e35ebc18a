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

// noKey is the key_id of a row that was erased: there is nothing in it to open,
// so it can be read beside whatever key its person has, or none.
const noKey = ""

func aad(table, column, row string) privacy.AAD {
	return privacy.AAD{Table: table, Column: column, Row: row}
}
