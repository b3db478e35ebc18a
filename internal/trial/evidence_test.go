package trial_test

import (
	"database/sql"
	"fmt"
	"strconv"
	"strings"

	"loket/bot"
	"loket/internal/history"
	"loket/internal/loket"
)

// demoTelegram is the channel of the demo agency's bot.
const demoTelegram = loket.ChannelID(demoAgency + "/telegram")

// evidence reads the ledger of a program that has come to rest.
type evidence struct {
	*play
	trial   history.Trial
	origins map[string]string // message → origin key
	chats   map[string]string // message, and conversation → chat
	texts   map[string]string // send → words, where they are known
}

// collect puts together all that is known of a run.
func (p *play) collect() history.Trial {
	p.t.Helper()
	e := &evidence{play: p, origins: map[string]string{}, chats: map[string]string{}, texts: map[string]string{}}
	e.trial.Entries = p.log.Entries()
	p.mu.Lock()
	e.trial.Accepted = p.accepted
	p.mu.Unlock()
	e.transcripts()
	e.messages()
	e.sends()
	e.events()
	return e.trial
}

// each reads rows of the ledger.
func (p *play) each(query string, scan func(*sql.Rows) error) {
	p.t.Helper()
	rows, err := p.sql.QueryContext(p.t.Context(), query)
	if err != nil {
		p.t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			p.t.Fatalf("%s: %v", query, err)
		}
	}
	if err := rows.Err(); err != nil {
		p.t.Fatalf("%s: %v", query, err)
	}
}

// transcripts learns by the ledger's own doors what is sealed: who wrote, and
// which words went out.
func (e *evidence) transcripts() {
	e.t.Helper()
	ledger := e.clerks[0].ledger
	for chat := range e.chatCount {
		person := strconv.Itoa(firstChat + chat)
		lines, err := ledger.Lines(e.t.Context(), demoTelegram, person, 0, 10_000)
		if err != nil {
			e.t.Fatal(err)
		}
		for _, line := range lines {
			e.texts[string(line.Send)] = bot.Signed(line.Text, line.Check)
			if line.Send == "" {
				e.origins[string(line.Message)], e.chats[string(line.Message)] = line.OriginKey, person
			}
		}
	}
	e.each(`SELECT id FROM tickets`, func(r *sql.Rows) error {
		var id string
		if err := r.Scan(&id); err != nil {
			return err
		}
		view, err := ledger.Ticket(e.t.Context(), demoAgency, loket.TicketID(id))
		for _, line := range view.Lines {
			e.texts[string(line.Send)] = bot.Signed(line.Text, line.Check)
		}
		return err
	})
}

func (e *evidence) messages() {
	e.t.Helper()
	e.each(`SELECT id, conversation_id, seq, state, outcome, settled_at, answer_id, ticket_id FROM messages ORDER BY seq`, func(r *sql.Rows) error {
		var m history.Message
		var conversation, state, outcome string
		err := r.Scan(&m.ID, &conversation, &m.Seq, &state, &outcome, &m.Turn, &m.Answer, &m.Ticket)
		m.Origin, m.Chat = e.origins[m.ID], e.chats[m.ID]
		m.Settled, m.Joined = state == string(loket.MessageSettled), outcome == string(loket.OutcomeJoined)
		e.chats[conversation] = m.Chat
		e.trial.Messages = append(e.trial.Messages, m)
		return err
	})
}

func (e *evidence) sends() {
	e.t.Helper()
	e.each(`SELECT id, conversation_id, message_id, answer_id, lane, kind, state, doubts, channel_message_id FROM sends ORDER BY id`, func(r *sql.Rows) error {
		var s history.Send
		var conversation, kind, id string
		err := r.Scan(&s.ID, &conversation, &s.Message, &s.Answer, &s.Lane, &kind, &s.State, &s.Doubts, &id)
		s.Chat, s.Text, s.Human = e.chats[conversation], e.texts[s.ID], kind == string(loket.AnswerReply)
		s.ChannelID = id[strings.LastIndexByte(id, ':')+1:]
		if s.Human {
			s.Mark = humanMark.FindString(s.Text)
		}
		if s.Human && s.State == history.Uncertain && e.seen[s.ID] {
			e.trial.Shown = append(e.trial.Shown, s.ID)
		}
		e.trial.Sends = append(e.trial.Sends, s)
		return err
	})
}

func (e *evidence) events() {
	e.t.Helper()
	e.each(`SELECT seq, at, kind, ticket_id, message_id, answer_id FROM events ORDER BY seq`, func(r *sql.Rows) error {
		var v history.Event
		err := r.Scan(&v.Seq, &v.At, &v.Kind, &v.Ticket, &v.Message, &v.Answer)
		e.trial.Events = append(e.trial.Events, v)
		return err
	})
}

// summary tells what a run was made of.
func summary(r history.Trial) string {
	phases, states := map[string]int{}, map[string]int{}
	actions := map[int]history.Action{}
	for _, e := range r.Entries {
		if e.Phase == history.Invoke {
			actions[e.Op] = e.Action
			continue
		}
		phases[string(actions[e.Op])+" "+string(e.Phase)]++
	}
	doubts := 0
	for _, s := range r.Sends {
		class := "A "
		if s.Human {
			class = "B "
		}
		states[class+string(s.State)]++
		doubts += s.Doubts
	}
	return fmt.Sprintf("%d operations %v, %d messages accepted, sends %v with %d doubts, %d events",
		len(actions), phases, len(r.Accepted), states, doubts, len(r.Events))
}
