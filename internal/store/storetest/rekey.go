package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"loket/internal/loket"
	"loket/internal/store"
)

func rekeyCases() []contractCase {
	return []contractCase{
		{"EverythingMoves", rekeyMoves},
		{"Resumes", rekeyResumes},
		{"BesideAServer/NothingIsDoubledOrLost", rekeyBesideServer},
		{"WhoWasErasedStaysErased", rekeyErased},
		{"BesideALostKey", rekeyBesideLost},
		{"BackupsNameTheKeysTheyNeed", backupNamesKeys},
	}
}

// adopt changes the office's keys to those drawn from seeds, as a server does.
func (o *office) adopt(seeds ...byte) {
	o.t.Helper()
	keys := masterKeys(o.t, seeds...)
	o.must(o.sealer.Adopt(keys[0], keys[1:]...))
}

func (o *office) rekey() store.Rekeyed {
	o.t.Helper()
	done, err := o.Rekey(o.ctx(), func(store.Rekeyed) {})
	o.must(err)
	return done
}

// wantOnlyCurrent holds the ledger to needing the current key alone.
func (o *office) wantOnlyCurrent() {
	o.t.Helper()
	counts, err := o.UnderKeys(o.ctx())
	o.must(err)
	if current := counts[o.sealer.KeyID()]; len(counts) != 1 || current == 0 {
		o.t.Errorf("under keys: %v, want everything under %s", counts, o.sealer.KeyID())
	}
}

func rekeyMoves(o *office) {
	first := o.says("a", "m:a:1", "satu")
	edit := o.text("a", "e:a:1:5", "satu lagi")
	edit.Replaces = "m:a:1"
	second := o.text("a", "e:a:1:6", "satu lagi sekali")
	second.Replaces = "m:a:1"
	for _, in := range []loket.Inbound{edit, second} {
		_, err := o.Ingest(o.ctx(), []loket.Inbound{in})
		o.must(err)
	}
	o.must(o.Quarantine(o.ctx(), loket.Poison{Channel: o.channel, Reason: "x", Raw: []byte("mentah")}))
	o.adopt(2, 1)
	if done := o.rekey(); done != (store.Rekeyed{Contacts: 1, Messages: 3, Quarantined: 1}) {
		o.t.Errorf("Rekey() = %+v, want a contact, its messages and the quarantine", done)
	}
	if done := o.rekey(); done.Any() {
		o.t.Errorf("Rekey() again = %+v, want nothing", done)
	}
	o.adopt(2)
	o.wantOnlyCurrent()
	if again := o.says("a", "m:a:1", "satu"); !again.Duplicate || again.Conversation != first.Conversation {
		o.t.Errorf("the same message = %+v, want the duplicate of %+v", again, first)
	}
	third := o.text("a", "e:a:1:7", "SATU lagi  sekali")
	third.Replaces = "m:a:1"
	receipts, err := o.Ingest(o.ctx(), []loket.Inbound{third})
	o.must(err)
	if receipts[0].Duplicate || receipts[0].Conversation != first.Conversation {
		o.t.Errorf("a third edit = %+v, want it in the conversation", receipts[0])
	}
	s := o.situation(first.Conversation)
	if len(s.Pending) != 1 || s.Pending[0].Text != third.Text {
		o.t.Errorf("pending = %+v, want the third edit to stand for those before", s.Pending)
	}
}

func rekeyResumes(o *office) {
	for i := range 45 {
		o.says(fmt.Sprint(i), fmt.Sprintf("m:%d:1", i), "halo")
	}
	o.adopt(2, 1)
	ctx, stop := context.WithCancel(o.ctx())
	defer stop()
	done, err := o.Rekey(ctx, func(store.Rekeyed) { stop() })
	if !errors.Is(err, context.Canceled) || done.Contacts == 0 || done.Contacts >= 45 {
		o.t.Fatalf("Rekey() that is stopped = %+v, %v, want a part of it", done, err)
	}
	if again := o.says("44", "m:44:1", "halo"); !again.Duplicate {
		o.t.Errorf("between two runs %+v, want the duplicate", again)
	}
	if rest := o.rekey(); rest.Contacts != 45-done.Contacts {
		o.t.Errorf("Rekey() goes on with %d contacts, want the %d left", rest.Contacts, 45-done.Contacts)
	}
	o.wantOnlyCurrent()
}

// rekeyBesideServer lets people write, and channels repeat themselves, while the
// keys are changed.
func rekeyBesideServer(o *office) {
	const people, messages = 12, 15
	say := func(person, message int) (loket.Receipt, error) {
		name := fmt.Sprint("p", person)
		receipts, err := o.Ingest(o.ctx(), []loket.Inbound{o.text(name, fmt.Sprintf("m:%s:%d", name, message), "halo")})
		if err != nil {
			return loket.Receipt{}, err
		}
		return receipts[0], nil
	}
	for person := range people {
		_, err := say(person, 0)
		o.must(err)
	}
	o.adopt(2, 1)
	var all sync.WaitGroup
	for person := range people {
		all.Go(func() {
			for i := range 2 * messages {
				if _, err := say(person, i%messages); err != nil {
					o.t.Errorf("ingest beside a change of keys: %v", err)
				}
			}
		})
	}
	o.rekey()
	all.Wait()
	o.rekey()
	o.adopt(2)
	o.wantOnlyCurrent()
	for person := range people {
		lines, err := o.Lines(o.ctx(), o.channel, fmt.Sprint("p", person), 0, 1000)
		o.must(err)
		if len(lines) != messages {
			o.t.Errorf("person %d has %d messages, want %d", person, len(lines), messages)
		}
		if r, err := say(person, messages-1); err != nil || !r.Duplicate {
			o.t.Errorf("a repetition under the new key = %+v, %v, want the duplicate", r, err)
		}
	}
}

func rekeyErased(o *office) {
	id := o.asksErasure()
	o.deliverAll()
	o.wantErased(1)
	o.adopt(2, 1)
	if done := o.rekey(); done.Contacts != 1 {
		o.t.Errorf("Rekey() = %+v, want the shell moved", done)
	}
	o.adopt(2)
	o.wantOnlyCurrent()
	if r := o.says("a", "m:a:9", "halo"); r.Conversation == id {
		o.t.Error("who was erased is found again")
	}
	if s := o.situation(id); s.Contact.Name != "" {
		o.t.Errorf("name = %q, want none", s.Contact.Name)
	}
}

// rekeyBesideLost changes the keys of a ledger that goes on without a lost one:
// what nobody can open stays where it is, and everything else moves.
func rekeyBesideLost(o *office) {
	o.says("lama", "m:lama:1", "halo")
	o.must(o.Quarantine(o.ctx(), loket.Poison{Channel: o.channel, Reason: "x", Raw: []byte("mentah")}))
	path := o.backup(nil)
	lost := o.manifest(path).Keys
	sealer := Sealer(o.t, 2)
	there, _, err := o.restore(path, o.fresh(), sealer, lost...)
	o.must(err)
	there.says("baru", "m:baru:1", "halo")
	keys := masterKeys(o.t, 3, 2)
	o.must(sealer.Adopt(keys[0], keys[1:]...))
	if done := there.rekey(); done != (store.Rekeyed{Contacts: 1, Messages: 1}) {
		o.t.Errorf("Rekey() beside a lost key = %+v, want the one person of after", done)
	}
	counts, err := there.UnderKeys(o.ctx())
	o.must(err)
	if len(counts) != 2 || counts[sealer.KeyID()] != 2 || counts[lost[0]] != 3 {
		o.t.Errorf("under keys: %v, want 2 under %s and 3 under the lost %s", counts, sealer.KeyID(), lost[0])
	}
}

// backupNamesKeys: what opens a backup is named in it. After a change of keys the
// old one is not asked for, though lines of the audit log were written with it.
func backupNamesKeys(o *office) {
	wantKeys := func(when string, want ...string) {
		o.t.Helper()
		if got := o.manifest(o.backup(nil)).Keys; !slices.Equal(got, slices.Sorted(slices.Values(want))) {
			o.t.Errorf("%s the backup names the keys %q, want %q", when, got, want)
		}
	}
	wantKeys("before anything is sealed")
	before := o.sealer.KeyID()
	o.must(o.AddStaff(o.ctx(), loket.Staff{
		ID: loket.NewID[loket.StaffID](), Agency: o.agency.ID, Login: "petugas", Name: "P", Role: loket.RoleOfficer, PasswordHash: "$argon2id$",
	}))
	o.says("a", "m:a:1", "halo")
	o.says("b", "m:b:1", "halo")
	wantKeys("before a change", before)
	o.adopt(2, 1)
	o.says("c", "m:c:1", "halo")
	halfway := o.backup(nil)
	wantKeys("in the middle of a change", before, o.sealer.KeyID())
	o.rekey()
	o.adopt(2)
	wantKeys("after a change", o.sealer.KeyID())

	there, done, err := o.restore(o.backup(nil), o.fresh(), Sealer(o.t, 2))
	o.must(err)
	if done.Audit.Rows != 1 || done.Audit.Unknown != 1 {
		o.t.Errorf("audit = %+v, want its one line told as written with another key", done.Audit)
	}
	if got := len(there.texts("a", "c")); got != 2 {
		o.t.Errorf("%d lines are read under the new key alone, want 2", got)
	}
	if _, _, err := o.restore(halfway, o.fresh(), Sealer(o.t, 2)); loket.CodeOf(err) != loket.CodeInvalid {
		o.t.Errorf("Restore(of the middle of a change, without the old key) = %v, want %s", err, loket.CodeInvalid)
	}
	there, done, err = o.restore(halfway, o.fresh(), Sealer(o.t, 2, 1))
	o.must(err)
	if got := len(there.texts("a", "b", "c")); got != 3 || done.Audit.Unknown != 0 {
		o.t.Errorf("%d lines are read under both keys, audit %+v, want 3 and all of it proved", got, done.Audit)
	}
}
