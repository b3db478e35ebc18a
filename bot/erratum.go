package bot

import (
	"fmt"
	"time"

	"loket/faq"
	"loket/internal/loket"
)

// ErratumText is what a citizen reads who was quoted an entry's text when it was wrong:
// the entry as it is quoted now, behind a sentence that says why it comes.
func ErratumText(e faq.Entry) string { return sayErratum(e.Title) + "\n\n" + e.Render(faq.Whole, true) }

// sayErratum says that what follows takes the place of what was said before.
func sayErratum(title string) string {
	return fmt.Sprintf("Ralat: jawaban kami sebelumnya tentang “%s” sudah diperbaiki. Abaikan jawaban yang lama; yang berlaku sekarang:", title)
}

// Erratum makes the letter of a correction to one of those it is for. It goes after all
// else that is owed, and never twice: in doubt it is uncertain.
func Erratum(e loket.Erratum, to loket.ErratumRecipient, now time.Time) loket.ErratumLetter {
	a := loket.Answer{
		ID: loket.NewID[loket.AnswerID](), Agency: e.Agency, Conversation: to.Conversation, Kind: loket.AnswerNotice, Entry: e.Entry,
		Revision: e.Revision, CheckCode: loket.NewCheckCode(), CreatedAt: now,
	}
	a.Sends = Compose(a, loket.Envelope{
		Channel: to.Channel, Address: to.Address, Lane: loket.LaneBroadcast, Class: loket.ClassB, At: now,
	}, loket.Content{Text: e.Text, Buttons: column([]loket.Button{{Label: labelDetail, Data: dataDetail + e.Entry}, humanButton()})})
	return loket.ErratumLetter{Answer: a, Event: loket.Event{
		Agency: e.Agency, At: now, Kind: loket.EventNotice, Episode: to.Episode, Conversation: to.Conversation, Answer: a.ID,
		Channel: to.Channel, Entry: e.Entry, Revision: e.Revision, ActorKind: loket.ByBot,
	}}
}
