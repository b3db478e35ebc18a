package web

import "loket/internal/loket"

// CatalogueTabs are the pages of the catalogue that a member of staff may open, whichever
// room they are in; the one at the given path is marked. Template "halaman-katalog" shows
// them.
func CatalogueTabs(current string, staff loket.Staff) []Link {
	var all []Link
	if staff.MayReadCatalogue() {
		all = append(all, Link{Href: "/katalog", Text: "Jawaban"}, Link{Href: "/katalog/rancangan", Text: "Rancangan"},
			Link{Href: "/katalog/kata", Text: "Kata"}, Link{Href: "/katalog/fakta", Text: "Fakta dan formulir"})
	}
	if staff.MayCurate() {
		all = append(all, Link{Href: "/katalog/pertanyaan", Text: "Belum terjawab"})
	}
	if staff.MayJudge() {
		all = append(all, Link{Href: "/katalog/gerbang", Text: "Sebelum menerbitkan"}, Link{Href: "/katalog/ralat", Text: "Ralat"})
	}
	for i := range all {
		all[i].Current = all[i].Href == current
	}
	return all
}
