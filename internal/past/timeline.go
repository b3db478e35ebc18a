package past

import (
	"fmt"
	"hash/maphash"
	"iter"
	"time"

	"loket/internal/loket"
)

// Namer makes an identifier of a name: always the same of the same, and nobody can
// tell the name by it.
type Namer func(use, name string) [16]byte

// Step is what a line becomes in the ledger.
type Step struct {
	Line    Line
	Channel loket.ChannelID
	Contact loket.ContactID
	Events  []loket.Event // in order; the first is the line's own, the others follow from it
	Before  []loket.Event // what had happened by itself before the line
}

// Own is the event of the line itself.
func (s Step) Own() loket.Event { return s.Events[0] }

// Timeline follows the lines of a history in their order, refuses what cannot have
// happened, and says what each line becomes. It remembers one short entry for each
// conversation, ticket and id, whatever their number of lines.
type Timeline struct {
	office  Office
	name    Namer
	seeds   [2]maphash.Seed
	threads map[raw]*thread // by fingerprint of their name
	order   []*thread
	tickets map[raw]*ticket
	opened  []*ticket
	ids     map[uint64]struct{} // fingerprints of the ids seen
	twins   map[*thread][]uint64
	words   map[string]string // short texts, kept once
	end     time.Duration     // the latest line
}

// NewTimeline begins an empty history of an office.
func NewTimeline(o Office, name Namer) *Timeline {
	return &Timeline{
		office: o, name: name, seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()},
		threads: map[raw]*thread{}, tickets: map[raw]*ticket{}, ids: map[uint64]struct{}{},
		twins: map[*thread][]uint64{}, words: map[string]string{},
	}
}

// Follow takes the next line, with its text as it stands in the file. A *LineError, whose
// number is the caller's to set, leaves the history as if the line were not there.
func (t *Timeline) Follow(l Line, text []byte) (Step, error) {
	l.At = l.At.Truncate(time.Millisecond).UTC()
	if why := t.office.check(l); why != "" {
		return Step{}, &LineError{Why: why}
	}
	v, fresh := t.threadOf(l)
	if why := t.place(v, fresh, l); why != "" {
		return Step{}, &LineError{Why: why}
	}
	k := t.ticketOf(v, l)
	if why := allowed(v, k, l); why != "" {
		return Step{}, &LineError{Why: why}
	}
	if fresh {
		t.threads[t.print(l.Conversation)], t.order = v, append(t.order, v)
	}
	own := t.idOf(v, l, text)
	v.last = since(l.At)
	t.end = max(t.end, v.last)
	s := step{timeline: t, thread: v, ticket: k, line: l, id: own, at: since(l.At)}
	return s.take(), nil
}

// print is a fingerprint no two names of a file share.
func (t *Timeline) print(name string) (p raw) {
	a, b := maphash.String(t.seeds[0], name), maphash.String(t.seeds[1], name)
	for i := range 8 {
		p[i], p[8+i] = byte(a>>(8*i)), byte(b>>(8*i))
	}
	return p
}

// threadOf finds the conversation of a line, or begins it; the caller keeps it.
func (t *Timeline) threadOf(l Line) (v *thread, fresh bool) {
	if v := t.threads[t.print(l.Conversation)]; v != nil {
		return v, false
	}
	contact := t.contact(l)
	return &thread{
		person: t.person(l), channel: t.office.Channel(t.once(l.Channel)),
		conversation: t.name("conversation", string(contact[:])), said: true,
	}, true
}

// contact is who wrote: an identifier of ours stays what it is.
func (t *Timeline) contact(l Line) raw {
	return t.named("contact", l.Contact, l.Channel+"\x00"+l.Contact)
}

func (t *Timeline) person(l Line) uint64 {
	return maphash.String(t.seeds[0], l.Channel+"\x00"+l.Contact)
}

// named is an identifier of ours as it stands, or one made of name.
func (t *Timeline) named(use, text, name string) raw {
	if ours, ok := loket.ParseID(text); ok {
		return ours
	}
	return t.name(use, name)
}

// once keeps a short text once, however often it comes.
func (t *Timeline) once(text string) string {
	if kept, ok := t.words[text]; ok {
		return kept
	}
	t.words[text] = text
	return text
}

// place holds a line to the lines before it.
func (t *Timeline) place(v *thread, fresh bool, l Line) string {
	_, used := t.ids[maphash.String(t.seeds[0], l.ID)]
	_, answers := t.ids[maphash.String(t.seeds[0], l.Answers)]
	switch {
	case l.ID != "" && used:
		return fmt.Sprintf("id %q sudah dipakai baris sebelumnya. Beri setiap baris id sendiri, atau hapus baris yang terulang.", l.ID)
	case l.Answers != "" && !answers:
		return fmt.Sprintf("answers %q bukan id baris sebelumnya. Tulis id baris message yang dijawab, atau hilangkan answers.", l.Answers)
	case fresh && l.Event != Message:
		return fmt.Sprintf("%s sebelum ada message dalam percakapan ini. Awali percakapan dengan message dari warga.", l.Event)
	case fresh:
		return ""
	case v.person != t.person(l):
		return "contact atau channel lain daripada baris percakapan ini sebelumnya. Satu conversation milik satu warga di satu saluran."
	case since(l.At) < v.last:
		return fmt.Sprintf("at lebih awal daripada baris percakapan ini sebelumnya (%s). Urutkan baris setiap percakapan menurut waktu.",
			moment(v.last).Format(time.RFC3339))
	}
	return ""
}

// idOf names the event of a line: by its id, or else by its text and how many equal
// ones stand before it. Equal lines stand at the same time in the same conversation.
func (t *Timeline) idOf(v *thread, l Line, text []byte) raw {
	if l.ID != "" {
		t.ids[maphash.String(t.seeds[0], l.ID)] = struct{}{}
		return t.named("event", l.ID, l.ID)
	}
	sum, equal := maphash.Bytes(t.seeds[0], text), 0
	switch {
	case since(l.At) != v.last:
		delete(t.twins, v)
		v.line = sum
	default:
		if v.line == sum {
			equal++
		}
		for _, other := range t.twins[v] {
			if other == sum {
				equal++
			}
		}
		t.twins[v] = append(t.twins[v], sum)
	}
	return t.name("line", fmt.Sprintf("%s\x00%d", text, equal))
}

// ticketOf is the ticket a line is about; nil: none. Without a name it is the last of
// the conversation, but for a line that names its episode, which would name it too. A
// handoff begins its own.
func (t *Timeline) ticketOf(v *thread, l Line) *ticket {
	switch {
	case l.Ticket != "":
		return t.tickets[t.print(l.Ticket)]
	case l.Episode != "":
		return nil
	}
	return v.ticket
}

// Rest is what happened by itself up to the latest line: what came later nobody knows.
func (t *Timeline) Rest() iter.Seq[[]loket.Event] {
	return func(yield func([]loket.Event) bool) {
		now := t.end
		for _, v := range t.order {
			s := step{timeline: t, thread: v, at: now}
			if s.passed(now); len(s.before) > 0 && !yield(s.before) {
				return
			}
		}
		for _, k := range t.opened {
			s := step{timeline: t, ticket: k, at: now}
			if s.passed(now); len(s.before) > 0 && !yield(s.before) {
				return
			}
		}
	}
}

// Tickets are the tickets of all lines so far, in the order they were opened.
func (t *Timeline) Tickets() iter.Seq[Ticket] {
	return func(yield func(Ticket) bool) {
		for _, k := range t.opened {
			if !yield(k.made()) {
				return
			}
		}
	}
}
