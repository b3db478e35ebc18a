package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

// surveyHere stands in a transition for the id of the survey at hand.
const surveyHere = "#"

// surveyID is the id of what the citizen at hand was offered last; "": nothing.
func (c *counter) surveyID() string {
	if s := c.last().Survey; s != nil {
		return string(s.ID)
	}
	return ""
}

// pushes presses a button of the survey at hand.
func (c *counter) pushes(data string) came {
	c.t.Helper()
	return c.does(c.of(c.who, loket.MessageButton, "", data+c.surveyID()))
}

// surveys has the office offer its survey to everybody, and ask these things besides.
func (c *counter) surveys(fields ...loket.ProfileField) {
	c.book.Survey = loket.SurveyPolicy{Every: 1, Period: 90 * 24 * time.Hour, Profile: fields}
}

func surveyOffered(c *counter) { c.surveys(); ratingDone(c) }

func surveyBegun(c *counter) { surveyOffered(c); c.pushes(dataSurveyBegin) }

// surveyAt has the first elements answered, each with a 3.
func surveyAt(elements int) func(*counter) {
	return func(c *counter) {
		surveyBegun(c)
		for i := range elements {
			c.pushes(fmt.Sprintf("k%d.3:", i+1))
		}
	}
}

func surveyProfiled(c *counter) {
	surveyAt(8)(c)
	c.surveys(loket.ProfileSex, loket.ProfileEducation)
	c.pushes("k9.3:")
}

func surveyDone(c *counter) { surveyAt(9)(c) }

func after(before func(*counter), then func(*counter)) func(*counter) {
	return func(c *counter) { before(c); then(c) }
}

func saying(text string) func(*counter) {
	return func(c *counter) { c.later(time.Second); c.says(c.who, text) }
}

func surveyTransitions() []transition {
	press := func(name string, before func(*counter), data, says string) transition {
		return transition{name: name, before: before, kind: loket.MessageButton, data: data, outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: says}
	}
	types := func(name string, before func(*counter), text, says string) transition {
		return transition{name: name, before: before, text: text, outcome: loket.OutcomeNoticed, answers: kinds{notice}, says: says}
	}
	return slices.Concat(offeredTransitions(press, types), askingTransitions(press, types), beforeSurveyEnds(press, types), besideSurvey(press))
}

func offeredTransitions(press, types says) []transition {
	return []transition{
		press("Offered/AfterTheRating", func(c *counter) { c.surveys(); ratingScored(c) }, "rs:*", "9 pertanyaan"),
		types("Offered/AfterWordsBesideTheScore", func(c *counter) { c.surveys(); ratingScored(c) }, "petugasnya ramah sekali", "9 pertanyaan"),
		press("Offered/Begins", surveyOffered, "ky:#", "Survei 1 dari 9 · Persyaratan"),
		types("Offered/BeginsInWords", surveyOffered, "Isi survei.", "Survei 1 dari 9"),
		types("Offered/YesBegins", surveyOffered, "ya", "Survei 1 dari 9"),
		press("Offered/Declined", surveyOffered, "kn:#", "tidak jadi"),
		types("Offered/DeclinedInWords", surveyOffered, "lewati", "tidak jadi"),
		types("Offered/StopDeclines", surveyOffered, "berhenti", "tidak jadi"),
		press("Offered/AnAnswerBeforeItBegan", surveyOffered, "k1.3:#", "Maukah"),
		press("Offered/AForeignSurveyIsNone", surveyOffered, "ky:01HZZZZZZZZZZZZZZZZZZZZZZZ", "tidak berlaku"),
		{name: "Offered/AQuestionIsAnswered", before: surveyOffered, text: "syarat ktp hilang", outcome: loket.OutcomeQuoted, answers: kinds{quote}},
		press("Offered/AfterAQuoteTheButtonBegins", after(surveyOffered, saying("syarat ktp hilang")), "ky:#", "Survei 1 dari 9"),
		{name: "Offered/AfterAQuoteYesIsNoAnswer", before: after(surveyOffered, saying("syarat ktp hilang")), text: "boleh", outcome: ""},
		types("Offered/ContinuedInWords", after(surveyOffered, saying("syarat ktp hilang")), "lanjut survei", "Maukah"),
		press("Offered/ForgottenIsOver", after(surveyOffered, func(c *counter) { c.later(loket.SurveyPressed + time.Hour) }), "ky:#", "sudah selesai"),
		types("Offered/ThanksAreThanks", surveyOffered, "terima kasih", "Sama-sama"),
		press("Declined/BeginsNoMore", after(surveyOffered, func(c *counter) { c.pushes(dataSurveyEnd) }), "ky:#", "sudah selesai"),
		press("Declined/DeclinesOnce", after(surveyOffered, func(c *counter) { c.pushes(dataSurveyEnd) }), "kn:#", "sudah selesai"),
	}
}

func askingTransitions(press, types says) []transition {
	return []transition{
		press("Asking/BeginningAgainAsksAgain", surveyBegun, "ky:#", "Survei 1 dari 9"),
		press("Asking/AScoreAsksOn", surveyBegun, "k1.4:#", "Survei 2 dari 9 · Prosedur"),
		types("Asking/ANumberAsksOn", surveyBegun, "4", "Survei 2 dari 9"),
		types("Asking/TheWordsAskOn", surveyBegun, "Kurang sesuai", "Survei 2 dari 9"),
		types("Asking/ANumberThatIsNoScore", surveyBegun, "5", "Pilih angka 1 sampai 4.\nSurvei 1 dari 9"),
		types("Asking/Zero", surveyBegun, "0", "Pilih angka 1 sampai 4.\nSurvei 1 dari 9"),
		press("Asking/AForgedScore", surveyBegun, "k1.9:#", "Pilih angka 1 sampai 4.\nSurvei 1 dari 9"),
		press("Asking/AnElementTwice", surveyAt(1), "k1.1:#", "Survei 2 dari 9"),
		press("Asking/AnElementAhead", surveyAt(1), "k5.1:#", "Survei 2 dari 9"),
		press("Asking/ARespondentAhead", surveyAt(1), "kp1.1:#", "Survei 2 dari 9"),
		press("Asking/NoSuchElement", surveyAt(1), "k12.1:#", "Survei 2 dari 9"),
		press("Asking/NoSuchField", surveyAt(1), "kp9.1:#", "Survei 2 dari 9"),
		press("Asking/Stopped", surveyAt(4), "kn:#", "berhenti di sini"),
		types("Asking/StoppedInWords", surveyAt(4), "Berhenti", "berhenti di sini"),
		types("Asking/SkippedInWords", surveyAt(4), "lewati", "berhenti di sini"),
		press("Stopped/AsksNoMore", after(surveyAt(4), func(c *counter) { c.pushes(dataSurveyEnd) }), "k5.1:#", "sudah selesai"),
		{name: "Asking/AQuestionIsAnswered", before: surveyAt(4), text: "syarat ktp hilang", outcome: loket.OutcomeQuoted, answers: kinds{quote}},
		press("Asking/AfterAQuoteTheButtonAsksOn", after(surveyAt(4), saying("syarat ktp hilang")), "k5.2:#", "Survei 6 dari 9"),
		types("Asking/AfterAQuoteANumberAsksOn", after(surveyAt(4), saying("syarat ktp hilang")), "2", "Survei 6 dari 9"),
		types("Asking/Continued", after(surveyAt(4), saying("syarat ktp hilang")), "lanjut", "Survei 5 dari 9"),
		{name: "Asking/AfterADayANumberIsNoAnswer", before: after(surveyAt(4), func(c *counter) { c.later(loket.SurveyTyped) }), text: "2", outcome: ""},
		press("Asking/AfterADayTheButtonAsksOn", after(surveyAt(4), func(c *counter) { c.later(loket.SurveyTyped) }), "k5.2:#", "Survei 6 dari 9"),
		press("Asking/AfterAWeekItIsOver", after(surveyAt(4), func(c *counter) { c.later(loket.SurveyPressed + time.Hour) }), "k5.2:#", "sudah selesai"),
		{name: "Asking/AComplaintIsAComplaint", before: surveyAt(4), text: "pelayanan lambat sekali, saya kecewa", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, says: "Ombudsman", opens: 1, joins: true},
		{name: "Asking/AnEmergencyIsAnEmergency", before: surveyAt(4), text: "saya mau bunuh diri", outcome: loket.OutcomeHandedOff, answers: kinds{receipt}, says: "119", opens: 1, joins: true},
		press("Asking/AnEmergencyEndsIt", after(surveyAt(4), saying("saya mau bunuh diri")), "k5.2:#", "sudah selesai"),
		{name: "Asking/AHumanIsFetched", before: surveyAt(4), text: "mau bicara sama petugas", outcome: loket.OutcomeJoined, answers: kinds{receipt}, says: "buka lagi", opens: 1, joins: true},
		{name: "Asking/WordsAreForAnOpenTicket", before: after(surveyAt(4), saying("mau bicara sama petugas")), text: "2", outcome: loket.OutcomeJoined, joins: true},
		press("Asking/TheEighthAsksTheNinth", surveyAt(7), "k8.1:#", "Survei 9 dari 9 · Sarana"),
		press("Asking/TheNinthEndsIt", surveyAt(8), "k9.4:#", "Survei selesai"),
	}
}

func beforeSurveyEnds(press, types says) []transition {
	asksOn := func(c *counter) { surveyAt(8)(c); c.surveys(loket.ProfileSex, loket.ProfileEducation) }
	return []transition{
		press("Answered/TheRespondentIsAsked", asksOn, "k9.4:#", "jenis kelamin Anda?"),
		press("Answered/AnOptionAsksOn", surveyProfiled, "kp1.2:#", "pendidikan Anda?"),
		types("Answered/ANumberAsksOn", surveyProfiled, "2", "pendidikan Anda?"),
		types("Answered/TheWordsAskOn", surveyProfiled, "perempuan", "pendidikan Anda?"),
		press("Answered/SkippedAsksOn", surveyProfiled, "kp1.0:#", "pendidikan Anda?"),
		types("Answered/SkippedInWords", surveyProfiled, "lewati", "pendidikan Anda?"),
		types("Answered/ANumberThatIsNoOption", surveyProfiled, "3", "Pilih angka 1 sampai 2."),
		types("Answered/ZeroIsNoOption", surveyProfiled, "0", "Pilih angka 1 sampai 2."),
		press("Answered/AForgedOption", surveyProfiled, "kp1.7:#", "Pilih angka 1 sampai 2."),
		press("Answered/WhatIsNotAsked", surveyProfiled, "kp4.1:#", "jenis kelamin Anda?"),
		types("Answered/Stopped", surveyProfiled, "berhenti", "Survei selesai"),
		press("Answered/TheLastEndsIt", after(surveyProfiled, func(c *counter) { c.pushes("kp1.1:") }), "kp3.5:#", "Survei selesai"),
		{name: "Answered/AQuestionIsAnswered", before: surveyProfiled, text: "syarat ktp hilang", outcome: loket.OutcomeQuoted, answers: kinds{quote}},
		press("Answered/WhatIsAskedNoMoreEndsIt", after(surveyProfiled, func(c *counter) { c.surveys() }), "kp1.1:#", "Survei selesai"),
		press("Done/IsOver", surveyDone, "k9.1:#", "sudah selesai"),
		press("Done/BeginsNoMore", surveyDone, "ky:#", "sudah selesai"),
	}
}

// besideSurvey is what nobody is offered a survey after.
func besideSurvey(press says) []transition {
	return []transition{
		press("Nobody/WithoutAPolicy", ratingScored, "rs:*", "Terima kasih atas penilaian Anda."),
		press("Nobody/KReadsAsNothing", surveyBegun, "k:#", "tidak berlaku"),
		press("Nobody/KWithoutAnId", surveyBegun, "k1.3", "tidak berlaku"),
		press("Nobody/NegativeIsNothing", surveyBegun, "k1.-3:#", "tidak berlaku"),
	}
}

// TestSurveyIsOffered holds whom the survey is offered to.
func TestSurveyIsOffered(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before func(*counter)
		want   bool
	}{
		"Once":            {func(c *counter) { c.surveys(); ratingScored(c) }, true},
		"Off":             {ratingScored, false},
		"WithinThePeriod": {func(c *counter) { surveyDone(c); c.later(89 * 24 * time.Hour); ratingScored(c) }, false},
		"AfterDeclining":  {func(c *counter) { surveyOffered(c); c.pushes(dataSurveyEnd); c.later(24 * time.Hour); ratingScored(c) }, false},
		"AfterThePeriod":  {func(c *counter) { surveyDone(c); c.later(90 * 24 * time.Hour); ratingScored(c) }, true},
		"ComplaintOpen":   {func(c *counter) { c.surveys(); complaintOpen(c); c.later(time.Hour); ratingScored(c) }, false},
		"AfterDanger":     {func(c *counter) { c.surveys(); dangerOver(c); c.later(29 * 24 * time.Hour); ratingScored(c) }, false},
		"LongAfterDanger": {func(c *counter) { c.surveys(); dangerOver(c); c.later(31 * 24 * time.Hour); ratingScored(c) }, true},
		"NotDrawn":        {func(c *counter) { c.surveys(); ratingScored(c); c.undrawn() }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := openCounter(t)
			c.before(k)
			before := k.surveyID()
			got := k.does(k.of(k.who, loket.MessageButton, "", dataNoWords+k.rating()))
			if offered := k.surveyID() != before; offered != c.want || strings.Contains(got.words(), "9 pertanyaan") != c.want {
				t.Errorf("offered: %v, want %v; the citizen reads %q", offered, c.want, got.words())
			}
		})
	}
}

// dangerOver is an emergency that staff have closed.
func dangerOver(c *counter) {
	c.says(c.who, "saya mau bunuh diri")
	k := c.claims(came{situated: c.last()})
	c.replies(k, "Kami datang.")
	c.must(c.desk.Close(c.t.Context(), c.staff, k.ID, k.LeaseEpoch))
}

// undrawn has the office draw one of so many that the rating at hand is not among them.
func (c *counter) undrawn() {
	c.t.Helper()
	for c.book.Survey.Every = 2; c.book.Survey.Draws(c.last().Rating.Episode); c.book.Survey.Every++ {
		if c.book.Survey.Every > 1000 {
			c.t.Fatal("an episode is drawn whatever the rule")
		}
	}
}

// TestSurveyIsKept answers a whole survey by buttons, numbers and words with a question
// in between, and holds what the ledger has of it: the row, and the same in its events.
func TestSurveyIsKept(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	surveyBegun(c)
	c.surveys(loket.ProfileSex, loket.ProfileAge)
	c.pushes("k1.4:")
	c.says(c.who, "3")
	c.says(c.who, "kurang cepat")
	c.says(c.who, "syarat ktp hilang")
	c.pushes("k4.4:")
	for _, n := range []string{"1", "2", "3", "4", "3"} {
		c.says(c.who, n)
	}
	c.pushes("kp1.2:")
	c.pushes("kp2.0:")
	s := c.last().Survey
	want := loket.Survey{
		State: loket.SurveyDone, Scores: [9]int{4, 3, 2, 4, 1, 2, 3, 4, 3}, Profile: loket.Profile{2, loket.ProfileSkipped},
	}
	if s.State != want.State || s.Scores != want.Scores || s.Profile != want.Profile || s.Unit == "" || s.Ticket == "" || s.Channel == "" {
		t.Errorf("the survey is %+v, want %+v with its ticket, unit and channel", s, want)
	}
	events := c.surveyEvents()
	if diff := cmp.Diff([]string{
		"survey_offered bot " + string(s.ID) + " 0", "survey_answer citizen U1 4", "survey_answer citizen U2 3", "survey_answer citizen U3 2",
		"survey_answer citizen U4 4", "survey_answer citizen U5 1", "survey_answer citizen U6 2", "survey_answer citizen U7 3",
		"survey_answer citizen U8 4", "survey_answer citizen U9 3", "survey_ended citizen done 9",
	}, events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if got := c.last().Ticket; got != nil {
		t.Errorf("a survey left %+v for staff", got)
	}
}

// surveyEvents are the events of surveys: kind, actor, revision and value, each in the
// episode of the survey at hand.
func (c *counter) surveyEvents() (out []string) {
	c.t.Helper()
	events, err := c.ledger.Events(c.t.Context(), 0, 10_000)
	c.must(err)
	for _, e := range events {
		switch e.Kind {
		case loket.EventSurveyOffered, loket.EventSurveyAnswer, loket.EventSurveyEnded:
			if e.Episode != c.last().Survey.Episode || e.Ticket == "" {
				c.t.Errorf("%+v is not of the survey's episode and ticket", e)
			}
			out = append(out, fmt.Sprintf("%s %s %s %d", e.Kind, e.ActorKind, e.Revision, e.Value))
		default:
		}
	}
	return out
}

// TestSurveyEndsByItself holds what ends a survey without a word of the citizen about it.
func TestSurveyEndsByItself(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		then  func(*counter)
		state loket.SurveyState
		by    string
	}{
		"Danger":   {saying("saya mau bunuh diri"), loket.SurveyStopped, "bot"},
		"Rage":     {func(c *counter) { c.says(c.who, "goblok"); c.says(c.who, "anjing lu"); c.says(c.who, "bangsat") }, loket.SurveyStopped, "bot"},
		"Reopened": {func(c *counter) { c.presses(dataUnanswered) }, loket.SurveyStopped, "bot"},
		"Stopped":  {saying("berhenti"), loket.SurveyStopped, "citizen"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			k := openCounter(t)
			surveyAt(3)(k)
			c.then(k)
			if s := k.last().Survey; s.State != c.state || s.Answers() != 3 {
				t.Errorf("the survey is %s with %d answers, want %s with 3", s.State, s.Answers(), c.state)
			}
			events := k.surveyEvents()
			if got, want := events[len(events)-1], "survey_ended "+c.by+" stopped 3"; got != want {
				t.Errorf("the last event is %q, want %q", got, want)
			}
		})
	}
}

// TestSurveyIsNoFlood answers a survey in one minute, behind as many messages as are read
// in one: no press that it waits for is a human's, every other one is.
func TestSurveyIsNoFlood(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	surveyBegun(c)
	for i := range loket.Flood {
		c.says(c.who, fmt.Sprintf("terima kasih %d", i))
	}
	for i := range loket.SurveyElements {
		if got := c.pushes(fmt.Sprintf("k%d.3:", i+1)); got.outcome() != loket.OutcomeNoticed {
			t.Fatalf("element %d became %q: %s", i+1, got.outcome(), got.words())
		}
	}
	if got := c.pushes("k9.3:"); got.outcome() != loket.OutcomeJoined {
		t.Errorf("a press that nobody waits for became %q in a flood, want a human's", got.outcome())
	}
}

// TestSurveyOutlivesACrash decides a press again whose decision was lost, and refuses
// one that was decided on what stands no more.
func TestSurveyOutlivesACrash(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	surveyAt(2)(c)
	lost := 2
	c.ledger.refuse = func(d loket.Decision) error {
		if lost--; lost >= 0 && d.Survey != nil {
			return loket.ErrStale
		}
		return nil
	}
	if got := c.pushes("k3.2:"); !strings.Contains(got.words(), "Survei 4 dari 9") || len(got.answers) != 1 {
		t.Errorf("after two lost decisions the citizen reads %q", got.words())
	}
	if s := c.last().Survey; s.Answers() != 3 || s.Scores[2] != 2 {
		t.Errorf("the survey has %v, want three answers", s.Scores)
	}
}

// TestSurveyWithdrawn holds what stays of a survey when its citizen withdraws their
// consent or is erased: scores for the figures, nothing of who they are.
func TestSurveyWithdrawn(t *testing.T) {
	t.Parallel()
	for _, ends := range []string{"/tarik ya", "/hapus ya"} {
		t.Run(ends, func(t *testing.T) {
			t.Parallel()
			c := openCounter(t)
			surveyProfiled(c)
			c.pushes("kp1.2:")
			archive, err := c.ledger.Archive(t.Context(), c.last().Conversation.ID)
			c.must(err)
			copied := sayArchive(lokettest.Agency(), archive, c.clock.Now())
			for _, want := range []string{"dijawab 9 dari 9: U1=3", "U9=3", "Jenis kelamin: Perempuan"} {
				if !strings.Contains(copied, want) {
					t.Errorf("the citizen's copy says %q, want %q in it", copied, want)
				}
			}
			c.does(c.of(c.who, loket.MessageCommand, ends, ""))
			c.deliver()
			c.later(2 * time.Hour)
			_, err = c.ledger.EraseAsked(t.Context())
			c.must(err)
			if s := c.last().Survey; s.Profile != (loket.Profile{}) || s.Answers() != 9 || s.State != loket.SurveyDone {
				t.Errorf("the survey is %+v, want nine scores and no respondent", s)
			}
		})
	}
}

// TestSurveyQuestionsFit holds every question to what a channel takes: labels that a
// phone shows, data of 64 bytes, four answers that differ.
func TestSurveyQuestionsFit(t *testing.T) {
	t.Parallel()
	s := loket.NewSurvey(loket.Rating{}, "", time.Now())
	for i, q := range questions() {
		if len(slices.Compact(slices.Sorted(slices.Values(q.answers[:])))) != loket.BestScore {
			t.Errorf("U%d has the answers %q, want four", i+1, q.answers)
		}
		for _, row := range answerButtons(dataElement, i+1, q.answers[:], string(s.ID)) {
			if len(row[0].Data) > dataLimit || len([]rune(row[0].Label)) > 30 {
				t.Errorf("a button %+v of U%d does not fit", row[0], i+1)
			}
			if p, ok := surveyPress(row[0].Data); !ok || p.number != i+1 || p.survey != s.ID {
				t.Errorf("surveyPress(%q) = %+v, %v", row[0].Data, p, ok)
			}
		}
	}
	for i, f := range loket.ProfileFields() {
		for _, row := range answerButtons(dataProfile, i+1, f.Options(), string(s.ID)) {
			if len(row[0].Data) > dataLimit {
				t.Errorf("a button %+v of %s does not fit", row[0], f)
			}
		}
	}
}
