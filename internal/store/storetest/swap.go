package storetest

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/store"
)

func swapCases() []contractCase {
	return []contractCase{
		{"Reading/AnySealedValueInAnyOthersPlace", swappedIsNotRead},
		{"Rekey/AnySealedValueInAnyOthersPlace", swappedIsNotRekeyed},
	}
}

// cell is a sealed value and where it stands.
type cell struct {
	table, column, row string
	sealed             []byte
}

func (c cell) String() string { return c.table + "." + c.column + " of " + c.row }

// sealedColumns are all that hold a person's data or their key.
func sealedColumns() []string {
	return []string{
		"contacts.key_sealed", "contacts.external_sealed", "contacts.name_sealed", "conversations.address_sealed",
		"messages.origin_sealed", "messages.body_sealed", "sends.address_sealed", "sends.content_sealed", "quarantine.raw_sealed",
		"notes.body_sealed", "staff.totp_sealed", "messages.file_sealed", "file_pieces.data_sealed",
	}
}

// db opens the ledger's database behind the program's back.
func (o *office) db() *sql.DB {
	o.t.Helper()
	driver, source := "pgx", o.address
	if path, ok := strings.CutPrefix(o.address, "sqlite:"); ok {
		driver, source = "sqlite", "file:"+path+"?_pragma=busy_timeout(5000)"
	}
	db, err := sql.Open(driver, source)
	o.must(err)
	o.t.Cleanup(func() { o.must(db.Close()) })
	return db
}

// cells reads every sealed value there is.
func (o *office) cells(db *sql.DB) (all []cell) {
	o.t.Helper()
	for _, place := range sealedColumns() {
		table, column, _ := strings.Cut(place, ".")
		all = append(all, o.column(db, table, column)...)
	}
	return all
}

func (o *office) column(db *sql.DB, table, column string) (all []cell) {
	o.t.Helper()
	rows, err := db.QueryContext(o.ctx(), fmt.Sprintf(`SELECT id, %[1]s FROM %[2]s WHERE %[1]s IS NOT NULL ORDER BY id`, column, table))
	o.must(err)
	defer func() { o.must(rows.Close()) }()
	for rows.Next() {
		c := cell{table: table, column: column}
		o.must(rows.Scan(&c.row, &c.sealed))
		all = append(all, c)
	}
	o.must(rows.Err())
	return all
}

// put writes a sealed value into a place.
func (o *office) put(db *sql.DB, into cell, sealed []byte) {
	o.t.Helper()
	_, err := db.ExecContext(o.ctx(), fmt.Sprintf(`UPDATE %s SET %s = $2 WHERE id = $1`, into.table, into.column), into.row, sealed)
	o.must(err)
}

// filled has two persons with two messages and a send each, and two updates in
// quarantine, so that every kind of place stands at least twice.
func (o *office) filled() (ids []loket.ConversationID) {
	o.t.Helper()
	for _, person := range []string{"a", "b"} {
		o.owe(person, 1)
		ids = append(ids, o.says(person, "m:"+person+":lagi", "isi "+person).Conversation)
		o.says(person, "m:"+person+":dua", "dua "+person)
		o.notes(o.ticket(person).ID, "catatan "+person)
		o.factored("petugas-" + person)
		o.brings(person)
		o.sendsFile(o.ticketOf(person), []byte("berkas "+person))
		o.must(o.Quarantine(o.ctx(), loket.Poison{Channel: o.channel, Reason: "x", Raw: []byte("mentah " + person)}))
	}
	return ids
}

// wantBroken puts every other sealed value into a place, one after the other, holds
// use to refusing each, and puts the right one back. It returns how many it tried.
func (o *office) wantBroken(db *sql.DB, into cell, cells []cell, use func() error) (tried int) {
	o.t.Helper()
	for _, from := range cells {
		if bytes.Equal(from.sealed, into.sealed) {
			continue
		}
		o.put(db, into, from.sealed)
		if err := use(); !errors.Is(err, privacy.ErrBroken) {
			o.t.Fatalf("%v in the place of %v gives %v, want %v", from, into, err, privacy.ErrBroken)
		}
		tried++
	}
	o.put(db, into, into.sealed)
	return tried
}

func swappedIsNotRead(o *office) {
	ids, db := o.filled(), o.db()
	ofA, ofB := o.ticketOf("a"), o.ticketOf("b")
	readers := o.readers(db, ids, ofA, ofB)
	read := func() error {
		for i, r := range readers {
			if err := r(); err != nil {
				readers[0], readers[i] = r, readers[0] // the next exchange is likely to be found there too
				return err
			}
		}
		return nil
	}
	o.must(read())
	cells, tried := o.cells(db), 0
	for _, into := range cells {
		if !rekeyOnly(into) {
			tried += o.wantBroken(db, into, cells, read)
		}
	}
	o.must(read())
	if want := 400; tried < want {
		o.t.Errorf("%d exchanges of %d values were tried, want at least %d", tried, len(cells), want)
	}
}

// readers are what opens sealed values when work is done.
func (o *office) readers(db *sql.DB, ids []loket.ConversationID, tickets ...loket.Ticket) []func() error {
	all := []func() error{
		func() error {
			_, err := o.Owed(o.ctx(), o.channel, o.clock.Now(), 1000)
			return err
		},
		func() error {
			rows, err := o.OpenTickets(o.ctx(), o.agency.ID, 10)
			for _, row := range rows {
				_, ticket := o.Ticket(o.ctx(), o.agency.ID, row.Ticket.ID)
				err = errors.Join(err, ticket)
			}
			return err
		},
		func() error { return o.readFiles(db, tickets...) },
	}
	for _, id := range ids {
		all = append(all, func() error {
			_, situation := o.Situation(o.ctx(), id)
			_, archive := o.Archive(o.ctx(), id)
			return errors.Join(situation, archive)
		})
	}
	for _, login := range []string{"petugas-a", "petugas-b"} {
		all = append(all, func() error {
			_, err := o.SecondFactor(o.ctx(), loket.StaffID(login))
			return err
		})
	}
	return all
}

// rekeyOnly tells the values nothing but a change of the master key opens.
func rekeyOnly(c cell) bool { return c.table == "quarantine" || c.column == "external_sealed" }

func swappedIsNotRekeyed(o *office) {
	o.filled()
	db := o.db()
	o.adopt(2, 1)
	rekey := func() error {
		_, err := o.Rekey(o.ctx(), func(store.Rekeyed) {})
		return err
	}
	cells, tried := o.cells(db), 0
	for _, into := range cells {
		if rekeyOnly(into) {
			tried += o.wantBroken(db, into, cells, rekey)
		}
	}
	o.must(rekey())
	if want := 80; tried < want {
		o.t.Errorf("%d exchanges of %d values were tried, want at least %d", tried, len(cells), want)
	}
}
