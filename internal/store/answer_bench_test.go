package store

import (
	"fmt"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"loket/internal/loket"
)

// BenchmarkAnswered takes questions through the ledger side by side, as the
// clerk and the outbox do: stored, read, answered with the send begun, and
// delivered. It reports the processor time and the commits of one answer.
func BenchmarkAnswered(b *testing.B) {
	for _, people := range []int{8, 64} {
		b.Run(fmt.Sprintf("people-%d", people), func(b *testing.B) {
			s := openGroup(b)
			channel := loket.Channel{ID: "a:telegram", Agency: "a", Kind: loket.Telegram, Name: "A"}
			if err := s.Register(b.Context(), loket.Agency{ID: "a", Code: "AA", Name: "A", Zone: "Asia/Makassar"}, channel); err != nil {
				b.Fatal(err)
			}
			var commits, next atomic.Int64
			s.timed = func(time.Duration, int) { commits.Add(1) }
			b.ReportAllocs()
			b.ResetTimer()
			before := processorTime(b)
			var all sync.WaitGroup
			for range people {
				all.Go(func() {
					for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
						if err := answered(b, s, channel.ID, n); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			all.Wait()
			b.ReportMetric(float64((processorTime(b)-before).Microseconds())/float64(b.N), "cpu-µs/answer")
			b.ReportMetric(float64(commits.Load())/float64(b.N), "commits/answer")
		})
	}
}

// answered takes the n-th question, of one of a thousand people, through the
// ledger.
func answered(b *testing.B, s *Store, channel loket.ChannelID, n int64) error {
	ctx := b.Context()
	receipts, err := s.Ingest(ctx, []loket.Inbound{{
		Channel: channel, OriginKey: fmt.Sprintf("m:%d:%d", n%1000, n), Person: fmt.Sprint(n % 1000), Name: "Warga",
		Address: fmt.Sprint(n % 1000), Kind: loket.MessageText, Text: "syarat ktp hilang apa saja", SentAt: s.Now(),
	}})
	if err != nil {
		return err
	}
	in, err := s.Situation(ctx, receipts[0].Conversation)
	if err != nil {
		return err
	}
	d := quoteOf(in, s.Now())
	if err := s.Settle(ctx, d); err != nil {
		return err
	}
	return s.Finish(ctx, loket.SendResult{
		Send: d.Answers[0].Sends[0], State: loket.SendDelivered, ChannelMessageID: fmt.Sprint(n), At: s.Now(),
	})
}

// quoteOf answers what is pending with a quote whose send is begun.
func quoteOf(in loket.Situation, now time.Time) loket.Decision {
	m := in.Pending[0]
	send := loket.Send{
		ID: loket.NewID[loket.SendID](), Agency: m.Agency, Channel: m.Channel, Conversation: m.Conversation, Message: m.ID,
		Answer: loket.NewID[loket.AnswerID](), Kind: loket.AnswerQuote, Target: loket.ToConversation,
		Address: in.Conversation.Address, Op: loket.OpSend, Part: 1, Parts: 1, Lane: loket.LaneAnswer, Class: loket.ClassA,
		Content: loket.Content{Text: fmt.Sprintf("%300s", "Bawa KK ke loket.")}, State: loket.SendSending, Attempts: 1,
		ExpiresAt: now.Add(24 * time.Hour), CreatedAt: now,
	}
	answer := loket.Answer{
		ID: send.Answer, Agency: m.Agency, Conversation: m.Conversation, Message: m.ID, Kind: loket.AnswerQuote,
		Entry: "ktp-hilang", Revision: "1", Verdict: "sure", CheckCode: loket.NewCheckCode(), Sends: []loket.Send{send},
	}
	d := loket.Decision{
		Agency: m.Agency, Channel: m.Channel, Conversation: m.Conversation, Episode: m.Episode, At: now,
		Answers: []loket.Answer{answer}, SetTopic: true, Topic: "ktp-hilang",
		Events: []loket.Event{{
			Agency: m.Agency, At: now, Kind: loket.EventQuote, Episode: m.Episode, Conversation: m.Conversation, Message: m.ID,
			Answer: answer.ID, Channel: m.Channel, Entry: "ktp-hilang", ActorKind: loket.ByBot,
		}},
	}
	for _, m := range in.Pending {
		d.Settled = append(d.Settled, loket.Settlement{Message: m.ID, Outcome: loket.OutcomeQuoted, Answer: answer.ID})
	}
	return d
}

func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
