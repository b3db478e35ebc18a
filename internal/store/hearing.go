package store

import (
	"context"
	"fmt"
	"time"

	"loket/internal/loket"
)

const (
	selectHeard = `SELECT name, heard_at FROM channels WHERE id = $1`
	updateHeard = `UPDATE channels SET heard_at = $2 WHERE id = $1 AND heard_at < $2`
	openGap     = `
INSERT INTO channel_gaps (channel_id, from_at, found_at) VALUES ($1, $2, $3)
ON CONFLICT (channel_id, from_at) DO NOTHING`
	closeGap = `UPDATE channel_gaps SET until_at = $3 WHERE channel_id = $1 AND from_at = $2 AND until_at = 0`
)

// hear notes when a channel was last heard. A silence of more than
// loket.UpdateRetention is a gap: it is returned when it is found and when it
// ends.
func (t *tx) hear(channel loket.ChannelID, heard time.Time) (*loket.ChannelGap, error) {
	gap := &loket.ChannelGap{Channel: channel}
	err := t.one(func(r scanner) error { return r.Scan(&gap.ChannelName, when{&gap.From}) }, selectHeard, string(channel))
	if err != nil {
		return nil, fmt.Errorf("read when %s was heard: %w", channel, err)
	}
	silentUntil := t.now
	if heard.After(gap.From) {
		silentUntil, gap.Until = heard, heard
		if _, err := t.exec(updateHeard, string(channel), ms(heard)); err != nil {
			return nil, fmt.Errorf("note when %s was heard: %w", channel, err)
		}
	}
	if gap.From.IsZero() || silentUntil.Sub(gap.From) <= loket.UpdateRetention {
		return nil, nil
	}
	return t.gap(gap)
}

// gap writes a gap; nil when it was known as it is.
func (t *tx) gap(gap *loket.ChannelGap) (*loket.ChannelGap, error) {
	found, err := t.exec(openGap, string(gap.Channel), ms(gap.From), ms(t.now))
	if err != nil {
		return nil, fmt.Errorf("note a gap of %s: %w", gap.Channel, err)
	}
	if gap.Until.IsZero() {
		if found == 0 {
			gap = nil
		}
		return gap, nil
	}
	if _, err := t.exec(closeGap, string(gap.Channel), ms(gap.From), ms(gap.Until)); err != nil {
		return nil, fmt.Errorf("end a gap of %s: %w", gap.Channel, err)
	}
	return gap, nil
}

const selectHearings = `SELECT id, name, heard_at FROM channels WHERE agency_id = $1 AND heard_at > 0 ORDER BY id`

// Hearings tells of every channel of an agency that was ever fetched from when
// it was last heard. It is as fresh as the last renewal of the channel's lease.
func (s *Store) Hearings(ctx context.Context, agency loket.AgencyID) (all []loket.Hearing, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var h loket.Hearing
		err := r.Scan(&h.Channel, &h.Name, when{&h.At})
		all = append(all, h)
		return err
	}, selectHearings, string(agency))
	if err != nil {
		return nil, fmt.Errorf("read when channels were heard: %w", err)
	}
	return all, nil
}

const selectGaps = `
SELECT c.id, c.name, g.from_at, g.until_at FROM channels c JOIN channel_gaps g ON g.channel_id = c.id
WHERE c.agency_id = $1 AND g.from_at < $3 AND (g.until_at = 0 OR g.until_at > $2) ORDER BY g.from_at, c.id`

// ChannelGaps returns an agency's gaps that touch [from, to), in order.
func (s *Store) ChannelGaps(ctx context.Context, agency loket.AgencyID, from, to time.Time) (all []loket.ChannelGap, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var g loket.ChannelGap
		err := r.Scan(&g.Channel, &g.ChannelName, when{&g.From}, when{&g.Until})
		all = append(all, g)
		return err
	}, selectGaps, string(agency), ms(from), ms(to))
	if err != nil {
		return nil, fmt.Errorf("read gaps: %w", err)
	}
	return all, nil
}
