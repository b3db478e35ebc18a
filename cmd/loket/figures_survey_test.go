package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/report"
)

// surveys has a citizen's ticket answered, closed, rated and asked about: all nine with
// one score.
func (c *counted) surveys(person string, score int) {
	c.t.Helper()
	channel := lokettest.Channels()[0].ID
	say := func() loket.Situation {
		receipts, err := c.ledger.Ingest(c.t.Context(), []loket.Inbound{{
			Channel: channel, OriginKey: "m:" + string(loket.NewID[loket.MessageID]()), Person: person, Address: person, Kind: loket.MessageText, Text: "halo",
		}})
		c.must(err)
		s, err := c.ledger.Situation(c.t.Context(), receipts[0].Conversation)
		c.must(err)
		return s
	}
	decides := func(s loket.Situation, change func(*loket.Decision)) {
		d := loket.Decision{
			Agency: c.agency.ID, Channel: channel, Conversation: s.Conversation.ID, Episode: s.Conversation.Episode, At: c.clock.Now(),
			Settled: []loket.Settlement{{Message: s.Pending[0].ID, Outcome: loket.OutcomeNoticed}},
		}
		change(&d)
		c.must(c.ledger.Settle(c.t.Context(), d))
	}
	s := say()
	k := loket.Ticket{
		ID: loket.NewID[loket.TicketID](), Number: loket.NewTicketNumber("KPG"), Agency: c.agency.ID, Channel: channel, Conversation: s.Conversation.ID,
		Episode: s.Conversation.Episode, Unit: loket.DefaultUnit, Kind: loket.KindQuestion, State: loket.TicketWaiting, OpenedAt: c.clock.Now(), Topic: "ktp-hilang",
	}
	decides(s, func(d *loket.Decision) { d.Ticket = &k })
	var r loket.Rating
	_, err := c.ledger.UpdateTicket(c.t.Context(), c.agency.ID, k.ID, func(k *loket.Ticket, _ loket.Situation) (loket.Change, error) {
		k.FirstReplyAt = c.clock.Now()
		k.End(c.clock.Now(), loket.ByStaff)
		r = loket.NewRating(*k, c.clock.Now())
		return loket.Change{Rating: &r, CloseEpisode: true}, nil
	})
	c.must(err)
	survey := loket.NewSurvey(r, channel, c.clock.Now())
	c.must(survey.Begin(c.clock.Now()))
	for element := 1; element <= loket.SurveyElements; element++ {
		c.must(survey.Answer(element, score, c.clock.Now()))
	}
	decides(say(), func(d *loket.Decision) { d.Survey = &loket.SurveyStep{Survey: survey} })
}

// TestOpinionFromTheLedger reads what citizens said from the ledger as the command, the
// page and the files do.
func TestOpinionFromTheLedger(t *testing.T) {
	t.Parallel()
	c := newCounted(t)
	c.until(9)
	for i, score := range []int{4, 3, 3, 2} {
		c.surveys(fmt.Sprint("warga-", i), score)
	}
	office := config.Agency{Agency: c.agency, Units: []loket.Unit{{ID: "akta", Name: "Seksi Akta"}}}
	day := c.begins.Format(time.DateOnly)
	built, err := c.figures().opinion(t.Context(), office, report.Wish{From: day, To: day}, map[string]string{"ktp-hilang": "KTP hilang"})
	c.must(err)
	if built.N != 4 || built.ValueText() != "75,00" || built.Grade != "C" || built.Population != 4 || built.Sample != 4 || !built.Enough || built.Services[0].Name != "KTP hilang" {
		t.Errorf("n %d: %s %s, sample %d of %d for %+v, want four citizens at 75,00", built.N, built.ValueText(), built.Grade, built.Sample, built.Population, built.Services)
	}
	for unit, n := range map[string]int{"umum": 4, "akta": 0} {
		built, err := c.figures().opinion(t.Context(), office, report.Wish{From: day, To: day, Unit: unit}, nil)
		c.must(err)
		name, _ := unitName(office, loket.UnitID(unit))
		if got := opinionPaper(built, office); built.N != n || got.Unit != name || got.Of() != c.agency.Name+" · "+name {
			t.Errorf("%s: n %d, the document is of %q, want %d and %s", unit, built.N, got.Of(), n, name)
		}
	}
	before := c.begins.AddDate(0, 0, -1).Format(time.DateOnly)
	if built, err := c.figures().opinion(t.Context(), office, report.Wish{From: before, To: before}, nil); err != nil || built.Offered != 0 || built.Population != 0 {
		t.Errorf("the day before: %+v, %v, want nobody", built, err)
	}
}

// TestOpinionRefuses names what is wrong with a wish, and what there is.
func TestOpinionRefuses(t *testing.T) {
	t.Parallel()
	c := newCounted(t)
	office := config.Agency{Agency: c.agency, Units: []loket.Unit{{ID: "akta", Name: "Seksi Akta"}}}
	for want, wish := range map[string]report.Wish{
		`unit "lain" tidak ada; pilih salah satu: umum, akta`: {Unit: "lain"},
		`from "kemarin" bukan tanggal`:                        {From: "kemarin"},
		"from 2026-02-02 sesudah --to 2026-02-01":             {From: "2026-02-02", To: "2026-02-01"},
	} {
		if _, err := c.figures().opinion(t.Context(), office, wish, nil); loket.CodeOf(err) != loket.CodeInvalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", wish, err, want)
		}
	}
}
