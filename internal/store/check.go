package store

import (
	"context"
	"errors"
	"fmt"

	"loket/internal/loket"
	"loket/internal/privacy"
)

// codeTries stands where a try of a PIN has its ticket's number: no number is like it.
const codeTries = "cek"

const (
	countAskerTries = `SELECT COUNT(*) FROM pin_tries WHERE agency_id = $1 AND asker = $2 AND at > $3 AND id <> $4`
	selectByCode    = `
SELECT a.id, a.conversation_id, a.kind, a.entry, a.created_at, h.kind
FROM answers a JOIN conversations v ON v.id = a.conversation_id JOIN channels h ON h.id = v.channel_id
WHERE a.agency_id = $1 AND a.check_code = $2 AND a.check_code <> '' ORDER BY a.id DESC LIMIT 1`
	selectContents = `SELECT id, content_sealed, key_id FROM sends WHERE conversation_id = $1 AND answer_id = $2 ORDER BY part`
)

// Verify returns what an agency wrote under a check code, and how it compares with the
// text of the try. loket.ErrNoSuchCode: nothing; loket.ErrTooManyTries: the asker had
// loket.PINTries codes and texts that were not ours, or wrong PINs, in loket.PINSpan.
func (s *Store) Verify(ctx context.Context, try loket.CodeTry) (w loket.Written, err error) {
	var refused error
	err = s.write(ctx, func(t *tx) (err error) {
		w, refused, err = t.verify(try)
		return err
	})
	return w, errors.Join(err, refused)
}

// verify tries. What is not ours is written as a try, and so is a text that differs:
// comparing is no way to find out what somebody was told.
func (t *tx) verify(try loket.CodeTry) (w loket.Written, refused, err error) {
	if err := t.holdTries(string(try.Agency)); err != nil {
		return w, nil, err
	}
	var tries int
	err = t.one(func(r scanner) error { return r.Scan(&tries) }, countAskerTries, string(try.Agency), try.Asker, ms(t.now.Add(-loket.PINSpan)), try.ID)
	if err != nil {
		return w, nil, fmt.Errorf("count tries: %w", err)
	}
	if tries >= loket.PINTries {
		return w, loket.ErrTooManyTries, nil
	}
	w, err = t.written(try)
	switch {
	case errors.Is(err, loket.ErrNotFound):
		w, refused = loket.Written{}, loket.ErrNoSuchCode
	case err != nil:
		return loket.Written{}, nil, fmt.Errorf("find what was written: %w", err)
	case w.Likeness != loket.LikenessOther:
		return w, nil, nil
	}
	_, err = t.exec(insertTry, try.ID, string(try.Agency), codeTries, try.Asker, ms(t.now))
	return w, refused, err
}

// written finds the answer of a code; loket.ErrNotFound.
func (t *tx) written(try loket.CodeTry) (w loket.Written, err error) {
	w.Code = try.Code
	var answer string
	var conversation loket.ConversationID
	err = t.one(func(r scanner) error {
		return r.Scan(&answer, &conversation, &w.Kind, &w.Entry, when{&w.At}, &w.Channel)
	}, selectByCode, string(try.Agency), try.Code)
	if err != nil || try.Text == "" {
		return w, notFound(err)
	}
	_, key, err := t.keyOf(conversation)
	if err != nil {
		return w, err
	}
	var parts []string
	err = t.each(func(r scanner) error {
		text, err := scanText(r, key)
		parts = append(parts, text)
		return err
	}, selectContents, string(conversation), answer)
	switch {
	case errors.Is(err, errErased):
		w.Likeness, err = loket.LikenessErased, nil
	case err == nil:
		w.Likeness = loket.Resembles(try.Text, try.Code, parts)
	}
	return w, err
}

// errErased says that the text of a send is not kept any more.
var errErased = errors.New("the text was erased")

// scanText reads the text of a send.
func scanText(r scanner, key privacy.DataKey) (string, error) {
	var id, keyID string
	var sealed []byte
	if err := r.Scan(&id, &sealed, &keyID); err != nil {
		return "", err
	}
	if keyID == noKey {
		return "", errErased
	}
	shown, err := openContent(key, sealed, id)
	return shown.Text, err
}
