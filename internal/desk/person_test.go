package desk_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"loket/internal/loket"
	"loket/internal/loket/lokettest"
)

// acts are the actions and reasons the audit log holds about contacts, in order.
func (o *office) acts() (acts []string) {
	o.t.Helper()
	rows, err := o.ledger.AuditRows(o.ctx(), loket.AuditFilter{Agency: lokettest.Agency().ID, Action: "contact.", Limit: 100})
	o.must(err)
	for _, row := range rows {
		acts = append([]string{row.ActorID + " " + row.Action + " " + row.Reason}, acts...)
	}
	return acts
}

func TestPerson(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	closed := o.claims(petugasA(), o.ticket("a").ID)
	o.must(o.Close(o.ctx(), petugasA(), closed.ID, closed.LeaseEpoch))
	o.ticket("b")
	o.clock.Add(time.Hour)
	k := o.handOver(o.situation("a", "lagi"), loket.HandOff{Kind: loket.KindQuestion, Reason: "asked"})
	p, err := o.Person(o.ctx(), petugasB(), k.ID)
	o.must(err)
	if p.Ticket.ID != k.ID || p.Address != "••••" || len(p.Earlier) != 1 || p.Earlier[0].Ticket.ID != closed.ID || p.Earlier[0].Question == "" {
		t.Errorf("Person() = %+v, want them masked, with their one other ticket", p)
	}
	_, err = o.Person(o.ctx(), loket.Staff{ID: "x", Agency: otherAgency().ID, Role: loket.RoleAdmin}, k.ID)
	o.wantErr("Person() of another agency", err, loket.ErrNotFound)
	if _, err := o.Person(o.ctx(), member("kepala", loket.RoleHead), k.ID); loket.CodeOf(err) != loket.CodeForbidden {
		t.Errorf("Person() by the head = %v, want %s", err, loket.CodeForbidden)
	}
}

func TestUnmask(t *testing.T) {
	t.Parallel()
	const reason = "menghubungi soal berkas yang tertukar"
	o := openOffice(t)
	k := o.ticket("a")
	refused := func(name string, by loket.Staff, why string, code loket.Code) {
		t.Helper()
		if full, err := o.Unmask(o.ctx(), by, k.ID, why); loket.CodeOf(err) != code || full != (loket.Unmasked{}) {
			t.Errorf("Unmask() %s = %+v, %v, want nothing, %s", name, full, err, code)
		}
	}
	refused("by nobody's holder", petugasA(), reason, loket.CodeForbidden)
	o.claims(petugasA(), k.ID)
	refused("by a colleague", petugasB(), reason, loket.CodeForbidden)
	refused("for too little", petugasA(), "  mau \n tahu", loket.CodeInvalid)
	refused("for a novel", petugasA(), strings.Repeat("panjang ", 50), loket.CodeInvalid)
	refused("by the auditor", member("auditor", loket.RoleAuditor), reason, loket.CodeForbidden)
	foreign := loket.Staff{ID: "x", Agency: otherAgency().ID, Role: loket.RoleSupervisor}
	if _, err := o.Unmask(o.ctx(), foreign, k.ID, reason); !errors.Is(err, loket.ErrNotFound) {
		t.Errorf("Unmask() by another agency = %v, want %v", err, loket.ErrNotFound)
	}
	full, err := o.Unmask(o.ctx(), petugasA(), k.ID, reason+" NIK 5371014503900002")
	o.must(err)
	if full.External != "a" || full.Address != "chat-a" {
		t.Errorf("Unmask() = %+v, want all there is", full)
	}
	_, err = o.Unmask(o.ctx(), member("penyelia", loket.RoleSupervisor), k.ID, reason)
	o.must(err)
	var read []string
	for _, act := range o.acts() {
		if strings.Contains(act, "contact.unmask") {
			read = append(read, act)
		}
	}
	if len(read) != 2 || !strings.HasPrefix(read[0], "petugas-a contact.unmask nama, alamat kanal: "+reason) ||
		strings.Contains(read[0], "5371014503900002") || !strings.HasPrefix(read[1], "penyelia contact.unmask ") {
		t.Errorf("the audit log holds %q, want who, what and why of both readings, redacted", read)
	}
}
