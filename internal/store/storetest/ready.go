package storetest

import (
	"errors"
	"time"

	"loket/internal/loket"
)

func readyCases() []contractCase {
	return []contractCase{
		{"Saved/IsReadByTitle", readySaved},
		{"OfAnotherAgency/IsNotFound", readyForeign},
	}
}

func (o *office) readies(agency loket.AgencyID) (titles []string) {
	o.t.Helper()
	all, err := o.ReadyReplies(o.ctx(), agency)
	o.must(err)
	for _, r := range all {
		titles = append(titles, string(r.Unit)+"/"+r.Title+"/"+r.Text+"/"+r.ChangedBy)
	}
	return titles
}

func readySaved(o *office) {
	by := o.member("penyelia1")
	first := loket.ReadyReply{ID: loket.NewID[loket.ReadyID](), Title: "Salam", Text: "Selamat pagi."}
	second := loket.ReadyReply{ID: loket.NewID[loket.ReadyID](), Unit: "capil", Title: "Jam", Text: "{jam_buka}"}
	o.must(o.SaveReady(o.ctx(), by, first))
	o.must(o.SaveReady(o.ctx(), by, second))
	o.same("ready replies", o.readies(o.agency.ID), []string{"capil/Jam/{jam_buka}/" + by.Name, "/Salam/Selamat pagi./" + by.Name})
	o.clock.Add(time.Minute)
	first.Text = "Selamat siang."
	o.must(o.SaveReady(o.ctx(), by, first))
	all, err := o.ReadyReplies(o.ctx(), o.agency.ID)
	o.must(err)
	if len(all) != 2 || all[1].Text != "Selamat siang." || !all[1].ChangedAt.Equal(o.clock.Now()) {
		o.t.Errorf("after a change: %+v, want the new words in the old place", all)
	}
	o.must(o.DropReady(o.ctx(), by, second.ID))
	o.same("after a deletion", o.readies(o.agency.ID), []string{"/Salam/Selamat siang./" + by.Name})
	if n := o.audited("ready.save") + 10*o.audited("ready.drop"); n != 13 {
		o.t.Errorf("audited as %d, want three saves and one deletion", n)
	}
}

func readyForeign(o *office) {
	by := o.member("penyelia1")
	one := loket.ReadyReply{ID: loket.NewID[loket.ReadyID](), Title: "Salam", Text: "Selamat pagi."}
	o.must(o.SaveReady(o.ctx(), by, one))
	stranger := by
	stranger.Agency = "dinas-lain"
	o.must(o.Register(o.ctx(), loket.Agency{ID: "dinas-lain", Code: "LAI", Name: "Dinas Lain", Zone: "Asia/Jakarta"}))
	one.Text = "Diganti."
	if err := o.SaveReady(o.ctx(), stranger, one); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("saving another agency's = %v, want %v", err, loket.ErrNotFound)
	}
	if err := o.DropReady(o.ctx(), stranger, one.ID); !errors.Is(err, loket.ErrNotFound) {
		o.t.Errorf("deleting another agency's = %v, want %v", err, loket.ErrNotFound)
	}
	o.same("ready replies", o.readies(o.agency.ID), []string{"/Salam/Selamat pagi./" + by.Name})
	o.same("of the other agency", o.readies("dinas-lain"), []string(nil))
}
