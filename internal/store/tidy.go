package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

const (
	selectQuiet = `
SELECT v.id, v.agency_id, v.channel_id, v.episode_id, v.last_out_at FROM conversations v
WHERE v.episode_open = 1 AND v.last_out_at > 0 AND v.last_out_at <= $1 AND v.last_in_at <= v.last_out_at
  AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.conversation_id = v.id AND t.state <> 'closed')
ORDER BY v.last_out_at LIMIT $2`
	closeQuiet = `UPDATE conversations SET episode_open = 0 WHERE id = $1 AND episode_id = $2 AND last_out_at = $3`
)

// quietBatch bounds how many episodes one transaction closes.
const quietBatch = 500

// CloseQuiet ends the episodes without an open ticket in which nobody has said
// anything since our last word 24 hours ago. Each is closed by the bot, as of the
// end of those 24 hours. It returns how many it closed.
func (s *Store) CloseQuiet(ctx context.Context) (closed int, err error) {
	err = s.write(ctx, func(t *tx) error {
		closed = 0
		var quiet []loket.Conversation
		err := t.each(func(r scanner) error {
			var v loket.Conversation
			err := r.Scan(&v.ID, &v.Agency, &v.Channel, &v.Episode, when{&v.LastOutAt})
			quiet = append(quiet, v)
			return err
		}, selectQuiet, ms(t.now.Add(-loket.QuietEpisode)), quietBatch)
		if err != nil {
			return fmt.Errorf("find quiet episodes: %w", err)
		}
		for _, v := range quiet {
			n, err := t.exec(closeQuiet, string(v.ID), string(v.Episode), ms(v.LastOutAt))
			if err != nil {
				return fmt.Errorf("close episode: %w", err)
			}
			if n == 0 {
				continue
			}
			closed++
			t.record(loket.Event{
				Agency: v.Agency, At: v.LastOutAt.Add(loket.QuietEpisode), Kind: loket.EventClose, Episode: v.Episode,
				Conversation: v.ID, Channel: v.Channel, ActorKind: loket.ByBot,
			})
		}
		return nil
	})
	return closed, err
}
