package trial_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
	"loket/internal/privacy"
	"loket/internal/store"
)

// year is a ledger as an office has it after a long time: every message
// received, quoted and delivered, a ticket for one in a hundred.
type year struct {
	*store.Store
	channel loket.Channel
	now     func() time.Time
	each    int // messages a person writes
}

// messagesEach is how many messages a person of a year writes who comes again.
const messagesEach = 50

// fillYear has people write so many messages each through the ledger's own code, in
// the directory a program then finds its data in.
func fillYear(t testing.TB, dir string, people, each int) {
	t.Helper()
	key, err := privacy.GenerateKeyFile(filepath.Join(dir, "secret.key"))
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := privacy.NewSealer(key)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), "sqlite:"+filepath.Join(dir, "loket.db"), store.Options{Sealer: sealer})
	if err != nil {
		t.Fatal(err)
	}
	y := year{Store: s, channel: lokettest.Channels()[0], now: time.Now, each: each}
	if err := s.Register(t.Context(), lokettest.Agency(), y.channel); err != nil {
		t.Fatal(err)
	}
	var writers sync.WaitGroup
	coming := make(chan int)
	for range 128 {
		writers.Go(func() {
			for person := range coming {
				if err := y.live(t.Context(), person); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for person := range people {
		coming <- person
	}
	close(coming)
	writers.Wait()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// live writes all messages of one person, ten at a time.
func (y year) live(ctx context.Context, person int) error {
	for first := 0; first < y.each; first += 10 {
		var in []loket.Inbound
		for i := range min(10, y.each-first) {
			in = append(in, loket.Inbound{
				Channel: y.channel.ID, OriginKey: fmt.Sprintf("m:%d:%d", person, first+i), Person: fmt.Sprint(person),
				Name: fmt.Sprintf("Warga Kota Kupang %d", person), Address: fmt.Sprint(person), Kind: loket.MessageText,
				Text:   fmt.Sprintf("selamat pagi pak, syarat mengurus ktp yang hilang apa saja ya? sudah %d hari", i),
				SentAt: y.now(),
			})
		}
		receipts, err := y.Ingest(ctx, in)
		if err != nil {
			return err
		}
		for i, r := range receipts {
			if err := y.answer(ctx, r, (person*y.each+first+i)%100 == 0); err != nil {
				return err
			}
		}
	}
	return nil
}

const usualAnswer = "KTP-el yang hilang dapat diganti di kantor Disdukcapil. Bawa surat kehilangan dari kepolisian dan fotokopi " +
	"kartu keluarga. Tidak dipungut biaya. Jam layanan Senin sampai Jumat, 08.00 sampai 15.00 WITA."

// answer settles a message with a quote, and a ticket when it is hard, and
// delivers it.
func (y year) answer(ctx context.Context, r loket.Receipt, hard bool) error {
	now, agency := y.now(), y.channel.Agency
	a := loket.Answer{
		ID: loket.NewID[loket.AnswerID](), Agency: agency, Conversation: r.Conversation, Message: r.Message,
		Kind: loket.AnswerQuote, Entry: "ktp-hilang",
	}
	send := loket.Send{
		ID: loket.NewID[loket.SendID](), Agency: agency, Channel: y.channel.ID, Conversation: r.Conversation, Message: r.Message,
		Answer: a.ID, Kind: loket.AnswerQuote, Target: loket.ToConversation, Address: "1", Op: loket.OpSend, Part: 1, Parts: 1,
		Lane: loket.LaneAnswer, Class: loket.ClassA, Content: loket.Content{Text: usualAnswer}, State: loket.SendSending,
	}
	a.Sends = []loket.Send{send}
	d := loket.Decision{
		Agency: agency, Channel: y.channel.ID, Conversation: r.Conversation, At: now, Answers: []loket.Answer{a},
		Settled: []loket.Settlement{{Message: r.Message, Outcome: loket.OutcomeQuoted, Answer: a.ID}},
		Events: []loket.Event{{
			Agency: agency, At: now, Kind: loket.EventQuote, Message: r.Message, Answer: a.ID, Channel: y.channel.ID,
			Conversation: r.Conversation, Entry: a.Entry, ActorKind: loket.ByBot,
		}},
	}
	if hard {
		y.handOff(&d, r, now)
	}
	if err := y.Settle(ctx, d); err != nil {
		return err
	}
	return y.Finish(ctx, loket.SendResult{Send: send, State: loket.SendDelivered, ChannelMessageID: "77", At: now})
}

// handOff adds a ticket to a decision.
func (y year) handOff(d *loket.Decision, r loket.Receipt, now time.Time) {
	d.Ticket = &loket.Ticket{
		ID: loket.NewID[loket.TicketID](), Number: loket.NewTicketNumber("KPG"), Agency: d.Agency, Channel: d.Channel,
		Conversation: r.Conversation, Message: r.Message, Unit: loket.DefaultUnit, Kind: loket.KindQuestion,
		State: loket.TicketWaiting, OpenedAt: now, DueAt: now.Add(time.Hour), Reason: "unknown",
	}
	d.Settled[0].Ticket = d.Ticket.ID
	d.Events = append(d.Events, loket.Event{
		Agency: d.Agency, At: now, Kind: loket.EventHandoff, Ticket: d.Ticket.ID, Message: r.Message, Channel: d.Channel, ActorKind: loket.ByBot,
	})
}
