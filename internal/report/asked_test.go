package report_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
	"loket/internal/report"
)

// offers has the bot ask back with choices.
func (s *story) offers(clock string, entries ...string) *story {
	return s.owes(loket.EventAsk, clock, clock, func(e *loket.Event) { e.Entry, e.Revision = entries[0], strings.Join(entries, " ") })
}

// handsLike hands over what resembled an entry most.
func (s *story) handsLike(clock, like string) *story {
	s.hands(clock, loket.ReasonUnknown, clock, clock)
	for i := range s.events {
		if e := &s.events[i]; e.Kind == loket.EventHandoff && e.At.Equal(s.at(clock)) {
			e.Entry = like
		}
	}
	return s
}

// TestAsked holds the rows of M-19 to episodes reckoned by hand.
func TestAsked(t *testing.T) {
	t.Parallel()
	asked := func() *story { return tale("a").begin("kk").says("02 09:00:00") }
	for name, tt := range map[string]struct {
		story *story
		want  []string
	}{
		"Offered/EachOfTheChoices": {
			asked().offers("02 09:00:01", "kk", "akta", "kia"),
			[]string{"M-19 offered 0 0 akta", "M-19 offered 0 0 kia", "M-19 offered 0 0 kk"},
		},
		"Offered/WhatWasChosenIsAQuote": {
			asked().offers("02 09:00:01", "kk", "akta").owes(loket.EventQuote, "02 09:00:05", "02 09:00:06", entry("akta")),
			[]string{"M-17 quoted 0 0 akta", "M-19 offered 0 0 kk"},
		},
		"Offered/TwiceIsOnce": {
			asked().offers("02 09:00:01", "kk", "akta").offers("02 09:01:01", "kk"),
			[]string{"M-19 offered 0 0 akta", "M-19 offered 0 0 kk"},
		},
		"Offered/AnotherEpisodeCountsAnew": {
			asked().offers("02 09:00:01", "kk").begin("kk").says("04 09:00:00").offers("04 09:00:01", "kk"),
			[]string{"M-19 offered 0 0 kk", "M-19 offered 0 0 kk"},
		},
		"Resembled/TheMostOfWhatWasHandedOver": {
			asked().handsLike("02 09:00:01", "kia"), []string{"M-19 resembled 0 0 kia"},
		},
		"Resembled/NotWhatWasOffered": {
			asked().offers("02 09:00:01", "kk").handsLike("02 09:00:30", "kk"), []string{"M-19 offered 0 0 kk"},
		},
		"Resembled/NotWhatWasQuoted": {
			asked().owes(loket.EventQuote, "02 09:00:01", "02 09:00:01", entry("kk")).handsLike("02 09:00:30", "kk"),
			[]string{"M-17 handed_off 29 29 kk"},
		},
		"Nothing/HandedOverLikeNothing": {asked().hands("02 09:00:01", loket.ReasonAsked, "02 10:00:00", "02 09:00:02"), nil},
		"Nothing/OfAnEventThatListsNoChoices": {
			asked().owes(loket.EventAsk, "02 09:00:01", "02 09:00:01", entry("kk")), nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := tt.story.of(report.QuoteContested, report.EntryEffect)
			slices.Sort(got)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

// askedFacts are four episodes: kk is offered with akta, and akta chosen, which helps;
// kk is offered; kk is most like what is handed over; kk is quoted, then handed over.
func askedFacts() report.Facts {
	f := nineFacts()
	f.Waits = nil
	quote := func(s *story, clock, id string) *story { return s.owes(loket.EventQuote, clock, clock, entry(id)) }
	for _, s := range []*story{
		quote(tale("a").begin("akta").says("02 09:00:00").offers("02 09:00:01", "kk", "akta"), "02 09:00:09", "akta").
			add("02 09:01:00", loket.EventAnswered, func(e *loket.Event) { e.Value = 1 }),
		tale("b").begin("kk").says("02 09:30:00").offers("02 09:30:01", "kk"),
		tale("c").begin("kk").says("03 09:00:00").handsLike("03 09:00:01", "kk"),
		quote(tale("d").begin("kk").says("03 10:00:00"), "03 10:00:01", "kk").hands("03 10:01:00", loket.ReasonAsked, "03 11:00:00", "03 10:01:01"),
	} {
		f.Waits = append(f.Waits, s.rows()...)
	}
	return f
}

// byHand is M-19 of them: kk was asked for four times, and quoted once.
func byHand() []report.Entry {
	return []report.Entry{
		{Entry: "kk", Asked: 4, Offered: 2, Resembled: 1, Quoted: 1, HandedOff: 1},
		{Entry: "akta", Asked: 1, Quoted: 1, Helped: 1},
	}
}

func TestAskedByHand(t *testing.T) {
	t.Parallel()
	f := askedFacts()
	m := report.Build(f).All(report.EntryEffect, "")
	if diff := cmp.Diff(byHand(), m.Entries); diff != "" || m.N != 5 || m.Version != 2 {
		t.Errorf("M-19 version %d, n = %d, want 2 and 5 (-want +got):\n%s", m.Version, m.N, diff)
	}
	if rows := report.Rows(f, report.EntryEffect); len(rows) != m.N {
		t.Errorf("%d rows behind n = %d", len(rows), m.N)
	}
	contested := report.Build(f).All(report.QuoteContested, "")
	if contested.N != 2 || len(report.Rows(f, report.QuoteContested)) != 2 {
		t.Errorf("M-17 stands on %d quotes, want 2: what was only offered is no quote", contested.N)
	}
	f.AsOf = tale("").at("02 12:00:00")
	if got := report.Build(f).All(report.EntryEffect, "").Entries; got[1].Asked != 2 || got[1].Entry != "kk" {
		t.Errorf("by the noon of the first day = %+v, want kk asked for twice", got)
	}
}

// TestAskedRolledUp: sums of hours that are over say the same as their rows.
func TestAskedRolledUp(t *testing.T) {
	t.Parallel()
	f := askedFacts()
	day := tale("").at("02 00:00:00")
	for hour := range 48 {
		at := day.Add(time.Duration(hour) * time.Hour)
		all, _ := report.RollUp(at, time.Hour, began(f.Waits, at, time.Hour), f.AsOf)
		f.Rollups = append(f.Rollups, all...)
	}
	f.Waits, f.Rolled = nil, true
	m := report.Build(f).All(report.EntryEffect, "")
	if diff := cmp.Diff(byHand(), m.Entries); diff != "" || m.N != 5 {
		t.Errorf("M-19 by sums, n = %d, want 5 (-want +got):\n%s", m.N, diff)
	}
}

// TestAskedInGaps: every entry asked for is listed, the one first that was most often
// not quoted, with its title; what fails is by quotes alone.
func TestAskedInGaps(t *testing.T) {
	t.Parallel()
	facts := askedFacts()
	g := report.GapsOf(report.GapFacts{
		Agency: "kupang", From: facts.From, To: facts.To, AsOf: facts.AsOf, Waits: facts.Waits, Hours: facts.Hours,
		Titles: map[string]string{"kk": "Kartu Keluarga"},
	})
	want := []report.Asked{{Entry: byHand()[0], Title: "Kartu Keluarga"}, {Entry: byHand()[1]}}
	if diff := cmp.Diff(want, g.Asked); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
	if len(g.Entries) != 1 || g.Entries[0].Text() != report.ShareOf(1, 1).Text() {
		t.Errorf("failing = %+v, want kk, 1 of its 1 quotes", g.Entries)
	}
	var out strings.Builder
	if err := g.Table(&out); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"kk 4 1 2 1 0 0 1", "akta 1 1 0 0 1 0 0"} {
		if !strings.Contains(strings.Join(strings.Fields(out.String()), " "), line) {
			t.Errorf("table:\n%s\nlacks %q", out.String(), line)
		}
	}
	text, err := json.Marshal(g)
	if want := `"asked":[{"entry":"kk","asked":4,"offered":2,"resembled":1,"quoted":1,"helped":0,"denied":0,"handed_off":1,"title":"Kartu Keluarga"}`; err != nil || !strings.Contains(string(text), want) {
		t.Errorf("JSON = %s, %v, want %s", text, err, want)
	}
	facts.To = tale("").at("03 00:00:00")
	early := report.GapsOf(report.GapFacts{From: facts.From, To: facts.To, AsOf: facts.AsOf, Waits: facts.Waits})
	if got := fmt.Sprint(early.Asked[0].Entry.Entry, early.Asked[0].Unquoted()); got != "kk2" {
		t.Errorf("of the first day = %s, want kk twice not quoted", got)
	}
}
