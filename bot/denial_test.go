package bot

import (
	"testing"
	"time"

	"loket/internal/loket"
)

func TestDeniesQuote(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Bukan itu":                       true,
		"bukan itu yang saya tanyakan.":   true,
		"maaf, bkn yg itu kak":            true,
		"salah,  bukan  ini maksud saya":  true,
		"Bukang begitu, beta tanya akta":  true,
		"sorry that's not what I asked":   true,
		"That is not what I meant":        true,
		"bukan itu saja, akta juga":       false,
		"kalau bukan itu, apa syaratnya?": false,
		"bukan warga kota, apa bisa?":     false,
		"itu bukan KTP saya":              false,
		"ini untuk anak saya":             false,
		"":                                false,
		"bukan itunya yang hilang":        false,
		"cerita saya panjang sekali kak waktu itu saya datang lalu petugas bilang bukan itu suratnya": false,
	} {
		if got := deniesQuote(text); got != want {
			t.Errorf("deniesQuote(%q) = %v, want %v", text, got, want)
		}
	}
}

// TestDenialIsNoted: the event is written once, of what was quoted before, and the
// message is answered as it would be without.
func TestDenialIsNoted(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	c.says("ani", "KTP saya hilang, syaratnya apa?")
	quoted := c.happened(loket.EventQuote)
	if len(quoted) != 1 {
		t.Fatalf("%d quotes of a plain question", len(quoted))
	}
	c.later(time.Minute)
	c.says("ani", "bukan itu yang saya tanyakan")
	c.later(time.Minute) // what was held is settled by now
	c.considerAll()
	noted := c.happened(loket.EventNotThis)
	if len(noted) != 1 || noted[0].Entry != quoted[0].Entry || noted[0].Episode != quoted[0].Episode || noted[0].ActorKind != loket.ByCitizen || noted[0].Seq <= quoted[0].Seq {
		t.Fatalf("noted %+v after %+v, want it once, of the entry", noted, quoted)
	}
	for _, kind := range []loket.EventKind{loket.EventQuote, loket.EventAsk, loket.EventReceipt, loket.EventHandoff} {
		for _, e := range c.happened(kind) {
			if e.Message == noted[0].Message && e.Seq < noted[0].Seq {
				t.Errorf("the %s that answers it stands before it", kind)
			}
		}
	}
	c.says("budi", "bukan itu yang saya tanyakan") // nothing was quoted to them
	c.later(time.Minute)
	c.considerAll()
	if noted := c.happened(loket.EventNotThis); len(noted) != 1 {
		t.Errorf("%d denials, want none of who was quoted nothing", len(noted))
	}
}

// TestDenialOfYesterday is none: what was quoted is not in hand any more.
func TestDenialOfYesterday(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	c.says("ani", "KTP saya hilang, syaratnya apa?")
	c.later(loket.QuietEpisode + time.Hour)
	c.says("ani", "bukan itu")
	c.later(time.Minute)
	c.considerAll()
	if noted := c.happened(loket.EventNotThis); len(noted) != 0 {
		t.Errorf("noted %+v a day later", noted)
	}
}
