package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

// GivenUp counts what ended because only a lost key could have opened it.
type GivenUp struct {
	Messages int64 // that waited to be considered
	Sends    int64 // that were owed
	Tickets  int64 // that were open
}

// The conversations only a lost key opens.
const lostConversations = `
SELECT v.id FROM conversations v JOIN contacts c ON c.id = v.contact_id WHERE c.key_id = $1`

const (
	giveUpMessages = `
UPDATE messages SET state = 'settled', outcome = 'failed', settled_at = $2, problem = 'key lost'
WHERE state = 'pending' AND conversation_id IN (` + lostConversations + `)`
	giveUpSends = `
UPDATE sends SET state = 'dead', problem = 'key lost'
WHERE state IN ('owed', 'sending', 'uncertain') AND conversation_id IN (` + lostConversations + `)`
	selectLostTickets = `
SELECT ` + ticketColumns + ` FROM tickets WHERE state <> 'closed' AND conversation_id IN (` + lostConversations + `)`
	closeLostTicket = `
UPDATE tickets SET state = 'closed', closed_by = 'key_lost', closed_at = $2, version = version + 1 WHERE id = $1`
)

// giveUp ends what nobody can read or answer any more because its key is lost:
// it would come up for ever. Tickets close unanswered, and the figures say so.
func (s *Store) giveUp(ctx context.Context) (given GivenUp, err error) {
	err = s.write(ctx, func(t *tx) error {
		given = GivenUp{}
		for _, key := range s.lost {
			if err := t.giveUpKey(key, &given); err != nil {
				return fmt.Errorf("give up what key %s sealed: %w", key, err)
			}
		}
		return nil
	})
	return given, err
}

func (t *tx) giveUpKey(key string, given *GivenUp) error {
	messages, err := t.exec(giveUpMessages, key, ms(t.now))
	if err != nil {
		return err
	}
	sends, err := t.exec(giveUpSends, key)
	if err != nil {
		return err
	}
	tickets, err := t.tickets(selectLostTickets, key)
	if err != nil {
		return err
	}
	for _, k := range tickets {
		if _, err := t.exec(closeLostTicket, string(k.ID), ms(t.now)); err != nil {
			return err
		}
		t.record(loket.Event{
			Agency: k.Agency, At: t.now, Kind: loket.EventClose, Episode: k.Episode, Conversation: k.Conversation,
			Ticket: k.ID, Channel: k.Channel, Unit: k.Unit, ActorKind: loket.ByBot,
		})
	}
	given.Messages, given.Sends, given.Tickets = given.Messages+messages, given.Sends+sends, given.Tickets+int64(len(tickets))
	return nil
}
