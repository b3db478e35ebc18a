package bot

import (
	"regexp"
	"slices"
	"strings"

	"loket/internal/loket"
)

// longestDenial is how many words a denial has at most: who writes more tells a story.
const longestDenial = 14

var (
	notThis = regexp.MustCompile(`\b(bukan|bkn|bukang) (yang |yg )?(itu|ini|tu|begitu)\b|\bthat'?s not (it|what i)\b|\bnot what i (asked|meant)\b`)
	notOnly = regexp.MustCompile(`\b(bukan|bkn|bukang) (itu|ini) (saja|sj|aja|doang)\b|\b(kalau|kalo|kl|jika) (bukan|bkn)\b`)
)

// deniesQuote tells whether words say of what was just quoted that it was not meant.
func deniesQuote(text string) bool {
	all := strings.Fields(strings.ToLower(text))
	words := strings.Join(all, " ")
	return len(all) <= longestDenial && notThis.MatchString(words) && !notOnly.MatchString(words)
}

// noteDenials records which of the messages that are settled now say that what was quoted
// before this turn was not meant. It changes nothing of how they are answered.
func (t *turn) noteDenials() {
	c := t.situation.Conversation
	if c.Topic == "" || t.now.Sub(c.TopicAt) >= loket.QuietEpisode || t.withdrawn || t.humanSpeaks() {
		return
	}
	for _, m := range t.situation.Pending {
		settled := slices.ContainsFunc(t.decision.Settled, func(s loket.Settlement) bool { return s.Message == m.ID })
		if !settled || m.Kind != loket.MessageText || m.ReceivedAt.Before(c.TopicAt) || !deniesQuote(m.Text) {
			continue
		}
		e := t.event(m, loket.EventNotThis)
		e.ActorKind, e.Topic, e.Entry = loket.ByCitizen, c.Topic, c.Topic
		t.decision.Events = slices.Insert(t.decision.Events, 0, e) // before what it is answered with
		return
	}
}
