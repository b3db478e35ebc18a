package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"

	"loket/bot"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/report"
)

const (
	chatTarget  = "telegram:"
	formPicture = "png"
)

// chatTargets are the two files of a digest for a chat, the picture first: each is sent
// once by itself, so that a death between them leaves the other owed.
func chatTargets(chat string) []string {
	if chat == "" {
		return nil
	}
	return []string{chatTarget + chat + ":1." + formPicture, chatTarget + chat + ":2." + report.FormatPDF}
}

// digestChat is the way of an office's digests through its bot.
type digestChat struct {
	channel loket.ChannelID
	address func() string // of the chat; a group's may move
	carrier *bot.Carrier
	owe     func(...loket.Send) // a hint to the outbox
	tell    func(error)
	carried map[string]loket.SendID // by digest; those handed over
}

// digestChat is the way through the bot that owns a channel.
func (h *house) digestChat(agency config.Agency, channel loket.ChannelID) *digestChat {
	address := func() string { return agency.Digest.Telegram }
	if agency.Digest.Telegram == config.DigestToStaff {
		address = h.botAt(channel).StaffGroup
	}
	return &digestChat{
		channel: channel, address: address, carrier: h.carrier, owe: h.outbox.Owe, carried: map[string]loket.SendID{},
		tell: func(err error) { h.log.Error("send a digest to telegram", "agency", agency.ID, "err", err) },
	}
}

// hand makes a file of a digest and gives it to the outbox, once: until its call has
// ended it is not handed over again.
func (d digests) hand(ctx context.Context, one loket.DigestSend) error {
	key := fmt.Sprint(one.Period, one.From.Unix(), one.Target)
	if d.chat.carrier.Carries(d.chat.carried[key]) {
		return nil
	}
	if taken, err := d.ledger.TakeDigest(ctx, &one, d.now()); err != nil || !taken {
		return err
	}
	made, err := d.make(ctx, report.Period(one.Period), one.AsOf)
	if err != nil {
		return fmt.Errorf("make a digest: %w", err)
	}
	parcel, err := d.parcel(made, one)
	if err != nil {
		return err
	}
	d.chat.carried[key] = parcel.Send.ID
	d.chat.carrier.Carry(parcel)
	d.chat.owe(parcel.Send)
	return nil
}

// parcel is one file of a digest on its way. It is of class B: what may have arrived is
// not sent again.
func (d digests) parcel(made report.Digest, one loket.DigestSend) (bot.Parcel, error) {
	format := one.Target[strings.LastIndexByte(one.Target, '.')+1:]
	file, err := digestFile(made, format)
	if err != nil {
		return bot.Parcel{}, fmt.Errorf("draw a digest: %w", err)
	}
	f := loket.File{Name: file.name, Type: loket.FileType(file.media), Size: len(file.content), Body: file.content}
	to := d.chat.address()
	send := loket.Send{
		ID: loket.NewID[loket.SendID](), Agency: d.agency.ID, Channel: d.chat.channel, Kind: loket.AnswerNotice, Target: loket.ToPerson,
		Address: to, Op: loket.OpFile, Part: 1, Parts: 1, Lane: loket.LaneBroadcast, Class: loket.ClassB,
		Content: loket.Content{File: &f}, State: loket.SendOwed, CreatedAt: d.now(), ExpiresAt: one.AsOf.Add(digestLate),
	}
	if strings.HasPrefix(to, "-") {
		send.Target = loket.ToStaffGroup // a group's limit
	}
	if f.Type.Image() {
		send.Content.Text = caption(made)
	}
	return bot.Parcel{
		Send: send, File: f,
		Begin: func(ctx context.Context) error { return d.move(ctx, &one, loket.DigestSending, "", time.Time{}) },
		End:   func(ctx context.Context, r loket.SendResult) error { return d.ended(ctx, &one, r) },
	}, nil
}

// ended notes what became of a call.
func (d digests) ended(ctx context.Context, one *loket.DigestSend, r loket.SendResult) error {
	to := map[loket.SendState]loket.DigestState{
		loket.SendOwed: loket.DigestOwed, loket.SendDelivered: loket.DigestSent, loket.SendDead: loket.DigestDead,
	}[r.State]
	if to == "" {
		to = loket.DigestUncertain
	}
	if one.State == to { // taken back before it was begun
		return nil
	}
	if err := d.move(ctx, one, to, r.Problem, r.NotBefore); err != nil {
		return err
	}
	switch to {
	case loket.DigestDead:
		d.chat.tell(fmt.Errorf("%s cannot be delivered: is the bot in that chat, and digest, telegram right in loket.yaml? %s", one.Target, r.Problem))
	case loket.DigestUncertain:
		d.chat.tell(fmt.Errorf("%s may or may not have arrived and is not sent again: %s", one.Target, r.Problem))
	default:
	}
	return nil
}

// move changes the state of a digest that was taken; loket.ErrStale: somebody took it
// since.
func (d digests) move(ctx context.Context, one *loket.DigestSend, to loket.DigestState, problem string, notBefore time.Time) error {
	moved, err := d.ledger.MoveDigest(ctx, *one, to, problem, notBefore)
	if err != nil {
		return err
	}
	if !moved {
		return errors.Join(loket.ErrStale, fmt.Errorf("%s was taken by another replica", one.Target))
	}
	one.State = to
	return nil
}

// caption says what the picture shows, for who cannot see it: the head, and as many of
// the sentences as fit.
func caption(made report.Digest) string {
	text := made.Title + " " + made.Span + " · " + made.Agency
	units := func(s string) int { return len(utf16.Encode([]rune(s))) }
	if units(text) > loket.LongestCaption {
		return made.Title
	}
	for _, s := range made.Sentences {
		longer := text + "\n\n" + s
		if units(longer) > loket.LongestCaption {
			break
		}
		text = longer
	}
	return text
}
