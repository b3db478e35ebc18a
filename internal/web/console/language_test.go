package console_test

import (
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/web/webtest"
)

// TestFragmentsInEnglish: what comes into a page after it was loaded is in its reader's
// language, and what people wrote stays as they wrote it.
func TestFragmentsInEnglish(t *testing.T) {
	live(t, func(t *testing.T, o liveOffice, b *webtest.Browser) {
		b.Post("/bahasa", "bahasa", "en")
		w := o.listen(t.Context(), b, "/loket/arus?tab=menunggu&sejak=0", "")
		next(t, w)
		o.put("t1", 5*time.Minute, "Menunggu", nil)
		o.happen(loket.Stirred{Ticket: "t1", Citizen: true})
		if said := next(t, w); !strings.Contains(said, ">5 min<") || !strings.Contains(said, "waiting <") || strings.Contains(said, "menunggu <") {
			t.Errorf("a new ticket is told as\n%s\nwant it in English", said)
		}
		page := b.Get("/loket").Page(t)
		if got := page.One(".antrean .tanya").Text(); !strings.HasSuffix(got, "Menunggu") {
			t.Errorf("the citizen's word is shown as %q, want it as written", got)
		}
		if got := page.One("#arus").Attr["data-kata-sisa"]; got != "# left" {
			t.Errorf("the page's script says %q, want English", got)
		}
		if refused := b.Post("/loket/tiket/t1/balas", "epoch", "1").Page(t).One("[role=alert]").Text(); !strings.HasPrefix(refused, "The reply is empty.") {
			t.Errorf("an empty reply is refused with %q, want it in English", refused)
		}
	})
}
