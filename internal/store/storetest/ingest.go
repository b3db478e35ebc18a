package storetest

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"loket/internal/loket"
)

func ingestCases() []contractCase {
	return []contractCase{
		{"OnceWhateverTheChannelRepeats", onceWhateverRepeats},
		{"BatchIsAllOrNothing", batchIsAllOrNothing},
		{"NewPersonTwiceAtOnce/OneConversation", newPersonTwiceAtOnce},
		{"ManyAtOnceRightAfterTheStart", manyAtOnceAtTheStart},
		{"ReceiptsStandInTheOrderOfTheBatch", receiptsInOrder},
		{"Episode/NewAfterADayOfSilence", episodeAfterSilence},
		{"Episode/ClosedAfterADayOfSilence", episodeClosedBySilence},
		{"SituationGivesBackWhatCameIn", situationGivesBack},
		{"Situation/WhenTheMessagesBeforeWereSent", messagesBefore},
		{"Quarantine", quarantine},
		{"Register/ChannelKeepsItsAgency", channelKeepsAgency},
	}
}

// manyAtOnceAtTheStart begins more transactions than there are connections
// before the first has run a query: none may wait for a second connection.
func manyAtOnceAtTheStart(o *office) {
	var all sync.WaitGroup
	for i := range 64 {
		all.Go(func() {
			person := fmt.Sprintf("p%d", i)
			if _, err := o.Ingest(o.ctx(), []loket.Inbound{o.text(person, "m:"+person+":1", "syarat ktp")}); err != nil {
				o.t.Error(err)
			}
		})
	}
	all.Wait()
}

func onceWhateverRepeats(o *office) {
	var all sync.WaitGroup
	var mu sync.Mutex
	fresh := 0
	for range 8 {
		all.Go(func() {
			for i := range 10 {
				receipts, err := o.Ingest(o.ctx(), []loket.Inbound{
					o.text("a", fmt.Sprintf("m:a:%d", i), "syarat ktp"), o.text("a", fmt.Sprintf("m:a:%d", i), "syarat ktp"),
				})
				mu.Lock()
				if err != nil {
					o.t.Error(err)
				}
				for _, r := range receipts {
					if !r.Duplicate {
						fresh++
					}
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	s := o.situation(o.says("a", "m:a:0", "").Conversation)
	if fresh != 10 || len(s.Pending) != 10 {
		o.t.Errorf("10 messages told 16 times: %d new, %d stored, want 10 and 10", fresh, len(s.Pending))
	}
	for i, m := range s.Pending {
		if m.Seq != int64(i+1) {
			o.t.Errorf("message %d has place %d, want %d: no gap, no double", i, m.Seq, i+1)
		}
	}
	if got := count(o.events(), loket.EventReceived); got != 10 {
		o.t.Errorf("received events = %d, want 10", got)
	}
}

func batchIsAllOrNothing(o *office) {
	bad := o.text("b", "m:b:1", "apa")
	bad.Channel = "nowhere"
	_, err := o.Ingest(o.ctx(), []loket.Inbound{o.text("a", "m:a:1", "halo"), bad})
	if !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("Ingest(unknown channel) = %v, want %v", err, loket.ErrNotFound)
	}
	if r := o.says("a", "m:a:1", "halo"); r.Duplicate {
		o.t.Error("a message of a refused batch was stored")
	}
}

func newPersonTwiceAtOnce(o *office) {
	for i := range 10 {
		person := fmt.Sprintf("p%d", i)
		var all sync.WaitGroup
		var conversations [2]loket.ConversationID
		for j := range conversations {
			all.Go(func() {
				receipts, err := o.Ingest(o.ctx(), []loket.Inbound{o.text(person, fmt.Sprintf("m:%s:%d", person, j), "halo")})
				if err != nil {
					o.t.Error(err)
					return
				}
				conversations[j] = receipts[0].Conversation
			})
		}
		all.Wait()
		if conversations[0] != conversations[1] {
			o.t.Errorf("two messages of a new person at once: conversations %v, want one", conversations)
		}
	}
}

func receiptsInOrder(o *office) {
	var batch []loket.Inbound
	for i := range 20 {
		batch = append(batch, o.text(fmt.Sprint(i%3), fmt.Sprintf("m:%d:%d", i%3, i), "apa"))
	}
	receipts, err := o.Ingest(o.ctx(), batch)
	o.must(err)
	for i, r := range receipts {
		if r.OriginKey != batch[i].OriginKey || !r.Pending || r.Duplicate {
			o.t.Errorf("receipt %d = %+v, want a pending new %s", i, r, batch[i].OriginKey)
		}
	}
}

func episodeAfterSilence(o *office) {
	r := o.says("a", "m:a:1", "syarat ktp")
	s := o.situation(r.Conversation)
	o.must(o.Settle(o.ctx(), o.decision(s, loket.OutcomeQuoted, loket.AnswerQuote)))
	o.delivered(o.owed()[0])
	o.clock.Add(23 * time.Hour)
	o.says("a", "m:a:2", "terima kasih")
	o.clock.Add(2 * time.Hour)
	o.says("a", "m:a:3", "syarat kk")
	later := o.situation(r.Conversation).Pending
	if later[0].Episode != s.Pending[0].Episode {
		o.t.Error("a message 23 hours after our last word began a new episode")
	}
	if later[1].Episode == s.Pending[0].Episode {
		o.t.Error("a message 25 hours after our last word continued the episode")
	}
}

func episodeClosedBySilence(o *office) {
	for _, person := range []string{"quiet", "unanswered", "ticket", "wrote again"} {
		o.owe(person, 1)
	}
	for _, s := range o.owed() {
		if s.Address != "chat-unanswered" {
			o.delivered(s)
		}
	}
	said := o.clock.Now()
	o.clock.Add(time.Hour)
	o.ticket("ticket")
	o.says("wrote again", "m:again", "halo")
	o.clock.Add(24 * time.Hour)
	for want := range 2 {
		if closed, err := o.CloseQuiet(o.ctx()); err != nil || closed != 1-want {
			o.t.Errorf("CloseQuiet() = %d, %v, want %d: only the episode nobody owes anything in", closed, err, 1-want)
		}
	}
	for _, e := range o.events() {
		if e.Kind == loket.EventClose && (!e.At.Equal(said.Add(24*time.Hour)) || e.ActorKind != loket.ByBot) {
			o.t.Errorf("close event = %+v, want by the bot, 24 hours after our last word", e)
		}
	}
}

func situationGivesBack(o *office) {
	in := o.text("a", "m:a:1", "KTP [NIK ••••0001] hilang 😀")
	in.Hidden = []loket.Hidden{{Label: "NIK", Last4: "0001", Hash: []byte{1, 2}}}
	receipts, err := o.Ingest(o.ctx(), []loket.Inbound{in})
	o.must(err)
	s := o.situation(receipts[0].Conversation)
	m := s.Pending[0]
	if m.Text != in.Text || m.Kind != in.Kind || m.OriginKey != in.OriginKey || !m.ReceivedAt.Equal(o.clock.Now()) ||
		!m.SentAt.Equal(in.SentAt) || len(m.Hidden) != 1 || m.Hidden[0].Last4 != "0001" {
		o.t.Errorf("message = %+v, want what came in: %+v", m, in)
	}
	if s.Conversation.Address != in.Address || s.Contact.Name != in.Name || s.Agency != o.agency || s.Ticket != nil ||
		s.ChannelKind != loket.Telegram {
		o.t.Errorf("situation = %+v, want address %q, name %q, agency %+v, no ticket", s, in.Address, in.Name, o.agency)
	}
	if _, err := o.Situation(o.ctx(), "none"); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("Situation(none) = %v, want %v", err, loket.ErrNotFound)
	}
}

func quarantine(o *office) {
	o.must(o.Quarantine(o.ctx(), loket.Poison{Channel: o.channel, Reason: "not an update", Raw: []byte("{\x00")}))
	if err := o.Quarantine(o.ctx(), loket.Poison{Channel: "nowhere"}); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("Quarantine(unknown channel) = %v, want %v", err, loket.ErrNotFound)
	}
}

func channelKeepsAgency(o *office) {
	other := loket.Agency{ID: "lain", Code: "LN", Name: "Lain", Zone: "Asia/Jakarta"}
	err := o.Register(o.ctx(), other, loket.Channel{ID: o.channel, Kind: loket.Telegram, Name: "x"})
	if loket.CodeOf(err) != loket.CodeConflict {
		o.t.Errorf("Register(channel of another agency) = %v, want %s", err, loket.CodeConflict)
	}
	if _, err := o.Agency(o.ctx(), other.ID); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("Agency after a refused Register = %v, want %v", err, loket.ErrNotFound)
	}
	if c, err := o.Channel(o.ctx(), o.channel); err != nil || c.Agency != o.agency.ID {
		o.t.Errorf("Channel() = %+v, %v, want agency %s", c, err, o.agency.ID)
	}
}

func messagesBefore(o *office) {
	var sent []time.Time
	for i := range loket.Flood + 10 {
		o.clock.Add(time.Second)
		in := o.text("a", fmt.Sprintf("m:a:%d", i), "syarat ktp")
		sent = append(sent, in.SentAt)
		receipts, err := o.Ingest(o.ctx(), []loket.Inbound{in})
		o.must(err)
		r := receipts[0]
		o.must(o.Settle(o.ctx(), o.decision(o.situation(r.Conversation), loket.OutcomeQuoted, loket.AnswerQuote)))
	}
	got := o.situation(o.says("a", "m:a:last", "halo").Conversation).Before
	if !slices.EqualFunc(got, sent[10:], time.Time.Equal) {
		o.t.Errorf("sent before the last: %v, want the last %d, oldest first", got, loket.Flood)
	}
}
