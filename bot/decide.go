package bot

import (
	"slices"
	"strings"
	"unicode"

	"loket/faq"
	"loket/internal/loket"
)

// decide settles or holds every pending message. Whatever is not words is
// answered by itself; words are considered one message after the other, and
// what nobody recognises is put together with its neighbours. A message that
// needs a second new ticket waits, with all after it, for the next turn.
func (t *turn) decide() {
	var unknown fragments
	over := t.beyondFlood()
	for i, m := range t.situation.Pending {
		before := t.decision
		switch {
		case t.withdrawn:
			t.whileWithdrawn(m, over[i])
		case t.blocked():
			t.whileBlocked(m, over[i])
		case over[i] && !t.advancesSurvey(m):
			t.flood(m)
		default:
			t.consider(m, &unknown)
		}
		if t.deferred {
			t.decision = before
			return
		}
	}
	before := t.decision
	t.unrecognised(unknown)
	if t.deferred {
		t.decision = before
	}
	t.noteDenials()
}

// consider settles one message or adds it to the unknown.
func (t *turn) consider(m loket.Message, unknown *fragments) {
	switch {
	case t.opensByPIN(m):
		t.openByPIN(m)
	case m.Kind == loket.MessageCommand:
		t.command(m)
	case m.Kind == loket.MessageButton:
		t.button(m)
	case m.Kind == loket.MessageUnread:
		t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: loket.ReasonFailed}, m)
	case !m.Kind.Considered() || strings.TrimSpace(m.Text) == "":
		t.wordless(m)
	case t.asksStatus(m.Text):
		t.statusCommand(m, m.Text)
	case asksCancel(m.Text):
		t.cancelCommand(m, m.Text)
	case asksPIN(m.Text):
		t.pinCommand(m, m.Text)
	case codeIn(m.Text) != "":
		t.checkCommand(m, codeIn(m.Text))
	case asksMenu(m.Text):
		t.menu(m, "")
	default:
		m.Text = unmasked(m)
		if r := t.find(m); !t.words(m, r) {
			unknown.add(m, r)
		}
	}
}

// find recognises words after what was last said, in this turn or before.
func (t *turn) find(m loket.Message) faq.Result {
	topic, choices := t.topic(m)
	return t.book.Matcher.Find(faq.Query{Text: m.Text, Topic: topic, Choices: choices})
}

// words considers one message's words; false when nothing was recognised in
// them and nothing was settled.
func (t *turn) words(m loket.Message, r faq.Result) bool {
	settled := true
	switch {
	case r.Has(faq.IntentEmergency):
		t.emergency(m)
	case t.humanSpeaks():
		t.whileHumanSpeaks(m, r)
	case t.rates(m, r), t.surveyWords(m):
	case t.botless(m), t.menuReply(m):
	default:
		settled = t.question(m, r)
	}
	if settled {
		t.markInsult(m, r)
	}
	return settled
}

// whileHumanSpeaks keeps the clerk silent but for the status.
func (t *turn) whileHumanSpeaks(m loket.Message, r faq.Result) {
	if r.Has(faq.IntentStatus) {
		t.tellStatus(m, *t.situation.Ticket)
		return
	}
	if r.Has(faq.IntentThanks) && !hasContent(r) && !asks(m.Text) {
		t.remark(m)
	}
	t.join(*t.situation.Ticket, m)
}

// remark records that a message was a closing remark, for which nobody waits for an
// answer.
func (t *turn) remark(m loket.Message) {
	e := t.event(m, loket.EventRemark)
	e.ActorKind, e.Ticket = loket.ByCitizen, t.joinable()
	t.decision.Events = append(t.decision.Events, e)
}

// emergency gives the fixed numbers at once and a human at top priority; never
// an entry. A ticket that waits already goes to the front.
func (t *turn) emergency(m loket.Message) {
	t.urgent = true
	defer func() { t.urgent = false }()
	t.dropSurvey(m)
	k := t.ticket()
	switch k {
	case nil:
		t.handOff(loket.HandOff{Kind: loket.KindQuestion, Priority: loket.PriorityEmergency, Reason: loket.ReasonEmergency}, m)
		return
	case t.decision.Ticket:
		k.Hurry(t.now)
	default:
		t.decision.Urgent = k.ID
	}
	t.notice(m, loket.OutcomeGuarded, sayEmergency(k.Number))
}

// question answers a message nobody else is answering. It reports false when
// nothing was recognised. While a ticket waits, whatever cannot be quoted only
// joins it.
func (t *turn) question(m loket.Message, r faq.Result) bool {
	warning := t.warn(m, r)
	r = t.second(r)
	sure, rest := t.split(r)
	switch {
	case len(sure) > 0:
		t.settleQuoted(m, t.quoteAll(m, sure), r, rest)
	case t.special(m, r):
	case t.ticket() != nil:
		t.join(*t.ticket(), m)
	case t.handOffUnquotable(m, rest):
	case t.ask(m, rest) != "":
		t.settle(loket.OutcomeAsked, t.lastAnswer(), "", m)
	default:
		return t.small(m, r, warning)
	}
	return true
}

// split sets what may be quoted apart from the rest, and takes out of the
// choices what may not.
func (t *turn) split(r faq.Result) (sure, rest []faq.Part) {
	for _, p := range r.Parts {
		if _, ok := t.quotable(p.Entry); ok && p.Verdict == faq.Sure {
			sure = append(sure, p)
			continue
		}
		p.Candidates = slices.DeleteFunc(slices.Clone(p.Candidates), func(c faq.Candidate) bool {
			_, ok := t.quotable(c.Entry)
			return !ok
		})
		rest = append(rest, p)
	}
	return sure, rest
}

// settleQuoted ends a message that was quoted to. A complaint and the wish for
// a human are served besides; what else it asked is asked back or handed over.
func (t *turn) settleQuoted(m loket.Message, by loket.AnswerID, r faq.Result, rest []faq.Part) {
	topic := t.decision.Topic
	switch {
	case r.Has(faq.IntentComplaint):
		t.handOff(loket.HandOff{Kind: loket.KindComplaint, Reason: loket.ReasonComplaint}, m)
	case r.Has(faq.IntentHuman):
		t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: loket.ReasonAsked, Topic: topic}, m)
	case t.ticket() == nil && t.leftOpen(m, rest):
		t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: loket.ReasonPartUnknown, Topic: topic, Like: likest(rest).Entry}, m)
	default:
		t.settle(loket.OutcomeQuoted, by, t.joinable(), m)
		t.stillQueued(m)
	}
}

// leftOpen asks back what else was asked when that is one unsure question, and
// tells whether anything remains for a human.
func (t *turn) leftOpen(m loket.Message, rest []faq.Part) bool {
	if len(rest) == 1 && t.ask(m, rest) != "" {
		return false
	}
	return len(rest) > 0
}

// special serves what a citizen wants other than an entry.
func (t *turn) special(m loket.Message, r faq.Result) bool {
	topic, _ := t.topic(m)
	switch {
	case r.Has(faq.IntentHuman):
		t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: loket.ReasonAsked, Topic: topic}, m)
	case r.Has(faq.IntentComplaint):
		t.handOff(loket.HandOff{Kind: loket.KindComplaint, Reason: loket.ReasonComplaint}, m)
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

// handOffUnquotable gives a human what was recognised but may not be quoted:
// its entry has expired, or nobody verified it and the policy asks for that.
func (t *turn) handOffUnquotable(m loket.Message, rest []faq.Part) bool {
	for _, p := range rest {
		if p.Verdict == faq.Sure || (p.Verdict == faq.Unsure && len(p.Candidates) == 0) {
			t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: loket.ReasonNotQuotable, Topic: p.Entry, Like: p.Entry}, m)
			return true
		}
	}
	return false
}

// small answers what asks nothing: a greeting, a thanks, an insult, nothing but
// personal data. Words beside it that may be a question are not swallowed.
func (t *turn) small(m loket.Message, r faq.Result, warning loket.AnswerID) bool {
	empty, asking := !hasContent(r), asks(m.Text)
	switch {
	case warning != "" && asking:
		t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: loket.ReasonUnknown, Like: likest(r.Parts).Entry}, m)
	case warning != "":
		t.settle(t.warnedOutcome(warning), warning, "", m)
	case r.Has(faq.IntentAbuse) && !asking:
		t.insult(m)
	case r.Has(faq.IntentThanks) && (empty || !asking):
		t.remark(m)
		t.notice(m, loket.OutcomeNoticed, sayThanks)
	case r.Has(faq.IntentGreeting) && (empty || (!asking && short(m.Text))):
		t.hello(m)
	case len(r.Parts) == 0, r.Has(faq.IntentMedia):
		t.notice(m, loket.OutcomeNoticed, sayMedia, humanButton())
	default:
		return false
	}
	return true
}

// hasContent tells whether a message says anything beside greetings, thanks and
// fillers: then an entry resembles it, if only faintly.
func hasContent(r faq.Result) bool {
	return slices.ContainsFunc(r.Parts, func(p faq.Part) bool { return len(p.Candidates) > 0 })
}

// shortGreeting is how many words a greeting with a name in it has at most.
const shortGreeting = 4

func short(text string) bool { return len(strings.Fields(text)) <= shortGreeting }

func (t *turn) hello(m loket.Message) {
	if t.off(loket.SwitchBot, "") {
		t.notice(m, loket.OutcomeNoticed, sayHelloOfStaff(t.situation.Agency, t.local()), humanButton())
		return
	}
	t.notice(m, loket.OutcomeNoticed, sayHello(t.situation.Agency, t.local()), menuButton(), humanButton())
}

// status tells where the citizen's ticket stands. Without one the question is
// about their documents, which only staff can see.
func (t *turn) status(m loket.Message) {
	if k := t.ticket(); k != nil {
		t.tellStatus(m, *k)
		return
	}
	t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: "status of a document"}, m)
}

// asks tells whether words look like a question or a request of their own.
func asks(text string) bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) })
	return strings.Contains(text, "?") || slices.ContainsFunc(words, isAskingWord)
}

func isAskingWord(word string) bool {
	switch word {
	case "apa", "apakah", "bagaimana", "gimana", "gmn", "karmana", "berapa", "brp", "kapan", "kpn", "mana", "dimana",
		"dmn", "kenapa", "knp", "mengapa", "siapa", "sapa", "bisa", "bisakah", "boleh", "bolehkah", "how", "what",
		"where", "when", "can", "please", "mau", "mo", "ingin", "mohon", "tolong", "minta", "butuh", "perlu":
		return true
	}
	return false
}
