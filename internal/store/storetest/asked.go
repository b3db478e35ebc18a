package storetest

import (
	"strings"
	"time"

	"loket/internal/loket"
)

func askedCases() []contractCase {
	return []contractCase{
		{"QuestionsOnlyLatestFirst", askedQuestions},
		{"AfterWhatWasSaidBefore", askedAfter},
		{"ErasedIsLeftOut", askedErased},
		{"OfAHistory", askedOfHistory},
	}
}

// recorded reads the questions as "text (topic) [choices]".
func (o *office) recorded(agency loket.AgencyID, most int) (lines []string) {
	o.t.Helper()
	all, err := o.Asked(o.ctx(), agency, most)
	o.must(err)
	for _, q := range all {
		line := q.Text
		if q.Topic != "" {
			line += " (" + q.Topic + ")"
		}
		if len(q.Choices) > 0 {
			line += " [" + strings.Join(q.Choices, ",") + "]"
		}
		if q.Message == "" || q.At.IsZero() {
			o.t.Errorf("question %+v, want its message and its moment", q)
		}
		lines = append(lines, line)
	}
	return lines
}

// gets has a person ask something that ends so, about an entry; of choices, of several.
func (o *office) gets(person, text string, outcome loket.Outcome, entries ...string) {
	o.t.Helper()
	asked := o.says(person, "m:"+person+":"+text, text).Conversation
	kind := map[loket.Outcome]loket.AnswerKind{
		loket.OutcomeQuoted: loket.AnswerQuote, loket.OutcomeAsked: loket.AnswerAsk,
	}[outcome]
	if kind == "" {
		kind = loket.AnswerNotice
	}
	d := o.decision(o.situation(asked), outcome, kind)
	if kind != loket.AnswerNotice {
		d.Answers[0].Entry, d.Events[0].Entry = entries[0], entries[0]
		d.Answers[0].Revision, d.Events[0].Revision = "r-"+entries[0], "r-"+entries[0]
	}
	if kind == loket.AnswerAsk {
		d.Events[0].Revision = strings.Join(entries, " ")
	}
	o.must(o.Settle(o.ctx(), d))
	o.clock.Add(time.Second)
}

// askedQuestions: greetings, and what only joined a ticket, are no questions; nor is what
// nobody has looked at yet.
func askedQuestions(o *office) {
	o.gets("a", "ktp hilang", loket.OutcomeQuoted, "ktp")
	o.gets("b", "halo", loket.OutcomeNoticed)
	o.gets("c", "kartu", loket.OutcomeAsked, "ktp", "kia")
	o.handsOff(o.says("d", "m:d:1", "parkir di mana").Conversation, loket.ReasonUnknown)
	o.gets("e", "terima kasih pak", loket.OutcomeJoined)
	o.says("f", "m:f:1", "belum dilihat")
	o.same("asked", o.recorded(o.agency.ID, 10), []string{"parkir di mana", "kartu", "ktp hilang"})
	o.same("the latest two", o.recorded(o.agency.ID, 2), []string{"parkir di mana", "kartu"})
	o.same("of another agency", o.recorded("lain", 10), []string(nil))
}

// askedAfter: a question comes with what was quoted and offered before it, and that only
// for a day.
func askedAfter(o *office) {
	o.gets("a", "ktp hilang", loket.OutcomeQuoted, "ktp")
	o.gets("b", "kk hilang", loket.OutcomeQuoted, "kk")
	o.gets("a", "biayanya", loket.OutcomeAsked, "ktp", "kia")
	o.gets("a", "2", loket.OutcomeQuoted, "kia")
	o.gets("a", "berapa lama", loket.OutcomeQuoted, "kia")
	o.clock.Add(24 * time.Hour)
	o.gets("a", "kalau rusak", loket.OutcomeAsked, "kia-rusak")
	o.same("asked", o.recorded(o.agency.ID, 10), []string{
		"kalau rusak", "berapa lama (kia)", "2 (ktp) [ktp,kia]", "biayanya (ktp)", "kk hilang", "ktp hilang",
	})
}

func askedErased(o *office) {
	o.gets("a", "parkir di mana", loket.OutcomeQuoted, "parkir")
	o.gets("b", "ktp hilang", loket.OutcomeQuoted, "ktp")
	o.asksErasure()
	o.deliverAll()
	o.wantErased(1)
	o.same("after the erasure", o.recorded(o.agency.ID, 10), []string{"ktp hilang"})
}

// askedOfHistory: what came with a history counts, redacted as it is kept.
func askedOfHistory(o *office) {
	o.tell(o.tale().ticket("lama").String(), "").end()
	got := o.recorded(o.agency.ID, 10)
	if len(got) != 1 || !strings.HasSuffix(got[0], "hilang") || strings.Contains(got[0], "5371012345678901") {
		o.t.Errorf("asked = %q, want the imported question without its number", got)
	}
}
