package storetest

import (
	"fmt"

	"loket/internal/loket"
)

func transcriptCases() []contractCase {
	return []contractCase{
		{"ResumesWithoutGapOrDouble", transcriptResumes},
		{"OnlyOnesOwn", transcriptOnlyOnesOwn},
		{"Seen/OnceEach", seenOnce},
	}
}

func transcriptResumes(o *office) {
	for i := range 5 {
		r := o.says("a", fmt.Sprintf("m:a:%d", i), fmt.Sprint("tanya ", i))
		o.must(o.Settle(o.ctx(), o.decision(o.situation(r.Conversation), loket.OutcomeQuoted, loket.AnswerQuote)))
		o.delivered(o.owed()[0])
	}
	var after int64
	for after < 10 {
		lines, err := o.Lines(o.ctx(), o.channel, "a", after, 3)
		o.must(err)
		for _, line := range lines {
			if after++; line.Seq != after || line.FromCitizen != (after%2 == 1) {
				o.t.Fatalf("line %+v, want place %d", line, after)
			}
		}
	}
	if more, err := o.Lines(o.ctx(), o.channel, "a", after, 3); err != nil || len(more) != 0 {
		o.t.Errorf("after the last line: %d more, %v", len(more), err)
	}
}

func transcriptOnlyOnesOwn(o *office) {
	o.says("a", "m:a:1", "rahasia a")
	o.says("b", "m:b:1", "rahasia b")
	lines, err := o.Lines(o.ctx(), o.channel, "a", 0, 10)
	o.must(err)
	if len(lines) != 1 || lines[0].Text != "rahasia a" {
		o.t.Errorf("a reads %+v, want only their own words", lines)
	}
	for _, stranger := range []string{"c", "", "a\x00"} {
		if lines, err := o.Lines(o.ctx(), o.channel, stranger, 0, 10); err != nil || len(lines) != 0 {
			o.t.Errorf("stranger %q reads %d lines, %v, want none", stranger, len(lines), err)
		}
	}
	if lines, err := o.Lines(o.ctx(), "kupang-web", "a", 0, 10); err != nil || len(lines) != 0 {
		o.t.Errorf("the same id on another channel reads %d lines, %v, want none", len(lines), err)
	}
}

func seenOnce(o *office) {
	o.owe("a", 1)
	o.delivered(o.owed()[0])
	for range 3 {
		o.must(o.Seen(o.ctx(), o.channel, "a", 2))
	}
	lines, err := o.Lines(o.ctx(), o.channel, "a", 0, 10)
	o.must(err)
	if !lines[1].Seen || count(o.events(), loket.EventSeen) != 1 {
		o.t.Errorf("line %+v, %d seen events, want seen with 1 event", lines[1], count(o.events(), loket.EventSeen))
	}
}
