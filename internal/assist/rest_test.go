package assist_test

import (
	"testing"
	"testing/synctest"

	"loket/faq"
	"loket/internal/assist"
	"loket/internal/assist/assisttest"
)

// TestNobodyWaitsWhileItRests: once an endpoint that hangs has been found out, a
// question in the grey zone waits for nothing. The clock is not real: it moves only
// while somebody waits, so that no load of the machine looks like waiting.
func TestNobodyWaitsWhileItRests(t *testing.T) {
	t.Parallel()
	m, err := fused()
	if err != nil {
		t.Fatal(err)
	}
	f, err := sharedFusion(m)
	if err != nil {
		t.Fatal(err)
	}
	found := m.Find(faq.Query{Text: unsure(t, m)[0]})
	synctest.Test(t, func(t *testing.T) {
		l := inside(t, nil)
		l.server.Fails(assisttest.Hang())
		r := &assist.Ranker{Client: l.Client}
		r.Learn(f)
		for i := range 5 {
			if d := took(func() { r.Rank(t.Context(), "", m, found) }); d.Milliseconds() != 800 {
				t.Errorf("question %d waited %v, want all a citizen may be kept waiting", i+1, d)
			}
		}
		for range 200 {
			if d := took(func() { r.Rank(t.Context(), "", m, found) }); d != 0 {
				t.Fatalf("while it rests a question waited %v", d)
			}
		}
		if n := len(l.server.Sent()); n != 5 {
			t.Errorf("%d requests, want 5", n)
		}
	})
}

// BenchmarkRank measures what the assistant adds to a question in the grey zone: nothing
// while it rests, and one embedding on this machine when it works.
func BenchmarkRank(b *testing.B) {
	m, err := fused()
	if err != nil {
		b.Fatal(err)
	}
	f, err := sharedFusion(m)
	if err != nil {
		b.Fatal(err)
	}
	found := m.Find(faq.Query{Text: "ktp"})
	rank := func(b *testing.B, fault assisttest.Fault) {
		server := assisttest.Inside()
		s := settings(server, &assisttest.Ledger{})
		s.Transport, s.Cache = server, 1
		client, err := assist.New(s)
		if err != nil {
			b.Fatal(err)
		}
		server.Fails(fault)
		r := &assist.Ranker{Client: client}
		r.Learn(f)
		for range 5 {
			r.Rank(b.Context(), "", m, found)
		}
		for b.Loop() {
			r.Rank(b.Context(), "", m, found)
		}
	}
	b.Run("Works", func(b *testing.B) { rank(b, nil) })
	b.Run("Rests", func(b *testing.B) { rank(b, assisttest.Status(500, "")) })
}
