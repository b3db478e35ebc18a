package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"loket/internal/loket"
)

// textLimit bounds what is kept of one message, in bytes: more than any channel
// carries.
const textLimit = 64 << 10

// dataLimit bounds what a button carries, in bytes: as channels do.
const dataLimit = 64

// nameLimit bounds a person's name, in bytes.
const nameLimit = 512

// Receive implements Receiver: it redacts, stores the batch in one transaction,
// and wakes the conversations concerned. What is said in the staff group is no
// citizen's question: the desk there hears it, once the citizens' are stored.
func (b *Bot) Receive(ctx context.Context, batch []loket.Inbound) ([]loket.Receipt, error) {
	var citizens []loket.Inbound
	for _, in := range batch {
		if in.Staff {
			continue
		}
		read, err := b.readable(ctx, in)
		if err != nil {
			return nil, fmt.Errorf("receive: %w", err)
		}
		citizens = append(citizens, read)
	}
	stored, err := b.Ledger.Ingest(ctx, citizens)
	if err != nil {
		return nil, fmt.Errorf("receive: %w", err)
	}
	receipts := make([]loket.Receipt, len(batch))
	for i, in := range batch {
		if in.Staff {
			receipts[i].OriginKey = in.OriginKey
			if receipts[i].Heard, err = b.hear(ctx, in); err != nil {
				return nil, fmt.Errorf("receive: %w", err)
			}
			continue
		}
		receipts[i], stored = stored[0], stored[1:]
		if _, owned := b.Epoch(batch[i].Channel); owned && receipts[i].Pending {
			b.lanes.add(batch[i].Channel, receipts[i].Conversation)
		}
	}
	return receipts, nil
}

// hear lets the desk in the staff group hear what is said there.
func (b *Bot) hear(ctx context.Context, in loket.Inbound) (loket.Heard, error) {
	if b.Group == nil {
		return loket.Heard{}, nil
	}
	return b.Group.Hear(ctx, in)
}

// readable is a message as it may be kept. One that breaks the redactor goes to
// quarantine, sealed, and what is stored in its place says so to a human.
func (b *Bot) readable(ctx context.Context, in loket.Inbound) (loket.Inbound, error) {
	read, problem := b.redactSafely(in)
	if problem == nil {
		return read, nil
	}
	raw, err := json.Marshal(in)
	if err != nil {
		return in, fmt.Errorf("keep what could not be read: %w", err)
	}
	poison := loket.Poison{Channel: in.Channel, Reason: "Pesan ini tidak dapat dibaca.", Raw: raw, At: b.Now()}
	if err := b.Quarantine(ctx, poison); err != nil {
		return in, err
	}
	b.Log.Error("redact a message", "channel", in.Channel, "err", problem)
	return in.Unread(), nil
}

func (b *Bot) redactSafely(in loket.Inbound) (out loket.Inbound, err error) {
	defer caught(&err)
	return b.redact(in), nil
}

// Quarantine implements Receiver.
func (b *Bot) Quarantine(ctx context.Context, p loket.Poison) error {
	if err := b.Ledger.Quarantine(ctx, p); err != nil {
		return fmt.Errorf("quarantine: %w", err)
	}
	b.Log.Warn("an update could not be read and is in quarantine", "channel", p.Channel, "reason", p.Reason)
	return nil
}

// redact destroys personal data in what a citizen wrote, their name on the
// channel included, before anything keeps it.
func (b *Bot) redact(in loket.Inbound) loket.Inbound {
	in.Text = clean(in.Text)
	in = b.hidePIN(in)
	redaction := b.Redactor.Redact(in.Text)
	in.Text = clip(redaction.Text, textLimit)
	for _, found := range redaction.Hidden {
		in.Hidden = append(in.Hidden, loket.Hidden{Label: found.Label, Last4: found.Last4, Hash: found.Hash})
	}
	in.Data = clip(b.Redactor.Redact(clean(in.Data)).Text, dataLimit)
	in.Name = clip(b.Redactor.Redact(clean(in.Name)).Text, nameLimit)
	return in
}

// clean makes text of what may be anything: valid UTF-8 without NUL.
func clean(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "")
}

// clip bounds a valid text to a number of bytes, at a whole character.
func clip(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}
