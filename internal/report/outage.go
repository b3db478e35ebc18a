package report

import (
	"time"

	"loket/internal/loket"
	"loket/internal/words"
)

// Outage is a time in which a channel was not fetched from for longer than its
// platform keeps messages. What was dropped stands in no figure.
type Outage struct {
	Channel     loket.ChannelID `json:"channel"`
	ChannelName string          `json:"channel_name"`
	From        time.Time       `json:"from"`
	Until       *time.Time      `json:"until" jsonschema:"nullable"` // null: not over yet
}

// OutageOf is a gap of the ledger with its times in a zone.
func OutageOf(g loket.ChannelGap, zone *time.Location) Outage {
	o := Outage{Channel: g.Channel, ChannelName: g.ChannelName, From: g.From.In(zone)}
	if !g.Until.IsZero() {
		until := g.Until.In(zone)
		o.Until = &until
	}
	return o
}

// Text tells staff of the outage: "Telegram: pesan 24 jam ke belakang mungkin
// hilang …".
func (o Outage) Text() words.Text {
	until := words.Text("sekarang")
	if o.Until != nil {
		until = momentWords(*o.Until)
	}
	return words.Say("%s: %s. Loket tidak mengambil pesan dari %s sampai %s.", o.ChannelName, words.Text(loket.GapText), momentWords(o.From), until)
}
