package store

import (
	"context"
	"encoding/json"
	"fmt"

	"loket/internal/loket"
	"loket/internal/privacy"
)

// pieceSize is how much of a file stands in one row: no query, backup or copy has
// to hold more of it at once.
const pieceSize = 256 << 10

const (
	insertPiece  = `INSERT INTO file_pieces (id, send_id, piece, data_sealed, key_id, created_at) VALUES ($1, $2, $3, $4, $5, $6)`
	deletePieces = `DELETE FROM file_pieces WHERE send_id = $1`
	selectPieces = `
SELECT p.id, p.data_sealed, s.content_sealed, c.id, c.key_sealed, c.key_id
FROM file_pieces p JOIN sends s ON s.id = p.send_id JOIN contacts c ON c.id = p.key_id
WHERE p.send_id = $1 ORDER BY p.piece`
	selectFileSend = `SELECT id FROM sends WHERE conversation_id = $1 AND seq = $2 AND seq > 0 AND op = 'file'`
	dropOldPieces  = `DELETE FROM file_pieces WHERE id IN (SELECT id FROM file_pieces WHERE created_at < $1 LIMIT 500)`
	dropOldRefs    = `
UPDATE messages SET file_sealed = NULL
WHERE id IN (SELECT id FROM messages WHERE file_sealed IS NOT NULL AND received_at < $1 LIMIT 500)`
)

// keepFile writes the file of a send, in pieces, under the contact's key.
func (t *tx) keepFile(s loket.Send, contact loket.ContactID, key privacy.DataKey) error {
	if s.Content.File == nil {
		return nil
	}
	rest := s.Content.File.Body
	for piece := 0; len(rest) > 0; piece++ {
		row := fmt.Sprintf("%s.%d", s.ID, piece)
		part := rest[:min(len(rest), pieceSize)]
		rest = rest[len(part):]
		_, err := t.exec(insertPiece, row, string(s.ID), piece, key.Seal(part, aad("file_pieces", "data_sealed", row)),
			string(contact), ms(t.now))
		if err != nil {
			return fmt.Errorf("keep a file: %w", err)
		}
	}
	return nil
}

// File returns the file of a send with its content; loket.ErrFileGone: it is not
// kept any more.
func (s *Store) File(ctx context.Context, id loket.SendID) (f loket.File, err error) {
	var key privacy.DataKey
	err = s.read.each(ctx, func(r scanner) error {
		var row, keyID string
		var contact loket.ContactID
		var sealed, content, keySealed []byte
		err := r.Scan(&row, &sealed, &content, &contact, &keySealed, &keyID)
		if err == nil && f.Name == "" {
			if key, err = s.contactKey(contact, keySealed, keyID); err == nil {
				f, err = fileOf(key, content, id)
			}
		}
		if err != nil {
			return err
		}
		part, err := key.Open(sealed, aad("file_pieces", "data_sealed", row))
		if err != nil {
			return fmt.Errorf("open file_pieces.data_sealed: %w", err)
		}
		f.Body = append(f.Body, part...)
		return nil
	}, selectPieces, string(id))
	switch {
	case err != nil:
		return loket.File{}, fmt.Errorf("read a file: %w", err)
	case f.Body == nil || len(f.Body) != f.Size: // the sweep may be at it
		return loket.File{}, loket.ErrFileGone
	}
	return f, nil
}

// fileOf is what a send says of its file, with room for the content.
func fileOf(key privacy.DataKey, sealed []byte, id loket.SendID) (loket.File, error) {
	text, err := openText(key, sealed, "sends", "content_sealed", string(id))
	if err != nil {
		return loket.File{}, err
	}
	var content loket.Content
	if err := json.Unmarshal([]byte(text), &content); err != nil || content.File == nil {
		return loket.File{}, fmt.Errorf("read what a send says of its file: %w", err)
	}
	f := *content.File
	f.Body = make([]byte, 0, min(f.Size, loket.MostFile))
	return f, nil
}

// FileAt is File by whose conversation it stands in, and its place there: nobody
// else's is found. loket.ErrFileGone, whatever the reason.
func (s *Store) FileAt(ctx context.Context, channel loket.ChannelID, person string, seq int64) (loket.File, error) {
	conversation, _, err := s.conversationOf(ctx, channel, person)
	if err != nil {
		return loket.File{}, goneOr(err)
	}
	var id loket.SendID
	err = notFound(s.read.one(ctx, func(r scanner) error { return r.Scan(&id) }, selectFileSend, string(conversation), seq))
	if err != nil {
		return loket.File{}, goneOr(err)
	}
	return s.File(ctx, id)
}

// goneOr says of what is not found that it is gone.
func goneOr(err error) error {
	if loket.CodeOf(err) == loket.CodeNotFound {
		return loket.ErrFileGone
	}
	return fmt.Errorf("find a file: %w", err)
}

// sweepFiles takes out files, and what the channel calls those that came in, that
// are past their time.
func (t *tx) sweepFiles() (int, error) {
	before := ms(t.now.Add(-loket.FilesKept))
	pieces, err := t.exec(dropOldPieces, before)
	if err != nil {
		return 0, fmt.Errorf("drop old files: %w", err)
	}
	refs, err := t.exec(dropOldRefs, before)
	if err != nil {
		return 0, fmt.Errorf("forget where old files are: %w", err)
	}
	return int(pieces + refs), nil
}
