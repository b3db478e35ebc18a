package loket

import (
	"fmt"
	"testing"
	"time"
)

var surveyStates = []SurveyState{SurveyOffered, SurveyDeclined, SurveyAsking, SurveyStopped, SurveyAnswered, SurveyDone}

// surveyIn is a survey in a state; what is asked has one answer left to give.
func surveyIn(state SurveyState, at time.Time) Survey {
	s := Survey{State: state, ChangedAt: at}
	if state != SurveyOffered && state != SurveyDeclined {
		s.Scores = [SurveyElements]int{3, 3, 3, 3, 3, 3, 3, 3, 0}
	}
	if state == SurveyAnswered || state == SurveyDone {
		s.Scores[8] = 3
	}
	return s
}

// TestSurveySteps holds every step from every state to what comes of it; what is refused
// changes nothing and has words for the person.
func TestSurveySteps(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 9, 3, 0, 0, 0, time.UTC)
	ended := func(s *Survey) error {
		if !s.End(now) {
			return ErrSurveyOver
		}
		return nil
	}
	for _, step := range []struct {
		name string
		take func(*Survey) error
		to   map[SurveyState]SurveyState
	}{
		{"Begin", func(s *Survey) error { return s.Begin(now) }, map[SurveyState]SurveyState{SurveyOffered: SurveyAsking}},
		{"AnswerTheLast", func(s *Survey) error { return s.Answer(9, 4, now) }, map[SurveyState]SurveyState{SurveyAsking: SurveyAnswered}},
		{"AnswerAgain", func(s *Survey) error { return s.Answer(8, 4, now) }, nil},
		{"AnswerNothing", func(s *Survey) error { return s.Answer(9, 0, now) }, nil},
		{"AnswerTooHigh", func(s *Survey) error { return s.Answer(9, 5, now) }, nil},
		{"AnswerNoElement", func(s *Survey) error { return s.Answer(0, 3, now) }, nil},
		{"Tell", func(s *Survey) error { return s.Tell(ProfileAge, 6, now) }, map[SurveyState]SurveyState{SurveyAnswered: SurveyAnswered}},
		{"TellNothing", func(s *Survey) error { return s.Tell(ProfileSex, ProfileSkipped, now) }, map[SurveyState]SurveyState{SurveyAnswered: SurveyAnswered}},
		{"TellTooMuch", func(s *Survey) error { return s.Tell(ProfileAge, 7, now) }, nil},
		{"TellZero", func(s *Survey) error { return s.Tell(ProfileAge, 0, now) }, nil},
		{"TellNoField", func(s *Survey) error { return s.Tell("nama", 1, now) }, nil},
		{"End", ended, map[SurveyState]SurveyState{SurveyOffered: SurveyDeclined, SurveyAsking: SurveyStopped, SurveyAnswered: SurveyDone}},
	} {
		for _, from := range surveyStates {
			s := surveyIn(from, now.Add(-time.Hour))
			before := s
			err := step.take(&s)
			want, allowed := step.to[from]
			if (err == nil) != allowed || allowed && (s.State != want || !s.ChangedAt.Equal(now)) {
				t.Errorf("%s from %s = %s at %v, %v, want %q", step.name, from, s.State, s.ChangedAt, err, want)
			}
			if err != nil && (CodeOf(err) == "" || s != before) {
				t.Errorf("%s from %s: %v and %+v, want words for the person and no change", step.name, from, err, s)
			}
		}
	}
}

// TestSurveyAsksNineThenTheRespondent walks from the offer to the end.
func TestSurveyAsksNineThenTheRespondent(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 9, 3, 0, 0, 0, time.UTC)
	s := NewSurvey(Rating{Episode: "e", Ticket: "t", Unit: "umum", Topic: "ktp-hilang"}, "c", now)
	if s.Element() != 0 || s.Asks(ProfileFields()) != "" || s.Unit != "umum" || s.Topic != "ktp-hilang" || s.Channel != "c" {
		t.Errorf("NewSurvey() = %+v, want nothing asked yet of its ticket", s)
	}
	if err := s.Begin(now); err != nil {
		t.Fatal(err)
	}
	for element := 1; element <= SurveyElements; element++ {
		if s.Element() != element || s.Asks(ProfileFields()) != "" {
			t.Fatalf("asks U%d, want U%d and nothing of the respondent", s.Element(), element)
		}
		if err := s.Answer(element, element%4+1, now); err != nil {
			t.Fatal(err)
		}
	}
	var asked []ProfileField
	for field := s.Asks([]ProfileField{ProfileEducation, ProfileSex}); field != ""; field = s.Asks([]ProfileField{ProfileEducation, ProfileSex}) {
		asked = append(asked, field)
		if err := s.Tell(field, 1, now); err != nil {
			t.Fatal(err)
		}
	}
	if fmt.Sprint(asked) != "[sex education]" || s.Answers() != SurveyElements || s.Element() != 0 {
		t.Errorf("asked %v with %d answers, want sex and education after nine", asked, s.Answers())
	}
}

func TestSurveyGoesStale(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 9, 3, 0, 0, 0, time.UTC)
	for _, state := range surveyStates {
		asks := state == SurveyOffered || state == SurveyAsking || state == SurveyAnswered
		s := surveyIn(state, at)
		if s.Open(at.Add(SurveyPressed)) != asks || s.Open(at.Add(SurveyPressed+time.Millisecond)) {
			t.Errorf("%s is open for another time than it asks", state)
		}
	}
}

// TestSurveyPolicyDraws holds the draw to its share, and to the same answer whoever asks.
func TestSurveyPolicyDraws(t *testing.T) {
	t.Parallel()
	for _, every := range []int{1, 2, 10, 100} {
		p, drawn := SurveyPolicy{Every: every}, 0
		for i := range 10_000 {
			episode := EpisodeID(fmt.Sprintf("01HZ%022d", i))
			first, again := p.Draws(episode), p.Draws(episode)
			if first != again {
				t.Fatalf("Draws(%s) is not the same twice", episode)
			}
			if first {
				drawn++
			}
		}
		want := 10_000 / every
		if off := drawn - want; off*off > 16*want { // four standard deviations
			t.Errorf("one of %d draws %d of 10,000, want about %d", every, drawn, want)
		}
	}
	for _, every := range []int{0, -1} {
		if (SurveyPolicy{Every: every}).Draws("e") {
			t.Errorf("every %d draws somebody", every)
		}
	}
}

func TestProfileFields(t *testing.T) {
	t.Parallel()
	if len(ProfileFields()) != len(Profile{}) {
		t.Fatalf("%d fields for %d places", len(ProfileFields()), len(Profile{}))
	}
	for _, f := range ProfileFields() {
		if len(f.Options()) < 2 || f.Name() == string(f) {
			t.Errorf("%s is called %q and has the options %q", f, f.Name(), f.Options())
		}
	}
	if f := ProfileField("nama"); f.Options() != nil || f.Name() != "nama" {
		t.Errorf("an unknown field is called %q and has the options %q", f.Name(), f.Options())
	}
}
