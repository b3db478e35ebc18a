package bot

import (
	"slices"
	"strings"
	"time"

	"loket/faq"
	"loket/internal/loket"
)

// fragments are messages in which nothing was recognised.
type fragments struct {
	messages []loket.Message
	content  bool // at least one says something: it is not all "kak" and "mau tanya"
	like     faq.Candidate
}

func (f *fragments) add(m loket.Message, r faq.Result) {
	f.messages = append(f.messages, m)
	f.content = f.content || hasContent(r)
	if c := likest(r.Parts); c.Entry != "" && (f.like.Entry == "" || c.Score > f.like.Score) {
		f.like = c
	}
}

// likest is the entry that resembles most what was asked; none where nothing does.
func likest(parts []faq.Part) (like faq.Candidate) {
	for _, p := range parts {
		if len(p.Candidates) > 0 && (like.Entry == "" || p.Candidates[0].Score > like.Score) {
			like = p.Candidates[0]
		}
	}
	return like
}

// unrecognised joins fragments to an open ticket, or to what was answered
// beside them when they say nothing themselves. Else they are put together; if
// that makes no question either they are held for what follows, and then handed
// over.
func (t *turn) unrecognised(f fragments) {
	k, settled := t.ticket(), t.decision.Settled
	switch {
	case len(f.messages) == 0:
	case k != nil:
		t.join(*k, f.messages...)
	case !f.content && len(settled) > 0:
		last := settled[len(settled)-1]
		t.settle(loket.OutcomeJoined, last.Answer, last.Ticket, f.messages...)
	case len(f.messages) > 1 && t.together(f.messages):
	case t.hold(f.messages):
	case !f.content:
		t.hello(f.messages[0])
		t.settle(loket.OutcomeJoined, t.lastAnswer(), "", f.messages[1:]...)
	default:
		t.handOff(loket.HandOff{Kind: loket.KindQuestion, Reason: loket.ReasonUnknown, Like: f.like.Entry}, f.messages...)
	}
}

// together considers several messages as one text. The first stands for all.
func (t *turn) together(messages []loket.Message) bool {
	var text []string
	for _, m := range messages {
		text = append(text, m.Text)
	}
	whole := messages[0]
	whole.Text = strings.Join(text, " ")
	if !t.words(whole, t.find(whole)) {
		return false
	}
	if t.deferred {
		return true
	}
	last := t.decision.Settled[len(t.decision.Settled)-1]
	t.settle(loket.OutcomeJoined, last.Answer, last.Ticket, messages[1:]...)
	return true
}

// holdLimit bounds how many quiet windows a citizen who keeps typing is waited
// for.
const holdLimit = 4

// held is how long m was kept back for what might follow: until its quiet window
// ended, or what came before that. 0: it was not, or rested for another reason, such
// as a channel that was switched off.
func (t *turn) held(m loket.Message) time.Duration {
	quiet := t.bot.Settings.Quiet
	ends := func(last loket.Message) bool {
		return m.ConsiderAfter.Equal(last.ReceivedAt.Add(quiet)) || m.ConsiderAfter.Equal(last.ReceivedAt.Add(holdLimit*quiet))
	}
	if m.ConsiderAfter.IsZero() || !slices.ContainsFunc(t.situation.Pending, ends) {
		return 0
	}
	until := m.ConsiderAfter
	if t.now.Before(until) {
		until = t.now
	}
	return max(0, until.Sub(m.ReceivedAt))
}

// hold lets fragments wait until the quiet window after the last one ends. It
// reports false when it has ended.
func (t *turn) hold(messages []loket.Message) bool {
	quiet := t.bot.Settings.Quiet
	until := messages[len(messages)-1].ReceivedAt.Add(quiet)
	if limit := messages[0].ReceivedAt.Add(holdLimit * quiet); limit.Before(until) {
		until = limit
	}
	if !t.now.Before(until) {
		return false
	}
	t.decision.HoldUntil = until
	for _, m := range messages {
		t.decision.Held = append(t.decision.Held, m.ID)
	}
	return true
}
