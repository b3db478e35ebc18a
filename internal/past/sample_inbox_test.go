package past_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/past"
)

// waitingAt are the lines of what waits at a moment, and the tickets they make.
func waitingAt(t *testing.T, s past.Sample) (lines []string, tickets []past.Ticket, steps []past.Step) {
	t.Helper()
	month := s
	month.Now = time.Time{}
	text, found := strings.CutPrefix(written(t, s), written(t, month))
	if !found {
		t.Fatal("with what waits the month is another one")
	}
	steps, wrongs, timeline := follow(t, text)
	if len(wrongs) > 0 {
		t.Fatalf("%d lines cannot be imported, the first: %v", len(wrongs), wrongs[0])
	}
	for range timeline.Rest() { // what happened by itself changes the tickets
		continue
	}
	for k := range timeline.Tickets() {
		tickets = append(tickets, k)
	}
	return strings.Split(strings.TrimSpace(text), "\n"), tickets, steps
}

// TestSampleWaits: at any hour, also of a day the office is closed or of an office that
// never opens, the same questions wait, in their order, marked, each as old as it says,
// and with who has it.
func TestSampleWaits(t *testing.T) {
	t.Parallel()
	never := func(time.Time) bool { return false }
	for name, c := range map[string]struct {
		now  time.Time
		open func(time.Time) bool
	}{
		"Morning":    {time.Date(2026, 3, 31, 8, 1, 0, 0, kupang()), atWork},
		"Noon":       {time.Date(2026, 3, 31, 12, 30, 7, 5, kupang()), atWork},
		"Night":      {time.Date(2026, 3, 31, 23, 59, 0, 0, kupang()), atWork},
		"Sunday":     {time.Date(2026, 3, 29, 10, 0, 0, 0, kupang()), atWork},
		"NeverOpens": {time.Date(2026, 3, 31, 12, 0, 0, 0, kupang()), never},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := sample(1, c.now.Truncate(24*time.Hour))
			s.Now, s.Open = c.now, c.open
			lines, tickets, steps := waitingAt(t, s)
			want := past.SampleWaiting()
			if len(tickets) != len(want) || len(lines) != len(steps) {
				t.Fatalf("%d tickets of %d lines, want %d", len(tickets), len(lines), len(want))
			}
			for _, step := range steps {
				if why := unmarked(step.Line); why != "" && why != "a claim out of office hours" || step.Line.At.After(c.now) {
					t.Errorf("%+v is %s, or lies ahead", step.Line, why)
				}
			}
			for i, k := range tickets {
				w := want[i]
				if k.Kind != w.Kind || k.Staff != w.Holder || !k.ClosedAt.IsZero() || k.FirstReplyAt.IsZero() != (w.Asked == "") ||
					k.Channel != office().Channel(past.SampleInbox) || k.Channel.SyntheticImport() == "" {
					t.Errorf("ticket %d is %+v, want %+v", i, k, w)
				}
				if got := openBetween(c.open, k.OpenedAt, c.now); c.open(c.now) && (got < w.Since-2*time.Minute || got > w.Since) {
					t.Errorf("ticket %d waits %v of office time, want %v", i, got, w.Since)
				}
				if k.Promise.At.Before(k.OpenedAt) || k.Promise.State == loket.PromiseNone {
					t.Errorf("ticket %d was promised %+v", i, k.Promise)
				}
			}
			if kept := tickets[2].Promise.State; kept != loket.PromiseKept {
				t.Errorf("the promise of who was asked back is %q", kept)
			}
		})
	}
}

// openBetween is for how long an office was open, to the minute.
func openBetween(open func(time.Time) bool, from, to time.Time) (d time.Duration) {
	for at := from; at.Before(to); at = at.Add(time.Minute) {
		if open(at) {
			d += time.Minute
		}
	}
	return d - time.Minute
}

// TestSampleWaitsInUnits: an office with sections has questions waiting in each, about
// entries it has.
func TestSampleWaitsInUnits(t *testing.T) {
	t.Parallel()
	s := sample(1, time.Date(2026, 3, 31, 0, 0, 0, 0, kupang()))
	s.Now, s.Units = s.Until.Add(10*time.Hour), []loket.UnitID{loket.DefaultUnit, "akta"}
	_, tickets, _ := waitingAt(t, s)
	in := map[loket.UnitID]int{}
	for _, k := range tickets {
		in[k.Unit]++
		if k.Topic != "" && !slices.ContainsFunc(s.Topics, func(t past.SampleTopic) bool { return t.Entry == k.Topic }) {
			t.Errorf("a ticket is about %q, which the office does not have", k.Topic)
		}
	}
	if in["akta"] != 4 || in[loket.DefaultUnit] != 4 || tickets[0].Topic != "ktp-el-hilang" {
		t.Errorf("tickets by section: %v, the first about %q", in, tickets[0].Topic)
	}
	if err := (past.Sample{Now: s.Now, Until: s.Until, Open: atWork, Topics: s.Topics}).Write(&shortly{lines: strings.Count(written(t, sample(0, s.Until)), "\n")}); err == nil {
		t.Error("Write to a disk that fills up = nil, want its error")
	}
}

// shortly takes so many lines and breaks.
type shortly struct{ lines int }

func (s *shortly) Write(p []byte) (int, error) {
	if s.lines--; s.lines < 0 {
		return 0, errBroken
	}
	return len(p), nil
}
