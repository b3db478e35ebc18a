package loket

import "time"

// Topic is a ticket's own place in a staff group: the card that shows the ticket,
// and in a forum the topic the card stands in. It holds nothing a citizen wrote.
type Topic struct {
	Ticket  TicketID
	Agency  AgencyID
	Channel ChannelID
	Group   string // the group's address
	Name    string // as the group shows it
	Thread  string // the channel's id of the topic; empty: the card stands in the group itself
	Card    string // the channel's id of the card; empty: there is none
	Shown   string // a digest of what the card shows
	Epoch   int64  // of the last claim the card shows, or was made with its button
	Made    int    // how many topics were made for the ticket

	ClosedAt time.Time // zero: it is kept up to date
}

// Missing is what a call to a staff group needed and did not find.
type Missing string

// What may be missing.
const (
	MissingTopic Missing = "topic" // it was deleted or closed
	MissingCard  Missing = "card"  // the message to change was deleted
	MissingRight Missing = "right" // the group is no forum, or the bot may not manage its topics
)

// Forum tells what topics a staff group has for the bot.
type Forum string

// The kinds of staff groups.
const (
	ForumNone   Forum = "none"   // an ordinary group
	ForumBarred Forum = "barred" // it has topics, which the bot may not make
	ForumOpen   Forum = "open"   // the bot makes its topics
)
