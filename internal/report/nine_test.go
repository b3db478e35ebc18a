package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/calendar"
	"loket/internal/loket"
	"loket/internal/report"
)

// story tells what happened in one conversation, event by event.
type story struct {
	events  []loket.Event
	name    string
	zone    *time.Location
	episode loket.EpisodeID
	ticket  loket.TicketID
	message loket.MessageID
	topic   string
}

// at reads "02 15:04:05", a moment of November 2026 in Kupang.
func (s *story) at(clock string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04:05", "2026-11-"+clock, s.zone)
	if err != nil {
		panic(err)
	}
	return t
}

func (s *story) add(clock string, kind loket.EventKind, set ...func(*loket.Event)) *story {
	n := len(s.events)
	e := loket.Event{
		Seq: int64(n + 1), ID: loket.EventID(fmt.Sprintf("%s-%02d", s.name, n)), Agency: "kupang", At: s.at(clock), Kind: kind,
		Episode: s.episode, Conversation: loket.ConversationID(s.name), Channel: "c1", ActorKind: loket.ByBot,
	}
	e.RecordedAt = e.At
	for _, f := range set {
		f(&e)
	}
	s.events = append(s.events, e)
	return s
}

// begin starts an episode.
func (s *story) begin(topic string) *story {
	s.episode = loket.EpisodeID(fmt.Sprintf("%s-e%d", s.name, len(s.events)))
	s.topic = topic
	return s
}

// says is a message of the citizen, a second on its way.
func (s *story) says(clock string) *story {
	s.message = loket.MessageID(fmt.Sprintf("%s-m%d", s.name, len(s.events)))
	return s.add(clock, loket.EventReceived, func(e *loket.Event) { e.Message, e.Value, e.ActorKind = s.message, 1000, loket.ByCitizen })
}

// owes is an answer of the bot or of staff and its delivery.
func (s *story) owes(kind loket.EventKind, clock, delivered string, set ...func(*loket.Event)) *story {
	answer := loket.AnswerID(fmt.Sprintf("%s-a%d", s.name, len(s.events)))
	s.add(clock, kind, append(set, func(e *loket.Event) { e.Answer, e.Ticket, e.Message = answer, s.ticket, s.message })...)
	if delivered == "" {
		return s
	}
	return s.add(delivered, loket.EventDelivered, func(e *loket.Event) { e.Answer, e.Episode = answer, "" })
}

// ofTicket names the ticket.
func (s *story) ofTicket(e *loket.Event) { e.Ticket, e.Unit, e.Topic = s.ticket, "umum", s.topic }

// by is a member of staff.
func by(staff string) func(*loket.Event) {
	return func(e *loket.Event) { e.ActorKind, e.ActorID = loket.ByStaff, staff }
}

// hands over: a ticket, a deadline that is promised too, a receipt one second later.
func (s *story) hands(clock, why, until, receipt string) *story {
	s.ticket = loket.TicketID(fmt.Sprintf("%s-t%d", s.name, len(s.events)))
	due := s.at(until)
	s.add(clock, loket.EventHandoff, s.ofTicket, func(e *loket.Event) { e.Until, e.Revision, e.Message = due, why, s.message })
	s.add(clock, loket.EventPromise, s.ofTicket, func(e *loket.Event) { e.Until, e.Message = due, s.message })
	return s.owes(loket.EventReceipt, clock, receipt)
}

func (s *story) does(clock string, kind loket.EventKind) *story {
	return s.add(clock, kind, s.ofTicket, by("ina"))
}

func (s *story) replies(clock string) *story {
	return s.owes(loket.EventReply, clock, clock, s.ofTicket, by("ina"))
}

// lunch is the office of the nine conversations: Kota Kupang, Monday to Friday, 08.00
// to 12.00 and 13.00 to 16.00 WITA.
func lunch() calendar.Calendar {
	rules := calendar.Rules{Zone: "Asia/Makassar"}
	for day := time.Monday; day <= time.Friday; day++ {
		rules.Week[day] = []calendar.Interval{{Open: 8 * 60, Close: 12 * 60}, {Open: 13 * 60, Close: 16 * 60}}
	}
	office, err := calendar.New(rules)
	if err != nil {
		panic(err)
	}
	return office
}

func tale(name string) *story { return &story{name: name, zone: lunch().Zone()} }

// nine are the conversations of docs/measures.md, which computes their figures by
// hand.
func nine() []*story {
	return []*story{
		tale("1-biasa").begin("kk").says("02 09:00:00").hands("02 09:00:02", "unknown", "02 10:00:00", "02 09:00:03").
			does("02 09:10:00", loket.EventClaim).replies("02 09:15:00").says("02 09:16:00").remarked("02 09:16:01").
			does("02 09:20:00", loket.EventClose).does("02 09:20:00", loket.EventRatingAsked).rated("02 09:30:00", 4),
		tale("2-siang").begin("kk").says("02 11:50:00").hands("02 11:50:02", "unknown", "02 13:30:00", "02 11:50:03").
			does("02 13:05:00", loket.EventClaim).replies("02 13:10:00").does("02 13:12:00", loket.EventClose),
		tale("3-empat").begin("ktp").says("03 10:00:00").says("03 10:00:05").says("03 10:00:10").says("03 10:00:15").about(0).
			owes(loket.EventQuote, "03 10:00:23", "03 10:00:24", entry("ktp-el-hilang")).add("04 10:00:24", loket.EventClose),
		tale("4-akhir-pekan").begin("akta").says("06 15:50:00").hands("06 15:50:02", "unknown", "09 08:50:00", "06 15:50:03").
			does("09 08:10:00", loket.EventClaim).replies("09 08:20:00").does("09 08:25:00", loket.EventClose),
		tale("5-tak-dijawab").begin("kk").says("04 09:00:00").hands("04 09:00:02", "unknown", "04 10:00:00", "04 09:00:03"),
		tale("6-kembali").begin("akta").says("02 14:00:00").owes(loket.EventQuote, "02 14:00:01", "02 14:00:02", entry("akta")).
			add("03 14:00:02", loket.EventClose).begin("akta").says("06 14:00:00").
			hands("06 14:00:02", loket.ReasonAsked, "06 15:00:00", "06 14:00:03").
			does("06 14:20:00", loket.EventClaim).replies("06 14:30:00").does("06 14:35:00", loket.EventClose),
		tale("7-ditutup").begin("kia").says("05 10:00:00").hands("05 10:00:02", "unknown", "05 11:00:00", "05 10:00:03").
			does("05 10:30:00", loket.EventClaim).does("05 10:40:00", loket.EventClose),
		tale("8-dua-putaran").begin("pindah").says("05 13:00:00").hands("05 13:00:02", "unknown", "05 14:00:00", "05 13:00:03").
			does("05 13:10:00", loket.EventClaim).replies("05 13:20:00").says("05 13:25:00").replies("05 13:40:00").
			does("05 13:45:00", loket.EventClose).does("05 13:45:00", loket.EventRatingAsked),
		tale("9-dua-jam").begin("nik").says("06 08:30:00").hands("06 08:30:02", "unknown", "06 09:30:00", "06 08:30:03").
			does("06 09:20:00", loket.EventPromiseRenewed).does("06 10:30:02", loket.EventClaim).
			replies("06 10:35:02").does("06 10:40:00", loket.EventClose),
	}
}

func (s *story) remarked(clock string) *story {
	return s.add(clock, loket.EventRemark, func(e *loket.Event) { e.Message = s.message })
}

func (s *story) rated(clock string, score int64) *story {
	return s.add(clock, loket.EventRating, s.ofTicket, func(e *loket.Event) { e.Value, e.ActorKind = score, loket.ByCitizen })
}

// about makes an earlier message the one that is answered.
func (s *story) about(event int) *story { s.message = s.events[event].Message; return s }

func entry(id string) func(*loket.Event) { return func(e *loket.Event) { e.Entry = id } }

// rows derives a story's rows.
func (s *story) rows() []report.Wait {
	return report.Derive(loket.ConversationID(s.name), s.events, calendar.NewMeter(calendar.History{{Calendar: lunch()}}))
}

func nineFacts() report.Facts {
	s := tale("")
	f := report.Facts{
		Query: report.Query{Agency: "kupang", From: s.at("02 00:00:00"), To: s.at("16 00:00:00"), AsOf: s.at("16 12:00:00")},
		Hours: calendar.NewMeter(calendar.History{{Calendar: lunch()}}),
	}
	for _, s := range nine() {
		f.Waits = append(f.Waits, s.rows()...)
	}
	return f
}

// TestNineConversations compares every figure with the one computed by hand in
// docs/measures.md. Seconds.
func TestNineConversations(t *testing.T) {
	t.Parallel()
	r := report.Build(nineFacts())
	var got []string
	for _, m := range r.Measures {
		if line := figure(m); line != "" {
			got = append(got, line)
		}
	}
	want := []string{
		"M-01 wall n=10 10+0+0+0 median 3 p90 3 p95 24 mean 5",
		"M-01 office n=10 10+0+0+0 median 3 p90 3 p95 24 mean 5",
		"M-02 wall n=15 15+0+0+0 median 1 p90 1 p95 1 mean 1",
		"M-02 office n=15 15+0+0+0 median 1 p90 1 p95 1 mean 0.933",
		"M-03 wall n=8 6+1+1+0 median 4798 p90 ≥1047598 p95 ≥1047598 mean 41398.333",
		"M-03 office n=8 6+1+1+0 median 1798 p90 ≥212398 p95 ≥212398 mean 2398.333",
		"M-04 wall n=8 6+1+1+0 median 4800 p90 ≥1047600 p95 ≥1047600 mean 41400.333",
		"M-04 office n=8 6+1+1+0 median 1800 p90 ≥212400 p95 ≥212400 mean 2400.333",
		"M-05 wall n=1 1+0+0+0 median 900 p90 900 p95 900 mean 900 remarks 1",
		"M-05 office n=1 1+0+0+0 median 900 p90 900 p95 900 mean 900 remarks 1",
		"M-06 wall n=8 7+1+0+0 median 1798 p90 ≥1047598 p95 ≥1047598 mean 35355.429",
		"M-06 office n=8 7+1+0+0 median 1198 p90 ≥212398 p95 ≥212398 mean 1926.857",
		"M-07 wall n=7 7+0+0+0 median 600 p90 2100 p95 2100 mean 874",
		"M-07 office n=7 7+0+0+0 median 600 p90 2100 p95 2100 mean 874",
		"M-08 wall n=10 8+1+1+0 median 7800 p90 ≥1047600 p95 ≥1047600 mean 85668",
		"M-08 office n=10 8+1+1+0 median 2700 p90 ≥212400 p95 ≥212400 mean 18168",
		"M-09 n=9 1/9 [lasted 8, reopened 1]",
		"M-10 n=8 5/8 [met 5, missed 3, withdrawn 0]",
		"M-11 n=8 5/8 [kept 5, renewed 1, broken 2, withdrawn 0]",
		"M-12 n=10 2/10 [deflected 2, handed_off 8, asked_again 0, no_quote 0]",
		"M-13 n=10 2/10 [bot_answered 2, bot_clarified 0, bot_abstained 7, bot_asked 1, bot_guarded 0, bot_failed 0, bot_none 0]",
		"M-14 n=8 0/8 [left_said 0, left_silent 0, stayed 8]",
		"M-15 n=2 1/1 [1 0, 2 0, 3 0, 4 1, silent 1]",
		"M-17 n=2 0/2 [quoted 2, helped 0, denied 0, handed_off 0]",
		"M-21 n=0 0/0 [right 0, wrong 0, unsure 0]",
		"M-20 n=0 0/0 [met 0, missed 0, withdrawn 0]",
		"M-18 arrivals 8 closes 7 open 1 most 2 office 252000 projected 36000",
		"M-19 n=2 [akta 1: 1 0 0 0, ktp-el-hilang 1: 1 0 0 0]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("figures (-want +got):\n%s", diff)
	}
}

// figure writes a figure in a line, times in seconds.
func figure(m report.Measure) string {
	var b strings.Builder
	b.WriteString(m.ID)
	switch {
	case m.Times != nil:
		fmt.Fprintf(&b, " %s n=%d %d+%d+%d+%d", m.Clock, m.N, m.Answered, m.Waiting, m.ClosedUnanswered, m.Withdrawn)
		fmt.Fprintf(&b, " median %s p90 %s p95 %s mean %s", seconds(m.Median, m.AtLeast.Median),
			seconds(m.P90, m.AtLeast.P90), seconds(m.P95, m.AtLeast.P95), seconds(m.Mean, nil))
		if m.Remarks > 0 {
			fmt.Fprintf(&b, " remarks %d", m.Remarks)
		}
	case m.Share != nil:
		var parts []string
		for _, p := range m.Parts {
			parts = append(parts, fmt.Sprintf("%s %d", p.Name, p.N))
		}
		fmt.Fprintf(&b, " n=%d %d/%d [%s]", m.N, m.Numerator, m.Denominator, strings.Join(parts, ", "))
	case m.Load != nil:
		l := m.Load
		fmt.Fprintf(&b, " arrivals %d closes %d open %d most %d office %d projected %s",
			l.Arrivals, l.Closes, l.OpenNow, *l.Most, l.OfficeMS/1000, seconds(l.Projected, nil))
	default:
		var parts []string
		for _, e := range m.Entries {
			parts = append(parts, fmt.Sprintf("%s %d: %d %d %d %d", e.Entry, e.Asked, e.Quoted, e.Helped, e.Denied, e.HandedOff))
		}
		fmt.Fprintf(&b, " n=%d [%s]", m.N, strings.Join(parts, ", "))
	}
	return b.String()
}

func seconds(ms, atLeast *int64) string {
	switch {
	case ms != nil:
		return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.3f", float64(*ms)/1000), "0"), ".")
	case atLeast != nil:
		return "≥" + seconds(atLeast, nil)
	}
	return "none"
}
