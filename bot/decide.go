package bot

import (
	"slices"
	"strings"
	"time"

	"loket/faq"
	"loket/internal/loket"
)

// decide settles or holds every pending message. Whatever is not words is
// answered by itself; words are considered one message after the other, and
// what nobody recognises is put together with its neighbours.
func (t *turn) decide() {
	var unknown []loket.Message
	for _, m := range t.situation.Pending {
		switch {
		case m.Kind == loket.MessageCommand:
			t.command(m)
		case m.Kind == loket.MessageButton:
			t.button(m)
		case !m.Kind.Considered() || strings.TrimSpace(m.Text) == "":
			t.wordless(m)
		case !t.words(m):
			unknown = append(unknown, m)
		}
	}
	if len(unknown) > 0 {
		t.unrecognised(unknown)
	}
}

// words considers one message's words; false when nothing was recognised in
// them and nothing was settled.
func (t *turn) words(m loket.Message) bool {
	r := t.book.Matcher.Find(faq.Query{
		Text: m.Text, Topic: t.situation.Conversation.Topic, Choices: t.situation.Conversation.Choices,
	})
	switch {
	case r.Has(faq.IntentEmergency):
		t.emergency(m)
	case t.humanSpeaks():
		t.whileHumanSpeaks(m, r)
	default:
		return t.question(m, r)
	}
	return true
}

// whileHumanSpeaks keeps the clerk silent but for the status.
func (t *turn) whileHumanSpeaks(m loket.Message, r faq.Result) {
	if r.Has(faq.IntentStatus) {
		t.notice(m, loket.OutcomeNoticed, sayStatus(*t.situation.Ticket, t.hours()))
		return
	}
	t.join(*t.situation.Ticket, m)
}

// emergency gives the fixed numbers at once and a human at top priority; never
// an entry. A ticket that waits already goes to the front.
func (t *turn) emergency(m loket.Message) {
	if k := t.ticket(); k != nil {
		t.decision.Urgent = k.ID
		t.notice(m, loket.OutcomeGuarded, sayEmergency(k.Number))
		return
	}
	t.handOff(loket.HandOff{Kind: loket.KindQuestion, Priority: loket.PriorityEmergency, Reason: "emergency"}, m)
}

// question answers a message nobody else is answering. It reports false when
// nothing was recognised.
func (t *turn) question(m loket.Message, r faq.Result) bool {
	t.warnHidden(m, r)
	sure, rest := splitParts(r)
	if by, ok := t.quoteAll(m, sure); ok {
		t.settleQuoted(m, by, r, rest)
		return true
	}
	if t.special(m, r) {
		return true
	}
	for _, part := range rest {
		if part.Verdict == faq.Unsure && len(part.Candidates) > 0 {
			t.settle(loket.OutcomeAsked, t.ask(m, part), t.joinable(), m)
			return true
		}
	}
	return t.small(m, r)
}

func splitParts(r faq.Result) (sure, rest []faq.Part) {
	for _, p := range r.Parts {
		if p.Verdict == faq.Sure {
			sure = append(sure, p)
		} else {
			rest = append(rest, p)
		}
	}
	return sure, rest
}

// quoteAll quotes what is sure, each entry once, and returns the first answer.
func (t *turn) quoteAll(m loket.Message, sure []faq.Part) (first loket.AnswerID, ok bool) {
	for _, part := range sure {
		if t.quoted[part.Entry] {
			continue
		}
		if id, quoted := t.quote(m, part); quoted {
			if first == "" {
				first = id
			}
			ok = true
		}
	}
	return first, ok
}

// settleQuoted ends a message that was quoted to. What else it asked is handed
// over when it is a question of its own, a complaint always.
func (t *turn) settleQuoted(m loket.Message, by loket.AnswerID, r faq.Result, rest []faq.Part) {
	open := slices.ContainsFunc(rest, func(p faq.Part) bool { return asks(p.Text) })
	switch {
	case r.Has(faq.IntentComplaint):
		t.handOff(loket.HandOff{Kind: loket.KindComplaint, Reason: "complaint"}, m)
	case open && t.ticket() == nil:
		t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: "part of it unknown", Topic: t.decision.Topic}, m)
	default:
		t.settle(loket.OutcomeQuoted, by, t.joinable(), m)
	}
}

// special serves what a citizen wants other than an entry.
func (t *turn) special(m loket.Message, r faq.Result) bool {
	switch {
	case r.Has(faq.IntentHuman):
		t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: "asked", Topic: t.situation.Conversation.Topic}, m)
	case r.Has(faq.IntentComplaint):
		t.handOff(loket.HandOff{Kind: loket.KindComplaint, Reason: "complaint"}, m)
	case r.Has(faq.IntentStatus):
		t.status(m)
	case r.Has(faq.IntentHoax):
		t.answer(m, loket.Answer{Kind: loket.AnswerNotice}, loket.Content{Text: sayHoax})
		t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: "hoax check"}, m)
	default:
		return false
	}
	return true
}

// small answers what asks nothing: a greeting, a thanks, an insult, nothing but
// personal data.
func (t *turn) small(m loket.Message, r faq.Result) bool {
	switch {
	case t.warned && asks(m.Text):
		t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: "unknown"}, m)
	case t.warned:
		t.settle(loket.OutcomeGuarded, t.decision.Answers[len(t.decision.Answers)-1].ID, t.joinable(), m)
	case r.Has(faq.IntentAbuse):
		t.notice(m, loket.OutcomeGuarded, sayAbuse, humanButton())
	case r.Has(faq.IntentThanks):
		t.notice(m, loket.OutcomeNoticed, sayThanks)
	case r.Has(faq.IntentGreeting):
		t.hello(m)
	case len(r.Parts) == 0:
		t.notice(m, loket.OutcomeNoticed, sayMedia, humanButton())
	default:
		return false
	}
	return true
}

func (t *turn) hello(m loket.Message) {
	t.decision.Noticed = true
	t.notice(m, loket.OutcomeNoticed, sayHello(t.situation.Agency, t.local()), humanButton())
}

// warnHidden tells a citizen that personal data was hidden, once a turn.
func (t *turn) warnHidden(m loket.Message, r faq.Result) {
	if t.warned || (len(m.Hidden) == 0 && !r.Has(faq.IntentPersonalData)) {
		return
	}
	t.warned = true
	t.answer(m, loket.Answer{Kind: loket.AnswerNotice}, loket.Content{Text: sayHidden(labels(m.Hidden))})
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

// status tells where the citizen's ticket stands. Without one the question is
// about their documents, which only staff can see.
func (t *turn) status(m loket.Message) {
	if k := t.ticket(); k != nil {
		t.notice(m, loket.OutcomeNoticed, sayStatus(*k, t.hours()))
		return
	}
	t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: "status of a document"}, m)
}

// unrecognised puts messages together that said nothing alone. If that makes no
// question either, they are held for what follows, then handed over. With a
// ticket open they join it at once.
func (t *turn) unrecognised(unknown []loket.Message) {
	if k := t.ticket(); k != nil {
		t.join(*k, unknown...)
		return
	}
	if len(unknown) > 1 && t.together(unknown) {
		return
	}
	if until := t.holdUntil(unknown); t.now.Before(until) {
		t.decision.HoldUntil = until
		for _, m := range unknown {
			t.decision.Held = append(t.decision.Held, m.ID)
		}
		return
	}
	t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: "unknown"}, unknown...)
}

// holdLimit bounds how many quiet windows a citizen who keeps typing is waited
// for.
const holdLimit = 4

// holdUntil is the end of the quiet window after the last fragment.
func (t *turn) holdUntil(fragments []loket.Message) time.Time {
	quiet := t.bot.Settings.Quiet
	until := fragments[len(fragments)-1].ReceivedAt.Add(quiet)
	if limit := fragments[0].ReceivedAt.Add(holdLimit * quiet); limit.Before(until) {
		return limit
	}
	return until
}

// together considers several messages as one text.
func (t *turn) together(unknown []loket.Message) bool {
	var text []string
	for _, m := range unknown {
		text = append(text, m.Text)
	}
	r := t.book.Matcher.Find(faq.Query{Text: strings.Join(text, " "), Topic: t.situation.Conversation.Topic})
	sure, rest := splitParts(r)
	if by, ok := t.quoteAll(unknown[0], sure); ok {
		t.settle(loket.OutcomeQuoted, by, "", unknown[0])
		t.settle(loket.OutcomeJoined, by, "", unknown[1:]...)
		return true
	}
	for _, part := range rest {
		if part.Verdict == faq.Unsure && len(part.Candidates) > 0 {
			by := t.ask(unknown[0], part)
			t.settle(loket.OutcomeAsked, by, "", unknown[0])
			t.settle(loket.OutcomeJoined, by, "", unknown[1:]...)
			return true
		}
	}
	return false
}

// asks tells whether words look like a question of their own.
func asks(text string) bool {
	return strings.Contains(text, "?") || slices.ContainsFunc(strings.Fields(strings.ToLower(text)), isQuestionWord)
}

func isQuestionWord(word string) bool {
	switch word {
	case "apa", "apakah", "bagaimana", "gimana", "gmn", "karmana", "berapa", "brp", "kapan", "kpn", "mana", "dimana",
		"dmn", "kenapa", "knp", "mengapa", "siapa", "sapa", "bisa", "bisakah", "boleh", "bolehkah", "how", "what",
		"where", "when", "can":
		return true
	}
	return false
}
