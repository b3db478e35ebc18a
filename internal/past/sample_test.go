package past_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/past"
)

// kupang is the zone of the sample's office.
func kupang() *time.Location { return time.FixedZone("WITA", 8*3600) }

// mourning is a Wednesday the sample's office is closed.
const mourning = "2026-03-18"

// atWork tells whether the office is open: Monday to Friday from 8 to 16, but for
// mourning.
func atWork(t time.Time) bool {
	t = t.In(kupang())
	return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday && t.Hour() >= 8 && t.Hour() < 16 && t.Format(time.DateOnly) != mourning
}

func sample(seed uint64, until time.Time) past.Sample {
	return past.Sample{Seed: seed, Until: until, Open: atWork, Topics: topics("kk-hilang", "ktp-el-hilang", "akta-lahir")}
}

func written(t *testing.T, s past.Sample) string {
	t.Helper()
	var out strings.Builder
	if err := s.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// TestSampleIsRepeatable: the same seed and day make the same lines, a later hour of
// the day more of them, and anything else another month.
func TestSampleIsRepeatable(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 3, 31, 12, 0, 0, 0, kupang())
	first := written(t, sample(1, noon))
	if again := written(t, sample(1, noon)); again != first {
		t.Error("the same seed and moment made other lines")
	}
	if later := written(t, sample(1, noon.Add(3*time.Hour))); !strings.HasPrefix(later, first) || later == first {
		t.Error("three hours later there are not the same lines and more")
	}
	if other := written(t, sample(2, noon)); strings.ReplaceAll(other, "contoh-2-", "contoh-1-") == first {
		t.Error("another seed made the same lines")
	}
	if n := strings.Count(first, "\n"); n < 2000 || n > 20_000 {
		t.Errorf("%d lines, want a month of an office", n)
	}
	if err := sample(1, noon).Write(broken{}); !errors.Is(err, errBroken) {
		t.Errorf("Write to a broken disk = %v, want its error", err)
	}
}

var errBroken = errors.New("disk broken")

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errBroken }

// TestSampleIsMarked: of any seed and hour, each line can be imported, is marked as
// invented wherever people read it, and lies in the month; staff work in office hours
// only.
func TestSampleIsMarked(t *testing.T) {
	t.Parallel()
	for seed, hour := range map[uint64]int{0: 0, 1: 9, 7: 12, math.MaxUint64: 23} {
		until := time.Date(2026, 3, 31, hour, 0, 0, 0, kupang())
		text := written(t, sample(seed, until))
		timeline, r := past.NewTimeline(office(), namer), past.NewReader(strings.NewReader(text))
		ids, last := map[string]bool{}, until.AddDate(0, 0, -31)
		for l, err := r.Next(); err == nil; l, err = r.Next() {
			if _, err := timeline.Follow(l, r.Raw()); err != nil {
				t.Fatalf("line %d cannot be imported: %v\n%s", r.Number(), err, r.Raw())
			}
			if why := unmarked(l); why != "" || ids[l.ID] {
				t.Fatalf("line %d: %s, or its id stands twice\n%s", r.Number(), why, r.Raw())
			}
			if l.At.Before(last) || !l.At.Before(until) {
				t.Fatalf("line %d at %v is not between %v and %v", r.Number(), l.At, last, until)
			}
			ids[l.ID], last = true, l.At
		}
		if len(ids) != strings.Count(text, "\n") {
			t.Fatalf("%d lines read of %d", len(ids), strings.Count(text, "\n"))
		}
	}
}

// unmarked tells what of a line could be taken for something that happened; empty:
// nothing.
func unmarked(l past.Line) string {
	switch {
	case l.Text != "" && !strings.HasPrefix(l.Text, "(contoh) "):
		return "a text without its mark"
	case !strings.HasPrefix(l.ID, "contoh-"), !strings.HasPrefix(l.Conversation, "contoh-"), !strings.HasPrefix(l.Contact, "contoh-"):
		return "a name without its mark"
	case !strings.HasPrefix(l.Channel, past.SampleChannels):
		return "a channel without its mark"
	case l.Staff != "" && (!slices.Contains(past.SampleStaff(), l.Staff) || !strings.Contains(l.Staff, "contoh")):
		return "staff without a mark"
	case l.Event == past.Claim && !atWork(l.At):
		return "a claim out of office hours"
	case l.Staff != "" && l.At.In(kupang()).Format(time.DateOnly) == mourning:
		return "work on a day the office is closed"
	}
	return ""
}

// TestSampleOfClosedOffice: an office that never opens still has a month.
func TestSampleOfClosedOffice(t *testing.T) {
	t.Parallel()
	s := sample(1, time.Date(2026, 3, 31, 12, 0, 0, 0, kupang()))
	s.Open = func(time.Time) bool { return false }
	if _, wrongs, _ := follow(t, written(t, s)); len(wrongs) > 0 {
		t.Errorf("%d lines cannot be imported, the first: %v", len(wrongs), wrongs[0])
	}
}

// last is the latest ticket of a history.
func last(t *testing.T, lines ...string) (k past.Ticket, steps []past.Step) {
	t.Helper()
	steps, wrongs, timeline := follow(t, strings.Join(lines, "\n"))
	if len(wrongs) > 0 {
		t.Fatalf("refused %v", wrongs)
	}
	for one := range timeline.Tickets() {
		k = one
	}
	return k, steps
}

// TestTicketLives says where steps leave a ticket.
func TestTicketLives(t *testing.T) {
	t.Parallel()
	minute := func(n int) time.Time { return time.Date(2026, 3, 2, 9, n, 0, 0, time.UTC) }
	asked, handed, claimed := line(0, "message", `"topic":"kk"`), line(1, "handoff", `"topic":"kk","kind":"complaint"`), line(2, "claim", `"staff":"ani"`)
	replied, shut := line(3, "reply", `"staff":"ani"`), line(4, "close", `"by":"staff"`)
	for name, c := range map[string]struct {
		lines []string
		want  past.Ticket
	}{
		"Transferred": {
			[]string{asked, handed, claimed, line(3, "transfer", `"unit":"akta"`)},
			past.Ticket{Unit: "akta", Kind: "complaint", Topic: "kk", Staff: "ani", OpenedAt: minute(1), ClaimedAt: minute(2)},
		},
		"Closed": {
			[]string{asked, handed, claimed, replied, shut},
			past.Ticket{Unit: "umum", Kind: "complaint", Topic: "kk", Staff: "ani", OpenedAt: minute(1), ClaimedAt: minute(2), FirstReplyAt: minute(3), ClosedAt: minute(4)},
		},
		"RatedAfterwards/StaysClosed": {
			[]string{asked, handed, shut, line(9, "rating", `"value":2`)},
			past.Ticket{Unit: "umum", Kind: "complaint", Topic: "kk", OpenedAt: minute(1), ClosedAt: minute(4)},
		},
		"Reopened/IsOpenAgain": {
			[]string{asked, handed, claimed, replied, shut, line(9, "reopen", "")},
			past.Ticket{Unit: "umum", Kind: "complaint", Topic: "kk", Staff: "ani", OpenedAt: minute(1), ClaimedAt: minute(2), FirstReplyAt: minute(3)},
		},
		"TakenBack": {
			[]string{asked, handed, line(5, "abandon", "")},
			past.Ticket{Unit: "umum", Kind: "complaint", Topic: "kk", OpenedAt: minute(1), ClosedAt: minute(5)},
		},
		"TakenBack/OpenedAgain": {
			[]string{asked, handed, line(5, "abandon", ""), line(6, "reopen", ""), line(7, "claim", `"staff":"budi"`)},
			past.Ticket{Unit: "umum", Kind: "complaint", Topic: "kk", Staff: "budi", OpenedAt: minute(1), ClaimedAt: minute(7)},
		},
		"HandedOverAgain/AnotherTicket": {
			[]string{asked, handed, shut, line(5, "message", ""), line(6, "handoff", "")},
			past.Ticket{Unit: "umum", Kind: "question", OpenedAt: minute(6)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, _ := last(t, c.lines...)
			got.ID, got.Channel, got.Conversation, got.Episode, got.Message = "", "", "", "", ""
			if got != c.want {
				t.Errorf("ticket\n%+v, want\n%+v", got, c.want)
			}
		})
	}
}

// TestTicketSteps: what cannot follow is refused, what can is told once.
func TestTicketSteps(t *testing.T) {
	t.Parallel()
	until := `"until":"2026-03-02T09:30:00Z"`
	for name, c := range map[string]struct {
		lines []string
		want  string // the events, or why the last line is refused
	}{
		"PromiseWithoutTicket":  {[]string{line(0, "message", ""), line(1, "promise", until)}, "promise tanpa tiket"},
		"TransferWithoutTicket": {[]string{line(0, "message", ""), line(1, "transfer", `"unit":"akta"`)}, "transfer tanpa tiket"},
		"AbandonTwice":          {[]string{line(0, "message", ""), line(1, "handoff", ""), line(2, "abandon", ""), line(3, "abandon", "")}, "sudah ditutup"},
		"ReleaseAfterAbandon":   {[]string{line(0, "message", ""), line(1, "handoff", ""), line(2, "abandon", ""), line(3, "release", "")}, "sudah ditutup"},
		"ReopenTwice": {
			[]string{line(0, "message", ""), line(1, "handoff", ""), line(2, "close", `"by":"staff"`), line(3, "reopen", ""), line(4, "reopen", "")},
			"masih terbuka",
		},
		"NoteOnClosed": {
			[]string{line(0, "message", ""), line(1, "handoff", ""), line(2, "close", `"by":"staff"`), line(3, "note", `"staff":"ani"`)},
			"received@0 handoff@1 close@2 by staff note@3",
		},
		"RatingOnClosed": {
			[]string{line(0, "message", ""), line(1, "handoff", ""), line(2, "close", `"by":"staff"`), line(3, "rating", `"value":1`)},
			"received@0 handoff@1 close@2 by staff rating@3 1",
		},
		"RatedAgainAfterReopening": {
			[]string{
				line(0, "message", ""), line(1, "handoff", ""), line(2, "close", `"by":"staff"`), line(3, "rating", `"value":1`),
				line(4, "reopen", ""), line(5, "close", `"by":"staff"`), line(6, "rating", `"value":4`),
			},
			"received@0 handoff@1 close@2 by staff rating@3 1 reopen@4 close@5 by staff rating@6 4",
		},
		"AbandonEndsThePromise": { // neither kept by a later close nor broken by time
			[]string{line(0, "message", ""), line(1, "handoff", ""), line(1, "promise", until), line(2, "abandon", ""), line(50, "close", `"by":"citizen"`)},
			"received@0 handoff@1 promise@1 abandon@2 close@50 by citizen",
		},
		"ReopeningForgetsThePromise": { // the next one is a first one
			[]string{
				line(0, "message", ""), line(1, "handoff", ""), line(1, "promise", until), line(2, "reply", ""), line(3, "close", `"by":"staff"`),
				line(4, "reopen", ""), line(5, "promise", until), line(6, "reply", ""),
			},
			"received@0 handoff@1 promise@1 reply@2 by staff delivered@2 promise_kept@2 close@3 by staff " +
				"reopen@4 promise@5 reply@6 by staff delivered@6 promise_kept@6",
		},
		"TransferKeepsThePromise": {
			[]string{line(0, "message", ""), line(1, "handoff", ""), line(1, "promise", until), line(2, "transfer", `"unit":"akta"`), line(3, "reply", "")},
			"received@0 handoff@1 promise@1 transfer@2 reply@3 by staff delivered@3 promise_kept@3",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			steps, wrongs, _ := follow(t, strings.Join(c.lines, "\n"))
			got := strings.Join(told(all(steps)), " ")
			if len(wrongs) > 0 {
				got = wrongs[0].Why
			}
			if len(wrongs) > 1 || len(wrongs) == 0 && got != c.want || len(wrongs) == 1 && (!strings.Contains(got, c.want) || wrongs[0].Line != int64(len(c.lines))) {
				t.Errorf("became %q, refused %v; want %q", got, wrongs, c.want)
			}
		})
	}
}

// TestTransferIsTold: events tell the unit as it was: the old one before, the new one
// from the transfer on.
func TestTransferIsTold(t *testing.T) {
	t.Parallel()
	_, steps := last(t, line(0, "message", ""), line(1, "handoff", ""), line(2, "claim", ""), line(3, "transfer", `"unit":"akta"`), line(4, "claim", ""), line(5, "reply", ""))
	var units []loket.UnitID
	for _, s := range steps[1:] {
		units = append(units, s.Own().Unit)
	}
	if want := []loket.UnitID{"umum", "umum", "akta", "akta", "akta"}; !slices.Equal(units, want) {
		t.Errorf("units of the events = %v, want %v", units, want)
	}
	if from, to := steps[1].Own(), steps[5].Own(); from.Ticket != to.Ticket || from.Ticket == "" {
		t.Errorf("the reply is about ticket %q, want %q", to.Ticket, from.Ticket)
	}
}

func topics(entries ...string) (all []past.SampleTopic) {
	for _, e := range entries {
		all = append(all, past.SampleTopic{Entry: e, Title: strings.ToUpper(e), Asks: []string{"syarat " + e, "cara urus " + e}})
	}
	return all
}

// TestSampleReadsAsPeopleWrite: nobody asks by the id of an entry, what staff get to
// answer is a question, and some of these the catalogue does not have.
func TestSampleReadsAsPeopleWrite(t *testing.T) {
	t.Parallel()
	r := past.NewReader(strings.NewReader(written(t, sample(3, time.Date(2026, 3, 31, 0, 0, 0, 0, kupang())))))
	last, foreign, known := map[string]past.Line{}, 0, 0
	for l, err := r.Next(); err == nil; l, err = r.Next() {
		if l.Event == past.Message {
			last[l.Conversation] = l
		}
		if l.Event == past.Handoff {
			asked := strings.TrimPrefix(strings.TrimPrefix(last[l.Conversation].Text, past.SampleMark), "bukan itu, ")
			switch {
			case l.Topic == "" && strings.ContainsRune(asked, ' '):
				foreign++
			case asked == "syarat "+l.Topic, asked == "cara urus "+l.Topic:
				known++
			default:
				t.Fatalf("%q was handed over about %q", asked, l.Topic)
			}
		}
	}
	if foreign == 0 || known == 0 {
		t.Errorf("%d questions without an entry, %d with one, want both", foreign, known)
	}
}
