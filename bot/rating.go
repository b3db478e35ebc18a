package bot

import (
	"slices"
	"strings"

	"loket/faq"
	"loket/internal/loket"
)

// What the buttons of a rating carry before its id. A score is "r1:" to "r4:".
const (
	dataAnswered   = "ry:"
	dataUnanswered = "rn:"
	dataScore      = "r"
	dataNoWords    = "rs:"
)

// reasonUnanswered is why a ticket goes on: its citizen says that it was not
// answered.
const reasonUnanswered = "not answered"

// What a citizen may type instead of pressing.
var (
	yesWords  = []string{"ya", "iya", "sudah", "terjawab", "sudah terjawab", "ya terjawab", "ya sudah"}                                //nolint:gochecknoglobals // a list, not state
	noWords   = []string{"belum", "tidak", "belum terjawab", "tidak terjawab", "blm"}                                                  //nolint:gochecknoglobals // likewise
	skipWords = []string{"lewati", "tidak", "tidak ada", "tidak usah", "cukup", "makasih", "terima kasih", "terimakasih", "sama-sama"} //nolint:gochecknoglobals // likewise
)

// Answered asks a citizen whether their ticket, which staff close, is answered.
func Answered(r loket.Rating, number string) loket.Content {
	id := string(r.ID)
	return loket.Content{Text: sayAnswered(number), Buttons: column([]loket.Button{
		{Label: labelAnswered, Data: dataAnswered + id}, {Label: labelUnanswered, Data: dataUnanswered + id},
	})}
}

// rating is what the citizen was asked last, as it stands in this turn; nil:
// nothing.
func (t *turn) rating() *loket.Rating {
	if step := t.decision.Rating; step != nil {
		return &step.Rating
	}
	return t.situation.Rating
}

// ratingButton serves a press under a rating; false: it is none. What the press
// is about may be over: another close was asked about since, or the ticket goes
// on.
func (t *turn) ratingButton(m loket.Message) bool {
	press, id, ok := strings.Cut(m.Data, ":")
	if !ok || !slices.Contains([]string{"ry", "rn", "rs", "r1", "r2", "r3", "r4"}, press) {
		return false
	}
	r := t.rating()
	if r == nil || string(r.ID) != id || r.Stale(t.now) || t.goesOnAlready(*r) {
		t.notice(m, loket.OutcomeNoticed, sayStaleChoice, humanButton())
		return true
	}
	switch press + ":" {
	case dataAnswered:
		t.confirm(m, *r)
	case dataUnanswered:
		t.deny(m, *r)
	case dataNoWords:
		t.finish(m, *r, "")
	default:
		t.score(m, *r, int(press[1]-'0'))
	}
	return true
}

func (t *turn) goesOnAlready(r loket.Rating) bool {
	k := t.standing(r.Kind)
	return k != nil && k.ID == r.Ticket
}

// rates takes words as what a rating asks for; false: they are none of it, and
// are considered like any others. While a ticket is open, words are for that.
func (t *turn) rates(m loket.Message, found faq.Result) bool {
	r := t.rating()
	if r == nil || t.ticket() != nil || m.Kind != loket.MessageText || r.Stale(t.now) || m.ReceivedAt.Before(r.AskedAt) {
		return false
	}
	word := strings.ToLower(strings.Join(strings.Fields(strings.Trim(m.Text, " \n.!")), " "))
	since := m.ReceivedAt.Sub(r.ChangedAt)
	switch {
	case r.State == loket.RatingScored && since < loket.RatingWords:
		return t.ratingWords(m, *r, word, found)
	case since >= loket.RatingTyped || t.saidSince(*r):
		return false
	case r.State == loket.RatingAsked && slices.Contains(yesWords, word):
		t.confirm(m, *r)
	case r.State == loket.RatingAsked && slices.Contains(noWords, word):
		t.deny(m, *r)
	case r.State == loket.RatingAnswered && len(word) == 1 && word >= "1" && word <= "4":
		t.score(m, *r, int(word[0]-'0'))
	default:
		return false
	}
	return true
}

// saidSince tells whether an entry was quoted or offered since a rating asked
// something: "ya" and "1" may be about that then.
func (t *turn) saidSince(r loket.Rating) bool {
	return t.decision.SetTopic || t.situation.Conversation.TopicAt.After(r.ChangedAt)
}

// ratingWords takes the text after a score as words for staff. A question, and
// whatever asks for something, is answered as what it is and ends the asking.
func (t *turn) ratingWords(m loket.Message, r loket.Rating, word string, found faq.Result) bool {
	switch {
	case slices.Contains(skipWords, word):
		t.finish(m, r, "")
	case t.wantsMore(m, found):
		if r.Finish(t.now) == nil {
			t.step(r, nil)
		}
		return false
	default:
		t.finish(m, r, t.written(m))
	}
	return true
}

// wantsMore tells whether a text wants more than to be read.
func (t *turn) wantsMore(m loket.Message, found faq.Result) bool {
	sure, _ := t.split(found)
	return strings.Contains(m.Text, "?") || len(sure) > 0 && asks(m.Text) || found.Has(faq.IntentHuman) ||
		found.Has(faq.IntentComplaint) || found.Has(faq.IntentStatus) || found.Has(faq.IntentHoax)
}

// written is a message as it is stored: what was hidden in it is marked.
func (t *turn) written(m loket.Message) string {
	for _, p := range t.situation.Pending {
		if p.ID == m.ID {
			return strings.TrimSpace(p.Text)
		}
	}
	return strings.TrimSpace(m.Text)
}

// confirm takes that the question was answered, and asks for a score.
func (t *turn) confirm(m loket.Message, r loket.Rating) {
	news := r.State == loket.RatingAsked
	if r.Confirm(t.now) != nil {
		t.notice(m, loket.OutcomeNoticed, sayRatedAlready)
		return
	}
	if news {
		t.step(r, nil)
		t.ratingEvent(m, r, loket.EventAnswered, 1)
	}
	id := t.answer(m, loket.Answer{Kind: loket.AnswerNotice}, loket.Content{Text: sayScore, Buttons: scoreButtons(r.ID)})
	t.settle(loket.OutcomeNoticed, id, t.joinable(), m)
}

func scoreButtons(id loket.RatingID) [][]loket.Button {
	var row []loket.Button
	for _, score := range []string{"1", "2", "3", "4"} {
		row = append(row, loket.Button{Label: score, Data: dataScore + score + ":" + string(id)})
	}
	return [][]loket.Button{row}
}

// deny takes that it was not: the same ticket goes on, before others.
func (t *turn) deny(m loket.Message, r loket.Rating) {
	t.handOff(loket.HandOff{Kind: r.Kind, Reason: reasonUnanswered, Topic: r.Topic, Ticket: r.Ticket}, m)
	if t.deferred || !r.Deny(t.now) {
		return
	}
	t.step(r, nil)
	t.dropSurvey(m)
	t.ratingEvent(m, r, loket.EventAnswered, 0)
}

// score takes a score and asks for words.
func (t *turn) score(m loket.Message, r loket.Rating, score int) {
	if r.Rate(score, t.now) != nil {
		t.notice(m, loket.OutcomeNoticed, sayRatedAlready)
		return
	}
	t.step(r, nil)
	t.ratingEvent(m, r, loket.EventRating, int64(score))
	t.notice(m, loket.OutcomeNoticed, sayWords, loket.Button{Label: labelNoWords, Data: dataNoWords + string(r.ID)})
}

// noteLimit bounds the words beside a score, in bytes.
const noteLimit = 4 << 10

// finish ends a rating, with words for staff or without.
func (t *turn) finish(m loket.Message, r loket.Rating, words string) {
	if r.Finish(t.now) != nil {
		t.notice(m, loket.OutcomeNoticed, sayRatedAlready)
		return
	}
	if words == "" {
		t.step(r, nil)
		t.thank(m, r)
		return
	}
	t.step(r, &loket.Note{ID: loket.NewID[loket.NoteID](), Kind: loket.NoteRating, At: t.now, Text: clip(words, noteLimit)})
	t.ratingEvent(m, r, loket.EventRatingNote, 0)
	if len(m.Hidden) > 0 {
		t.answer(m, loket.Answer{Kind: loket.AnswerNotice}, loket.Content{Text: sayHidden(labels(m.Hidden))})
	}
	t.thank(m, r)
}

// step has the decision write a rating as it is now; words of an earlier message
// of this turn stay.
func (t *turn) step(r loket.Rating, note *loket.Note) {
	if before := t.decision.Rating; before != nil && note == nil {
		note = before.Note
	}
	t.decision.Rating = &loket.RatingStep{Rating: r, Was: t.situation.Rating.State, Note: note}
}

// ratingEvent records what a citizen said of an episode, in that episode.
func (t *turn) ratingEvent(m loket.Message, r loket.Rating, kind loket.EventKind, value int64) {
	e := t.event(m, kind)
	e.Episode, e.Ticket, e.Unit, e.Topic, e.ActorKind, e.Value = r.Episode, r.Ticket, r.Unit, r.Topic, loket.ByCitizen, value
	t.decision.Events = append(t.decision.Events, e)
}
