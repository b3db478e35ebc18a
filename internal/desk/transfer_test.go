package desk_test

import (
	"strings"
	"testing"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

// destinations are where the tests' staff may give tickets.
func destinations() []loket.Destination {
	return []loket.Destination{
		{Agency: lokettest.Agency().ID, Unit: loket.DefaultUnit, Name: "Umum"},
		{Agency: lokettest.Agency().ID, Unit: "pengaduan", Name: "Seksi Pengaduan"},
		{Agency: otherAgency().ID, Unit: loket.DefaultUnit, Name: otherAgency().Name},
	}
}

func (o *office) transfers(k loket.Ticket, agency loket.AgencyID, unit loket.UnitID) error {
	return o.Transfer(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, loket.Destination{Agency: agency, Unit: unit}, "bukan wewenang kami")
}

func TestTransfer(t *testing.T) {
	t.Parallel()
	t.Run("ToAUnit/WaitsThereAtItsPlace", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.must(o.transfers(k, k.Agency, "pengaduan"))
		now := o.now(k.ID)
		if now.Unit != "pengaduan" || now.State != loket.TicketWaiting || now.Staff != "" || !now.DueAt.Equal(k.DueAt) {
			t.Errorf("ticket = %+v, want it waiting at its place in the other unit", now)
		}
		if len(o.queued()) != 0 || len(*o.owed) != 0 {
			t.Error("the ticket is still in the first unit's queue, or the citizen was told of it")
		}
		if last := o.queue.told[len(o.queue.told)-1]; last.what != "gone" || last.ticket.Unit != loket.DefaultUnit {
			t.Errorf("the queue was last told %+v, want that the ticket left its first unit", last)
		}
		view, err := o.View(o.ctx(), petugasB(), k.ID)
		o.must(err)
		if len(view.Notes) != 1 || view.Notes[0].Kind != loket.NoteTransfer || view.Notes[0].Text != "bukan wewenang kami" {
			t.Errorf("notes = %+v, want the reason", view.Notes)
		}
		if e := o.events(loket.EventTransfer); len(e) != 1 || e[0].Unit != "pengaduan" || e[0].ActorID != "petugas-a" || e[0].Value != k.LeaseEpoch {
			t.Errorf("events = %+v, want one transfer to the unit", e)
		}
	})
	t.Run("ToAnAgency/ItAnswersInTheSameChat", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.must(o.transfers(k, otherAgency().ID, loket.DefaultUnit))
		if len(*o.owed) != 1 || !strings.Contains((*o.owed)[0].Content.Text, otherAgency().Name) || (*o.owed)[0].Kind != loket.AnswerNotice {
			t.Fatalf("the citizen was told %+v, want one notice that names the other agency", *o.owed)
		}
		_, err := o.View(o.ctx(), petugasA(), k.ID)
		o.wantErr("View() by who gave it away", err, loket.ErrNotFound)
		there := loket.Staff{ID: "petugas-c", Agency: otherAgency().ID, Role: loket.RoleOfficer}
		taken, err := o.Claim(o.ctx(), there, k.ID)
		o.must(err)
		o.must(o.Reply(o.ctx(), there, k.ID, taken.LeaseEpoch, "Silakan ke kantor kami."))
		if got := o.replies(); len(got) != 1 {
			t.Errorf("replies owed to the citizen = %q, want the other agency's", got)
		}
		if e := o.events(loket.EventTransfer); len(e) != 2 || e[0].Agency == e[1].Agency {
			t.Errorf("events = %+v, want one at each agency", e)
		}
	})
	t.Run("Refused", func(t *testing.T) {
		t.Parallel()
		o := openOffice(t)
		k := o.claims(petugasA(), o.ticket("a").ID)
		o.wantErr("Transfer() to where it is", o.transfers(k, k.Agency, loket.DefaultUnit), loket.ErrSameUnit)
		if err := o.transfers(k, "entah", loket.DefaultUnit); loket.CodeOf(err) != loket.CodeInvalid {
			t.Errorf("Transfer() to an agency not served here = %v, want %s", err, loket.CodeInvalid)
		}
		to := loket.Destination{Agency: k.Agency, Unit: "pengaduan"}
		if err := o.Transfer(o.ctx(), petugasA(), k.ID, k.LeaseEpoch, to, " "); loket.CodeOf(err) != loket.CodeInvalid {
			t.Errorf("Transfer() without a reason = %v, want %s", err, loket.CodeInvalid)
		}
		o.wantErr("Transfer() by another", o.Transfer(o.ctx(), petugasB(), k.ID, k.LeaseEpoch, to, "x"), loket.ErrLeaseLost)
		if now := o.now(k.ID); now.Unit != loket.DefaultUnit || now.State != loket.TicketClaimed {
			t.Errorf("a refused transfer changed the ticket: %+v", now)
		}
	})
}
