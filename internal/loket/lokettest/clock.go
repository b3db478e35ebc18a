package lokettest

import (
	"sync"
	"time"

	"loket/internal/loket"
)

// Clock stands still until it is moved. It is safe for concurrent use.
type Clock struct {
	mu  sync.Mutex // guards now
	now time.Time
}

// NewClock starts on a Monday morning in Kupang, office open: 23 November 2026,
// 09.00 WITA.
func NewClock() *Clock {
	return &Clock{now: time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)}
}

// Now returns the clock's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Add moves the clock.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Agency is the agency of tests.
func Agency() loket.Agency {
	return loket.Agency{
		ID: "disdukcapil-kota-kupang", Code: "KPG", Name: "Disdukcapil Kota Kupang", Zone: "Asia/Makassar",
	}
}

// Channels are the channels of Agency: Telegram, then web chat.
func Channels() []loket.Channel {
	agency := Agency().ID
	return []loket.Channel{
		{ID: "kupang-telegram", Agency: agency, Kind: loket.Telegram, Name: "Telegram"},
		{ID: "kupang-web", Agency: agency, Kind: loket.WebChat, Name: "Chat web"},
	}
}
