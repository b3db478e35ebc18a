package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"loket/internal/loket"
)

// What the buttons of a survey carry before its id. An answer is "k<element>.<score>:",
// one about the respondent "kp<field>.<option>:"; option 0 leaves it out.
const (
	dataSurveyBegin = "ky:"
	dataSurveyEnd   = "kn:"
	dataElement     = "k"
	dataProfile     = "kp"
)

// What a citizen may type instead of pressing.
var (
	beginWords    = []string{"isi", "isi survei", "mau", "ya", "iya", "boleh", "bersedia", "ok", "oke"}            //nolint:gochecknoglobals // a list, not state
	endWords      = []string{"lewati", "berhenti", "tidak", "tidak mau", "tidak usah", "stop", "selesai", "cukup"} //nolint:gochecknoglobals // likewise
	continueWords = []string{"lanjut", "lanjutkan", "lanjut survei", "lanjutkan survei"}                           //nolint:gochecknoglobals // likewise
)

// survey is what the citizen was offered last, as it stands in this turn; nil: nothing.
func (t *turn) survey() *loket.Survey {
	if step := t.decision.Survey; step != nil {
		return &step.Survey
	}
	return t.situation.Survey
}

// offersSurvey tells whether a citizen whose rating ends is offered the survey: drawn by
// the agency's rule, not offered it lately, and with nothing left to worry about here.
func (t *turn) offersSurvey(r loket.Rating) bool {
	policy, last := t.book.Survey, t.survey()
	switch {
	case !policy.Draws(r.Episode), t.situation.Troubled, t.ticket() != nil, t.decision.Ticket != nil, t.decision.Reopen != nil:
		return false
	case last != nil && t.now.Sub(last.OfferedAt) < policy.Period:
		return false
	}
	return !t.off(loket.SwitchBot, "")
}

// thank ends a rating in words, and offers the survey where it is due.
func (t *turn) thank(m loket.Message, r loket.Rating) {
	if !t.offersSurvey(r) {
		t.notice(m, loket.OutcomeNoticed, sayRated)
		return
	}
	s := loket.NewSurvey(r, m.Channel, t.now)
	t.decision.Survey = &loket.SurveyStep{Survey: s}
	t.surveyEvent(m, s, loket.EventSurveyOffered, loket.ByBot, string(s.ID), 0)
	t.notice(m, loket.OutcomeNoticed, sayRated+"\n\n"+saySurveyOffer,
		loket.Button{Label: labelSurveyBegin, Data: dataSurveyBegin + string(s.ID)},
		loket.Button{Label: labelSurveySkip, Data: dataSurveyEnd + string(s.ID)})
}

// A press is what a button under a survey says.
type press struct {
	begin, end bool
	profile    bool // of which number is a field; otherwise an element
	number     int  // from 1
	choice     int  // from 1; of a field 0: left out
	survey     loket.SurveyID
}

// surveyPress reads a button; false: it is none of a survey.
func surveyPress(data string) (p press, ok bool) {
	head, id, ok := strings.Cut(data, ":")
	p.survey = loket.SurveyID(id)
	switch head + ":" {
	case dataSurveyBegin:
		p.begin = true
		return p, ok
	case dataSurveyEnd:
		p.end = true
		return p, ok
	}
	rest, profile := strings.CutPrefix(head, dataProfile)
	if !profile {
		rest, ok = strings.CutPrefix(head, dataElement)
	}
	number, choice, dot := strings.Cut(rest, ".")
	if !ok || !dot {
		return p, false
	}
	p.profile = profile
	var wrong, bad error
	p.number, wrong = strconv.Atoi(number)
	p.choice, bad = strconv.Atoi(choice)
	return p, wrong == nil && bad == nil && p.number > 0 && p.choice >= 0
}

// surveyButton serves a press under a survey; false: it is none.
func (t *turn) surveyButton(m loket.Message) bool {
	p, ok := surveyPress(m.Data)
	if !ok {
		return false
	}
	s := t.survey()
	switch {
	case s == nil || s.ID != p.survey:
		t.notice(m, loket.OutcomeNoticed, sayStaleChoice, humanButton())
	case !s.Open(t.now):
		t.surveySays(m, saySurveyOver, nil)
	case p.end:
		t.endSurvey(m, *s)
	case p.begin:
		t.beginSurvey(m, *s)
	case p.profile:
		t.tellSurvey(m, *s, p.number, p.choice)
	default:
		t.scoreSurvey(m, *s, p.number, p.choice)
	}
	return true
}

// advancesSurvey tells whether a message is the press that a survey waits for. There are
// no more of these than it has questions, however fast they come.
func (t *turn) advancesSurvey(m loket.Message) bool {
	p, ok := surveyPress(m.Data)
	s := t.survey()
	if m.Kind != loket.MessageButton || !ok || s == nil || s.ID != p.survey || !s.Open(t.now) {
		return false
	}
	if p.profile {
		fields := loket.ProfileFields()
		return p.number <= len(fields) && s.Asks(t.book.Survey.Profile) == fields[p.number-1]
	}
	return p.end || p.begin && s.State == loket.SurveyOffered || p.number == s.Element()
}

// surveyWords takes words as what a survey asks for; false: they are none of it, and are
// considered like any others while the survey waits. While a ticket is open, words are
// for that; what was asked since is answered first.
func (t *turn) surveyWords(m loket.Message) bool {
	s := t.survey()
	if s == nil || t.ticket() != nil || m.Kind != loket.MessageText || !s.Open(t.now) || m.ReceivedAt.Before(s.OfferedAt) {
		return false
	}
	word := strings.ToLower(strings.Join(strings.Fields(strings.Trim(m.Text, " \n.!")), " "))
	if slices.Contains(continueWords, word) {
		t.askOn(m, *s, "")
		return true
	}
	if m.ReceivedAt.Sub(s.ChangedAt) >= loket.SurveyTyped || t.ratedSince(*s) || t.choicesSince(*s) {
		return false
	}
	switch s.State {
	case loket.SurveyOffered:
		return !t.quotedSince(*s) && t.offerWords(m, *s, word)
	case loket.SurveyAsking:
		return t.elementWords(m, *s, word)
	default:
		return t.profileWords(m, *s, word)
	}
}

// ratedSince tells whether another ticket was asked about since a survey moved: what is
// typed is for that.
func (t *turn) ratedSince(s loket.Survey) bool {
	r := t.rating()
	return r != nil && r.ChangedAt.After(s.ChangedAt)
}

// quotedSince tells whether an entry was quoted or offered since a survey moved: "ya"
// may be about that.
func (t *turn) quotedSince(s loket.Survey) bool {
	return t.decision.SetTopic || t.situation.Conversation.TopicAt.After(s.ChangedAt)
}

// choicesSince tells whether entries to choose from were offered since a survey moved:
// a number may be one of these.
func (t *turn) choicesSince(s loket.Survey) bool {
	if t.decision.SetTopic {
		return len(t.decision.Choices) > 0
	}
	c := t.situation.Conversation
	return len(c.Choices) > 0 && c.TopicAt.After(s.ChangedAt)
}

func (t *turn) offerWords(m loket.Message, s loket.Survey, word string) bool {
	switch {
	case slices.Contains(beginWords, word):
		t.beginSurvey(m, s)
	case slices.Contains(endWords, word):
		t.endSurvey(m, s)
	default:
		return false
	}
	return true
}

func (t *turn) elementWords(m loket.Message, s loket.Survey, word string) bool {
	answers := questions()[s.Element()-1].answers
	choice, is := chosen(word, answers[:])
	switch {
	case slices.Contains(endWords, word):
		t.endSurvey(m, s)
	case !is:
		return false
	default:
		t.scoreSurvey(m, s, s.Element(), choice)
	}
	return true
}

func (t *turn) profileWords(m loket.Message, s loket.Survey, word string) bool {
	field := s.Asks(t.book.Survey.Profile)
	if field == "" {
		return false
	}
	choice, is := chosen(word, field.Options())
	switch {
	case word == strings.ToLower(labelSurveySkip):
		choice = 0
	case slices.Contains(endWords, word):
		t.endSurvey(m, s)
		return true
	case !is:
		return false
	case choice == 0: // as a number it is none of the options
		choice = len(field.Options()) + 1
	}
	t.tellSurvey(m, s, slices.Index(loket.ProfileFields(), field)+1, choice)
	return true
}

// mostTyped bounds the digits that are read as an answer: longer ones are a number of
// something else.
const mostTyped = 2

// chosen reads an answer by its number, whether there is one of it, or by its words;
// false: it is neither.
func chosen(word string, answers []string) (choice int, is bool) {
	if n, err := strconv.ParseUint(word, 10, 8); err == nil && len(word) <= mostTyped {
		return int(n), true
	}
	i := slices.IndexFunc(answers, func(a string) bool { return strings.ToLower(a) == word })
	return i + 1, i >= 0
}

// beginSurvey takes that the citizen answers; saying so again asks again.
func (t *turn) beginSurvey(m loket.Message, s loket.Survey) {
	if s.Begin(t.now) == nil {
		t.surveyStep(s)
	}
	t.askOn(m, s, "")
}

// scoreSurvey takes a score for an element, and asks on. One that is not asked about, or
// no score at all, is asked again.
func (t *turn) scoreSurvey(m loket.Message, s loket.Survey, element, score int) {
	asked := s.Element()
	if s.Answer(element, score, t.now) != nil {
		before := ""
		if element == asked {
			before = sayOutOfRange(loket.BestScore)
		}
		t.askOn(m, s, before)
		return
	}
	t.surveyStep(s)
	t.surveyEvent(m, s, loket.EventSurveyAnswer, loket.ByCitizen, fmt.Sprintf("U%d", element), int64(score))
	t.askOrFinish(m, s)
}

// tellSurvey takes what a respondent says of themselves, by the numbers of the field and
// the option; 0: nothing.
func (t *turn) tellSurvey(m loket.Message, s loket.Survey, number, option int) {
	fields, asked := loket.ProfileFields(), s.Asks(t.book.Survey.Profile)
	if number > len(fields) || fields[number-1] != asked {
		t.askOn(m, s, "")
		return
	}
	if option == 0 {
		option = loket.ProfileSkipped
	}
	if s.Tell(asked, option, t.now) != nil {
		t.askOn(m, s, sayOutOfRange(len(asked.Options())))
		return
	}
	t.surveyStep(s)
	t.askOrFinish(m, s)
}

// askOrFinish asks what comes next, or ends a survey that has nothing more to ask.
func (t *turn) askOrFinish(m loket.Message, s loket.Survey) {
	if s.Element() == 0 && s.Asks(t.book.Survey.Profile) == "" {
		t.endSurvey(m, s)
		return
	}
	t.askOn(m, s, "")
}

// askOn asks what a survey asks now, behind a word about the answer before.
func (t *turn) askOn(m loket.Message, s loket.Survey, before string) {
	id := string(s.ID)
	element, field := s.Element(), s.Asks(t.book.Survey.Profile)
	switch {
	case s.State == loket.SurveyOffered:
		t.surveySays(m, saySurveyOffer, column([]loket.Button{
			{Label: labelSurveyBegin, Data: dataSurveyBegin + id}, {Label: labelSurveySkip, Data: dataSurveyEnd + id},
		}))
	case element > 0:
		answers := questions()[element-1].answers
		rows := answerButtons(dataElement, element, answers[:], id)
		t.surveySays(m, lines(before, sayElement(element)), append(rows, []loket.Button{{Label: labelSurveyStop, Data: dataSurveyEnd + id}}))
	case field != "":
		number := slices.Index(loket.ProfileFields(), field) + 1
		rows := answerButtons(dataProfile, number, field.Options(), id)
		skip := loket.Button{Label: labelSurveySkip, Data: fmt.Sprintf("%s%d.0:%s", dataProfile, number, id)}
		t.surveySays(m, lines(before, sayProfile(field)), append(rows, []loket.Button{skip}))
	default:
		t.endSurvey(m, s)
	}
}

// answerButtons are the answers to a question, one a row, numbered as in its text.
func answerButtons(data string, number int, answers []string, id string) [][]loket.Button {
	var rows [][]loket.Button
	for i, a := range answers {
		rows = append(rows, []loket.Button{{Label: fmt.Sprintf("%d. %s", i+1, a), Data: fmt.Sprintf("%s%d.%d:%s", data, number, i+1, id)}})
	}
	return rows
}

// endSurvey ends a survey wherever it stands, with a word of thanks for what was said.
func (t *turn) endSurvey(m loket.Message, s loket.Survey) {
	if !t.closeSurvey(m, s, loket.ByCitizen) {
		t.surveySays(m, saySurveyOver, nil)
		return
	}
	text := saySurveyDone
	switch t.survey().State {
	case loket.SurveyDeclined:
		text = saySurveyDeclined
	case loket.SurveyStopped:
		text = saySurveyStopped
	default:
	}
	t.surveySays(m, text, nil)
}

// dropSurvey ends a survey in silence: whoever is in danger or in a rage is asked
// nothing more.
func (t *turn) dropSurvey(m loket.Message) {
	if s := t.survey(); s != nil && s.Open(t.now) && !t.deferred {
		t.closeSurvey(m, *s, loket.ByBot)
	}
}

func (t *turn) closeSurvey(m loket.Message, s loket.Survey, by loket.ActorKind) bool {
	if !s.End(t.now) {
		return false
	}
	t.surveyStep(s)
	t.surveyEvent(m, s, loket.EventSurveyEnded, by, string(s.State), int64(s.Answers()))
	return true
}

// surveySays settles a message with what a survey says. It is none of a ticket's.
func (t *turn) surveySays(m loket.Message, text string, buttons [][]loket.Button) {
	id := t.answer(m, loket.Answer{Kind: loket.AnswerNotice}, loket.Content{Text: text, Buttons: buttons})
	t.settle(loket.OutcomeNoticed, id, "", m)
}

// surveyStep has the decision write a survey as it is now.
func (t *turn) surveyStep(s loket.Survey) {
	was := t.situation.Survey
	if before := t.decision.Survey; before != nil {
		was = before.Was
	}
	t.decision.Survey = &loket.SurveyStep{Survey: s, Was: was}
}

// surveyEvent records what became of a survey, in the episode that it is about.
func (t *turn) surveyEvent(m loket.Message, s loket.Survey, kind loket.EventKind, by loket.ActorKind, revision string, value int64) {
	e := t.event(m, kind)
	e.Episode, e.Ticket, e.Unit, e.Topic = s.Episode, s.Ticket, s.Unit, s.Topic
	e.ActorKind, e.Revision, e.Value = by, revision, value
	t.decision.Events = append(t.decision.Events, e)
}
