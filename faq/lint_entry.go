package faq

import (
	"strings"
	"time"
)

// fewPatterns is how many ways of asking an entry should have at least.
const fewPatterns = 10

// entry checks one entry by itself: how it is kept, then what it says.
func (l *linter) entry(e *Entry, at place) {
	if n := len(e.Questions); n > 0 && n < fewPatterns { // none at all is the loader's
		l.note(RuleFewPatterns, e, at.field("questions"), "Jawaban ini baru punya %d contoh pertanyaan. Tambahkan sampai sedikitnya %d, dengan gaya bertanya yang berbeda-beda.", n, fewPatterns)
	}
	if len(e.Basis) == 0 && e.ReferTo == "" {
		l.note(RuleNoSource, e, at.field(""), `Jawaban ini tidak menyebut dasarnya. Isi "basis" dengan peraturannya, atau "refer_to" dengan instansi yang berwenang.`)
	}
	if e.Status == Published {
		l.published(e, at)
	}
	l.links(e, at)
	for i, question := range e.Questions {
		l.numbers(e, newProse(at.doc, item(child(at.node, "questions"), i), "questions", question))
	}
	for _, s := range e.texts(at) {
		l.numbers(e, s)
		l.requests(e, s)
		l.codes(e, s)
		l.claims(e, s)
		if s.field != "title" && s.field != "refer_to" {
			l.sentences(e, s)
		}
	}
	l.abbreviations(e, at)
	for _, list := range e.lists(at) {
		l.list(e, at, list)
	}
}

// published checks what a citizen may be quoted today: its dates, who stands
// for it, and where it leads.
func (l *linter) published(e *Entry, at place) {
	if end, err := time.Parse(time.DateOnly, string(e.ValidUntil)); err == nil {
		soon := l.options.Now.AddDate(0, 0, l.options.WarnDays).Format(time.DateOnly)
		switch {
		case !e.Quotable(l.options.Now):
			l.note(RuleExpired, e, at.field("valid_until"), `Masa berlaku berakhir %s. Cocokkan lagi dengan sumbernya lalu perbarui "valid_until", atau ubah status menjadi withdrawn.`, e.ValidUntil)
		case end.Format(time.DateOnly) <= soon:
			l.note(RuleExpiring, e, at.field("valid_until"), `Masa berlaku berakhir %s. Cocokkan lagi dengan sumbernya dan perbarui "valid_until" sebelum hari itu.`, e.ValidUntil)
		}
	}
	if e.Verified == nil {
		l.note(RuleUnverified, e, at.field("id"), `Belum diperiksa dinas. Setelah diperiksa, isi "verified" dengan jabatan dan tanggal.`)
	}
	for i, id := range e.Local {
		if l.catalog.factValue(id, l.options.Facts) == "" {
			line, column := placeOf(item(child(at.node, "local"), i))
			l.note(RuleLocalMissing, e, spot{at.doc, line, column}, `Fakta setempat %q belum diisi. Tulis nilainya di halaman /katalog/fakta, atau di "facts:" pada loket.yaml.`, id)
			l.findings[len(l.findings)-1].Fact = id
		}
	}
	for i, id := range e.Related {
		if other, ok := l.catalog.byID[id]; ok && l.catalog.entries[other].Status != Published {
			line, column := placeOf(item(child(at.node, "related"), i))
			l.note(RuleRelatedHidden, e, spot{at.doc, line, column}, "Jawaban terkait %q berstatus %s, jadi tidak pernah ditawarkan. Terbitkan, atau hapus dari daftar ini.", id, l.catalog.entries[other].Status)
		}
	}
}

// list checks the form of one list.
func (l *linter) list(e *Entry, at place, of list) {
	if n, most := len(of.items), l.catalog.style.list(); n > most {
		line, column := placeOf(of.node)
		l.note(RuleLongList, e, spot{at.doc, line, column}, "Daftar %q memuat %d butir, paling banyak %d. Gabungkan atau pindahkan sebagian.", of.field, n, most)
	}
	for i, text := range of.items {
		if of.ends && text != "" && !strings.ContainsAny(text[len(text)-1:], ".?!:") {
			line, column := placeOf(item(of.node, i))
			l.note(RuleOpenItem, e, spot{at.doc, line, column}, "Butir ini tidak berakhir dengan tanda titik. Tambahkan titik di akhirnya.")
		}
	}
}
