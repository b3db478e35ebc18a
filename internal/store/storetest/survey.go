package storetest

import (
	"errors"
	"fmt"
	"time"

	"loket/internal/loket"
	"loket/internal/report"
)

func surveyCases() []contractCase {
	return []contractCase{
		{"Offered/IsSeenByTheClerk", surveySeen},
		{"Offered/OncePerEpisode", surveyOnce},
		{"Step/OnlyFromWhereItWasDecided", surveyStepped},
		{"Step/EventsSayTheSame", surveyEvents},
		{"Respondent/GoesWithTheConsent", surveyWithdrawn},
		{"Respondent/GoesWithTheirErasure", surveyErased},
		{"Trouble/IsKnownWhileARatingEnds", surveyTrouble},
		{"Sheets/OfAPeriodUnitAndChannel", surveySheets},
		{"Sheets/WhoWasServed", surveyServed},
	}
}

// rates has a person's last rating scored.
func (o *office) rates(person string) loket.Rating {
	o.t.Helper()
	r := o.rated(person)
	o.must(r.Rate(4, o.clock.Now()))
	o.must(o.Settle(o.ctx(), o.stepOf(person, r, nil)))
	return r
}

// surveyStep is a decision about a person's next message that moves their survey.
func (o *office) surveyStep(person string, s loket.Survey, was *loket.Survey) loket.Decision {
	o.t.Helper()
	receipt := o.says(person, "b:"+string(loket.NewID[loket.MessageID]()), "")
	d := o.decision(o.situation(receipt.Conversation), loket.OutcomeNoticed, loket.AnswerNotice)
	d.Survey = &loket.SurveyStep{Survey: s, Was: was}
	return d
}

// surveys offers a person a survey about a ticket that was closed and rated.
func (o *office) surveys(person string) loket.Survey {
	o.t.Helper()
	r := o.rates(person)
	s := loket.NewSurvey(r, o.situation(r.Conversation).Conversation.Channel, o.clock.Now())
	o.must(o.Settle(o.ctx(), o.surveyStep(person, s, nil)))
	return s
}

// responds has a person answer so many elements, and tell their sex after the ninth.
func (o *office) responds(person string, s loket.Survey, scores ...int) loket.Survey {
	o.t.Helper()
	was := s
	o.must(s.Begin(o.clock.Now()))
	for i, score := range scores {
		o.must(s.Answer(i+1, score, o.clock.Now()))
	}
	if len(scores) == loket.SurveyElements {
		o.must(s.Tell(loket.ProfileSex, 2, o.clock.Now()))
	}
	o.must(o.Settle(o.ctx(), o.surveyStep(person, s, &was)))
	return s
}

func surveySeen(o *office) {
	r := o.rates("a")
	if s := o.situation(r.Conversation).Survey; s != nil {
		o.t.Errorf("offered before it was: %+v", s)
	}
	want := loket.NewSurvey(r, o.situation(r.Conversation).Conversation.Channel, o.clock.Now())
	o.must(o.Settle(o.ctx(), o.surveyStep("a", want, nil)))
	got := o.situation(r.Conversation).Survey
	if got == nil || !got.OfferedAt.Equal(want.OfferedAt) || !got.ChangedAt.Equal(want.ChangedAt) {
		o.t.Fatalf("survey = %+v, want %+v", got, want)
	}
	got.OfferedAt, got.ChangedAt = want.OfferedAt, want.ChangedAt
	if *got != want {
		o.t.Errorf("survey = %+v, want %+v", *got, want)
	}
	o.clock.Add(time.Hour)
	o.responds("a", want, 1, 2, 3)
	if now := o.situation(r.Conversation).Survey; now.State != loket.SurveyAsking || now.Element() != 4 || !now.ChangedAt.Equal(o.clock.Now()) {
		o.t.Errorf("survey = %+v, want the fourth asked", now)
	}
}

func surveyOnce(o *office) {
	s := o.surveys("a")
	again := s
	again.ID = loket.NewID[loket.SurveyID]()
	if err := o.Settle(o.ctx(), o.surveyStep("a", again, nil)); !errors.Is(err, loket.ErrStale) {
		o.t.Errorf("a second survey about one episode = %v, want %v", err, loket.ErrStale)
	}
	if now := o.situation(s.Conversation).Survey; now.ID != s.ID {
		o.t.Errorf("the survey is %s, want the first", now.ID)
	}
}

func surveyStepped(o *office) {
	s := o.surveys("a")
	first := o.responds("a", s, 4)
	second := first
	o.must(second.Answer(2, 1, o.clock.Now()))
	if err := o.Settle(o.ctx(), o.surveyStep("a", second, &s)); !errors.Is(err, loket.ErrStale) {
		o.t.Errorf("a step from the offer = %v, want %v", err, loket.ErrStale)
	}
	other := first
	other.Scores[0] = 1
	if err := o.Settle(o.ctx(), o.surveyStep("a", second, &other)); !errors.Is(err, loket.ErrStale) {
		o.t.Errorf("a step from another answer = %v, want %v", err, loket.ErrStale)
	}
	if now := o.situation(s.Conversation).Survey; now.Scores != first.Scores {
		o.t.Errorf("the survey has %v, want %v", now.Scores, first.Scores)
	}
	o.must(o.Settle(o.ctx(), o.surveyStep("a", second, &first)))
	if now := o.situation(s.Conversation).Survey; now.Scores != second.Scores {
		o.t.Errorf("the survey has %v, want %v", now.Scores, second.Scores)
	}
}

// surveyEvents keeps a step and its event together, or neither.
func surveyEvents(o *office) {
	s := o.surveys("a")
	was := s
	o.must(s.Begin(o.clock.Now()))
	o.must(s.Answer(1, 2, o.clock.Now()))
	told := loket.Event{
		Agency: s.Agency, At: o.clock.Now(), Kind: loket.EventSurveyAnswer, Episode: s.Episode, Conversation: s.Conversation,
		Ticket: s.Ticket, ActorKind: loket.ByCitizen, Revision: "U1", Value: 2,
	}
	for range 2 { // the second is refused, with its event
		d := o.surveyStep("a", s, &was)
		d.Events = append(d.Events, told)
		if err := o.Settle(o.ctx(), d); err != nil && !errors.Is(err, loket.ErrStale) {
			o.t.Fatal(err)
		}
	}
	events, err := o.Events(o.ctx(), 0, 1000)
	o.must(err)
	n := 0
	for _, e := range events {
		if e.Kind == loket.EventSurveyAnswer {
			if n++; e.Revision != "U1" || e.Value != 2 || e.Episode != s.Episode {
				o.t.Errorf("the event is %+v, want %+v", e, told)
			}
		}
	}
	if now := o.situation(s.Conversation).Survey; n != 1 || now.Scores[0] != 2 {
		o.t.Errorf("%d events for %v, want one", n, now.Scores)
	}
}

func surveyWithdrawn(o *office) {
	whole := o.responds("a", o.surveys("a"), 1, 2, 3, 4, 1, 2, 3, 4, 1)
	part := o.responds("b", o.surveys("b"), 4, 4)
	kept := o.responds("c", o.surveys("c"), 4, 4, 4, 4, 4, 4, 4, 4, 4)
	for _, person := range []string{"a", "b"} {
		receipt := o.says(person, "m:"+person+":tarik", "/tarik ya")
		d := o.decision(o.situation(receipt.Conversation), loket.OutcomeNoticed, loket.AnswerNotice)
		d.Consent = loket.ConsentWithdrawn
		o.must(o.Settle(o.ctx(), d))
	}
	for _, c := range []struct {
		was   loket.Survey
		state loket.SurveyState
		who   loket.Profile
	}{{whole, loket.SurveyDone, loket.Profile{}}, {part, loket.SurveyStopped, loket.Profile{}}, {kept, loket.SurveyAnswered, kept.Profile}} {
		if now := o.situation(c.was.Conversation).Survey; now.State != c.state || now.Profile != c.who || now.Scores != c.was.Scores {
			o.t.Errorf("the survey is %+v, want %s, the respondent %v and its scores", now, c.state, c.who)
		}
	}
}

func surveyErased(o *office) {
	s := o.responds("a", o.surveys("a"), 1, 2, 3, 4, 1, 2, 3, 4, 1)
	archive, err := o.Archive(o.ctx(), s.Conversation)
	o.must(err)
	if len(archive.Surveys) != 1 || archive.Surveys[0].Profile != s.Profile {
		o.t.Errorf("the copy of what is kept has %+v, want the survey", archive.Surveys)
	}
	receipt := o.says("a", "m:a:hapus", "/hapus ya")
	d := o.decision(o.situation(receipt.Conversation), loket.OutcomeNoticed, loket.AnswerNotice)
	d.Erase = true
	o.must(o.Settle(o.ctx(), d))
	o.clock.Add(2 * loket.EraseWithin)
	_, err = o.EraseAsked(o.ctx())
	o.must(err)
	sheets, _, err := o.Sheets(o.ctx(), report.Query{Agency: o.agency.ID})
	o.must(err)
	if len(sheets) != 1 || sheets[0].Profile != (loket.Profile{}) || sheets[0].Scores != s.Scores || sheets[0].State != loket.SurveyDone {
		o.t.Errorf("the surveys are %+v, want one of nobody", sheets)
	}
}

// surveyTrouble asks in each state of a ticket beside the rating that ends.
func surveyTrouble(o *office) {
	calm := o.rates("a")
	if s := o.situation(calm.Conversation); s.Troubled {
		o.t.Errorf("trouble with nothing open: %+v", s)
	}
	for i, c := range []struct {
		name  string
		with  func(*loket.Ticket)
		close bool
		after time.Duration
		want  bool
	}{
		{"ComplaintOpen", func(k *loket.Ticket) { k.Kind = loket.KindComplaint }, false, 40 * 24 * time.Hour, true},
		{"ComplaintClosed", func(k *loket.Ticket) { k.Kind = loket.KindComplaint }, true, 0, false},
		{"Danger", func(k *loket.Ticket) { k.Priority = loket.PriorityEmergency }, true, loket.SurveyCalm - time.Hour, true},
		{"DangerByReason", func(k *loket.Ticket) { k.Reason = loket.ReasonEmergency }, true, 0, true},
		{"Rage", func(k *loket.Ticket) { k.Reason = loket.ReasonInsults }, true, 0, true},
		{"DangerLongAgo", func(k *loket.Ticket) { k.Priority = loket.PriorityEmergency }, true, loket.SurveyCalm + time.Hour, false},
	} {
		person := fmt.Sprintf("p%d", i)
		d := o.handOff(o.situation(o.says(person, "m:"+person+":0", "tolong").Conversation))
		c.with(d.Ticket)
		o.must(o.Settle(o.ctx(), d))
		if c.close {
			_, err := o.closes(d.Ticket.ID)
			o.must(err)
		}
		o.clock.Add(c.after)
		r := o.rates(person)
		if s := o.situation(r.Conversation); s.Troubled != c.want {
			o.t.Errorf("%s: troubled = %v, want %v", c.name, s.Troubled, c.want)
		}
	}
}

func surveySheets(o *office) {
	from := o.clock.Now()
	first := o.responds("a", o.surveys("a"), 1, 2, 3, 4, 1, 2, 3, 4, 1)
	o.clock.Add(time.Hour)
	o.surveys("b")
	to := o.clock.Now()
	for name, c := range map[string]struct {
		q    report.Query
		want int
	}{
		"All":          {report.Query{}, 2},
		"Period":       {report.Query{From: from, To: to}, 1},
		"FromIsIn":     {report.Query{From: to}, 1},
		"Unit":         {report.Query{Filter: report.Filter{Unit: first.Unit}}, 2},
		"AnotherUnit":  {report.Query{Filter: report.Filter{Unit: "lain"}}, 0},
		"Channel":      {report.Query{Filter: report.Filter{Channel: first.Channel}}, 2},
		"NoSuchOffice": {report.Query{Agency: "lain"}, 0},
	} {
		if c.q.Agency == "" {
			c.q.Agency = o.agency.ID
		}
		sheets, _, err := o.Sheets(o.ctx(), c.q)
		o.must(err)
		if len(sheets) != c.want {
			o.t.Errorf("%s: %d surveys, want %d", name, len(sheets), c.want)
		}
		if len(sheets) > 0 && sheets[0].ID == first.ID && (sheets[0].Scores != first.Scores || sheets[0].Profile != first.Profile) {
			o.t.Errorf("%s: the first is %+v, want %+v", name, sheets[0], first)
		}
	}
}

// surveyServed counts people, not tickets, and only whom somebody answered.
func surveyServed(o *office) {
	count := func(q report.Query) int {
		q.Agency = o.agency.ID
		_, n, err := o.Sheets(o.ctx(), q)
		o.must(err)
		return n
	}
	o.rated("a") // closed without an answer
	from := o.clock.Now()
	for _, person := range []string{"a", "b", "b"} {
		k := o.ticket(person)
		_, err := o.UpdateTicket(o.ctx(), o.agency.ID, k.ID, func(k *loket.Ticket, _ loket.Situation) (loket.Change, error) {
			k.FirstReplyAt = o.clock.Now()
			k.End(o.clock.Now(), loket.ByStaff)
			return loket.Change{CloseEpisode: true}, nil
		})
		o.must(err)
	}
	o.clock.Add(time.Hour)
	o.ticket("c")
	if all, past := count(report.Query{From: from, To: o.clock.Now()}), count(report.Query{To: from}); all != 2 || past != 0 {
		o.t.Errorf("%d served then and %d before, want 2 and 0", all, past)
	}
	if other := count(report.Query{Filter: report.Filter{Unit: "lain"}}); other != 0 {
		o.t.Errorf("%d served by a unit that is not there", other)
	}
}
