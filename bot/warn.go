package bot

import (
	"slices"
	"strings"

	"loket/faq"
	"loket/internal/loket"
)

// warnings are those given in this turn, each once; empty: not yet.
type warnings struct {
	hidden, attachment loket.AnswerID
}

// warn tells a citizen that personal data was hidden, or that a file is not
// opened, and returns the answer that says so; empty when there is nothing to
// warn of. A message that was warned of is settled in the same turn, never
// held: the warning would come again.
func (t *turn) warn(m loket.Message, r faq.Result) loket.AnswerID {
	switch {
	case len(m.Hidden) > 0 || r.Has(faq.IntentPersonalData):
		if t.warned.hidden == "" {
			t.warned.hidden = t.answer(m, loket.Answer{Kind: loket.AnswerNotice}, loket.Content{Text: sayHidden(labels(m.Hidden))})
		}
		return t.warned.hidden
	case isAttachment(m.Kind):
		if t.warned.attachment == "" {
			t.warned.attachment = t.answer(m, loket.Answer{Kind: loket.AnswerNotice},
				loket.Content{Text: sayAttachment, Buttons: column([]loket.Button{humanButton()})})
		}
		return t.warned.attachment
	}
	return ""
}

// warnedOutcome is the outcome of a message that got a warning and nothing else.
func (t *turn) warnedOutcome(warning loket.AnswerID) loket.Outcome {
	if warning == t.warned.hidden {
		return loket.OutcomeGuarded
	}
	return loket.OutcomeNoticed
}

func isAttachment(kind loket.MessageKind) bool {
	return kind == loket.MessagePhoto || kind == loket.MessageDocument
}

// unmasked is a message's text without what stands in the place of personal
// data: those words are ours, not the citizen's.
func unmasked(m loket.Message) string {
	text := m.Text
	for _, h := range m.Hidden {
		before, rest, found := strings.Cut(text, "["+h.Label+" ")
		if _, after, closed := strings.Cut(rest, "]"); found && closed {
			text = before + " " + after
		}
	}
	return text
}

func labels(hidden []loket.Hidden) []string {
	var out []string
	for _, h := range hidden {
		if !slices.Contains(out, h.Label) {
			out = append(out, h.Label)
		}
	}
	return out
}
