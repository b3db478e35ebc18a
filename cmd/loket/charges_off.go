//go:build !crash

package main

import (
	"time"

	"loket/bot"
)

// charges are the places where a test build can be made to die; this build has
// none.
type charges struct{}

func newCharges(func(string) string) (charges, error) { return charges{}, nil }

func (charges) written() {}

func (charges) committing() {}

func (charges) close() {}

func (charges) clock() func() time.Time { return nil }

func (charges) lay(*house, []bot.Line) {}
