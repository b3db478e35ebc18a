package bot

import (
	"slices"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

// ratingHere stands in a transition for the id of the rating at hand.
const ratingHere = "*"

// last is the conversation of the citizen at hand.
func (c *counter) last() loket.Situation {
	c.t.Helper()
	for id, who := range c.conversations {
		if who == c.who {
			s, err := c.ledger.Situation(c.t.Context(), id)
			c.must(err)
			return s
		}
	}
	return loket.Situation{}
}

// rating is the id of what the citizen at hand was asked last; "": nothing.
func (c *counter) rating() string {
	if r := c.last().Rating; r != nil {
		return string(r.ID)
	}
	return ""
}

// presses presses a button of the rating at hand.
func (c *counter) presses(data string) {
	c.t.Helper()
	c.does(c.of(c.who, loket.MessageButton, "", data+c.rating()))
}

func ratingAnswered(c *counter) { ticketClosed(c); c.presses(dataAnswered) }

func ratingScored(c *counter) { ratingAnswered(c); c.presses("r3:") }

func ratingDone(c *counter) { ratingScored(c); c.presses(dataNoWords) }

func ratingReopened(c *counter) { ticketClosed(c); c.presses(dataUnanswered) }

func ratingStale(c *counter) { ticketClosed(c); c.later(loket.ReopenWithin + time.Hour) }

func ratingTransitions() []transition {
	press := func(name string, before func(*counter), data, says string) transition {
		return transition{name: name, before: before, kind: loket.MessageButton, data: data, outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: says}
	}
	types := func(name string, before func(*counter), text, says string) transition {
		return transition{name: name, before: before, text: text, outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: says}
	}
	reopens := func(name string, before func(*counter), data, text string) transition {
		tr := transition{name: name, before: before, text: text, data: data, outcome: loket.OutcomeJoined, answers: kinds{receipt}, says: "paling lambat", opens: 1, joins: true}
		if data != "" {
			tr.kind = loket.MessageButton
		}
		return tr
	}
	return slices.Concat(askedTransitions(press, types, reopens), scoredTransitions(press, types, reopens))
}

type (
	says    func(name string, before func(*counter), what, says string) transition
	reopens func(name string, before func(*counter), data, text string) transition
)

func askedTransitions(press, types says, reopens reopens) []transition {
	return []transition{
		press("Asked/YesAsksForAScore", ticketClosed, "ry:*", "1 (tidak baik)"),
		types("Asked/YesInWords", ticketClosed, "Ya.", "1 (tidak baik)"),
		reopens("Asked/NoReopensAtTheFront", ticketClosed, "rn:*", ""),
		reopens("Asked/NoInWords", ticketClosed, "", "belum"),
		press("Asked/AScoreIsTaken", ticketClosed, "r4:*", "menambah catatan"),
		press("Asked/NothingToSkip", ticketClosed, "rs:*", "sudah kami terima"),
		press("Asked/AForeignRatingIsNone", ticketClosed, "ry:01HZZZZZZZZZZZZZZZZZZZZZZZ", "tidak berlaku"),
		{name: "Asked/AQuestionIsAnswered", before: ticketClosed, text: "syarat ktp hilang", outcome: loket.OutcomeQuoted, answers: kinds{quote}},
		{name: "Asked/AfterAQuoteYesIsNoAnswer", before: func(c *counter) { ticketClosed(c); c.says(c.who, "syarat ktp hilang") }, text: "belum", outcome: ""},
		press("Asked/TooLateIsOver", ratingStale, "rn:*", "tidak berlaku"),
		press("Answered/YesAgainAsksAgain", ratingAnswered, "ry:*", "1 (tidak baik)"),
		press("Answered/AScoreAsksForWords", ratingAnswered, "r1:*", "menambah catatan"),
		types("Answered/AScoreInWords", ratingAnswered, "4", "menambah catatan"),
		reopens("Answered/NoAfterAll", ratingAnswered, "rn:*", ""),
		{name: "Answered/AQuestionIsAnswered", before: ratingAnswered, text: "syarat ktp hilang", outcome: loket.OutcomeQuoted, answers: kinds{quote}},
	}
}

func scoredTransitions(press, types says, reopens reopens) []transition {
	return []transition{
		types("Scored/WordsAreTaken", ratingScored, "petugasnya ramah sekali", "Terima kasih atas penilaian"),
		press("Scored/Skipped", ratingScored, "rs:*", "Terima kasih atas penilaian"),
		types("Scored/SkippedInWords", ratingScored, "lewati", "Terima kasih atas penilaian"),
		press("Scored/OneScoreOnly", ratingScored, "r4:*", "sudah kami terima"),
		reopens("Scored/NoAfterAll", ratingScored, "rn:*", ""),
		{name: "Scored/AQuestionIsAnswered", before: ratingScored, text: "syarat ktp hilang apa?", outcome: loket.OutcomeQuoted, answers: kinds{quote}},
		{name: "Scored/AComplaintIsAComplaint", before: ratingScored, text: "pelayanan lambat sekali, saya kecewa", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, says: "Ombudsman", opens: 1, joins: true},
		{name: "Scored/AnEmergencyIsAnEmergency", before: ratingScored, text: "saya mau bunuh diri", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, says: "119", opens: 1, joins: true},
		{name: "Scored/AfterTenMinutesNoMoreWords", before: func(c *counter) { ratingScored(c); c.later(10 * time.Minute) }, text: "petugasnya ramah sekali", outcome: ""},
		{name: "Scored/PersonalDataIsWarnedOf", before: ratingScored, text: "nik saya 5371010101900001", outcome: loket.OutcomeNoticed, answers: kinds{notice, notice}, says: "samarkan"},
		press("Done/YesAgain", ratingDone, "ry:*", "sudah kami terima"),
		press("Done/NoWordsAgain", ratingDone, "rs:*", "sudah kami terima"),
		reopens("Done/NoAfterAll", ratingDone, "rn:*", ""),
		{name: "Reopened/YesIsOver", before: ratingReopened, kind: loket.MessageButton, data: "ry:*", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "tidak berlaku", joins: true},
		{name: "Reopened/NoAgainIsOver", before: ratingReopened, kind: loket.MessageButton, data: "rn:*", outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: "tidak berlaku", joins: true},
		{name: "Reopened/WordsAreForTheTicket", before: ratingReopened, text: "ya", outcome: loket.OutcomeJoined, joins: true},
	}
}

// TestRatingIsAskedOnce follows a ticket through two closes: each ends an episode
// of its own and is asked about; what the citizen says stands in the events of the
// episode it is about, and their words with the ticket.
func TestRatingIsAskedOnce(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	ticketClosed(c)
	first := c.last().Rating
	c.presses(dataUnanswered)
	k := c.tickets(loket.KindQuestion)[0]
	again := c.claims(came{situated: c.last()})
	c.replies(again, "Silakan datang besok.")
	c.must(c.desk.Close(c.t.Context(), c.staff, again.ID, again.LeaseEpoch))
	c.later(time.Minute)
	second := c.last().Rating
	if second == nil || second.ID == first.ID || second.Episode == first.Episode || second.Ticket != first.Ticket || k.ID != first.Ticket {
		t.Fatalf("asked about %+v, then %+v, want two episodes of one ticket", first, second)
	}
	c.presses(dataAnswered)
	c.presses("r2:")
	c.says(c.who, "loket 3 tutup, hubungi 081234567890")
	view, err := c.ledger.Ticket(c.t.Context(), lokettest.Agency().ID, k.ID)
	c.must(err)
	if len(view.Notes) != 1 || view.Notes[0].Kind != loket.NoteRating || view.Notes[0].Text != "loket 3 tutup, hubungi [telepon ••••••••7890]" {
		t.Errorf("notes = %+v, want the citizen's words without their number", view.Notes)
	}
	want := []string{
		"rating_asked " + string(first.Episode) + " 0", "answered " + string(first.Episode) + " 0",
		"rating_asked " + string(second.Episode) + " 0", "answered " + string(second.Episode) + " 1",
		"rating " + string(second.Episode) + " 2", "rating_note " + string(second.Episode) + " 0",
	}
	if got := c.ratingEvents(); !slices.Equal(got, want) {
		t.Errorf("events:\n%q\nwant\n%q", got, want)
	}
}

// ratingEvents are the events of ratings: kind, episode and value.
func (c *counter) ratingEvents() (out []string) {
	c.t.Helper()
	events, err := c.ledger.Events(c.t.Context(), 0, 10_000)
	c.must(err)
	for _, e := range events {
		switch e.Kind {
		case loket.EventRatingAsked, loket.EventAnswered, loket.EventRating, loket.EventRatingNote:
			out = append(out, string(e.Kind)+" "+string(e.Episode)+" "+string(rune('0'+e.Value)))
		default:
		}
	}
	return out
}

// TestNobodyIsAsked closes what nobody is asked about.
func TestNobodyIsAsked(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]func(*counter){
		"Unanswered": func(c *counter) { ticketWaits(c); c.ended() },
		"Emergency": func(c *counter) {
			c.says(c.who, "saya mau bunuh diri")
			c.replies(c.claims(came{situated: c.last()}), "Kami datang.")
			c.ended()
		},
		"Cancelled": func(c *counter) { ticketWaits(c); c.says(c.who, "batal") },
		"Blocked": func(c *counter) {
			ticketWaits(c)
			k := c.claims(came{situated: c.last()})
			c.replies(k, "Silakan datang ke loket 3.")
			c.must(c.desk.Block(c.t.Context(), c.staff, k.ID, k.LeaseEpoch, 1, "makian"))
			c.ended()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := openCounter(t)
			before(c)
			if got := c.ratingEvents(); len(got) != 0 || c.rating() != "" {
				t.Errorf("asked all the same: %q", got)
			}
			if open := c.tickets(loket.KindQuestion); len(open) != 0 {
				t.Errorf("%d questions are open, want none", len(open))
			}
		})
	}
}
