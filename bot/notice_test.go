package bot

import (
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
)

// given counts the notices that answers carry.
func given(answers []loket.Answer) (n int) {
	for _, a := range answers {
		n += strings.Count(textOf(a), noticeBegins)
	}
	return n
}

// TestNotice holds the clerk to giving the data-protection notice once to every
// citizen, whatever they begin with, and again only when its words change.
func TestNotice(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]loket.Inbound{
		"Start":     {Kind: loket.MessageCommand, Text: "/start"},
		"Help":      {Kind: loket.MessageCommand, Text: "/bantuan"},
		"Privacy":   {Kind: loket.MessageCommand, Text: "/privasi"},
		"Greeting":  {Kind: loket.MessageText, Text: "selamat pagi"},
		"Question":  {Kind: loket.MessageText, Text: "syarat ktp hilang"},
		"Choice":    {Kind: loket.MessageText, Text: "mau urus kk"},
		"Complaint": {Kind: loket.MessageText, Text: "pelayanan lambat sekali, saya kecewa"},
		"Human":     {Kind: loket.MessageText, Text: "mau bicara sama petugas"},
		"Photo":     {Kind: loket.MessagePhoto},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := openCounter(t)
			first := c.does(c.of("a", in.Kind, in.Text, ""))
			c.wantNotice(first, in.Text != "/privasi")
			if n := given(c.says("a", "syarat ktp hilang").answers); n != 0 {
				t.Errorf("the second answer carries %d notices, want none", n)
			}
			c.bot.Settings.Keep += 24 * time.Hour
			c.wantNotice(c.says("a", "syarat kk hilang"), true)
			c.wantNotice(c.says("b", "syarat kk hilang"), true)
		})
	}
}

// wantNotice holds what came of a message to a notice in its words of today,
// recorded with its version. inFooter tells whether it stands behind an answer.
func (c *counter) wantNotice(got came, inFooter bool) {
	c.t.Helper()
	words := sayNotice(got.situated.Agency, c.bot.Settings.Keep)
	if n := given(got.answers); inFooter && n != 1 {
		c.t.Errorf("%d notices are given, want 1", n)
	}
	if inFooter && !strings.HasSuffix(textOf(got.answers[0]), words) {
		c.t.Errorf("the first answer ends without the notice:\n%s", textOf(got.answers[0]))
	}
	v := got.situated.Conversation
	if v.NoticeVersion != noticeVersion(words) || !v.NoticeAt.Equal(c.clock.Now()) {
		c.t.Errorf("recorded version %q at %v, want %q now", v.NoticeVersion, v.NoticeAt, noticeVersion(words))
	}
}

// TestNoticeWaits: who is in danger reads numbers first, and the notice later.
func TestNoticeWaits(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	if n := given(c.says("a", "tolong ada kebakaran").answers); n != 0 {
		t.Errorf("an emergency gets %d notices, want none", n)
	}
	c.wantNotice(c.says("a", "syarat ktp hilang"), true)
}

// TestNoticeWords holds the notice to what it must tell.
func TestNoticeWords(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	words := textOf(c.says("a", "selamat pagi").answers[0])
	for _, want := range []string{"Disdukcapil Kota Kupang", "untuk menjawab Anda", "365 hari", "Jangan kirim NIK", "menghapus", "menarik persetujuan", "/privasi"} {
		if !strings.Contains(words, want) {
			t.Errorf("the notice reads\n%s\nwant %q in it", words, want)
		}
	}
}
