package desk_test

import (
	"strings"
	"testing"

	"loket/internal/loket"
)

func TestNote(t *testing.T) {
	t.Parallel()
	t.Run("ForColleaguesOnly", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.must(o.Note(o.ctx(), petugasB(), k.ID, " Sudah ditelepon. NIK 5371011203850001\r\nnanti lagi \n"))
		view, err := o.View(o.ctx(), petugasA(), k.ID)
		o.must(err)
		if len(view.Notes) != 1 || !strings.HasPrefix(view.Notes[0].Text, "Sudah ditelepon.") || strings.Contains(view.Notes[0].Text, "537101120385") {
			t.Errorf("notes = %+v, want one, without the NIK", view.Notes)
		}
		if len(o.replies()) != 0 || len(*o.owed) != 0 {
			t.Error("a note is owed to the citizen")
		}
		if now := o.now(k.ID); now.Staff != "petugas-a" || now.LeaseEpoch != k.LeaseEpoch || !now.FirstReplyAt.IsZero() {
			t.Errorf("a colleague's note changed the ticket: %+v", now)
		}
		if e := o.events(loket.EventNote); len(e) != 1 || e[0].ActorID != "petugas-b" || e[0].Value != k.LeaseEpoch {
			t.Errorf("events = %+v, want one note of petugasB's", e)
		}
	})
	for name, text := range map[string]string{"Empty": " \x00", "Broken": "a\xff", "TooLong": strings.Repeat("é", 2001)} {
		t.Run("Refused/"+name, func(t *testing.T) {
			t.Parallel()
			o := openOffice(t)
			k := o.ticket("a")
			if err := o.Note(o.ctx(), petugasA(), k.ID, text); loket.CodeOf(err) == "" {
				t.Errorf("Note(%.10q) = %v, want words for the person", text, err)
			}
		})
	}
	t.Run("Refused/ByWhoDoesNotServe", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.ticket("a")
		if err := o.Note(o.ctx(), member("x", loket.RoleAuditor), k.ID, "halo"); loket.CodeOf(err) != loket.CodeForbidden {
			t.Errorf("Note() by an auditor = %v, want %s", err, loket.CodeForbidden)
		}
	})
}
