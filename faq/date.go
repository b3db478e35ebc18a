package faq

import (
	"fmt"
	"time"
)

// String writes the date as citizens read it: 21 November 2026. A date that
// is none is written as it stands.
func (d Date) String() string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	month := [...]string{
		"Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli",
		"Agustus", "September", "Oktober", "November", "Desember",
	}[t.Month()-1]
	return fmt.Sprintf("%d %s %d", t.Day(), month, t.Year())
}
