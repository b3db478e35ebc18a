package main

import (
	"context"
	"crypto/subtle"

	"loket/bot"
	"loket/internal/desk"
	"loket/internal/loket"
)

// groupCards is how many new tickets a minute get a card in the staff group; the
// board lists those beyond.
const groupCards = 10

// wireGroups lets the staff groups see what waits, and work on it.
func (h *house) wireGroups() {
	groups := groups{}
	for _, b := range h.bots {
		if b.config.StaffChat == 0 {
			continue
		}
		h.wireBoard(b)
		groups[b.ChannelID] = &desk.Group{
			Desk: h.desk, Ledger: h.ledger, Agency: b.agency.ID, Channel: b.ChannelID, Address: b.StaffGroup,
			Valid: h.validButton(b), Zone: h.zone(b.agency.ID), Stir: b.board.Stir,
		}
	}
	if len(groups) > 0 {
		h.bot.Group = groups
	}
}

// wireBoard gives a bot the board of its staff group.
func (h *house) wireBoard(b *telegramBot) {
	agency := b.agency.ID
	b.board = &bot.Board{
		SendLedger: h.sends, Agency: agency, Channel: b.ChannelID, Group: b.StaffGroup,
		Open: h.ledger.OpenTickets, Owe: func(sends ...loket.Send) { h.outbox.Owe(sends...) },
		Forum: b.Forum, Topics: h.ledger, Words: h.ledger, Sign: h.signButton(b), Cards: groupCards,
		OnCall: func() string { return h.shelves.terms(agency).onCall }, Zone: h.zone(agency), Now: h.now, Log: h.log,
	}
	if b.config.ChatRate == 0 {
		b.board.Pause, b.board.Cards = unpacedPause, 0
	}
	h.sends = b.board
}

// groups are the desks in staff groups, by the channel of the bot that is in each.
type groups map[loket.ChannelID]*desk.Group

// Hear implements bot.GroupDesk.
func (g groups) Hear(ctx context.Context, in loket.Inbound) (heard loket.Heard, err error) {
	if at := g[in.Channel]; at != nil {
		return at.Hear(ctx, in)
	}
	return heard, nil
}

// buttonDomain is the use of the keyed hash that a button in the staff group
// carries.
const buttonDomain = "group button"

// signButton makes the keyed hash of a button's text in a bot's staff group.
func (h *house) signButton(b *telegramBot) func(text string) []byte {
	return func(text string) []byte {
		sum, _ := h.sealer.Hash(buttonDomain, b.StaffGroup()+"\x00"+text)
		return sum
	}
}

// validButton tells whether mac begins the keyed hash of a button's text, under
// any key at hand.
func (h *house) validButton(b *telegramBot) func(text string, mac []byte) bool {
	return func(text string, mac []byte) bool {
		valid := 0
		for _, hash := range h.sealer.Hashes(buttonDomain, b.StaffGroup()+"\x00"+text) {
			if len(mac) > 0 && len(mac) <= len(hash.Sum) {
				valid |= subtle.ConstantTimeCompare(hash.Sum[:len(mac)], mac)
			}
		}
		return valid == 1
	}
}
