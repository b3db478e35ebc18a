package loket_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"loket/internal/loket"
)

func TestNewID(t *testing.T) {
	t.Parallel()
	var ids []loket.MessageID
	for range 1000 {
		ids = append(ids, loket.NewID[loket.MessageID]())
	}
	seen := map[loket.MessageID]bool{}
	for _, id := range ids {
		if len(id) != 26 || seen[id] {
			t.Fatalf("NewID() = %q: want 26 characters, each once", id)
		}
		seen[id] = true
	}
	if !slices.IsSorted(ids) {
		t.Error("identifiers do not sort by the order they were made in")
	}
}

func TestTicketNumber(t *testing.T) {
	t.Parallel()
	t.Run("Parse/AsTyped", func(t *testing.T) {
		t.Parallel()
		for range 200 {
			number := loket.NewTicketNumber("KPG")
			for _, typed := range []string{
				number, strings.ToLower(number), strings.ReplaceAll(number, "-", ""),
				" " + strings.ReplaceAll(number, "-", " ") + " ",
				number[:4] + strings.ReplaceAll(number[4:], "0", "o"),
			} {
				if got, ok := loket.ParseTicketNumber(typed); !ok || got != number {
					t.Errorf("ParseTicketNumber(%q) = %q, %v, want %q", typed, got, ok, number)
				}
			}
		}
	})
	t.Run("Parse/OneWrongCharacterShows", func(t *testing.T) {
		t.Parallel()
		const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
		rapid.Check(t, func(t *rapid.T) {
			number := []byte(loket.NewTicketNumber("KPG"))
			at := rapid.SampledFrom([]int{4, 5, 6, 7, 8, 9, 11}).Draw(t, "place")
			wrong := rapid.SampledFrom([]byte(alphabet)).Draw(t, "character")
			if number[at] == wrong {
				return
			}
			number[at] = wrong
			if got, ok := loket.ParseTicketNumber(string(number)); ok {
				t.Fatalf("ParseTicketNumber(%q) = %q, want refused", number, got)
			}
		})
	})
	t.Run("Parse/Nonsense", func(t *testing.T) {
		t.Parallel()
		for _, typed := range []string{"", "KPG", "KPG-7F3Q9K", "ktp hilang", "5371-0101-0190-0001", "🎫🎫🎫🎫🎫"} {
			if got, ok := loket.ParseTicketNumber(typed); ok {
				t.Errorf("ParseTicketNumber(%q) = %q, want refused", typed, got)
			}
		}
	})
}

func TestTicketClaim(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	until := now.Add(5 * time.Minute)
	held := loket.Ticket{State: loket.TicketClaimed, Staff: "petugas-a", LeaseEpoch: 3, LeaseUntil: until}
	cases := []struct {
		name   string
		ticket loket.Ticket
		by     loket.StaffID
		at     time.Time
		epoch  int64
		err    error
	}{
		{"Waiting", loket.Ticket{State: loket.TicketWaiting}, "petugas-a", now, 1, nil},
		{"HeldByAnother", held, "petugas-b", now, 3, loket.ErrTicketHeld},
		{"HeldBySelf/RenewsUnderSameEpoch", held, "petugas-a", now, 3, nil},
		{"LeaseRanOut/AnotherMayClaim", held, "petugas-b", until, 4, nil},
		{"Closed", loket.Ticket{State: loket.TicketClosed, LeaseEpoch: 2}, "petugas-a", now, 2, loket.ErrTicketClosed},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ticket := c.ticket
			err := ticket.Claim(c.by, c.at, c.at.Add(5*time.Minute))
			if !errors.Is(err, c.err) || ticket.LeaseEpoch != c.epoch {
				t.Errorf("Claim(%s) = %v, epoch %d, want %v, epoch %d", c.by, err, ticket.LeaseEpoch, c.err, c.epoch)
			}
		})
	}
}

func TestTicketMayWrite(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	ticket := loket.Ticket{State: loket.TicketClaimed, Staff: "petugas-a", LeaseEpoch: 3, LeaseUntil: now.Add(-time.Hour)}
	closed := ticket
	closed.State = loket.TicketClosed
	cases := []struct {
		name   string
		ticket loket.Ticket
		by     loket.StaffID
		epoch  int64
		want   error
	}{
		{"Holder/EvenAfterTheLeaseRanOut", ticket, "petugas-a", 3, nil},
		{"OldEpoch", ticket, "petugas-a", 2, loket.ErrLeaseLost},
		{"Another", ticket, "petugas-b", 3, loket.ErrLeaseLost},
		{"Closed", closed, "petugas-a", 3, loket.ErrTicketClosed},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := c.ticket.MayWrite(c.by, c.epoch); !errors.Is(got, c.want) {
				t.Errorf("MayWrite(%s, %d) = %v, want %v", c.by, c.epoch, got, c.want)
			}
		})
	}
}

func TestConversationContinuesEpisode(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	cases := []struct {
		name string
		in   loket.Conversation
		want bool
	}{
		{"FirstMessage", loket.Conversation{}, false},
		{"Closed", loket.Conversation{Episode: "e", LastOutAt: now}, false},
		{"OpenAndUnanswered", loket.Conversation{Episode: "e", EpisodeOpen: true}, true},
		{"JustAnswered", loket.Conversation{Episode: "e", EpisodeOpen: true, LastOutAt: now.Add(-time.Minute)}, true},
		{"DayOfSilence", loket.Conversation{Episode: "e", EpisodeOpen: true, LastOutAt: now.Add(-24 * time.Hour)}, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := c.in.ContinuesEpisode(now); got != c.want {
				t.Errorf("ContinuesEpisode(%+v) = %v, want %v", c.in, got, c.want)
			}
		})
	}
}

func TestCodeOf(t *testing.T) {
	t.Parallel()
	wrapped := fmt.Errorf("claim ticket: %w", loket.ErrTicketHeld)
	if got := loket.CodeOf(wrapped); got != loket.CodeConflict {
		t.Errorf("CodeOf(%v) = %q, want %q", wrapped, got, loket.CodeConflict)
	}
	if got := loket.CodeOf(errors.New("disk full")); got != "" {
		t.Errorf("CodeOf(plain) = %q, want none", got)
	}
}
