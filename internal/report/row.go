package report

import (
	"time"

	"loket/internal/loket"
)

// EpisodeRow is one episode: what a citizen came for, and what became of it.
type EpisodeRow struct {
	Start        time.Time
	Episode      loket.EpisodeID
	Conversation loket.ConversationID
	Channel      loket.ChannelID
	Unit         loket.UnitID
	Topic        string
	Outcome      Ending // M-13
	Solved       Ending // M-12
	Messages     int    // from the citizen
	Answer       Ending // M-04, by a human; empty: nobody was asked
	Wall, Office *int64 // how long that took, ms; nil: it has not ended
	Resolution   Ending // M-08
	ResolvedWall *int64 // ms
	Score        int    // M-15; 0: none
}

// MessageRow is one message, to us or from us.
type MessageRow struct {
	At           time.Time
	Kind         loket.EventKind // EventReceived: from the citizen
	By           loket.ActorKind
	Staff        string // login of who wrote it
	Channel      loket.ChannelID
	Unit         loket.UnitID
	Topic        string
	Entry        string
	Ticket       string // its number
	Episode      loket.EpisodeID
	Conversation loket.ConversationID
	Contact      string // masked; empty: not for this reader
	Text         string // with personal data hidden; empty: not for this reader
}

// TicketRow is one ticket as it stands now.
type TicketRow struct {
	Number       string
	Opened       time.Time
	Kind         loket.TicketKind
	Priority     int
	State        string
	Unit         loket.UnitID
	Channel      loket.ChannelID
	Topic        string
	Reason       string
	Staff        string // login of who holds it
	Due          time.Time
	Promise      time.Time
	Claimed      time.Time
	FirstReply   time.Time
	Closed       time.Time
	ClosedBy     string
	Episode      loket.EpisodeID
	Conversation loket.ConversationID
	Contact      string // masked; empty: not for this reader
}
