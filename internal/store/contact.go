package store

import (
	"database/sql"
	"errors"
	"fmt"

	"loket/internal/loket"
	"loket/internal/privacy"
)

// party is a contact with its conversation, as a message that comes in finds
// it.
type party struct {
	contact      loket.ContactID
	conversation loket.Conversation
	key          privacy.DataKey
}

const (
	selectParty = `
SELECT c.id, c.key_sealed, c.key_id, v.id, v.episode_id, v.episode_open, v.last_out_at
FROM contacts c JOIN conversations v ON v.contact_id = c.id
WHERE c.channel_id = $1 AND c.id_hash = $2`
	insertContact = `
INSERT INTO contacts (id, agency_id, channel_id, id_hash, hash_key_id, key_sealed, key_id, external_sealed,
  name_sealed, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
ON CONFLICT (channel_id, id_hash) DO NOTHING`
	insertConversation = `
INSERT INTO conversations (id, agency_id, channel_id, contact_id, address_sealed, created_at)
VALUES ($1, $2, $3, $4, $5, $6)`
)

// findParty looks a person up under the current and the previous hash keys.
func (t *tx) findParty(channel loket.ChannelID, person string) (p party, err error) {
	for _, h := range t.store.sealer.Hashes(personDomain, string(channel)+"\x00"+person) {
		var sealed []byte
		var keyID string
		err = t.one(func(r scanner) error {
			v := &p.conversation
			return r.Scan(&p.contact, &sealed, &keyID, &v.ID, &v.Episode, &v.EpisodeOpen, when{&v.LastOutAt})
		}, selectParty, string(channel), h.Sum)
		if err == nil {
			p.key, err = t.store.contactKey(p.contact, sealed, keyID)
			return p, err
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return p, err
		}
	}
	return p, loket.ErrNotFound
}

// makeParty writes a person who is new on the channel, with a conversation.
func (t *tx) makeParty(c loket.Channel, in loket.Inbound) (p party, err error) {
	p.contact = loket.NewID[loket.ContactID]()
	p.conversation.ID = loket.NewID[loket.ConversationID]()
	row := string(p.contact)
	key, sealed, keyID := t.store.sealer.NewDataKey(aad("contacts", "key_sealed", row))
	hash := t.store.sealer.Hashes(personDomain, string(c.ID)+"\x00"+in.Person)[0]
	p.key = key
	made, err := t.exec(insertContact, row, string(c.Agency), string(c.ID), hash.Sum, hash.ID, sealed, keyID,
		sealText(key, in.Person, "contacts", "external_sealed", row),
		sealText(key, in.Name, "contacts", "name_sealed", row), ms(t.now))
	if err != nil {
		return p, fmt.Errorf("insert contact: %w", err)
	}
	if made == 0 {
		return p, errRaced
	}
	conversation := string(p.conversation.ID)
	_, err = t.exec(insertConversation, conversation, string(c.Agency), string(c.ID), row,
		sealText(key, in.Address, "conversations", "address_sealed", conversation), ms(t.now))
	if err != nil {
		return p, fmt.Errorf("insert conversation: %w", err)
	}
	return p, nil
}

// party finds the person who sent in, or writes them.
func (t *tx) party(c loket.Channel, in loket.Inbound) (party, error) {
	p, err := t.findParty(c.ID, in.Person)
	if errors.Is(err, loket.ErrNotFound) {
		return t.makeParty(c, in)
	}
	return p, err
}
