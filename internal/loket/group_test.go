package loket_test

import (
	"bytes"
	"crypto/sha256"
	"math"
	"strings"
	"testing"

	"loket/internal/loket"
)

// keyed stands for a keyed hash.
func keyed(text string) []byte {
	sum := sha256.Sum256([]byte("kunci" + text))
	return sum[:]
}

func validPress(text string, mac []byte) bool { return bytes.HasPrefix(keyed(text), mac) }

func TestGroupPress(t *testing.T) {
	t.Parallel()
	ticket := loket.NewID[loket.TicketID]()
	for _, want := range []loket.GroupPress{
		{Act: loket.GroupClaim, Ticket: ticket},
		{Act: loket.GroupRelease, Ticket: ticket, Number: math.MaxInt32},
		{Act: loket.GroupPage, Number: 7},
	} {
		data := want.Sign(keyed)
		if got, ok := loket.ReadGroupPress(data, validPress); got != want || !ok || len(data) > 64 {
			t.Errorf("ReadGroupPress(%q, %d bytes) = %+v, %v, want %+v", data, len(data), got, ok, want)
		}
	}
}

// FuzzReadGroupPress finds nothing that was not signed, and no panic.
func FuzzReadGroupPress(f *testing.F) {
	good := loket.GroupPress{Act: loket.GroupClaim, Ticket: "01J", Number: 3}.Sign(keyed)
	for _, seed := range []string{good, "", ":", "g:a:01J:3:", "g:a:01J:x:AAAAAAAAAAAA", strings.ToUpper(good), good + ":", "g::::AAAAAAAAAAAA"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data string) {
		p, ok := loket.ReadGroupPress(data, validPress)
		if ok && p.Sign(keyed) != data {
			t.Errorf("ReadGroupPress(%q) = %+v, which was never signed so", data, p)
		}
	})
}

func TestSubject(t *testing.T) {
	t.Parallel()
	cases := []struct {
		ticket loket.Ticket
		want   string
	}{
		{loket.Ticket{Kind: loket.KindQuestion, Topic: "kk-hilang"}, "kk-hilang"},
		{loket.Ticket{Kind: loket.KindQuestion}, "pertanyaan"},
		{loket.Ticket{}, "pertanyaan"},
		{loket.Ticket{Kind: loket.KindComplaint}, "aduan"},
		{loket.Ticket{Kind: loket.KindRequest}, "permintaan informasi"},
		{loket.Ticket{Kind: loket.KindAspiration}, "aspirasi"},
		{loket.Ticket{Kind: loket.KindFraud}, "laporan penipuan"},
	}
	for _, c := range cases {
		if got := c.ticket.Subject(); got != c.want {
			t.Errorf("Subject of %s %q = %q, want %q", c.ticket.Kind, c.ticket.Topic, got, c.want)
		}
	}
}
