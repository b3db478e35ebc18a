package storetest

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/store"
)

func fileCases() []contractCase {
	return []contractCase{
		{"Sent/IsReadAsItWas", fileIsRead},
		{"Sent/OnlyInItsOwnConversation", fileIsTheirs},
		{"Kept/ThirtyDays", filesAreSwept},
		{"Erased/WithItsPerson", filesAreErased},
		{"Restored/AndUnderAnotherKey", filesAreRestored},
		{"Incoming/IsFoundWithAReason", incomingIsFound},
	}
}

// fileOf is a file with some content.
func fileOf(body []byte) *loket.File {
	return &loket.File{Name: "surat.pdf", Type: loket.FilePDF, Size: len(body), Body: body}
}

// ticketOf is the person's open ticket.
func (o *office) ticketOf(person string) loket.Ticket {
	o.t.Helper()
	rows, err := o.OpenTickets(o.ctx(), o.agency.ID, 100)
	o.must(err)
	for _, row := range rows {
		if o.situation(row.Ticket.Conversation).Conversation.Address == "chat-"+person {
			return row.Ticket
		}
	}
	return o.ticket(person)
}

// sendsFile owes a file on a ticket and delivers it; body is its content.
func (o *office) sendsFile(k loket.Ticket, body []byte) loket.Send {
	o.t.Helper()
	a := o.answer(o.situation(k.Conversation), loket.AnswerReply, loket.ClassB, "Ini suratnya.")
	a.Ticket, a.Sends[0].Op, a.Sends[0].Content.File = k.ID, loket.OpFile, fileOf(body)
	_, err := o.UpdateTicket(o.ctx(), o.agency.ID, k.ID, func(*loket.Ticket, loket.Situation) (loket.Change, error) {
		return loket.Change{Answers: []loket.Answer{a}}, nil
	})
	o.must(err)
	for _, s := range o.owed() {
		if s.ID == a.Sends[0].ID {
			return s
		}
	}
	o.t.Fatal("the file is not owed")
	return loket.Send{}
}

// brings stores a photo of a person and returns its message.
func (o *office) brings(person string) loket.MessageID {
	o.t.Helper()
	in := o.text(person, "m:"+person+":foto", "")
	in.Kind, in.File = loket.MessagePhoto, "kanal-"+person
	receipts, err := o.Ingest(o.ctx(), []loket.Inbound{in})
	o.must(err)
	return receipts[0].Message
}

// readFiles reads every file that was sent, and where every one that came in to
// tickets lies.
func (o *office) readFiles(db *sql.DB, tickets ...loket.Ticket) error {
	var all []error
	for _, c := range o.column(db, "file_pieces", "data_sealed") {
		send, _, _ := strings.Cut(c.row, ".")
		_, err := o.File(o.ctx(), loket.SendID(send))
		all = append(all, err)
	}
	for _, c := range o.column(db, "messages", "file_sealed") {
		for _, k := range tickets {
			_, err := o.Incoming(o.ctx(), o.officer(), loket.Look{Ticket: k.ID, Message: loket.MessageID(c.row)}, allowed)
			if !errors.Is(err, loket.ErrFileGone) { // not this one's
				all = append(all, err)
			}
		}
	}
	return errors.Join(all...)
}

func (o *office) officer() loket.Staff {
	return loket.Staff{ID: "petugas-a", Agency: o.agency.ID, Role: loket.RoleOfficer}
}

func allowed(loket.Ticket) error { return nil }

// large is more than two pieces.
func large() []byte { return bytes.Repeat([]byte("0123456789abcdef"), 40_000) }

func fileIsRead(o *office) {
	s := o.sendsFile(o.ticket("a"), large())
	if f := s.Content.File; f == nil || f.Name != "surat.pdf" || f.Size != len(large()) || f.Body != nil {
		o.t.Errorf("owed = %+v, want it without its content", f)
	}
	f, err := o.File(o.ctx(), s.ID)
	o.must(err)
	if f.Name != "surat.pdf" || f.Type != loket.FilePDF || !bytes.Equal(f.Body, large()) {
		o.t.Errorf("File() = %s, %s, %d bytes, want it as it was", f.Name, f.Type, len(f.Body))
	}
	if n := len(o.column(o.db(), "file_pieces", "data_sealed")); n != 3 {
		o.t.Errorf("it stands in %d pieces, want 3", n)
	}
	_, err = o.File(o.ctx(), "lain")
	o.wantGone("of another send", err)
}

func (o *office) wantGone(what string, err error) {
	o.t.Helper()
	if !errors.Is(err, loket.ErrFileGone) {
		o.t.Errorf("file %s = %v, want %v", what, err, loket.ErrFileGone)
	}
}

func fileIsTheirs(o *office) {
	k := o.ticket("a")
	s := o.sendsFile(k, []byte("isi"))
	o.says("b", "m:b:1", "halo")
	at := func(person string, seq int64) error {
		_, err := o.FileAt(o.ctx(), o.channel, person, seq)
		return err
	}
	o.wantGone("before it is delivered", at("a", 0))
	o.delivered(s)
	line := o.lineOf(k, s.ID)
	seq := line.Seq
	o.must(at("a", seq))
	o.wantGone("of somebody else", at("b", seq))
	o.wantGone("of a stranger", at("z", seq))
	o.wantGone("of a line of words", at("a", 1))
	if f := line.File; f == nil || f.Name != "surat.pdf" {
		o.t.Errorf("the line tells of %+v, want the file", f)
	}
}

func filesAreSwept(o *office) {
	k := o.ticket("a")
	s := o.sendsFile(k, large())
	message := o.brings("a")
	look := func() error {
		_, err := o.Incoming(o.ctx(), o.officer(), loket.Look{Ticket: k.ID, Message: message}, allowed)
		return err
	}
	sweep := func() (files int) {
		swept, err := o.SweepRetention(o.ctx(), keep())
		o.must(err)
		return swept.Files
	}
	o.clock.Add(loket.FilesKept - time.Minute)
	if n := sweep(); n != 0 {
		o.t.Errorf("%d swept before their time", n)
	}
	o.must(look())
	o.clock.Add(2 * time.Minute)
	if n := sweep(); n != 4 {
		o.t.Errorf("%d swept, want three pieces and where the photo lies, though the ticket is open", n)
	}
	_, err := o.File(o.ctx(), s.ID)
	o.wantGone("past its time", err)
	o.wantGone("that came in, past its time", look())
	for _, line := range o.view(k.ID).Lines {
		if line.HasFile {
			o.t.Errorf("line %+v still offers a file", line)
		}
	}
}

func filesAreErased(o *office) {
	s := o.sendsFile(o.ticket("a"), large())
	o.brings("a")
	o.asksErasure()
	o.clock.Add(2 * time.Hour)
	o.wantErased(1)
	_, err := o.File(o.ctx(), s.ID)
	o.wantGone("of who was erased", err)
	if n := len(o.column(o.db(), "file_pieces", "data_sealed")) + len(o.column(o.db(), "messages", "file_sealed")); n != 0 {
		o.t.Errorf("%d sealed values of theirs are left", n)
	}
}

func filesAreRestored(o *office) {
	s := o.sendsFile(o.ticket("a"), large())
	there, _, err := o.restore(o.backup(nil), o.fresh(), Sealer(o.t, 1))
	o.must(err)
	if f, err := there.File(o.ctx(), s.ID); err != nil || !bytes.Equal(f.Body, large()) {
		o.t.Errorf("File() after a restore = %d bytes, %v", len(f.Body), err)
	}
	o.adopt(2, 1)
	_, err = o.Rekey(o.ctx(), func(store.Rekeyed) {})
	o.must(err)
	f, err := o.File(o.ctx(), s.ID)
	if err != nil || !bytes.Equal(f.Body, large()) {
		o.t.Errorf("File() after a change of keys = %d bytes, %v", len(f.Body), err)
	}
}

func incomingIsFound(o *office) {
	k, other := o.ticket("a"), o.ticket("b")
	message := o.brings("a")
	look := func(by loket.Staff, ticket loket.TicketID, full bool) (loket.Incoming, error) {
		return o.Incoming(o.ctx(), by, loket.Look{Ticket: ticket, Message: message, Reason: "memeriksa surat", Full: full}, allowed)
	}
	for _, full := range []bool{false, true} {
		if in, err := look(o.officer(), k.ID, full); err != nil || in.File != "kanal-a" || in.Channel != o.channel || in.Kind != loket.MessagePhoto {
			o.t.Errorf("Incoming() = %+v, %v", in, err)
		}
	}
	_, err := look(o.officer(), other.ID, true)
	o.wantGone("by somebody else's ticket", err)
	foreign := o.officer()
	foreign.Agency = "dinas-lain"
	if _, err := look(foreign, k.ID, true); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("Incoming() by another agency = %v, want %v", err, loket.ErrNotFound)
	}
	refusal := errors.New("no")
	_, err = o.Incoming(o.ctx(), o.officer(), loket.Look{Ticket: k.ID, Message: message}, func(loket.Ticket) error { return refusal })
	if !errors.Is(err, refusal) {
		o.t.Errorf("Incoming() refused = %v, want the refusal", err)
	}
	rows, err := o.AuditRows(o.ctx(), loket.AuditFilter{Agency: o.agency.ID, Action: "attachment.", Limit: 10})
	o.must(err)
	var told []string
	for _, row := range rows {
		told = append(told, fmt.Sprintf("%s %s %s %t", row.ActorID, row.Action, row.Reason, row.ID == string(message)))
	}
	want := "petugas-a attachment.view memeriksa surat true\npetugas-a attachment.preview memeriksa surat true"
	if got := strings.Join(told, "\n"); got != want {
		o.t.Errorf("audit = %s\nwant what was shown only:\n%s", got, want)
	}
}
