package bot

import (
	"strings"

	"loket/internal/loket"
)

// withdrawCommand asks once before it withdraws a citizen's consent.
func (t *turn) withdrawCommand(m loket.Message, confirmed string) {
	if strings.EqualFold(confirmed, confirmWord) {
		t.withdraw(m)
		return
	}
	t.apart(func() {
		t.notice(m, loket.OutcomeNoticed, sayWithdrawAsk(t.openNumber()),
			loket.Button{Label: labelWithdrawYes, Data: dataWithdraw}, loket.Button{Label: labelEraseNo, Data: dataStay})
	})
}

// withdraw ends the processing of what the citizen writes, from this decision
// on. The last word belongs to no ticket: those that wait are withdrawn.
func (t *turn) withdraw(m loket.Message) {
	t.decision.Consent, t.withdrawn = loket.ConsentWithdrawn, true
	t.farewell(m, sayWithdrawn, agreeButton())
}

// farewell settles m with words that join no ticket and carry no notice.
func (t *turn) farewell(m loket.Message, text string, buttons ...loket.Button) {
	t.apart(func() {
		id := t.answer(m, loket.Answer{Kind: loket.AnswerNotice}, loket.Content{Text: text, Buttons: column(buttons)})
		t.settle(loket.OutcomeNoticed, id, "", m)
	})
}

// whileWithdrawn serves the rights of a citizen who withdrew, and the way back.
// Nothing else is looked into: its text goes as it is settled, and the citizen
// is told so at most once in ten minutes.
func (t *turn) whileWithdrawn(m loket.Message, flood bool) {
	if !flood && (m.Kind == loket.MessageButton && t.rights(m) || m.Kind == loket.MessageCommand && t.rightsCommand(m)) {
		return
	}
	var id loket.AnswerID
	c := t.situation.Conversation
	if !t.decision.Told && t.decision.Consent == "" && (c.ToldAt.Before(c.WithdrawnAt) || t.now.Sub(c.ToldAt) >= tellAgain) {
		t.decision.Told = true
		id = t.answer(m, loket.Answer{Kind: loket.AnswerNotice},
			loket.Content{Text: sayNotLookedInto, Buttons: column([]loket.Button{agreeButton()})})
	}
	t.settle(loket.OutcomeWithdrawn, id, "", m)
}

// rightsCommand serves a command that who withdrew may give too; false: it is
// none.
func (t *turn) rightsCommand(m loket.Message) bool {
	name, payload, _ := strings.Cut(strings.TrimSpace(m.Text), " ")
	switch strings.ToLower(name) {
	case "/setuju":
		t.agree(m)
	case "/privasi":
		t.privacyNotice(m)
	case "/data":
		t.archive(m)
	case "/hapus":
		t.eraseCommand(m, strings.TrimSpace(payload))
	default:
		return false
	}
	return true
}

// agree takes a withdrawal back. One that stands only since this turn is
// written first.
func (t *turn) agree(m loket.Message) {
	if t.decision.Consent != "" {
		t.deferred = true
		return
	}
	if t.withdrawn {
		t.decision.Consent, t.withdrawn = loket.ConsentGiven, false
	}
	t.notice(m, loket.OutcomeNoticed, sayAgreed)
}

func agreeButton() loket.Button { return loket.Button{Label: labelAgree, Data: dataAgree} }
