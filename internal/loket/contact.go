package loket

import "time"

// Contact is a person on one channel. The ledger finds it by a keyed hash of
// ExternalID and keeps the rest sealed under a key of its own.
type Contact struct {
	ID         ContactID
	Agency     AgencyID
	Channel    ChannelID
	ExternalID string // the channel's id of the person, opaque outside the adapter
	Name       string // as the channel gives it; may be empty

	BlockedAt    time.Time // when staff blocked the person last
	BlockedUntil time.Time // zero: they did not, or lifted it

	UnreachableAt time.Time // since when the channel refuses to deliver; zero: reachable
}

// QuietEpisode is the silence after our last word that ends an episode: what
// follows it opens a new one.
const QuietEpisode = 24 * time.Hour

// HumanSilence is how long after a human's last word the bot stays silent.
const HumanSilence = 30 * time.Minute

// Flood is how many messages of one person in FloodSpan are considered; what
// comes beyond is left to a human.
const (
	Flood     = 20
	FloodSpan = time.Minute
)

// InsultSpan is how long an insult or a threat is held against what follows it.
const InsultSpan = 24 * time.Hour

// Conversation is a contact on a channel, with what the clerk remembers of it.
type Conversation struct {
	ID      ConversationID
	Agency  AgencyID
	Channel ChannelID
	Contact ContactID
	Address string // where sends go (a chat id), opaque outside the adapter

	Topic   string    // entry last quoted
	Choices []string  // entries last offered, in the order shown
	TopicAt time.Time // when Topic or Choices were set

	Episode     EpisodeID // the current or last episode; empty before the first message
	EpisodeOpen bool
	LastOutAt   time.Time // our last word delivered
	HumanAt     time.Time // a human's last word; zero: none yet
	ToldAt      time.Time // when the citizen was last told that the ticket still stands

	NoticeAt      time.Time // when the data-protection notice was last given; zero: not yet
	NoticeVersion string    // of the notice given last; empty: none, or consent was withdrawn since
	Insults       int       // insults and threats in a row, each within InsultSpan of the one before
	InsultedAt    time.Time // when the last of them came; zero: none did
	WithdrawnAt   time.Time // since when the citizen wants nothing of theirs processed; zero: they do not
}

// ContinuesEpisode tells whether a message that comes in at now belongs to the
// current episode. It does not when there is none, when it was closed, or when
// 24 hours have passed since our last word.
func (c Conversation) ContinuesEpisode(now time.Time) bool {
	if c.Episode == "" || !c.EpisodeOpen {
		return false
	}
	return c.LastOutAt.IsZero() || now.Sub(c.LastOutAt) < QuietEpisode
}
