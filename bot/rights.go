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

	dataWithdrawAsk = "x:tarik"
	dataWithdraw    = "x:tarik-ya"
	dataStay        = "x:tarik-tidak"
	dataAgree       = "x:setuju"
)

// confirmWord after /hapus and /tarik confirms them, for who has no buttons.
const confirmWord = "ya"

// privacyNotice tells what is kept, for how long, and what a citizen may ask.
func (t *turn) privacyNotice(m loket.Message) {
	t.apart(func() {
		t.notice(m, loket.OutcomeNoticed, sayPrivacy(t.situation.Agency, t.bot.Settings.Keep),
			loket.Button{Label: labelArchive, Data: dataArchive}, loket.Button{Label: labelErase, Data: dataEraseAsk},
			loket.Button{Label: labelWithdraw, Data: dataWithdrawAsk})
	})
	if !t.withdrawn {
		t.giveNotice(m, t.lastAnswer())
	}
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
	case dataWithdrawAsk:
		t.withdrawCommand(m, "")
	case dataWithdraw:
		t.withdraw(m)
	case dataStay:
		t.notice(m, loket.OutcomeNoticed, sayStays)
	case dataAgree:
		t.agree(m)
	default:
		return false
	}
	return true
}

// eraseCommand asks once before it erases.
func (t *turn) eraseCommand(m loket.Message, confirmed string) {
	if strings.EqualFold(confirmed, confirmWord) {
		t.erase(m)
		return
	}
	t.notice(m, loket.OutcomeNoticed, sayEraseAsk(t.openNumber()),
		loket.Button{Label: labelEraseYes, Data: dataErase}, loket.Button{Label: labelEraseNo, Data: dataKeep})
}

// openNumber is the number of the ticket that is open; empty: none is.
func (t *turn) openNumber() string {
	if k := t.ticket(); k != nil {
		return k.Number
	}
	return ""
}

// erase says farewell and has everything erased once that has arrived. The
// farewell belongs to no ticket: those that wait are withdrawn with it.
func (t *turn) erase(m loket.Message) {
	t.decision.Erase = true
	t.farewell(m, sayErased(t.situation.ChannelKind))
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
