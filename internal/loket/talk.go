package loket

// Talk is what was said about a ticket, as its citizen may read it, and where they
// go on with it.
type Talk struct {
	Lines   []Line      // delivered, from the message that opened it to its close
	Kind    ChannelKind // of the channel the ticket is on
	Person  string      // the channel's id of the citizen
	Address string      // where answers go
}
