package storetest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"loket/internal/backup"
	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/report"
	"loket/internal/store"
)

func backupCases() []contractCase {
	return []contractCase{
		{"ShowsOneMoment/WhileWritesGoOn", backupOneMoment},
		{"Restore/GivesEverythingBack", restoreEverything},
		{"Restore/AnotherKeyIsRefused/AndLeavesNothing", restoreAnotherKey},
		{"Restore/WithoutKey/KeepsFiguresAndGoesOn", restoreWithoutKey},
		{"Restore/WithoutKey/RetentionGoesOn", retentionWithoutKey},
		{"Restore/OnlyIntoAnEmptyPlace", restoreOnlyIntoEmpty},
		{"Restore/ALaterSchemaIsRefused", restoreLaterSchema},
		{"Restore/ARowMissingIsRefused/AndLeavesNothing", restoreRowMissing},
		{"HadData/AnEmptyLedgerIsRefused", hadData},
		{"Examine", examine},
	}
}

// busy fills an office: quoted and waiting citizens, open tickets, a reply of
// staff that is owed, a catalogue, accounts.
func (o *office) busy() {
	o.t.Helper()
	for i := range 20 {
		o.owe(fmt.Sprintf("warga%d", i), 1)
	}
	for _, s := range o.owed()[:10] {
		o.delivered(s)
	}
	for i := range 5 {
		o.ticket(fmt.Sprintf("tiket%d", i))
	}
	o.says("tiba", "m:tiba:1", "kk hilang 😀")
	r := o.says("dibalas", "m:dibalas:1", "bagaimana kk saya")
	d := o.decision(o.situation(r.Conversation), loket.OutcomeHandedOff, loket.AnswerReply)
	d.Answers[0].Sends[0].Class = loket.ClassB
	o.must(o.Settle(o.ctx(), d))
	for i := range 3 {
		o.must(o.AddStaff(o.ctx(), loket.Staff{
			ID: loket.NewID[loket.StaffID](), Agency: o.agency.ID, Login: fmt.Sprintf("petugas%d", i), Name: "P",
			Role: loket.RoleOfficer, PasswordHash: "$argon2id$",
		}))
	}
	o.must(o.Publish(o.ctx(), loket.Publication{
		Agency: o.agency.ID, Number: 1, Version: "v", By: "kurator", Source: loket.SourceFolder,
		Items: []loket.CatalogueItem{{Kind: "entry", ID: "ktp", Revision: "1", Content: []byte("{}")}, {Kind: "entry", ID: "kk", Revision: "1"}},
	}))
}

// backup writes a backup; meanwhile runs once, when its moment has been chosen.
func (o *office) backup(meanwhile func()) (path string) {
	o.t.Helper()
	path = filepath.Join(o.t.TempDir(), "cadangan")
	file, err := os.Create(path)
	o.must(err)
	_, err = store.Backup(o.ctx(), o.address, &interrupted{File: file, meanwhile: meanwhile}, store.BackupOptions{Loket: "uji", Now: o.clock.Now})
	o.must(errors.Join(err, file.Close()))
	return path
}

// interrupted does something else before the first byte is written.
type interrupted struct {
	*os.File
	meanwhile func()
}

func (i *interrupted) Write(p []byte) (int, error) {
	if i.meanwhile != nil {
		i.meanwhile()
		i.meanwhile = nil
	}
	return i.File.Write(p)
}

// restore restores a backup and returns what it found, and the place opened.
func (o *office) restore(path, address string, sealer *privacy.Sealer, lost ...string) (*office, store.Restored, error) {
	o.t.Helper()
	from, err := backup.Open(path)
	o.must(err)
	defer func() { _ = from.Close() }()
	options := store.Options{Sealer: sealer, Now: o.clock.Now, LostKeys: lost}
	done, err := store.Restore(o.ctx(), address, from, store.RestoreOptions{Options: options, Step: func(string) {}})
	if err != nil {
		return nil, done, err
	}
	options.HadData = true
	s, err := store.Open(o.ctx(), address, options)
	o.must(err)
	o.t.Cleanup(func() { _ = s.Close() })
	there := *o
	there.Store, there.address = s, address
	return &there, done, nil
}

func (o *office) manifest(path string) backup.Manifest {
	o.t.Helper()
	r, err := backup.Open(path)
	o.must(err)
	defer func() { _ = r.Close() }()
	return r.Manifest
}

// texts are all lines of every person named, with what they say.
func (o *office) texts(people ...string) (out []string) {
	o.t.Helper()
	for _, person := range people {
		lines, err := o.Lines(o.ctx(), o.channel, person, 0, 100)
		o.must(err)
		for _, line := range lines {
			out = append(out, fmt.Sprintf("%s %d %s %s", person, line.Seq, line.State, line.Text))
		}
	}
	return out
}

func people() (all []string) {
	for i := range 20 {
		all = append(all, fmt.Sprintf("warga%d", i))
	}
	return append(all, "tiket0", "tiket4", "tiba", "dibalas")
}

func backupOneMoment(o *office) {
	o.busy()
	before := o.events()
	path := o.backup(func() {
		for i := range 30 {
			o.ticket(fmt.Sprintf("lambat%d", i))
		}
	})
	m := o.manifest(path)
	if got, want := m.Rows("events"), int64(len(before)); got != want {
		o.t.Errorf("the backup has %d events, want the %d of its moment", got, want)
	}
	if got, want := m.Rows("messages"), int64(count(before, loket.EventReceived)); got != want {
		o.t.Errorf("the backup has %d messages, want the %d received by its moment", got, want)
	}
	there, _, err := o.restore(path, o.fresh(), Sealer(o.t, 1))
	o.must(err)
	if got := there.texts("lambat0"); len(got) != 0 {
		o.t.Errorf("what was written later is there: %q", got)
	}
	if got := len(o.texts("lambat29")); got == 0 {
		o.t.Error("what was written during the backup is not in the ledger")
	}
}

func restoreEverything(o *office) {
	o.busy()
	o.must(store.Sessions{Store: o.Store}.CommitCtx(o.ctx(), "t", []byte("1"), o.clock.Now().Add(time.Hour)))
	o.silent(30 * time.Hour)
	want, events := o.texts(people()...), o.events()
	path := o.backup(nil)
	there, done, err := o.restore(path, o.fresh(), Sealer(o.t, 1))
	o.must(err)
	there.wantGap(30 * time.Hour)
	if done.Audit.Rows != 4 || done.Audit.Unknown != 0 || done.Doubtful != 1 {
		o.t.Errorf("Restore() = %+v, want 4 rows of audit checked, 1 reply in doubt", done)
	}
	got := there.texts(people()...)
	for i := range got {
		got[i] = strings.Replace(got[i], string(loket.SendUncertain), string(loket.SendOwed), 1)
	}
	if !slices.Equal(got, want) {
		o.t.Errorf("texts after the restore:\n%q\nwant\n%q", got, want)
	}
	if !slices.Equal(there.events(), events) {
		o.t.Error("events after the restore are others")
	}
	again := there.manifest(there.backup(nil))
	first := o.manifest(path)
	for _, table := range first.Tables {
		rows := table.Rows
		if table.Name == "audit" {
			rows += 2 // the restore itself, and its anchor
		}
		if got := again.Rows(table.Name); got != rows {
			o.t.Errorf("%s has %d rows after the restore, want %d", table.Name, got, rows)
		}
	}
	if _, found, err := (store.Sessions{Store: there.Store}).FindCtx(o.ctx(), "t"); err != nil || found {
		o.t.Errorf("a session outlived the restore (%v)", err)
	}
	if r := there.says("warga0", "m:warga0:baru", "lagi"); r.Conversation != o.says("warga0", "m:warga0:baru", "lagi").Conversation {
		o.t.Error("a known person is another after the restore")
	}
}

// silent takes the channel over after a silence.
func (o *office) silent(d time.Duration) {
	o.t.Helper()
	lease, err := o.AcquireLease(o.ctx(), o.channel, loket.Owner{Replica: "a", Process: "1"}, true)
	o.must(err)
	o.epoch = lease.Epoch
	for _, heard := range []time.Time{o.clock.Now().Add(-d), o.clock.Now()} {
		_, err := o.RenewLease(o.ctx(), lease, heard)
		o.must(err)
	}
}

// wantGap wants one silence in the ledger that is over.
func (o *office) wantGap(d time.Duration) {
	o.t.Helper()
	gaps, err := o.ChannelGaps(o.ctx(), o.agency.ID, o.clock.Now().Add(-2*d), o.clock.Now())
	o.must(err)
	if len(gaps) != 1 || gaps[0].Channel != o.channel || gaps[0].Until.Sub(gaps[0].From) != d {
		o.t.Errorf("ChannelGaps() = %+v, want one of %v", gaps, d)
	}
}

func restoreAnotherKey(o *office) {
	o.busy()
	path, place := o.backup(nil), o.fresh()
	if _, _, err := o.restore(path, place, Sealer(o.t, 2)); loket.CodeOf(err) != loket.CodeInvalid {
		o.t.Errorf("Restore(another key) = %v, want %s", err, loket.CodeInvalid)
	}
	_, _, err := o.restore(path, place, Sealer(o.t, 1))
	o.must(err)
}

func restoreWithoutKey(o *office) {
	o.busy()
	waits := o.rows(report.HandOffWait)
	tickets, err := o.OpenTickets(o.ctx(), o.agency.ID, 100)
	o.must(err)
	path := o.backup(nil)
	there, done, err := o.restore(path, o.fresh(), Sealer(o.t, 2), o.manifest(path).Keys...)
	o.must(err)
	if done.Lost.Tickets != 5 || done.Lost.Messages != 1 || done.Lost.Sends == 0 || done.Audit.Unknown != done.Audit.Rows {
		o.t.Errorf("Restore(without its key) = %+v, want 5 tickets, 1 message and what was owed given up", done)
	}
	if got := waitsIn(o, there.Store, report.HandOffWait); len(got) != len(waits) {
		o.t.Errorf("there are %d hand-off waits, want the %d of before", len(got), len(waits))
	}
	if open, err := there.OpenTickets(o.ctx(), o.agency.ID, 100); err != nil || len(open) != 0 {
		o.t.Errorf("OpenTickets() = %d, %v, want none that nobody can read", len(open), err)
	}
	if _, err := there.Ticket(o.ctx(), o.agency.ID, tickets[0].Ticket.ID); loket.CodeOf(err) != loket.CodeUnavailable {
		o.t.Errorf("Ticket(sealed under a lost key) = %v, want %s", err, loket.CodeUnavailable)
	}
	if owed := there.owed(); len(owed) != 0 {
		o.t.Errorf("%d sends are owed to addresses nobody can read", len(owed))
	}
	there.ticket("warga0")
	if got := there.texts("warga0"); len(got) == 0 || !strings.Contains(got[0], "pertanyaan yang sulit") {
		o.t.Errorf("a new message after the restore reads %q", got)
	}
}

// retentionWithoutKey has a person under a lost key whose older message is past
// its time and whose newer one is not.
func retentionWithoutKey(o *office) {
	for range 2 {
		o.owe("warga", 1)
		o.clock.Add(30 * time.Minute)
	}
	path := o.backup(nil)
	there, _, err := o.restore(path, o.fresh(), Sealer(o.t, 2), o.manifest(path).Keys...)
	o.must(err)
	o.clock.Add(10 * time.Minute)
	swept, err := there.SweepRetention(o.ctx(), loket.Retention{Conversations: time.Hour, Quarantine: time.Hour})
	if err != nil || swept.Messages != 1 || swept.Contacts != 0 {
		o.t.Errorf("SweepRetention() = %+v, %v, want the one old message", swept, err)
	}
}

func restoreOnlyIntoEmpty(o *office) {
	o.busy()
	path, events := o.backup(nil), o.events()
	if _, _, err := o.restore(path, o.address, Sealer(o.t, 1)); loket.CodeOf(err) != loket.CodeConflict {
		o.t.Errorf("Restore(into a ledger) = %v, want %s", err, loket.CodeConflict)
	}
	if !slices.Equal(o.events(), events) {
		o.t.Error("a refused restore changed the ledger")
	}
}

// forge writes a backup of no rows with another manifest.
func (o *office) forge(m backup.Manifest) string {
	o.t.Helper()
	path := filepath.Join(o.t.TempDir(), "palsu")
	file, err := os.Create(path)
	o.must(err)
	w, err := backup.NewWriter(file, m)
	o.must(err)
	for range m.Tables {
		o.must(w.EndTable())
	}
	o.must(errors.Join(w.Close(), file.Close()))
	return path
}

func restoreLaterSchema(o *office) {
	place := o.fresh()
	_, _, err := o.restore(o.forge(backup.Manifest{Loket: "v9", Schema: 99}), place, Sealer(o.t, 1))
	if loket.CodeOf(err) != loket.CodeInvalid || !strings.Contains(err.Error(), "v9") {
		o.t.Errorf("Restore(schema 99) = %v, want a refusal that names v9", err)
	}
	strange := backup.Manifest{Loket: "v0", Schema: 1, Tables: []backup.Table{{Name: "agencies"}}}
	if _, _, err := o.restore(o.forge(strange), place, Sealer(o.t, 1)); loket.CodeOf(err) != loket.CodeInvalid {
		o.t.Errorf("Restore(unknown columns) = %v, want %s", err, loket.CodeInvalid)
	}
}

// restoreRowMissing restores a backup, right by its checksum, whose messages
// were left out by whoever wrote it.
func restoreRowMissing(o *office) {
	o.busy()
	from, err := backup.Open(o.backup(nil))
	o.must(err)
	m := from.Manifest
	o.must(from.Close())
	for i := range m.Tables {
		m.Tables[i].Rows = 0
		if m.Tables[i].Name == "tickets" {
			m.Tables[i].Rows = 1
		}
	}
	path, place := filepath.Join(o.t.TempDir(), "kurang"), o.fresh()
	file, err := os.Create(path)
	o.must(err)
	w, err := backup.NewWriter(file, m)
	o.must(err)
	for _, table := range m.Tables {
		if table.Rows > 0 {
			o.must(w.Row(orphan(table)))
		}
		o.must(w.EndTable())
	}
	o.must(errors.Join(w.Close(), file.Close()))
	if _, _, err := o.restore(path, place, Sealer(o.t, 1)); err == nil {
		o.t.Error("Restore(a ticket of no conversation) = nil, want an error")
	}
	_, _, err = o.restore(o.backup(nil), place, Sealer(o.t, 1))
	o.must(err)
}

// orphan is a row that refers to rows which are not there.
func orphan(table backup.Table) []any {
	row := make([]any, len(table.Columns))
	for i, c := range table.Columns {
		switch c.Type {
		case backup.Integer:
			row[i] = int64(0)
		case backup.Bytes:
			row[i] = []byte{}
		default:
			row[i] = "tidak-ada"
		}
	}
	return row
}

func hadData(o *office) {
	if has, err := o.HasData(o.ctx()); err != nil || has {
		o.t.Errorf("HasData() of a new ledger = %v, %v, want false", has, err)
	}
	for _, address := range []string{o.address, o.fresh()} {
		_, err := store.Open(o.ctx(), address, store.Options{Sealer: Sealer(o.t, 1), HadData: true})
		if !errors.Is(err, store.ErrEmpty) {
			o.t.Errorf("Open(an empty ledger that had data) = %v, want %v", err, store.ErrEmpty)
		}
	}
	o.says("a", "m:a:1", "halo")
	if has, err := o.HasData(o.ctx()); err != nil || !has {
		o.t.Errorf("HasData() after a message = %v, %v, want true", has, err)
	}
	s, err := store.Open(o.ctx(), o.address, store.Options{Sealer: Sealer(o.t, 1), HadData: true})
	o.must(err)
	o.must(s.Close())
}

func examine(o *office) {
	h, err := store.Examine(o.ctx(), o.fresh(), Sealer(o.t, 1), time.Now)
	if err != nil || h.Schema != 0 || h.Newest == 0 || h.HasData || h.Write != nil {
		o.t.Errorf("Examine(an empty place) = %+v, %v", h, err)
	}
	o.busy()
	h, err = store.Examine(o.ctx(), o.address, Sealer(o.t, 1), time.Now)
	if err != nil || h.Schema != h.Newest || !h.HasData || h.Integrity != nil || h.Write != nil || h.Seal != nil || h.ClockAhead.Abs() > time.Second {
		o.t.Errorf("Examine() = %+v, %v, want all well", h, err)
	}
	h, err = store.Examine(o.ctx(), o.address, Sealer(o.t, 2), time.Now)
	if err != nil || loket.CodeOf(h.Seal) != loket.CodeInvalid {
		o.t.Errorf("Examine(another key) = %+v, %v, want its seal refused", h, err)
	}
}
