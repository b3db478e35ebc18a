package trial_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"loket/internal/loket"
)

// sampleTakenOut is a newcomer at a counter with invented history and one real question:
// the list has questions to try on, they can be taken, answered and closed, nobody is
// written to, nothing is alarmed, and one command takes them out again with all that was
// done, but for the real one.
func sampleTakenOut(t *testing.T, c *counter) {
	o := newOfficer(t, c)
	list := o.page("/loket?tab=semua")
	if n := strings.Count(list, "<span>Contoh, tidak dikirim</span>"); n != 8 || strings.Count(list, "(contoh) ") < 8 {
		t.Errorf("%d questions of the list are marked, want eight", n)
	}
	rows, err := o.ledger.OpenTickets(t.Context(), demoAgency, 100)
	if err != nil {
		t.Fatal(err)
	}
	states, worked := map[loket.TicketState]int{}, 0
	for _, r := range rows {
		if r.Ticket.Channel.SyntheticImport() == "" {
			continue
		}
		states[r.Ticket.State]++
		if r.Ticket.State == loket.TicketWaiting && worked < 2 {
			worked++
			sampleServed(t, o, r.Ticket.ID)
		}
	}
	if states[loket.TicketWaiting] != 5 || states[loket.TicketClaimed] != 2 || states[loket.TicketWaitingCitizen] != 1 {
		t.Errorf("open samples by state: %v", states)
	}
	if len(o.refused) > 0 {
		t.Errorf("the console refused: %q", o.refused)
	}
	backlog, err := o.ledger.Undelivered(t.Context(), o.ledger.Now())
	if err != nil || len(backlog) > 0 {
		t.Errorf("owed after replies to nobody: %+v, %v", backlog, err)
	}
	if status, body := c.get("/readyz"); status != http.StatusOK {
		t.Errorf("/readyz = %d\n%s", status, body)
	}
	if said := c.command("demo", "--remove"); !strings.HasPrefix(said, "Riwayat contoh dihapus: ") {
		t.Errorf("demo --remove said %q", said)
	}
	if list := o.page("/loket?tab=semua"); strings.Contains(list, "contoh") {
		t.Errorf("the list still has samples:\n%s", list)
	}
	rows, err = o.ledger.OpenTickets(t.Context(), demoAgency, 100)
	if err != nil || len(rows) != 1 {
		t.Errorf("%d tickets are open, %v; want the citizen's", len(rows), err)
	}
	if said := c.command("audit", "verify"); !strings.HasPrefix(said, "Catatan audit utuh: ") {
		t.Errorf("audit verify said %q", said)
	}
}

// sampleServed takes a sample, answers and closes it.
func sampleServed(t *testing.T, o *officer, id loket.TicketID) {
	t.Helper()
	if !o.did(t.Context(), id, "ambil", nil) {
		return
	}
	view, err := o.ledger.Ticket(t.Context(), demoAgency, id)
	if err != nil {
		t.Fatal(err)
	}
	form := url.Values{
		"epoch": {fmt.Sprint(view.Ticket.LeaseEpoch)}, "teks": {"Bawa KK, " + markOf(id)}, "sekali": {"formulir-" + string(id)},
	}
	o.did(t.Context(), id, "balas", form)
	if page := o.page("/loket/tiket/" + string(id)); !strings.Contains(page, markOf(id)) || !strings.Contains(page, "(contoh) ") || !strings.Contains(page, "Contoh, tidak dikirim") {
		t.Errorf("the page of a sample has not its mark or not its reply:\n%s", page)
	}
	form.Del("teks")
	o.did(t.Context(), id, "tutup", form)
}
