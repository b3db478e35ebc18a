package loket_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
)

// TestDraft walks a draft through every step in every state: what may be done, and what
// is refused without a trace.
func TestDraft(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	in := func(state loket.DraftState) loket.Draft {
		return loket.Draft{ID: "d", State: state, Version: 3, Content: []byte("lama"), MadeBy: "ani", ChangedBy: "ani"}
	}
	write := func(version int) func(*loket.Draft) error {
		return func(d *loket.Draft) error {
			return d.Write("budi", now, version, loket.Draft{Entry: "kk-baru", Base: "r1", Content: []byte("baru"), Note: "tarif"})
		}
	}
	refuse := func(reason string) func(*loket.Draft) error {
		return func(d *loket.Draft) error { return d.Refuse("budi", now, 3, reason) }
	}
	approve := func(by loket.StaffID, version int, second bool) func(*loket.Draft) error {
		return func(d *loket.Draft) error { return d.Approve(by, now, version, second) }
	}
	for _, tt := range []struct {
		name  string
		from  loket.DraftState
		do    func(*loket.Draft) error
		want  error
		state loket.DraftState
	}{
		{"Write", loket.DraftOpen, write(3), nil, loket.DraftOpen},
		{"Write/InReviewIsSentAgain", loket.DraftReview, write(3), nil, loket.DraftOpen},
		{"Write/AfterARefusal", loket.DraftRefused, write(3), nil, loket.DraftOpen},
		{"Write/Published", loket.DraftPublished, write(3), loket.ErrDraftClosed, ""},
		{"Write/AnOldPage", loket.DraftOpen, write(2), loket.ErrDraftMoved, ""},
		{"Write/LongNote", loket.DraftOpen, func(d *loket.Draft) error {
			return d.Write("budi", now, 3, loket.Draft{Note: strings.Repeat("é", 301)})
		}, loket.ErrDraftNote, ""},
		{"Send", loket.DraftOpen, func(d *loket.Draft) error { return d.Send(3) }, nil, loket.DraftReview},
		{"Send/AnOldPage", loket.DraftOpen, func(d *loket.Draft) error { return d.Send(1) }, loket.ErrDraftMoved, ""},
		{"Send/Withdrawn", loket.DraftWithdrawn, func(d *loket.Draft) error { return d.Send(3) }, loket.ErrDraftClosed, ""},
		{"Refuse", loket.DraftReview, refuse(" kurang dasar "), nil, loket.DraftRefused},
		{"Refuse/WithoutAReason", loket.DraftReview, refuse(" "), loket.ErrDraftReason, ""},
		{"Refuse/NotSent", loket.DraftOpen, refuse("x"), loket.ErrDraftUnsent, ""},
		{"Withdraw", loket.DraftReview, func(d *loket.Draft) error { return d.Withdraw("budi", now) }, nil, loket.DraftWithdrawn},
		{"Withdraw/Twice", loket.DraftWithdrawn, func(d *loket.Draft) error { return d.Withdraw("budi", now) }, loket.ErrDraftClosed, ""},
		{"Approve/Alone", loket.DraftReview, approve("ani", 3, false), nil, loket.DraftPublished},
		{"Approve/BySomebodyElse", loket.DraftReview, approve("budi", 3, true), nil, loket.DraftPublished},
		{"Approve/OwnWords", loket.DraftReview, approve("ani", 3, true), loket.ErrDraftSecond, ""},
		{"Approve/NotSent", loket.DraftOpen, approve("budi", 3, true), loket.ErrDraftUnsent, ""},
		{"Approve/OtherWordsThanRead", loket.DraftReview, approve("budi", 2, true), loket.ErrDraftMoved, ""},
		{"Approve/Twice", loket.DraftPublished, approve("budi", 3, true), loket.ErrDraftClosed, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := in(tt.from)
			err := tt.do(&d)
			if !errors.Is(err, tt.want) {
				t.Fatalf("in state %s: %v, want %v", tt.from, err, tt.want)
			}
			switch {
			case err != nil && (d.State != tt.from || d.ChangedBy != "ani" || d.DecidedBy != "" || string(d.Content) != "lama"):
				t.Errorf("a refused step left %+v", d)
			case err == nil && d.State != tt.state:
				t.Errorf("state = %s, want %s", d.State, tt.state)
			}
		})
	}
	d := in(loket.DraftReview)
	if err := refuse(" kurang dasar ")(&d); err != nil || d.Reason != "kurang dasar" || d.DecidedBy != "budi" || !d.DecidedAt.Equal(now) {
		t.Errorf("refused: %+v, %v, want who, when and why", d, err)
	}
	if err := write(3)(&d); err != nil || d.ChangedBy != "budi" || d.Entry != "kk-baru" || d.Base != "r1" || string(d.Content) != "baru" || d.Note != "tarif" {
		t.Errorf("written: %+v, %v, want the new words and whose they are", d, err)
	}
}
