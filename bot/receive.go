package bot

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"loket/internal/loket"
)

// textLimit bounds what is kept of one message, in bytes: more than any channel
// carries.
const textLimit = 64 << 10

// Receive implements Receiver: it redacts, stores the batch in one transaction,
// and wakes the conversations concerned.
func (b *Bot) Receive(ctx context.Context, batch []loket.Inbound) ([]loket.Receipt, error) {
	redacted := make([]loket.Inbound, len(batch))
	for i, in := range batch {
		redacted[i] = b.redact(in)
	}
	receipts, err := b.Ledger.Ingest(ctx, redacted)
	if err != nil {
		return nil, fmt.Errorf("receive: %w", err)
	}
	for _, r := range receipts {
		if r.Pending {
			b.lanes.add(r.Conversation)
		}
	}
	return receipts, nil
}

// Quarantine implements Receiver.
func (b *Bot) Quarantine(ctx context.Context, p loket.Poison) error {
	if err := b.Ledger.Quarantine(ctx, p); err != nil {
		return fmt.Errorf("quarantine: %w", err)
	}
	b.Log.Warn("an update could not be read and is in quarantine", "channel", p.Channel, "reason", p.Reason)
	return nil
}

// redact destroys personal data in what a citizen wrote, before anything keeps
// it.
func (b *Bot) redact(in loket.Inbound) loket.Inbound {
	text := strings.ToValidUTF8(in.Text, "\uFFFD")
	if len(text) > textLimit {
		text = text[:textLimit]
		for !utf8.ValidString(text) {
			text = text[:len(text)-1]
		}
	}
	redaction := b.Redactor.Redact(text)
	in.Text = redaction.Text
	in.Data = strings.ReplaceAll(strings.ToValidUTF8(in.Data, ""), "\x00", "")
	for _, found := range redaction.Hidden {
		in.Hidden = append(in.Hidden, loket.Hidden{Label: found.Label, Last4: found.Last4, Hash: found.Hash})
	}
	return in
}
