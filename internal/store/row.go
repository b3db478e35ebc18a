package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/report"
)

// RowQuery says which rows are read: what began in [From, To), and of it what a filter
// takes, by the rows that figures are read from: so there are as many as a figure counts.
type RowQuery struct {
	Agency   loket.AgencyID
	From, To time.Time
	Filter   report.Filter
	Contact  bool // with the citizen's address, masked
	Text     bool // with what was written
}

const (
	// rowPage is how many rows are read before the connection is given back.
	rowPage = 2000
	// eventWindow is how many numbers of events are looked through at once.
	eventWindow = 20_000
)

const (
	pageOf = ` AND (start_at > $2 OR id > $4) ORDER BY start_at, id LIMIT $5`
	// taken stands in a query where narrowed puts the filter.
	taken           = ` /* taken */`
	takenWaits      = ` AND ($6 = '' OR unit_id = $6) AND ($7 = '' OR channel_id = $7) AND ($8 = '' OR topic = $8) AND ($9 = '' OR staff_id = $9) AND ($10 = '' OR kind = $10)`
	takenTickets    = ` AND t.id IN (SELECT ticket_id FROM waits WHERE agency_id = $1 AND measure = 'M-18' AND start_at < $3` + takenWaits + `)`
	selectWaitsPage = selectWaits + taken + pageOf

	// An episode has one row of M-13; what else is known of it stands in its others.
	selectEpisodesPage = `
SELECT w.id, w.start_at, w.episode_id, w.conversation_id, w.channel_id, w.unit_id, w.topic, w.ended,
  COUNT(CASE WHEN x.measure = 'M-02' THEN 1 END), COALESCE(MAX(CASE WHEN x.measure = 'M-12' THEN x.ended END), ''),
  COALESCE(MAX(CASE WHEN x.measure = 'M-04' THEN x.ended END), ''),
  MAX(CASE WHEN x.measure = 'M-04' AND x.ended <> 'waiting' THEN x.wall_ms END),
  MAX(CASE WHEN x.measure = 'M-04' AND x.ended <> 'waiting' THEN x.office_ms END),
  COALESCE(MAX(CASE WHEN x.measure = 'M-08' THEN x.ended END), ''),
  MAX(CASE WHEN x.measure = 'M-08' AND x.ended <> 'waiting' THEN x.wall_ms END),
  COALESCE(MAX(CASE WHEN x.measure = 'M-15' AND x.ended = 'rated' THEN x.value END), 0)
FROM (SELECT id, start_at, episode_id, conversation_id, channel_id, unit_id, topic, ended FROM waits
  WHERE agency_id = $1 AND start_at >= $2 AND start_at < $3 AND measure = 'M-13'` + taken + pageOf + `) w
LEFT JOIN waits x ON x.conversation_id = w.conversation_id AND x.episode_id = w.episode_id
GROUP BY w.id, w.start_at, w.episode_id, w.conversation_id, w.channel_id, w.unit_id, w.topic, w.ended
ORDER BY w.start_at, w.id`

	selectTicketsPage = `
SELECT t.id, t.opened_at, t.number, t.kind, t.priority, t.state, t.unit_id, t.channel_id, t.topic, t.reason,
  COALESCE(f.login, ''), t.due_at, t.promise_at, t.claimed_at, t.first_reply_at, t.closed_at, t.closed_by, t.episode_id,
  t.conversation_id, v.contact_id
FROM tickets t JOIN conversations v ON v.id = t.conversation_id LEFT JOIN staff f ON f.id = t.staff_id
WHERE t.agency_id = $1 AND t.opened_at >= $2 AND t.opened_at < $3 AND (t.opened_at > $2 OR t.id > $4)` + taken + `
ORDER BY t.opened_at, t.id LIMIT $5`

	selectEventsEnd    = `SELECT COALESCE(MAX(seq), 0) FROM events`
	selectMessagesPage = `
SELECT e.id, e.at, e.kind, e.actor_kind, e.actor_id, COALESCE(f.login, ''), e.channel_id, e.unit_id, e.topic, e.entry,
  COALESCE(t.number, ''), e.episode_id, e.conversation_id, e.message_id, e.answer_id,
  COALESCE(v.contact_id, '')
FROM events e LEFT JOIN conversations v ON v.id = e.conversation_id
LEFT JOIN tickets t ON t.id = e.ticket_id LEFT JOIN staff f ON f.id = e.actor_id AND e.actor_kind = 'staff'
WHERE e.seq > $4 AND e.seq <= $5 AND e.agency_id = $1 AND e.at >= $2 AND e.at < $3
  AND e.kind IN ('received', 'quote', 'ask', 'receipt', 'notice', 'reply')` + taken + `
ORDER BY e.seq`
	// A citizen's message is in the figures by its row of M-02. What we wrote is there by
	// its episode, who wrote it and its ticket.
	takenMessages = ` AND (e.kind = 'received' AND EXISTS (SELECT 1 FROM waits WHERE id = 'M-02:' || e.id` + takenWaits + `)
  OR e.kind <> 'received' AND ($9 = '' OR e.actor_kind = 'staff' AND e.actor_id = $9) AND ($10 = '' OR t.kind = $10) AND EXISTS (
    SELECT 1 FROM waits WHERE conversation_id = e.conversation_id AND episode_id = e.episode_id AND measure = 'M-13'
      AND ($6 = '' OR unit_id = $6) AND ($7 = '' OR channel_id = $7) AND ($8 = '' OR topic = $8)))`
	selectExternal = `SELECT external_sealed, erased_at FROM contacts WHERE id = $1`
)

// EachWait gives the rows that figures are read from, by their start.
func (s *Store) EachWait(ctx context.Context, q RowQuery, take func(report.Wait) error) error {
	return eachPage(ctx, s, q, selectWaitsPage, takenWaits, func(r scanner) (report.Wait, mark, error) {
		w, err := scanWait(r)
		return w, mark{ms(w.Start), w.ID}, err
	}, take)
}

// EachEpisode gives an agency's episodes, by their start.
func (s *Store) EachEpisode(ctx context.Context, q RowQuery, take func(report.EpisodeRow) error) error {
	return eachPage(ctx, s, q, selectEpisodesPage, takenWaits, func(r scanner) (e report.EpisodeRow, m mark, err error) {
		err = r.Scan(&m.id, when{&e.Start}, &e.Episode, &e.Conversation, &e.Channel, &e.Unit, &e.Topic, &e.Outcome, &e.Messages,
			&e.Solved, &e.Answer, &e.Wall, &e.Office, &e.Resolution, &e.ResolvedWall, &e.Score)
		m.at = ms(e.Start)
		return e, m, err
	}, take)
}

// EachTicket gives an agency's tickets, by when they were opened.
func (s *Store) EachTicket(ctx context.Context, q RowQuery, take func(report.TicketRow) error) error {
	type row struct {
		report.TicketRow
		contact loket.ContactID
	}
	words := s.reportWords()
	return eachPage(ctx, s, q, selectTicketsPage, takenTickets, func(r scanner) (t row, m mark, err error) {
		err = r.Scan(&m.id, when{&t.Opened}, &t.Number, &t.Kind, &t.Priority, &t.State, &t.Unit, &t.Channel, &t.Topic, &t.Reason,
			&t.Staff, when{&t.Due}, when{&t.Promise}, when{&t.Claimed}, when{&t.FirstReply}, when{&t.Closed}, &t.ClosedBy,
			&t.Episode, &t.Conversation, &t.contact)
		m.at = ms(t.Opened)
		return t, m, err
	}, func(t row) (err error) {
		if q.Contact {
			if t.Contact, err = words.contact(ctx, t.contact); err != nil {
				return err
			}
		}
		return take(t.TicketRow)
	})
}

// narrowed is a query with the condition of a filter where it says so, and what that
// needs; of a filter that takes everything, nothing.
func (q RowQuery) narrowed(query, condition string, args ...any) (string, []any) {
	if q.Filter == (report.Filter{}) {
		return strings.Replace(query, taken, "", 1), args
	}
	f := q.Filter
	return strings.Replace(query, taken, condition, 1),
		append(args, string(f.Unit), string(f.Channel), f.Topic, string(f.Staff), string(f.Kind))
}

// mark is where a page ended.
type mark struct {
	at int64
	id string
}

// eachPage gives rows page by page. A reader that is slow, or opens what is sealed,
// keeps no connection from anybody meanwhile.
func eachPage[T any](
	ctx context.Context, s *Store, q RowQuery, query, condition string, scan func(scanner) (T, mark, error), take func(T) error,
) error {
	at := mark{at: ms(q.From)}
	for {
		page := make([]T, 0, rowPage)
		text, args := q.narrowed(query, condition, string(q.Agency), at.at, ms(q.To), at.id, rowPage)
		err := s.report(ctx, func(r scanner) error {
			row, next, err := scan(r)
			page, at = append(page, row), next
			return err
		}, text, args...)
		if err != nil {
			return fmt.Errorf("read rows: %w", err)
		}
		for _, row := range page {
			if err := take(row); err != nil {
				return err
			}
		}
		if len(page) < rowPage {
			return nil
		}
	}
}

// EachMessage gives the messages to and from an agency's citizens, in the order in
// which they became known.
func (s *Store) EachMessage(ctx context.Context, q RowQuery, take func(report.MessageRow) error) error {
	var end int64
	if err := s.report(ctx, func(r scanner) error { return r.Scan(&end) }, selectEventsEnd); err != nil {
		return fmt.Errorf("read the last event: %w", err)
	}
	words := s.reportWords()
	for seq := int64(0); seq < end; seq += eventWindow {
		var page []messageRow
		text, args := q.narrowed(selectMessagesPage, takenMessages, string(q.Agency), ms(q.From), ms(q.To), seq, seq+eventWindow)
		err := s.report(ctx, func(r scanner) error {
			m, err := scanMessageRow(r)
			page = append(page, m)
			return err
		}, text, args...)
		if err != nil {
			return fmt.Errorf("read messages: %w", err)
		}
		for _, m := range page {
			if err := words.fill(ctx, q, &m); err != nil {
				return err
			}
			if err := take(m.MessageRow); err != nil {
				return err
			}
		}
	}
	return nil
}

// messageRow is a message with the event that tells of it.
type messageRow struct {
	report.MessageRow
	event pastEvent
}

func scanMessageRow(r scanner) (m messageRow, err error) {
	e := &m.event
	err = r.Scan(&e.ID, when{&m.At}, &m.Kind, &m.By, &e.ActorID, &m.Staff, &m.Channel, &m.Unit, &m.Topic, &m.Entry, &m.Ticket,
		&m.Episode, &m.Conversation, &e.Message, &e.Answer, &e.contact)
	e.Kind, e.Conversation = m.Kind, m.Conversation
	return m, err
}

// reportWords open what is sealed on the reports' connections.
func (s *Store) reportWords() *pastWords {
	return &pastWords{store: s, each: s.report, keys: map[loket.ContactID]privacy.DataKey{}}
}

// fill adds what the reader may see of a message.
func (w *pastWords) fill(ctx context.Context, q RowQuery, m *messageRow) (err error) {
	if q.Contact {
		if m.Contact, err = w.contact(ctx, m.event.contact); err != nil {
			return err
		}
	}
	if q.Text {
		if m.Text, err = w.of(ctx, m.event); err != nil {
			return fmt.Errorf("read what was written: %w", err)
		}
	}
	return nil
}

// contact is a citizen's address at the channel, all but its end hidden; empty: it
// was erased.
func (w *pastWords) contact(ctx context.Context, id loket.ContactID) (string, error) {
	if id == "" {
		return "", nil
	}
	if text, ok := w.masked[id]; ok {
		return text, nil
	}
	var sealed []byte
	var erased time.Time
	err := w.each(ctx, func(r scanner) error { return r.Scan(&sealed, when{&erased}) }, selectExternal, string(id))
	if err != nil {
		return "", fmt.Errorf("read a contact: %w", err)
	}
	text := ""
	if erased.IsZero() && len(sealed) > 0 {
		key, err := w.key(ctx, id)
		if err != nil {
			return "", err
		}
		if text, err = openText(key, sealed, "contacts", "external_sealed", string(id)); err != nil {
			return "", err
		}
	}
	if w.masked == nil || len(w.masked) >= mostKeys {
		w.masked = map[loket.ContactID]string{}
	}
	w.masked[id] = privacy.Last4(text)
	return w.masked[id], nil
}
