package storetest

import (
	"errors"
	"time"

	"loket/internal/loket"
	"loket/internal/store"
)

func setupCases() []contractCase {
	return []contractCase{
		{"Token/OnceAndInTime", setupToken},
		{"Token/TwoReplicasAtOnce", setupAtOnce},
		{"Token/AChangeOfKeys/StillKnown", setupRekeyed},
		{"FirstAccount/ClosesForGood", setupClosed},
		{"FirstAccount/TwoReplicasAtOnce", firstAtOnce},
		{"MostQuoted", mostQuoted},
	}
}

const setupWord = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// offers keeps a token for a quarter of an hour.
func (o *office) offersSetup(token string) {
	o.t.Helper()
	o.must(o.OfferSetup(o.ctx(), token, o.clock.Now().Add(loket.SetupTokenLife)))
}

func (o *office) wantRefused(what, token string) {
	o.t.Helper()
	if err := o.TakeSetup(o.ctx(), token); !errors.Is(err, loket.ErrSetupToken) {
		o.t.Errorf("TakeSetup() of %s = %v, want %v", what, err, loket.ErrSetupToken)
	}
}

func setupToken(o *office) {
	o.wantRefused("a token of which none was offered", setupWord)
	o.wantRefused("nothing", "")
	o.offersSetup("LAMA")
	o.offersSetup(setupWord)
	o.wantRefused("one that another has replaced", "LAMA")
	o.wantRefused("another word", setupWord[1:])
	o.must(o.TakeSetup(o.ctx(), setupWord))
	o.wantRefused("one that was used", setupWord)
	o.offersSetup(setupWord)
	o.clock.Add(loket.SetupTokenLife)
	o.wantRefused("one that is 15 minutes old", setupWord)
	o.offersSetup(setupWord)
	o.clock.Add(loket.SetupTokenLife - time.Millisecond)
	o.must(o.TakeSetup(o.ctx(), setupWord))
	rows, err := o.AuditRows(o.ctx(), loket.AuditFilter{Limit: 20})
	o.must(err)
	told := map[string]int{}
	for _, row := range rows {
		told[row.Action]++
	}
	if told["setup.token"] != 4 || told["setup.open"] != 2 || told["setup.refused"] != 6 {
		o.t.Errorf("the audit log tells %v, want every token, use and refusal", told)
	}
}

func setupAtOnce(o *office) {
	o.offersSetup(setupWord)
	if won := o.race(func(s *store.Store) error { return s.TakeSetup(o.ctx(), setupWord) }); won != 1 {
		o.t.Errorf("%d used one token at once, want 1", won)
	}
}

func setupRekeyed(o *office) {
	o.offersSetup(setupWord)
	o.adopt(2, 1)
	o.must(o.TakeSetup(o.ctx(), setupWord))
}

func (o *office) first(login string) loket.Staff {
	return loket.Staff{
		ID: loket.NewID[loket.StaffID](), Agency: o.agency.ID, Login: login, Name: login, Role: loket.RoleAdmin, PasswordHash: "$argon2id$",
	}
}

func setupClosed(o *office) {
	if has, err := o.HasStaff(o.ctx()); err != nil || has {
		o.t.Errorf("HasStaff() of an empty ledger = %v, %v, want false", has, err)
	}
	o.offersSetup(setupWord)
	o.must(o.AddFirstStaff(o.ctx(), o.first("kepala")))
	o.must(o.DisableStaff(o.ctx(), o.agency.ID, "kepala")) // for good: of a disabled one, too
	if has, err := o.HasStaff(o.ctx()); err != nil || !has {
		o.t.Errorf("HasStaff() = %v, %v, want true", has, err)
	}
	for what, err := range map[string]error{
		"TakeSetup":     o.TakeSetup(o.ctx(), setupWord),
		"OfferSetup":    o.OfferSetup(o.ctx(), setupWord, o.clock.Now().Add(time.Hour)),
		"AddFirstStaff": o.AddFirstStaff(o.ctx(), o.first("lain")),
	} {
		if !errors.Is(err, loket.ErrSetUp) {
			o.t.Errorf("%s() with an account = %v, want %v", what, err, loket.ErrSetUp)
		}
	}
}

func firstAtOnce(o *office) {
	won := o.race(func(s *store.Store) error {
		err := s.AddFirstStaff(o.ctx(), o.first(string(loket.NewID[loket.StaffID]())))
		if errors.Is(err, loket.ErrSetUp) {
			return loket.ErrSetupToken // a race counts what is refused so
		}
		return err
	})
	if won != 1 {
		o.t.Errorf("%d first accounts were made at once, want 1", won)
	}
}

// quotes answers a question of somebody with an entry.
func (o *office) quotes(entry string) {
	o.t.Helper()
	person := string(loket.NewID[loket.EventID]())
	d := o.decision(o.situation(o.says(person, "m:"+person, "syarat").Conversation), loket.OutcomeQuoted, loket.AnswerQuote)
	d.Events[0].Entry = entry
	o.must(o.Settle(o.ctx(), d))
}

func mostQuoted(o *office) {
	since := o.clock.Now()
	for _, entry := range []string{"kk-hilang", "ktp-hilang", "kk-hilang", "akta", "ktp-hilang", "kk-hilang"} {
		o.quotes(entry)
	}
	if got, err := o.MostQuoted(o.ctx(), o.agency.ID, since, 2); err != nil || len(got) != 2 || got[0] != "kk-hilang" || got[1] != "ktp-hilang" {
		o.t.Errorf("MostQuoted() = %v, %v, want kk-hilang, ktp-hilang", got, err)
	}
	if got, err := o.MostQuoted(o.ctx(), "lain", since, 2); err != nil || len(got) != 0 {
		o.t.Errorf("MostQuoted(other agency) = %v, %v, want none", got, err)
	}
	if got, err := o.MostQuoted(o.ctx(), o.agency.ID, since.Add(time.Hour), 2); err != nil || len(got) != 0 {
		o.t.Errorf("MostQuoted(later) = %v, %v, want none", got, err)
	}
}
