package bot

import (
	"strings"

	"loket/internal/loket"
)

// What the buttons of a citizen's rights carry.
const (
	dataArchive  = "x:data"
	dataEraseAsk = "x:hapus"
	dataErase    = "x:hapus-ya"
	dataKeep     = "x:hapus-tidak"
)

// eraseWord after /hapus confirms it, for who has no buttons.
const eraseWord = "ya"

// privacyNotice tells what is kept, for how long, and what a citizen may ask.
func (t *turn) privacyNotice(m loket.Message) {
	t.notice(m, loket.OutcomeNoticed, sayPrivacy(t.situation.Agency, t.bot.Settings.Keep),
		loket.Button{Label: labelArchive, Data: dataArchive}, loket.Button{Label: labelErase, Data: dataEraseAsk})
}

// rights serves a button of a citizen's rights; false: it is none.
func (t *turn) rights(m loket.Message) bool {
	switch m.Data {
	case dataArchive:
		t.archive(m)
	case dataEraseAsk:
		t.eraseCommand(m, "")
	case dataErase:
		t.erase(m)
	case dataKeep:
		t.notice(m, loket.OutcomeNoticed, sayKept)
	default:
		return false
	}
	return true
}

// eraseCommand asks once before it erases.
func (t *turn) eraseCommand(m loket.Message, confirmed string) {
	if strings.EqualFold(confirmed, eraseWord) {
		t.erase(m)
		return
	}
	number := ""
	if k := t.ticket(); k != nil {
		number = k.Number
	}
	t.notice(m, loket.OutcomeNoticed, sayEraseAsk(number),
		loket.Button{Label: labelEraseYes, Data: dataErase}, loket.Button{Label: labelEraseNo, Data: dataKeep})
}

// erase says farewell and has everything erased once that has arrived. The
// farewell belongs to no ticket: those that wait are withdrawn with it.
func (t *turn) erase(m loket.Message) {
	t.decision.Erase = true
	id := t.answer(m, loket.Answer{Kind: loket.AnswerNotice}, loket.Content{Text: sayErased(t.situation.ChannelKind)})
	t.settle(loket.OutcomeNoticed, id, "", m)
}

// archive answers with a copy of everything that is kept of the citizen.
func (t *turn) archive(m loket.Message) {
	if t.copy == nil {
		t.notice(m, loket.OutcomeNoticed, sayNoArchive, humanButton())
		return
	}
	a, err := t.copy()
	if err != nil {
		t.problem = err
		return
	}
	t.notice(m, loket.OutcomeNoticed, sayArchive(t.situation.Agency, a, t.local()))
}
