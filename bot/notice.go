package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"loket/internal/loket"
)

// noticeVersion names a notice by its words, so that a change of them, of the
// office's name or of the days is a new version and is shown again by itself.
func noticeVersion(notice string) string {
	sum := sha256.Sum256([]byte(notice))
	return hex.EncodeToString(sum[:6])
}

// privacyWords is the data-protection notice as it reads today.
func (t *turn) privacyWords() string { return sayNotice(t.situation.Agency, t.bot.Settings.Keep) }

// Privacy is what an office tells of the data it keeps, and for how long: the answer to
// /privasi.
func Privacy(agency loket.Agency, keep time.Duration) string { return sayPrivacy(agency, keep) }

// owesNotice tells whether the citizen has not been given the notice as it
// reads today (UU 27/2022, Pasal 21). Whoever is in danger gets it with a later
// answer, and who withdrew gets none.
func (t *turn) owesNotice() bool {
	return !t.urgent && !t.noNotice && !t.withdrawn && t.decision.Notice == "" &&
		t.situation.Conversation.NoticeVersion != noticeVersion(t.privacyWords())
}

// giveNotice records that an answer carries the notice and returns its words.
func (t *turn) giveNotice(m loket.Message, carrier loket.AnswerID) string {
	words := t.privacyWords()
	t.decision.Notice = noticeVersion(words)
	e := t.event(m, loket.EventPrivacyNotice)
	e.Answer, e.Revision = carrier, t.decision.Notice
	t.decision.Events = append(t.decision.Events, e)
	return words
}

// apart says something that the notice does not belong to.
func (t *turn) apart(say func()) {
	before := t.noNotice
	t.noNotice = true
	say()
	t.noNotice = before
}
