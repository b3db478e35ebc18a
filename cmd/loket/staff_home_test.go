package main

import (
	"bytes"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/store"
)

// TestStaffHome sends home who holds two tickets, as a supervisor at the command
// line does.
func TestStaffHome(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	getenv := func(name string) string { return map[string]string{"LOKET_DATA_DIR": dir}[name] }
	s := &shell{
		ctx: t.Context(), getenv: getenv, stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard,
		now: time.Now, log: slog.New(slog.DiscardHandler),
	}
	err := s.withStaff("", func(ledger *store.Store, agency config.Agency) error {
		member, err := newStaff(agency, "petugas1", "", loket.RoleOfficer, "kuda laut makan jagung")
		if err != nil {
			return err
		}
		if err := ledger.AddStaff(t.Context(), member); err != nil {
			return err
		}
		for _, person := range []string{"a", "b"} {
			takeTicket(t, ledger, agency, member, person)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"petugas1 tercatat pulang. 2 tiket kembali ke antrean.\n", "petugas1 tercatat pulang. 0 tiket kembali ke antrean.\n",
	} {
		var out bytes.Buffer
		err := run(t.Context(), []string{"staff", "home", "petugas1"}, getenv, strings.NewReader(""), &out, io.Discard)
		if err != nil || out.String() != want {
			t.Errorf("staff home = %q, %v, want %q", out.String(), err, want)
		}
	}
}

// takeTicket lets a person ask and a member of staff take the ticket.
func takeTicket(t *testing.T, ledger *store.Store, agency config.Agency, by loket.Staff, person string) {
	t.Helper()
	channel := webChannel(agency).ID
	receipts, err := ledger.Ingest(t.Context(), []loket.Inbound{{
		Channel: channel, OriginKey: "w:" + person, Person: person, Address: person, Kind: loket.MessageText, Text: "sulit",
	}})
	if err != nil {
		t.Fatal(err)
	}
	k := loket.Ticket{
		ID: loket.NewID[loket.TicketID](), Number: loket.NewTicketNumber(agency.Code), Agency: agency.ID, Channel: channel,
		Conversation: receipts[0].Conversation, Message: receipts[0].Message, Unit: loket.DefaultUnit, Kind: loket.KindQuestion,
		State: loket.TicketWaiting, OpenedAt: time.Now(), DueAt: time.Now(),
	}
	err = ledger.Settle(t.Context(), loket.Decision{
		Channel: channel, Conversation: k.Conversation, Ticket: &k,
		Settled: []loket.Settlement{{Message: k.Message, Outcome: loket.OutcomeHandedOff, Ticket: k.ID}},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = ledger.ClaimTicket(t.Context(), by, k.ID, func(k *loket.Ticket, _ loket.Situation, _ int) (loket.Change, error) {
		return loket.Change{}, k.Claim(by.ID, time.Now(), time.Now().Add(time.Minute))
	})
	if err != nil {
		t.Fatal(err)
	}
}
