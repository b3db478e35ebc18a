package report_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/internal/loket"
	"loket/internal/report"
)

// TestKnown: what happened here was known when it was recorded, what came with a
// history when it happened; the moment itself is included.
func TestKnown(t *testing.T) {
	t.Parallel()
	then := opening()
	early, late := then.Add(-time.Hour), then.Add(time.Hour)
	var events []loket.Event
	for _, e := range []struct {
		id           loket.EventID
		at, recorded time.Time
		from         loket.ImportID
	}{
		{"here/before", early, early, ""},
		{"here/just now", then, then, ""},
		{"here/told later", early, late, ""},
		{"here/a moment later", early, then.Add(time.Millisecond), ""},
		{"here/later", late, late, ""},
		{"here/ahead of its record", late, early, ""},
		{"imported/before", early, late, "i1"},
		{"imported/just now", then, late, "i1"},
		{"imported/later", late, late, "i1"},
		{"imported/a moment later", then.Add(time.Millisecond), late, "i1"},
	} {
		events = append(events, loket.Event{ID: e.id, At: e.at, RecordedAt: e.recorded, Import: e.from})
	}
	var got []string
	for _, e := range report.Known(events, then) {
		got = append(got, string(e.ID))
	}
	if want := "here/before, here/just now, imported/before, imported/just now"; strings.Join(got, ", ") != want {
		t.Errorf("known = %s, want %s", strings.Join(got, ", "), want)
	}
}

// imported is a story as it stands after it came from another system, a year later.
func (s *story) imported() []loket.Event {
	events := slices.Clone(s.events)
	for i := range events {
		events[i].Import, events[i].RecordedAt = "i1", events[i].At.AddDate(1, 0, 0)
	}
	return events
}

// TestImportedIsThePast: asked as of any moment, an imported history gives the rows that
// would have been derived then, however late it came; what happened here and was told
// late is still not known.
func TestImportedIsThePast(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawStory(t, "a")
		then := s.at(clockOf(rapid.IntRange(8*3600, 26*3600).Draw(t, "then")))
		hours := nineFacts().Hours
		lived := report.Derive("a", report.Known(s.events, then), hours)
		brought := report.Derive("a", report.Known(s.imported(), then), hours)
		if !slices.EqualFunc(lived, brought, report.Wait.Equal) {
			t.Errorf("as of %v %d rows of the imported history\n%+v\nwant the %d of who lived it\n%+v", then, len(brought), brought, len(lived), lived)
		}
		late := slices.Clone(s.events)
		for i := range late {
			late[i].RecordedAt = then.Add(time.Second)
		}
		if rows := report.Derive("a", report.Known(late, then), hours); len(rows) != 0 {
			t.Errorf("as of %v %d rows of what was told later, want none", then, len(rows))
		}
	})
}

// TestLastKnown: what was told late was known late; an imported history when it happened.
func TestLastKnown(t *testing.T) {
	t.Parallel()
	s := tale("a").begin("kk").says("02 09:00:00").owes(loket.EventQuote, "02 09:00:01", "02 09:00:02")
	s.events[1].RecordedAt = s.at("02 09:30:00")
	for name, c := range map[string]struct {
		events []loket.Event
		want   time.Time
	}{"Here": {s.events, s.at("02 09:30:00")}, "Imported": {s.imported(), s.at("02 09:00:02")}, "None": {}} {
		if got := report.LastKnown(c.events); !got.Equal(c.want) {
			t.Errorf("%s: known at %v, want %v", name, got, c.want)
		}
	}
}

// TestRemarks: thanks and the like open no wait, whenever staff write next; words that
// are none do, and only those after our last word.
func TestRemarks(t *testing.T) {
	t.Parallel()
	replied := func() *story {
		return tale("a").begin("kk").says("02 09:00:00").hands("02 09:00:00", loket.ReasonAsked, "02 10:00:00", "02 09:00:01").replies("02 09:10:00")
	}
	for name, c := range map[string]struct {
		story *story
		want  string
	}{
		"Thanks":           {replied().says("02 09:11:00").remarked("02 09:11:00"), "M-05 remark 0 0"},
		"ThanksTwice":      {replied().says("02 09:11:00").remarked("02 09:11:00").says("02 09:12:00").remarked("02 09:12:00"), "M-05 remark 0 0, M-05 remark 0 0"},
		"ThanksThenClosed": {replied().says("02 09:11:00").remarked("02 09:11:00").does("02 09:12:00", loket.EventClose), "M-05 remark 0 0"},
		"ThanksThenReply":  {replied().says("02 09:11:00").remarked("02 09:11:00").replies("02 09:31:00"), "M-05 remark 0 0"},
		"Question":         {replied().says("02 09:11:00").replies("02 09:31:00"), "M-05 answered 1200 1200"},
		"QuestionOpen":     {replied().says("02 09:11:00"), "M-05 waiting 0 0"},
		"NoReplyYet":       {tale("a").begin("kk").says("02 09:00:00").hands("02 09:00:00", loket.ReasonAsked, "02 10:00:00", "02 09:00:01").says("02 09:11:00").remarked("02 09:11:00"), ""},
	} {
		if got := strings.Join(c.story.of(report.NextReply), ", "); got != c.want {
			t.Errorf("%s: rows %q, want %q", name, got, c.want)
		}
	}
	r := replied().says("02 09:11:00").remarked("02 09:11:00").says("02 09:20:00").replies("02 09:25:00")
	f := storyFacts(r)
	if m := report.Build(f).All(report.NextReply, report.Wall); m.N != 1 || m.Answered != 1 || m.Remarks != 1 || *m.Median != 300_000 {
		t.Errorf("figure = %s, want the remark beside one wait of 5 minutes", figure(m))
	}
}
