package faq

import (
	"strings"
	"testing"
)

func TestDate(t *testing.T) {
	t.Parallel()
	for d, want := range map[Date]string{"2026-11-21": "21 November 2026", "2027-01-05": "5 Januari 2027", "": "", "kemarin": "kemarin"} {
		if got := d.String(); got != want {
			t.Errorf("Date(%q) = %q, want %q", string(d), got, want)
		}
	}
}

func TestExcerpt(t *testing.T) {
	t.Parallel()
	source := "satu\n\tdua\x00\n" + strings.Repeat("x", 500)
	for _, tt := range []struct {
		name         string
		line, column int
		want         string
	}{
		{"First", 1, 2, ">    1 | satu\n          ^"},
		{"Control", 2, 1, "     1 | satu\n>    2 |  dua \n         ^"},
		{"ColumnBehindTheLine", 1, 99, ">    1 | satu\n             ^"},
		{"NoSuchLine", 9, 1, ""},
		{"LineZero", 0, 1, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := excerpt(source, tt.line, tt.column); got != tt.want {
				t.Errorf("excerpt(%d, %d) =\n%s\nwant\n%s", tt.line, tt.column, got, tt.want)
			}
		})
	}
	if got := excerpt(source, 3, 400); len(got) > 3*excerptWidth {
		t.Errorf("an excerpt of a long line has %d bytes, want it clipped", len(got))
	}
}
