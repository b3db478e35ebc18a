package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

const (
	selectErrataDue = `
SELECT ` + erratumColumns + `
WHERE e.id IN (SELECT r.erratum_id FROM errata_recipients r WHERE r.state = 'waiting')
ORDER BY e.approved_at, e.id`
	selectRecipients = `
SELECT r.conversation_id, v.channel_id, v.episode_id, v.address_sealed, c.id, c.key_sealed, c.key_id
FROM errata_recipients r JOIN conversations v ON v.id = r.conversation_id JOIN contacts c ON c.id = v.contact_id
WHERE r.erratum_id = $1 AND r.state = 'waiting' ORDER BY r.conversation_id LIMIT $2`
	// $5 is now, in addressable.
	takeRecipient = `
UPDATE errata_recipients SET answer_id = $3, state = CASE WHEN EXISTS (
  SELECT 1 FROM conversations v JOIN contacts c ON c.id = v.contact_id WHERE v.id = $2 AND ` + addressable + `) THEN 'owed' ELSE 'skipped' END
WHERE erratum_id = $1 AND conversation_id = $2 AND state = $4 RETURNING state`
	skipRecipient = `
UPDATE errata_recipients SET state = 'skipped' WHERE erratum_id = $1 AND conversation_id = $2 AND state = 'waiting'`
	dropBroadcasts = `UPDATE sends SET state = 'dead', problem = $2 WHERE conversation_id = $1 AND state = 'owed' AND lane = $3`
)

// ErrataDue returns approved corrections that somebody still waits for, the one approved
// first at the beginning.
func (s *Store) ErrataDue(ctx context.Context) (all []loket.Erratum, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var e loket.Erratum
		err := scanErratum(r, &e)
		all = append(all, e)
		return err
	}, selectErrataDue)
	if err != nil {
		return nil, fmt.Errorf("read corrections that are due: %w", err)
	}
	return all, nil
}

// ErratumRecipients returns some of those who wait for a correction, so many at most. Who
// cannot be opened any more is skipped for good.
func (s *Store) ErratumRecipients(ctx context.Context, id loket.ErratumID, most int) (all []loket.ErratumRecipient, err error) {
	var lost []loket.ConversationID
	err = s.read.each(ctx, func(r scanner) error {
		var one loket.ErratumRecipient
		var address, sealed []byte
		var contact loket.ContactID
		var keyID string
		if err := r.Scan(&one.Conversation, &one.Channel, &one.Episode, &address, &contact, &sealed, &keyID); err != nil {
			return err
		}
		key, err := s.contactKey(contact, sealed, keyID)
		if loket.CodeOf(err) == loket.CodeUnavailable {
			lost = append(lost, one.Conversation)
			return nil
		}
		if err == nil {
			one.Address, err = openText(key, address, "conversations", "address_sealed", string(one.Conversation))
			all = append(all, one)
		}
		return err
	}, selectRecipients, string(id), most)
	if err != nil {
		return nil, fmt.Errorf("read who waits for a correction: %w", err)
	}
	if len(lost) > 0 {
		err = s.write(ctx, func(t *tx) error {
			for _, conversation := range lost {
				if _, err := t.exec(skipRecipient, string(id), string(conversation)); err != nil {
					return fmt.Errorf("skip who cannot be opened: %w", err)
				}
			}
			return nil
		})
	}
	return all, err
}

// OweErratum owes letters of a correction, each to somebody who waits for it and may be
// written to now; others are left out. It returns those that are owed.
func (s *Store) OweErratum(ctx context.Context, id loket.ErratumID, letters []loket.ErratumLetter) (owed []loket.Answer, err error) {
	err = s.write(ctx, func(t *tx) error {
		owed = nil
		for _, letter := range letters {
			taken, err := t.takeRecipient(id, letter.Answer)
			if err != nil {
				return err
			}
			if !taken {
				continue
			}
			if err := t.owe(letter.Answer.Conversation, []loket.Answer{letter.Answer}); err != nil {
				return err
			}
			t.record(letter.Event)
			owed = append(owed, letter.Answer)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("owe a correction: %w", err)
	}
	return owed, nil
}

// takeRecipient tells whether a letter is to be owed: nobody else has, and its reader may
// be written to.
func (t *tx) takeRecipient(id loket.ErratumID, a loket.Answer) (owed bool, err error) {
	err = t.each(func(r scanner) error {
		var state string
		err := r.Scan(&state)
		owed = state == "owed"
		return err
	}, takeRecipient, string(id), string(a.Conversation), string(a.ID), "waiting", ms(t.now))
	if err != nil {
		return false, fmt.Errorf("take a recipient: %w", err)
	}
	return owed, nil
}

// dropBroadcasts ends what was owed to many, where it is not to be sent to one of them
// any more.
func (t *tx) dropBroadcasts(conversation loket.ConversationID, why string) error {
	if _, err := t.exec(dropBroadcasts, string(conversation), why, int64(loket.LaneBroadcast)); err != nil {
		return fmt.Errorf("drop what was owed to many: %w", err)
	}
	return nil
}
