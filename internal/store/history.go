package store

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"

	"loket/internal/loket"
	"loket/internal/past"
	"loket/internal/privacy"
)

const (
	selectHistory = `SELECT secret_sealed, key_id FROM histories WHERE id = $1`
	insertHistory = `INSERT INTO histories (id, secret_sealed, key_id) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING`
	// For Rekey.
	selectOldHistories = `
SELECT id, secret_sealed, key_id FROM histories WHERE key_id <> $1 AND $2 NOT LIKE '%' || key_id || '%' ORDER BY id LIMIT 100`
	updateHistory = `UPDATE histories SET secret_sealed = $2, key_id = $3 WHERE id = $1`
)

// HistoryNames is how names in an agency's history files become identifiers: the same
// name in every file the same, by a secret of the agency's.
func (s *Store) HistoryNames(ctx context.Context, agency loket.AgencyID) (past.Namer, error) {
	var secret []byte
	err := s.write(ctx, func(t *tx) (err error) {
		row, fresh := string(agency), []byte(rand.Text())
		sealed, keyID := s.sealer.Seal(fresh, aad("histories", "secret_sealed", row))
		if _, err := t.exec(insertHistory, row, sealed, keyID); err != nil {
			return err
		}
		if err := t.one(func(r scanner) error { return r.Scan(&sealed, &keyID) }, selectHistory, row); err != nil {
			return err
		}
		secret, err = s.sealer.Open(sealed, keyID, aad("histories", "secret_sealed", row))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the secret of a history: %w", err)
	}
	return func(use, name string) (raw [16]byte) {
		mac := hmac.New(sha256.New, secret)
		mac.Write([]byte(use + "\x00" + name))
		copy(raw[:], mac.Sum(nil))
		return raw
	}, nil
}

const (
	importFields = `SELECT id, agency_id, digest, lines, done, began_at, finished_at, events FROM imports`
	selectImport = importFields + ` WHERE agency_id = $1 AND digest = $2`
	insertImport = `
INSERT INTO imports (id, agency_id, digest, lines, began_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (agency_id, digest) DO NOTHING`
	selectLeftBehind = importFields + ` WHERE agency_id = $1 AND digest <> $2 ORDER BY id`
	deleteImport     = `DELETE FROM imports WHERE id = $1 AND finished_at = 0`
)

func scanImport(r scanner, i *loket.Import) error {
	return r.Scan(&i.ID, &i.Agency, &i.Digest, &i.Lines, &i.Done, when{&i.BeganAt}, when{&i.FinishedAt}, &i.Events)
}

// BeginImport begins the import of a file, or finds how far it is. What others of the
// agency that were not finished had laid down is cleared away.
func (s *Store) BeginImport(ctx context.Context, i loket.Import) (loket.Import, error) {
	var left []loket.Import
	err := s.write(ctx, func(t *tx) error {
		left = nil
		_, err := t.exec(insertImport, string(i.ID), string(i.Agency), i.Digest, i.Lines, ms(t.now))
		if err != nil {
			return err
		}
		if err := t.one(func(r scanner) error { return scanImport(r, &i) }, selectImport, string(i.Agency), i.Digest); err != nil {
			return err
		}
		return t.each(func(r scanner) error {
			var other loket.Import
			err := scanImport(r, &other)
			left = append(left, other)
			return err
		}, selectLeftBehind, string(i.Agency), i.Digest)
	})
	if err != nil {
		return i, fmt.Errorf("begin import: %w", err)
	}
	for _, other := range left {
		if err := s.clearStaged(ctx, other); err != nil {
			return i, err
		}
	}
	return i, nil
}

// stagedTables are where an import is laid down.
func stagedTables() []string {
	return []string{"staged_events", "staged_notes", "staged_answers", "staged_messages", "staged_tickets", "staged_staff"}
}

// clearBatch is how many rows one transaction clears.
const clearBatch = 5000

// clearStaged empties the tables an import was laid down in; one that was not finished
// is forgotten.
func (s *Store) clearStaged(ctx context.Context, i loket.Import) error {
	for _, table := range stagedTables() {
		column := pick(table == "staged_events", "n", "id")
		query := fmt.Sprintf(`DELETE FROM %[1]s WHERE import_id = $1 AND %[2]s IN
  (SELECT %[2]s FROM %[1]s WHERE import_id = $1 ORDER BY %[2]s LIMIT %[3]d)`, table, column, clearBatch)
		if err := s.clearAll(ctx, query, string(i.ID)); err != nil {
			return fmt.Errorf("clear %s: %w", table, err)
		}
	}
	if !i.FinishedAt.IsZero() {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(deleteImport, string(i.ID))
		return err
	})
}

// clearAll repeats a deletion in transactions of its own until nothing is left.
func (s *Store) clearAll(ctx context.Context, query string, args ...any) error {
	for {
		var gone int64
		err := s.write(ctx, func(t *tx) (err error) {
			gone, err = t.exec(query, args...)
			return err
		})
		if err != nil || gone == 0 {
			return err
		}
	}
}

// DiscardImport forgets an import that was not finished: nobody has seen it.
func (s *Store) DiscardImport(ctx context.Context, i loket.Import) error {
	return s.clearStaged(ctx, loket.Import{ID: i.ID})
}

const selectImportedParty = `
SELECT c.channel_id, c.key_sealed, c.key_id, c.external_sealed, v.id, v.last_seq
FROM contacts c JOIN conversations v ON v.contact_id = c.id WHERE c.id = $1`

// importedPerson is how a contact of a history is told from those who write to us:
// no channel calls anybody so.
const importedPerson = "impor:"

// importedParty is a contact of a history while its lines are laid down.
type importedParty struct {
	contact      loket.ContactID
	conversation loket.ConversationID
	key          privacy.DataKey
	seq          int64 // last place in the transcript
	in, out      int64 // when either side wrote last
	episode      loket.EpisodeID
}

// errTakenContact says that a history uses an identifier of somebody else's.
var errTakenContact = loket.Errorf(loket.CodeConflict,
	"contact ini sudah dipakai di sini oleh orang lain, atau sudah dihapus. Beri nama lain, atau impor ke basis data yang lain.")

// importedParty finds the contact of a step, or writes it.
func (t *tx) importedParty(s past.Step) (*importedParty, error) {
	p := &importedParty{contact: s.Contact}
	person := importedPerson + s.Line.Contact
	var channel loket.ChannelID
	var sealed, external []byte
	var keyID string
	err := t.one(func(r scanner) error {
		return r.Scan(&channel, &sealed, &keyID, &external, &p.conversation, &p.seq)
	}, selectImportedParty, string(p.contact))
	if errors.Is(err, sql.ErrNoRows) {
		return p, t.makeImported(p, s, person)
	}
	if err != nil {
		return nil, fmt.Errorf("find an imported contact: %w", err)
	}
	if p.key, err = t.store.contactKey(p.contact, sealed, keyID); err != nil {
		return nil, err
	}
	known, err := openText(p.key, external, "contacts", "external_sealed", string(p.contact))
	if err == nil && (channel != s.Channel || known != person) {
		err = errTakenContact
	}
	return p, err
}

const insertImportedChannel = `
INSERT INTO channels (id, agency_id, kind, name, created_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING`

// makeImported writes a contact of a history with its conversation, and its channel if
// nobody knows it. They are seen with the events that name them.
func (t *tx) makeImported(p *importedParty, s past.Step, person string) error {
	own := s.Own()
	_, err := t.exec(insertImportedChannel, string(s.Channel), string(own.Agency), string(loket.Imported),
		s.Line.Channel+" (impor)", ms(t.now))
	if err != nil {
		return fmt.Errorf("insert imported channel: %w", err)
	}
	p.conversation = own.Conversation
	row := string(p.contact)
	key, sealed, keyID := t.store.sealer.NewDataKey(aad("contacts", "key_sealed", row))
	hash := t.store.sealer.Hashes(personDomain, string(s.Channel)+"\x00"+person)[0]
	p.key = key
	made, err := t.exec(insertContact, row, string(own.Agency), string(s.Channel), hash.Sum, hash.ID, sealed, keyID,
		sealText(key, person, "contacts", "external_sealed", row), sealText(key, "", "contacts", "name_sealed", row), ms(own.At))
	if err != nil {
		return fmt.Errorf("insert imported contact: %w", err)
	}
	if made == 0 {
		return errTakenContact
	}
	conversation := string(p.conversation)
	_, err = t.exec(insertConversation, conversation, string(own.Agency), string(s.Channel), row,
		sealText(key, "", "conversations", "address_sealed", conversation), ms(t.now))
	if err != nil {
		return fmt.Errorf("insert imported conversation: %w", err)
	}
	return nil
}
