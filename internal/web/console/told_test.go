package console

import (
	"errors"
	"fmt"
	"net/url"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/words"
)

// stir is a beat in which something happened to tickets of every sort.
func stir(now time.Time) beat {
	b := beat{seq: 7, told: newTold(), tally: loket.Tally{}}
	of := func(id string, change func(*loket.Ticket)) {
		t := loket.Ticket{ID: loket.TicketID(id), Number: "KPG-" + id, Agency: "kupang", State: loket.TicketWaiting, OpenedAt: now.Add(-time.Hour), DueAt: now.Add(time.Minute), Unit: loket.DefaultUnit}
		change(&t)
		b.changes = append(b.changes, changeOf(t))
	}
	of("waits", func(*loket.Ticket) {})
	of("held", func(t *loket.Ticket) {
		t.State, t.Staff, t.LeaseUntil = loket.TicketClaimed, "petugas", now.Add(time.Minute)
	})
	of("lapsed", func(t *loket.Ticket) {
		t.State, t.Staff, t.LeaseUntil = loket.TicketClaimed, "petugas", now.Add(-time.Minute)
	})
	of("late", func(t *loket.Ticket) {
		t.State, t.Staff, t.LeaseUntil = loket.TicketClaimed, "penyelia", now.Add(time.Minute)
		t.Ladder = loket.Ladder{From: now.Add(-time.Hour), Level: loket.LevelOwner}
	})
	of("review", func(t *loket.Ticket) { t.State = loket.TicketReview })
	of("closed", func(t *loket.Ticket) { t.State, t.ClosedAt = loket.TicketClosed, now })
	b.changes = append(b.changes, change{row: loket.InboxRow{Ticket: loket.Ticket{ID: "gone"}}, gone: true})
	return b
}

func changeOf(t loket.Ticket) change {
	return change{row: loket.InboxRow{Ticket: t, Question: "akta?", Holder: "Rekan", Messages: 2}, citizen: t.ID == "waits"}
}

// TestToldAlike: what a console is told is what it would be told alone, whoever shares
// the beat with it; those who see the same share one rendering.
func TestToldAlike(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, time.November, 23, 2, 0, 0, 0, time.UTC)
	c := &Console{now: func() time.Time { return now }, zone: func(loket.AgencyID) *time.Location { return time.UTC }}
	b := stir(now)
	seen, told := map[string]bool{}, 0
	for _, id := range []loket.StaffID{"petugas", "penyelia", "lain", "lain2"} {
		for _, role := range []loket.Role{loket.RoleOfficer, loket.RoleSupervisor} {
			for _, query := range []string{"tab=milik", "tab=menunggu", "tab=semua", "tab=belum", "tab=semua&lewat=1", "tab=semua&pemegang=petugas", "tab=semua&cari=1"} {
				for _, language := range []words.Language{words.Indonesian, words.English} {
					values, err := url.ParseQuery(query)
					if err != nil {
						t.Fatal(err)
					}
					staff, page := loket.Staff{ID: id, Agency: "kupang", Role: role}, partOf(values)
					page.language = language
					render := func() (string, error) { return c.renderBeat(staff, page, b, now) }
					alone, err := render()
					if err != nil {
						t.Fatal(err)
					}
					shared, err := b.told.once(page.sees(b, staff, now), render)
					if err != nil || shared != alone {
						t.Errorf("%s, %s, %s in %s is told\n%s\n%v, alone\n%s", id, role, query, language, shared, err, alone)
					}
					seen[alone] = true
					told++
				}
			}
		}
	}
	if got := len(b.told.texts); got != len(seen) || got >= told/2 {
		t.Errorf("%d renderings for %d consoles that see %d things, want one for each thing", got, told, len(seen))
	}
}

// TestToldOnce: a rendering that failed is tried again by the next, one that succeeded
// is not.
func TestToldOnce(t *testing.T) {
	t.Parallel()
	told, broken, rendered := newTold(), errors.New("broken"), 0
	for i, want := range []string{"", "2", "2"} {
		text, err := told.once("same", func() (string, error) {
			if rendered++; rendered == 1 {
				return "half", broken
			}
			return fmt.Sprint(rendered), nil
		})
		if (err != nil) != (i == 0) || err == nil && text != want {
			t.Errorf("once() %d = %q, %v, want %q", i, text, err, want)
		}
	}
	if rendered != 2 {
		t.Errorf("rendered %d times, want twice", rendered)
	}
}
