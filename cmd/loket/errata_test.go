package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"loket/faq"
	"loket/internal/loket"
	"loket/internal/web/manage"
)

// quotes has citizens be quoted what an entry says on the shelf now.
func (o *offices) quotes(t *testing.T, entry string, persons ...string) {
	t.Helper()
	a := o.config.Agencies[0]
	e, _ := o.shelves.book(a.ID).Catalog.Entry(entry)
	for _, person := range persons {
		receipts, err := o.ledger.Ingest(t.Context(), []loket.Inbound{{
			Channel: webChannel(a).ID, OriginKey: "w:" + person + e.Revision, Person: person, Address: person, Kind: loket.MessageText, Text: "kartu",
		}})
		if err != nil {
			t.Fatal(err)
		}
		s, err := o.ledger.Situation(t.Context(), receipts[0].Conversation)
		if err != nil {
			t.Fatal(err)
		}
		m := s.Pending[0]
		answer := loket.Answer{ID: loket.NewID[loket.AnswerID](), Agency: a.ID, Conversation: s.Conversation.ID, Message: m.ID, Kind: loket.AnswerQuote, Entry: entry, Revision: e.Revision}
		send := loket.Send{
			ID: loket.NewID[loket.SendID](), Agency: a.ID, Channel: webChannel(a).ID, Conversation: s.Conversation.ID, Answer: answer.ID, Kind: answer.Kind,
			Target: loket.ToConversation, Address: person, Op: loket.OpSend, Part: 1, Parts: 1, Lane: loket.LaneAnswer, Class: loket.ClassA, State: loket.SendSending,
		}
		answer.Sends = []loket.Send{send}
		err = errors.Join(o.ledger.Settle(t.Context(), loket.Decision{
			Agency: a.ID, Channel: webChannel(a).ID, Conversation: s.Conversation.ID, Answers: []loket.Answer{answer},
			Settled: []loket.Settlement{{Message: m.ID, Outcome: loket.OutcomeQuoted, Answer: answer.ID}},
			Events:  []loket.Event{{Agency: a.ID, At: o.now(), Kind: loket.EventQuote, Conversation: s.Conversation.ID, Message: m.ID, Answer: answer.ID, Entry: entry, Revision: e.Revision, Channel: webChannel(a).ID, ActorKind: loket.ByBot}},
		}), o.ledger.Finish(t.Context(), loket.SendResult{Send: send, State: loket.SendDelivered, At: o.now()}))
		if err != nil {
			t.Fatal(err)
		}
	}
}

// publishes puts a catalogue of two cards on the first office's shelf.
func (o *offices) publishes(t *testing.T, text string) {
	t.Helper()
	a := o.config.Agencies[0]
	shelf := o.shelves[a.ID]
	catalog, err := faq.LoadFiles(map[string][]byte{"kartu.yaml": []byte(text)})
	if err == nil {
		err = o.publishCatalogue(t.Context(), loket.Staff{ID: staffAt(a.ID, loket.RoleCurator), Agency: a.ID}, catalog, shelf.number, "uji")
	}
	if err == nil {
		err = shelf.follow(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestErrata: what is approved is owed to those who were quoted another text, in batches and
// once; of a sensitive entry after a second person, and not when its text changed meanwhile.
func TestErrata(t *testing.T) {
	t.Parallel()
	o := openOffices(t, twoOffices, nil)
	agency := o.config.Agencies[0].ID
	curator := loket.Staff{ID: staffAt(agency, loket.RoleCurator), Agency: agency}
	admin := loket.Staff{ID: staffAt(agency, loket.RoleAdmin), Agency: agency}
	m := o.errata()
	sensitive := func(word string) string {
		return strings.Replace(cards(word), "status: published", "risk: sensitive\n    status: published", 1)
	}
	o.publishes(t, sensitive("LAMA"))
	var persons []string
	for i := range errataBatch + 2 {
		persons = append(persons, fmt.Sprint("p", i))
	}
	o.quotes(t, "kartu-baru", persons...)
	if e, reach, err := m.Draft(t.Context(), agency, "kartu-baru", 30); err != nil || len(e.Wrong) != 0 || reach.Recipients() != 0 {
		t.Fatalf("before it changed: %+v, %+v, %v, want nothing wrong", e, reach, err)
	}
	o.publishes(t, sensitive("BARU"))
	e, reach, err := m.Draft(t.Context(), agency, "kartu-baru", 30)
	if err != nil || !e.Sensitive || reach.Recipients() != len(persons) || !strings.Contains(e.Text, "Bawa KTP-el, BARU.") {
		t.Fatalf("draft = %+v for %+v, %v, want the new text for all %d", e, reach, err, len(persons))
	}
	p := manage.Proposal{ID: loket.NewID[loket.ErratumID](), Entry: "kartu-baru", Revision: e.Revision, Days: 30, Reason: "tarif lama"}
	stale := p
	stale.Revision = "lama"
	if _, err := m.Propose(t.Context(), curator, stale); !errors.Is(err, loket.ErrErratumStale) {
		t.Errorf("of another text = %v, want %v", err, loket.ErrErratumStale)
	}
	if approved, err := m.Propose(t.Context(), curator, p); err != nil || approved {
		t.Fatalf("Propose() = %v, %v, want that somebody else approves", approved, err)
	}
	if err := m.Approve(t.Context(), curator, p.ID); !errors.Is(err, loket.ErrErratumSecond) {
		t.Errorf("approved by oneself = %v, want %v", err, loket.ErrErratumSecond)
	}
	if err := m.Approve(t.Context(), loket.Staff{ID: "x", Agency: o.config.Agencies[1].ID}, p.ID); !errors.Is(err, loket.ErrNotFound) {
		t.Errorf("approved elsewhere = %v, want %v", err, loket.ErrNotFound)
	}
	if err := m.Approve(t.Context(), admin, p.ID); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := o.oweErrata(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	owed, err := o.ledger.Owed(t.Context(), webChannel(o.config.Agencies[0]).ID, o.now(), 1000)
	if err != nil {
		t.Fatal(err)
	}
	to := map[string]int{}
	for _, s := range owed {
		if s.Lane == loket.LaneBroadcast && s.Class == loket.ClassB && s.Content.Text == e.Text {
			to[s.Address]++
		}
	}
	if len(to) != len(persons) || to["p0"] != 1 {
		t.Errorf("owed to %d, %d times to the first, want %d once", len(to), to["p0"], len(persons))
	}
	next := p
	next.ID = loket.NewID[loket.ErratumID]()
	if _, err := m.Propose(t.Context(), curator, next); err != nil {
		t.Fatal(err)
	}
	o.publishes(t, sensitive("BARU SEKALI"))
	if err := m.Approve(t.Context(), admin, next.ID); !errors.Is(err, loket.ErrErratumStale) {
		t.Errorf("approved when the text is another = %v, want %v", err, loket.ErrErratumStale)
	}
}
