package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"loket/internal/loket"
)

// errPanicked says that the ledger's side broke on a message: that is the
// message's doing.
var errPanicked = errors.New("the receiver panicked")

// readAll turns updates into items.
func (a *Adapter) readAll(raws []json.RawMessage) []item {
	c := converter{channel: a.ChannelID, botName: a.Username(), staff: a.staff.Load(), self: a.self()}
	items := make([]item, len(raws))
	for i, raw := range raws {
		items[i] = c.read(raw)
	}
	return items
}

// admit stores a batch in one transaction, then what must be kept aside. Only
// when it returns nil may the batch be acknowledged. With apart set, each
// message is stored by itself, and one that alone is refused while others are
// stored is kept aside instead, so that it cannot hold the rest up for ever. What
// staff are told of what they said in their group is noted in the items.
func (a *Adapter) admit(ctx context.Context, all []item, apart bool) error {
	items := slices.Clone(all)
	err := a.receive(ctx, items)
	if err != nil && !errors.Is(err, loket.ErrNoLedger) && (apart || isMessagesFault(err)) {
		err = a.receiveApart(ctx, items)
	}
	if err != nil {
		return err
	}
	for _, it := range items {
		if it.reason == "" {
			continue
		}
		poison := loket.Poison{Channel: a.ChannelID, Reason: it.reason, Raw: it.raw, At: a.Now()}
		if err := a.Receiver.Quarantine(ctx, poison); err != nil {
			return fmt.Errorf("quarantine update: %w", err)
		}
		a.Log.Warn("update kept aside", slog.String("channel", string(a.ChannelID)), slog.String("reason", it.reason))
	}
	for i, it := range items {
		all[i].heard = it.heard
		if it.movedTo != 0 {
			a.moveStaff(a.staff.Load(), it.movedTo)
		}
	}
	return nil
}

// receive hands what is to be stored to the ledger, in one transaction.
func (a *Adapter) receive(ctx context.Context, items []item) (err error) {
	var batch []loket.Inbound
	var of []int // items
	for i, it := range items {
		if it.in != nil {
			batch, of = append(batch, *it.in), append(of, i)
		}
	}
	if len(batch) == 0 {
		return nil
	}
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("receive batch: %w", errPanicked)
		}
	}()
	receipts, err := a.Receiver.Receive(ctx, batch)
	if err != nil {
		return fmt.Errorf("receive batch: %w", err)
	}
	for i, receipt := range receipts {
		items[of[i]].heard = receipt.Heard
	}
	return nil
}

// receiveApart stores each message by itself and marks those that cannot be
// stored. When none can, or the ledger says so, it is the ledger's trouble, not the
// messages'.
func (a *Adapter) receiveApart(ctx context.Context, items []item) error {
	var failure error
	var doubtful []int
	stored := 0
	for i := range items {
		if items[i].in == nil {
			continue
		}
		err := a.receive(ctx, items[i:i+1])
		switch {
		case err == nil:
			stored++
		case errors.Is(err, loket.ErrNoLedger):
			return err
		case isMessagesFault(err):
			items[i].reason = reasonRefused
		default:
			failure, doubtful = err, append(doubtful, i)
		}
	}
	if failure != nil && stored == 0 {
		return failure
	}
	for _, i := range doubtful {
		items[i].reason = reasonRefused
	}
	return a.receiveUnread(ctx, items)
}

// receiveUnread stores that a refused message came, so that a human asks what was
// in it. When not even that is taken, quarantine is all it gets.
func (a *Adapter) receiveUnread(ctx context.Context, items []item) error {
	for _, it := range items {
		if it.in == nil || it.reason != reasonRefused {
			continue
		}
		unread := it.in.Unread()
		it.in = &unread
		if err := a.receive(ctx, []item{it}); errors.Is(err, loket.ErrNoLedger) {
			return err
		}
	}
	return nil
}

// isMessagesFault tells whether an error is certainly about the message and
// not about the ledger.
func isMessagesFault(err error) bool {
	code := loket.CodeOf(err)
	return errors.Is(err, errPanicked) || code == loket.CodeInvalid || code == loket.CodeTooLarge
}

// moveStaff follows the staff group when it becomes a supergroup. The
// configuration still names the old one, so a person has to know.
func (a *Adapter) moveStaff(from, to int64) {
	if from != 0 && a.staff.CompareAndSwap(from, to) {
		a.Log.Error("the staff group became a supergroup: set LOKET_TELEGRAM_STAFF_CHAT to its new id", slog.Int64("new", to))
	}
}
