package desk_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

func TestReply(t *testing.T) {
	t.Parallel()
	t.Run("ReachesTheOutboxOnTheChannelTheyUsed", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.clock.Add(time.Minute)
		o.must(o.Reply(t.Context(), petugasA(), k.ID, k.LeaseEpoch, "  Silakan datang\r\nke loket 3. \n"))
		if len(*o.owed) != 1 {
			t.Fatalf("the outbox was told of %d sends, want 1", len(*o.owed))
		}
		s := (*o.owed)[0]
		if s.Address != "chat-a" || s.Channel != lokettest.Channels()[0].ID || s.Class != loket.ClassB || s.Lane != loket.LaneReply ||
			s.Kind != loket.AnswerReply || s.Ticket != k.ID || s.Content.Text != "Silakan datang\nke loket 3." {
			t.Errorf("send = %+v, want the trimmed words to chat-a, class B, first lane", s)
		}
		if got := o.replies(); !slices.Equal(got, []string{"Silakan datang\nke loket 3."}) {
			t.Errorf("the ledger owes %q, want the reply", got)
		}
		now := o.now(k.ID)
		if !now.FirstReplyAt.Equal(o.clock.Now()) || !now.LeaseUntil.Equal(o.clock.Now().Add(5*time.Minute)) {
			t.Errorf("ticket = %+v, want its first reply now and the lease renewed", now)
		}
		replies := o.events(loket.EventReply)
		if len(replies) != 1 || replies[0].Answer != s.Answer || replies[0].ActorID != "petugas-a" || replies[0].Message != k.Message {
			t.Errorf("events = %+v, want one reply of petugasA's that names its answer", replies)
		}
		if got := o.queue.words(); !slices.Equal(got, []string{"taken", "taken"}) {
			t.Errorf("the queue was told %v, want taken twice", got)
		}
	})
	t.Run("Second/KeepsTheFirstReplysTime", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		first := o.clock.Now()
		o.must(o.Reply(t.Context(), petugasA(), k.ID, k.LeaseEpoch, "Satu."))
		o.clock.Add(time.Minute)
		o.must(o.Reply(t.Context(), petugasA(), k.ID, k.LeaseEpoch, "Dua."))
		if now := o.now(k.ID); !now.FirstReplyAt.Equal(first) || len(o.replies()) != 2 {
			t.Errorf("first reply at %v with %d owed, want %v and 2", now.FirstReplyAt, len(o.replies()), first)
		}
	})
	t.Run("Long/IsCutIntoParts", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.must(o.Reply(t.Context(), petugasA(), k.ID, k.LeaseEpoch, strings.Repeat("a", 8000)))
		if got := *o.owed; len(got) != 2 || got[0].Answer != got[1].Answer || got[1].Part != 2 || got[1].Parts != 2 {
			t.Errorf("%d sends, want two parts of one answer", len(got))
		}
	})
	t.Run("LapsedButStillOnes/IsAccepted", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.clock.Add(time.Hour)
		o.must(o.Reply(t.Context(), petugasA(), k.ID, k.LeaseEpoch, "Maaf lama."))
		if !o.now(k.ID).Held(o.clock.Now()) {
			t.Error("a reply under an unchanged epoch did not renew the lease")
		}
	})
}

func TestReplyRefused(t *testing.T) {
	t.Parallel()
	t.Run("Late/NothingIsSent", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.clock.Add(5 * time.Minute)
		taken := o.claims(petugasB(), k.ID)
		o.wantErr("Reply() under a lost lease", o.Reply(t.Context(), petugasA(), k.ID, k.LeaseEpoch, "Terlambat."), loket.ErrLeaseLost)
		o.wantErr("Reply() by the loser under the new epoch", o.Reply(t.Context(), petugasA(), k.ID, taken.LeaseEpoch, "Terlambat."), loket.ErrLeaseLost)
		o.wantErr("Reply() by the holder under the old epoch", o.Reply(t.Context(), petugasB(), k.ID, k.LeaseEpoch, "Salah."), loket.ErrLeaseLost)
		if len(o.replies()) != 0 || len(*o.owed) != 0 || len(o.events(loket.EventReply)) != 0 {
			t.Errorf("owed %q, the outbox was told of %d: a refused reply is not sent", o.replies(), len(*o.owed))
		}
		if now := o.now(k.ID); now.Staff != "petugas-b" || !now.FirstReplyAt.IsZero() {
			t.Errorf("ticket = %+v, want it untouched with petugasB", now)
		}
		o.must(o.Reply(t.Context(), petugasB(), k.ID, taken.LeaseEpoch, "Silakan."))
	})
	t.Run("Unclaimed", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.ticket("a")
		o.wantErr("Reply() unclaimed", o.Reply(t.Context(), petugasA(), k.ID, 0, "Halo."), loket.ErrLeaseLost)
	})
	t.Run("Closed", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.must(o.Close(t.Context(), petugasA(), k.ID, k.LeaseEpoch))
		o.wantErr("Reply() to a closed ticket", o.Reply(t.Context(), petugasA(), k.ID, k.LeaseEpoch, "Halo."), loket.ErrTicketClosed)
		if len(*o.owed) != 0 {
			t.Error("a reply to a closed ticket was sent")
		}
	})
	texts := []struct {
		name, text string
		want       loket.Code
	}{
		{"Empty", " \r\n ", loket.CodeInvalid},
		{"OnlyNUL", "\x00\x00", loket.CodeInvalid},
		{"InvalidUTF8", "Silakan \xff", loket.CodeInvalid},
		{"TooLong", strings.Repeat("é", 8001), loket.CodeTooLarge},
		{"AsksForNIK", "Selamat pagi, Bu. Tolong kirim NIK ke sini.", loket.CodeInvalid},
		{"NamesAForeignSite", "Daftar di bit.ly/ktp", loket.CodeInvalid},
	}
	for _, c := range texts {
		t.Run("Text/"+c.name, func(t *testing.T) {
			t.Parallel()
			o := openOffice(t)
			k := o.claims(petugasA(), o.ticket("a").ID)
			err := o.Reply(t.Context(), petugasA(), k.ID, k.LeaseEpoch, c.text)
			if e, ok := errors.AsType[*loket.Error](err); !ok || e.Code != c.want || e.Message == "" {
				t.Errorf("Reply(%.20q) = %v, want %s with words for the person", c.text, err, c.want)
			}
			if len(*o.owed) != 0 {
				t.Errorf("Reply(%.20q) was sent", c.text)
			}
		})
	}
}
