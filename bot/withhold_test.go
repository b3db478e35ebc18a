package bot

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/privacy"
)

// TestWithheldNone holds the guard to the reference catalogue: it was not made
// for these texts, and refuses none of them.
func TestWithheldNone(t *testing.T) {
	t.Parallel()
	catalog := referenceBook(t).Catalog
	began := time.Now()
	withheld := Withheld(catalog, privacy.Guard{Links: []string{"pn-kupang.go.id"}})
	t.Logf("%d entries in %v", len(catalog.Entries()), time.Since(began))
	for id, err := range withheld {
		t.Errorf("%s is withheld: %v", id, err)
	}
}

func TestWithheldIsAHumans(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	c.book.Withheld = map[string]error{"ktp-el-hilang": loket.ErrNotFound}
	got := c.does(c.text("a", "syarat ktp hilang"))
	if got.outcome() != loket.OutcomeHandedOff || strings.Contains(got.words(), "kepolisian") {
		t.Errorf("a withheld entry became %s: %s, want a ticket", got.outcome(), got.words())
	}
}

// TestPhrasesPassTheGuard: what the clerk says by itself asks for nothing.
func TestPhrasesPassTheGuard(t *testing.T) {
	t.Parallel()
	agency, k := lokettest.Agency(), loket.Ticket{Number: "KPG-7F3Q9K-X"}
	now := time.Now()
	k.Promise = loket.GivenPromise(now.Add(time.Hour))
	for i, text := range []string{
		sayHello(agency, time.Now()), sayHelp(agency), sayThanks, sayPrivacy(agency, time.Hour), sayEraseAsk(k.Number), sayErased(loket.Telegram), sayErased(loket.WebChat), sayKept, sayNoArchive, sayArchiveCut, sayReceipt(k.Number, sayOutlook(3, now, now, calendar.Status{Open: true})),
		sayComplaintReceipt(k.Number, ""), sayEmergency(k.Number), sayJoined(k.Number), sayStillQueued(k.Number),
		sayStatus(k, 3, now, ""), sayDelay(k, false, now), sayDelay(k, true, now), sayCancelled(k.Number), sayTooLate(k.Number), sayNoTicket, sayHidden([]string{"NIK", "nomor KK"}), sayAbuse, sayInsultsReceipt(k.Number, ""), sayHoax, sayAttachment, sayMedia, sayAsk, sayStaleChoice, sayBotOff, sayHalted, sayHelloOfStaff(agency, now),
	} {
		if err := (privacy.Guard{}).Check(text); err != nil {
			t.Errorf("phrase %s: Check(%q) = %v, want nil", fmt.Sprint(i), text, err)
		}
	}
}
