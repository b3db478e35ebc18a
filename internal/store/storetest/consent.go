package storetest

import (
	"errors"
	"time"

	"loket/internal/loket"
)

func consentCases() []contractCase {
	return []contractCase{
		{"Notice/EveryVersionGivenIsARow", noticeIsRecorded},
		{"Withdrawn/InTheSameTransaction", withdrawnAtOnce},
		{"Withdrawn/LaterTextsAreNotKept", withdrawnKeepsNoText},
		{"Withdrawn/TheSameMessageIsNotTakenTwice", withdrawnKnowsRepeats},
		{"Withdrawn/UnderAnotherMasterKey", withdrawnIsRekeyed},
		{"Withdrawn/GivenAgain", consentGivenAgain},
		{"Withdrawn/GivenOnlyWhereWithdrawn", consentGivenTwice},
	}
}

func noticeIsRecorded(o *office) {
	var id loket.ConversationID
	for i, version := range []string{"v1", "v2"} {
		id = o.says("a", "m:a:"+version, "halo").Conversation
		d := o.decision(o.situation(id), loket.OutcomeNoticed, loket.AnswerNotice)
		d.Notice = version
		d.Events = append(d.Events, loket.Event{Agency: d.Agency, Kind: loket.EventPrivacyNotice, Conversation: id, Revision: version, Answer: d.Answers[0].ID, ActorKind: loket.ByBot})
		o.must(o.Settle(o.ctx(), d))
		if v := o.situation(id).Conversation; v.NoticeVersion != version || !v.NoticeAt.Equal(o.clock.Now()) {
			o.t.Errorf("notice %q at %v, want %s now", v.NoticeVersion, v.NoticeAt, version)
		}
		if n := count(o.events(), loket.EventPrivacyNotice); n != i+1 {
			o.t.Errorf("%d notices are on record, want %d", n, i+1)
		}
		o.clock.Add(time.Hour)
	}
	o.must(o.Settle(o.ctx(), o.decision(o.situation(o.says("a", "m:a:3", "lagi").Conversation), loket.OutcomeNoticed, loket.AnswerNotice)))
	if v := o.situation(id).Conversation; v.NoticeVersion != "v2" {
		o.t.Errorf("after a turn without a notice the version is %q, want v2 still", v.NoticeVersion)
	}
}

// withdraws stores the wish of person a to withdraw their consent.
func (o *office) withdraws() loket.ConversationID {
	o.t.Helper()
	r := o.says("a", "m:a:tarik", "/tarik ya")
	d := o.decision(o.situation(r.Conversation), loket.OutcomeNoticed, loket.AnswerNotice)
	d.Consent = loket.ConsentWithdrawn
	o.must(o.Settle(o.ctx(), d))
	return r.Conversation
}

func withdrawnAtOnce(o *office) {
	ticket := o.ticket("a")
	other := o.ticket("b")
	o.deliverAll()
	id := o.withdraws()
	view, err := o.Ticket(o.ctx(), o.agency.ID, ticket.ID)
	o.must(err)
	if view.Ticket.State != loket.TicketClosed || view.Question != loket.ErasedText {
		o.t.Errorf("the ticket is %s and asks %q, want it closed and its text gone", view.Ticket.State, view.Question)
	}
	s := o.situation(id)
	if !s.Conversation.WithdrawnAt.Equal(o.clock.Now()) || s.Conversation.NoticeVersion != "" || s.Contact.Name != "" || s.Conversation.Address == "" {
		o.t.Errorf("withdrawn at %v, notice %q, name %q, address %q, want now, none, none and the address", s.Conversation.WithdrawnAt, s.Conversation.NoticeVersion, s.Contact.Name, s.Conversation.Address)
	}
	archive, err := o.Archive(o.ctx(), id)
	o.must(err)
	for _, line := range archive.Lines {
		if line.FromCitizen && line.Text != loket.ErasedText {
			o.t.Errorf("line %q is left", line.Text)
		}
	}
	if n := count(o.events(), loket.EventConsentWithdrawn); n != 1 {
		o.t.Errorf("%d withdrawals are on record, want 1", n)
	}
	check, err := o.CheckAudit(o.ctx())
	if o.must(err); check.Rows != 1 {
		o.t.Errorf("the audit log has %d rows, want the withdrawal", check.Rows)
	}
	if view, err = o.Ticket(o.ctx(), o.agency.ID, other.ID); err != nil || !view.Ticket.Open() || view.Question == loket.ErasedText {
		o.t.Errorf("another person's ticket is %s and asks %q, %v, want it untouched", view.Ticket.State, view.Question, err)
	}
}

func withdrawnKeepsNoText(o *office) {
	id := o.withdraws()
	o.says("a", "m:a:lagi", "rahasia")
	s := o.situation(id)
	d := o.decision(s, loket.OutcomeWithdrawn, loket.AnswerNotice)
	o.must(o.Settle(o.ctx(), d))
	lines, err := o.Lines(o.ctx(), o.channel, "a", 0, 10)
	o.must(err)
	for _, line := range lines {
		if line.Text == "rahasia" {
			o.t.Error("a text that was not to be looked into is kept")
		}
	}
}

func withdrawnKnowsRepeats(o *office) {
	id := o.withdraws()
	if again := o.says("a", "m:a:tarik", "/tarik ya"); !again.Duplicate || again.Conversation != id {
		o.t.Errorf("the same message again gives %+v, want it known", again)
	}
}

func withdrawnIsRekeyed(o *office) {
	id := o.withdraws()
	o.deliverAll()
	o.adopt(2, 1)
	o.rekey()
	o.adopt(2)
	o.wantOnlyCurrent()
	if s := o.situation(id); s.Conversation.WithdrawnAt.IsZero() || o.says("a", "m:a:lagi", "lagi").Conversation != id {
		o.t.Error("under another master key it is forgotten that the person withdrew")
	}
}

func consentGivenAgain(o *office) {
	id := o.withdraws()
	o.says("a", "m:a:setuju", "/setuju")
	d := o.decision(o.situation(id), loket.OutcomeNoticed, loket.AnswerNotice)
	d.Consent, d.Notice = loket.ConsentGiven, "v1"
	o.must(o.Settle(o.ctx(), d))
	if v := o.situation(id).Conversation; !v.WithdrawnAt.IsZero() || v.NoticeVersion != "v1" {
		o.t.Errorf("withdrawn at %v, notice %q, want consent and v1", v.WithdrawnAt, v.NoticeVersion)
	}
	if n := count(o.events(), loket.EventConsentGiven); n != 1 {
		o.t.Errorf("%d givings are on record, want 1", n)
	}
}

func consentGivenTwice(o *office) {
	id := o.says("a", "m:a:setuju", "/setuju").Conversation
	d := o.decision(o.situation(id), loket.OutcomeNoticed, loket.AnswerNotice)
	d.Consent = loket.ConsentGiven
	if err := o.Settle(o.ctx(), d); !errors.Is(err, loket.ErrStale) {
		o.t.Errorf("Settle() = %v, want %v: nothing was withdrawn", err, loket.ErrStale)
	}
}
