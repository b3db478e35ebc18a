package bot

import (
	"context"
	"strings"
	"testing"

	"loket/internal/loket"
)

// TestLinkCommand links the account a code comes from, and says so; a code that is
// none, or another's, is refused.
func TestLinkCommand(t *testing.T) {
	t.Parallel()
	c := openCounter(t)
	var took []string
	c.bot.Link = func(_ context.Context, _ loket.AgencyID, code, person string) error {
		took = append(took, code+" "+person)
		switch code {
		case "ABCD2345":
			return nil
		case "LAIN2345":
			return loket.Errorf(loket.CodeConflict, "Akun Telegram ini sudah dihubungkan.")
		}
		return loket.ErrNotFound
	}
	for typed, want := range map[string]string{
		"/hubungkan abcd2345": "sekarang terhubung", "/hubungkan LAIN2345": "sudah dihubungkan", "/hubungkan": "Kode itu tidak berlaku",
	} {
		if got := c.does(c.of("a", loket.MessageCommand, typed, "")).words(); !strings.Contains(got, want) {
			t.Errorf("%s is answered %q, want %q in it", typed, got, want)
		}
	}
	if len(took) != 3 {
		t.Errorf("codes tried: %q, want three", took)
	}
}

// heardGroup is a group's desk that notes what it heard.
type heardGroup struct{ heard []string }

func (g *heardGroup) Hear(_ context.Context, in loket.Inbound) (loket.Heard, error) {
	g.heard = append(g.heard, in.Text)
	return loket.Heard{Told: "ya", Done: true}, nil
}

// TestReceiveInTheStaffGroup stores nothing of what staff say, and lets their desk
// hear it beside citizens of the same batch.
func TestReceiveInTheStaffGroup(t *testing.T) {
	t.Parallel()
	c, group := openCounter(t), &heardGroup{}
	said := c.of("petugas", loket.MessageCommand, "/antrian", "")
	said.Staff = true
	batch := []loket.Inbound{c.text("a", "syarat ktp hilang"), said, c.text("b", "syarat ktp hilang")}
	for _, desk := range []GroupDesk{nil, group} {
		c.bot.Group = desk
		receipts, err := c.bot.Receive(t.Context(), batch)
		c.must(err)
		if len(receipts) != 3 || receipts[0].Message == "" || receipts[1].Message != "" || receipts[2].Message == "" || receipts[1].Heard.Done != (desk != nil) {
			t.Errorf("receipts %+v, want the citizens' stored and the staff's heard alone", receipts)
		}
	}
	if len(group.heard) != 1 || group.heard[0] != "/antrian" {
		t.Errorf("the group's desk heard %q, want the command once", group.heard)
	}
}
