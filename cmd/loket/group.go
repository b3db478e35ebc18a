package main

import (
	"crypto/subtle"

	"loket/bot"
	"loket/internal/desk"
	"loket/internal/loket"
)

// groupCards is how many new tickets a minute get a card in the staff group; the
// board lists those beyond.
const groupCards = 10

// wireGroup lets the staff group see what waits, and work on it.
func (h *house) wireGroup() {
	if h.telegram == nil || h.config.Telegram.StaffChat == 0 {
		return
	}
	agency := h.config.Agencies[0].ID
	h.board = &bot.Board{
		SendLedger: h.ledger, Agency: agency, Channel: h.telegram.ChannelID, Group: h.telegram.StaffGroup,
		Open: h.ledger.OpenTickets, Owe: func(sends ...loket.Send) { h.outbox.Owe(sends...) },
		Forum: h.telegram.Forum, Topics: h.ledger, Words: h.ledger, Sign: h.signButton, Cards: groupCards,
		OnCall: func() string { return h.shelves.terms(agency).onCall }, Zone: h.zone(agency), Now: h.now, Log: h.log,
	}
	if h.config.Telegram.ChatRate == 0 {
		h.board.Pause, h.board.Cards = unpacedPause, 0
	}
	h.sends = h.board
	h.bot.Group = &desk.Group{
		Desk: h.desk, Ledger: h.ledger, Agency: agency, Channel: h.telegram.ChannelID, Address: h.telegram.StaffGroup,
		Valid: h.validButton, Zone: h.zone(agency), Stir: h.board.Stir,
	}
}

// buttonDomain is the use of the keyed hash that a button in the staff group
// carries.
const buttonDomain = "group button"

// signButton is the keyed hash of a button's text in the staff group.
func (h *house) signButton(text string) []byte {
	sum, _ := h.sealer.Hash(buttonDomain, h.telegram.StaffGroup()+"\x00"+text)
	return sum
}

// validButton tells whether mac begins the keyed hash of a button's text, under
// any key at hand.
func (h *house) validButton(text string, mac []byte) bool {
	valid := 0
	for _, hash := range h.sealer.Hashes(buttonDomain, h.telegram.StaffGroup()+"\x00"+text) {
		if len(mac) > 0 && len(mac) <= len(hash.Sum) {
			valid |= subtle.ConstantTimeCompare(hash.Sum[:len(mac)], mac)
		}
	}
	return valid == 1
}
