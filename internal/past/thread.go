package past

import (
	"time"

	"loket/internal/loket"
)

// raw is an identifier in its short form: there can be a great many threads.
type raw [16]byte

// thread is what is remembered of a conversation while its lines go by.
type thread struct {
	person       uint64 // fingerprint of contact and channel
	conversation raw
	channel      loket.ChannelID

	last time.Duration // since the epoch: of the line before
	line uint64        // fingerprint of the first line at that time

	episode raw
	open    bool // the episode is
	named   bool // its lines name it: they tell its end as well
	rated   bool // it has its rating
	said    bool // we said something since the citizen's last message
	message raw  // the citizen's last
	asked   raw  // their first since our last word
	in, out time.Duration
	ticket  *ticket // handed over last; nil: none
}

// since is the short form of a moment.
func since(at time.Time) time.Duration { return time.Duration(at.UnixMilli()) * time.Millisecond }

func moment(d time.Duration) time.Time { return time.UnixMilli(d.Milliseconds()).UTC() }

// quiet tells whether the episode had ended by itself before at: 24 hours after our
// last word, with nothing said and nobody owing an answer.
func (v *thread) quiet(at time.Duration) bool {
	owed := v.ticket != nil && v.ticket.state != closed && v.ticket.state != left
	return v.open && !v.named && !owed && v.out > 0 && v.in <= v.out && at-v.out > loket.QuietEpisode
}

// continues tells whether a message at that time belongs to the current episode:
// see loket.Conversation.ContinuesEpisode.
func (v *thread) continues(at time.Duration) bool {
	return v.open && (v.out == 0 || at-v.out < loket.QuietEpisode)
}

// state is where a ticket stands.
type state uint8

const (
	waiting state = iota
	claimed
	awaiting // its citizen owes something
	left     // taken back by its citizen; a close may follow
	closed
)

// ticket is what is remembered of a question staff were given.
type ticket struct {
	id, episode, message, conversation raw
	channel                            loket.ChannelID
	unit                               loket.UnitID
	kind                               loket.TicketKind
	topic, staff                       string
	state                              state
	awaits                             time.Duration // until when; 0: no limit

	promised time.Duration // the time told last; 0: none
	renewals int64
	promise  loket.PromiseState

	opened, claimedAt, replied, closedAt time.Duration
}

// Ticket is what became of a ticket by the end of a history.
type Ticket struct {
	ID           loket.TicketID
	Channel      loket.ChannelID
	Conversation loket.ConversationID
	Episode      loket.EpisodeID
	Message      loket.MessageID
	Unit         loket.UnitID
	Kind         loket.TicketKind
	Topic        string
	Staff        string // as the lines name them; empty: nobody had it
	Promise      loket.Promise

	OpenedAt, ClaimedAt, FirstReplyAt, ClosedAt time.Time // zero: did not happen
}

func (k *ticket) made() Ticket {
	t := Ticket{
		ID: loket.IDOf[loket.TicketID](k.id), Channel: k.channel, Conversation: loket.IDOf[loket.ConversationID](k.conversation),
		Episode: loket.IDOf[loket.EpisodeID](k.episode), Message: loket.IDOf[loket.MessageID](k.message), Unit: k.unit,
		Kind: k.kind, Topic: k.topic, Staff: k.staff, OpenedAt: moment(k.opened),
	}
	if k.promised > 0 {
		t.Promise = loket.GivenPromise(moment(k.promised))
		t.Promise.State, t.Promise.Renewals = k.promise, int(k.renewals)
	}
	for _, set := range []struct {
		to *time.Time
		at time.Duration
	}{{&t.ClaimedAt, k.claimedAt}, {&t.FirstReplyAt, k.replied}, {&t.ClosedAt, k.closedAt}} {
		if set.at > 0 {
			*set.to = moment(set.at)
		}
	}
	return t
}
