package storetest

import (
	"time"

	"loket/internal/loket"
)

func editCases() []contractCase {
	return []contractCase{
		{"BeforeTheAnswer/StandsForTheMessage", editBeforeAnswer},
		{"AfterTheAnswer/OtherWordsAreConsidered", editAfterAnswer},
		{"AfterTheAnswer/SameWordsAreNot", editSameWords},
		{"BeforeItsMessage/TheMessageIsReplaced", editOvertakes},
		{"OlderEditAfterNewer/TheNewerStands", editsOutOfOrder},
	}
}

func (o *office) edits(key, text string, at time.Time) loket.Receipt {
	o.t.Helper()
	in := o.text("a", key, text)
	in.Replaces, in.SentAt = "m:a:1", at
	receipts, err := o.Ingest(o.ctx(), []loket.Inbound{in})
	o.must(err)
	return receipts[0]
}

func (o *office) pendingTexts(id loket.ConversationID) []string {
	var texts []string
	for _, m := range o.situation(id).Pending {
		texts = append(texts, m.Text)
	}
	return texts
}

func (o *office) wantPending(id loket.ConversationID, want ...string) {
	o.t.Helper()
	got := o.pendingTexts(id)
	if len(got) != len(want) {
		o.t.Fatalf("pending = %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			o.t.Errorf("pending = %q, want %q", got, want)
		}
	}
}

func editBeforeAnswer(o *office) {
	r := o.says("a", "m:a:1", "syarat ktp hilng")
	e := o.edits("e:a:1:9", "syarat ktp hilang", o.clock.Now())
	if !e.Pending || e.Conversation != r.Conversation {
		o.t.Errorf("edit = %+v, want pending in %s", e, r.Conversation)
	}
	o.wantPending(r.Conversation, "syarat ktp hilang")
}

func editAfterAnswer(o *office) {
	r := o.says("a", "m:a:1", "syarat ktp")
	o.must(o.Settle(o.ctx(), o.decision(o.situation(r.Conversation), loket.OutcomeQuoted, loket.AnswerQuote)))
	o.edits("e:a:1:9", "syarat kk", o.clock.Now())
	o.wantPending(r.Conversation, "syarat kk")
}

func editSameWords(o *office) {
	r := o.says("a", "m:a:1", "syarat ktp")
	o.must(o.Settle(o.ctx(), o.decision(o.situation(r.Conversation), loket.OutcomeQuoted, loket.AnswerQuote)))
	if e := o.edits("e:a:1:9", " Syarat  KTP\n", o.clock.Now()); e.Pending {
		o.t.Errorf("edit with the same words = %+v, want settled", e)
	}
	o.wantPending(r.Conversation)
}

func editOvertakes(o *office) {
	e := o.edits("e:a:1:9", "syarat kk", o.clock.Now())
	if r := o.says("a", "m:a:1", "syarat ktp"); r.Pending {
		o.t.Errorf("message after its edit = %+v, want settled", r)
	}
	o.wantPending(e.Conversation, "syarat kk")
}

func editsOutOfOrder(o *office) {
	r := o.says("a", "m:a:1", "satu")
	o.edits("e:a:1:20", "tiga", o.clock.Now().Add(20*time.Second))
	if e := o.edits("e:a:1:10", "dua", o.clock.Now().Add(10*time.Second)); e.Pending {
		o.t.Errorf("older edit after a newer = %+v, want settled", e)
	}
	o.wantPending(r.Conversation, "tiga")
}
