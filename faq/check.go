package faq

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The shapes of what is written by hand and read by programs.
var (
	idShape  = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	urlShape = regexp.MustCompile(`^https://[^\s]+$`)
)

// check finds what is well written but does not hold. Each check goes on after
// what it finds: a curator wants the whole list, not the first line of it.
func (l *loader) check() {
	l.checkForms()
	l.checkFacts()
	l.checkIDs()
	for i := range l.catalog.entries {
		l.checkEntry(&l.catalog.entries[i], l.places[i])
	}
	l.checkFacets()
	l.checkIntents()
	l.checkWords()
	l.checkStyle()
}

// checkIDs indexes the entries and reports ids given twice. It comes before
// the checks of entries, which look each other up.
func (l *loader) checkIDs() {
	l.catalog.byID = make(map[string]int, len(l.catalog.entries))
	for i, e := range l.catalog.entries {
		at := l.places[i]
		if !idShape.MatchString(e.ID) {
			l.report(at.doc, child(at.node, "id"), `Id %q tidak sah. Tulis "id:" dengan huruf kecil, angka dan tanda hubung, misalnya ktp-el-hilang.`, e.ID)
			continue
		}
		if first, twice := l.catalog.byID[e.ID]; twice {
			p := l.places[first]
			l.report(at.doc, child(at.node, "id"), "Id %q sudah dipakai di %s baris %d. Beri id lain atau hapus salah satunya.",
				e.ID, p.doc.name, p.node.GetToken().Position.Line)
			continue
		}
		l.catalog.byID[e.ID] = i
	}
	if len(l.catalog.entries) == 0 && len(l.problems) == 0 {
		l.report(&document{name: "."}, nil, "Katalog ini tidak memuat satu pun jawaban. Tambahkan berkas .yaml berisi daftar entries.")
	}
}

// checkEntry reports what one entry lacks or gets wrong.
func (l *loader) checkEntry(e *Entry, at place) {
	l.checkNeeded(e, at)
	l.oneOf(at, "status", string(e.Status), ShapeOf("Entry.status").Choices...)
	l.oneOf(at, "audience", e.Audience, ShapeOf("Entry.audience").Choices...)
	l.oneOf(at, "risk", e.Risk, ShapeOf("Entry.risk").Choices...)
	l.checkSureAt(e, at)
	l.date(at, "reviewed_on", e.ReviewedOn)
	l.date(at, "valid_until", e.ValidUntil)
	if e.Verified != nil {
		if e.Verified.ByRole == "" || e.Verified.On == "" {
			l.report(at.doc, child(at.node, "verified"), `Isian "verified" belum lengkap. Isi "by_role" (jabatan) dan "on" (tanggal).`)
		}
		l.date(at, "verified", e.Verified.On)
	}
	l.checkReferences(e, at)
	l.checkLocal(e, at)
	if n := utf8.RuneCountInString(e.Answer + "\n\n" + e.foot(true)); n > shortAnswer-2 {
		l.report(at.doc, child(at.node, "answer"), "Jawaban dan dasarnya %d karakter, paling banyak %d. Pendekkan; rincian ditulis di facets.", n, shortAnswer-2)
	}
}

// leastSureAt is the lowest bar an entry may set for itself. The learned one is
// never below it, so that a lower one could only be meant to make an entry
// bolder, which no bar does.
const leastSureAt = 0.5

// checkSureAt reports a bar outside its bounds. What is no number at all has
// been reported when it was read.
func (l *loader) checkSureAt(e *Entry, at place) {
	node := child(at.node, "sure_at")
	text, _ := scalar(node)
	if _, err := strconv.ParseFloat(text, 64); err != nil || (e.SureAt >= leastSureAt && e.SureAt <= 1) {
		return
	}
	l.report(at.doc, node, `Isian "sure_at" tidak boleh %s. Tulis angka 0.5 sampai 1, misalnya 0.95, atau hapus barisnya.`, text)
}

// checkNeeded reports needed fields that are empty.
func (l *loader) checkNeeded(e *Entry, at place) {
	for _, field := range []struct{ name, value, cure string }{
		{"title", e.Title, "Tulis judul singkat yang dibaca warga."},
		{"answer", e.Answer, "Tulis jawabannya; baris pertama menjawab langsung."},
		{"status", string(e.Status), "Tulis draft, published atau withdrawn."},
	} {
		if field.value == "" {
			l.report(at.doc, at.node, "Jawaban %q belum punya %q. %s", e.ID, field.name, field.cure)
		}
	}
	if len(e.Questions) == 0 {
		l.report(at.doc, at.node, `Jawaban %q belum punya "questions". Tulis sedikitnya satu contoh pertanyaan warga, sebaiknya 12.`, e.ID)
	}
}

// checkReferences reports related entries, forms and addresses that do not
// exist or cannot be used.
func (l *loader) checkReferences(e *Entry, at place) {
	for i, id := range e.Related {
		if _, ok := l.catalog.byID[id]; !ok {
			l.report(at.doc, item(child(at.node, "related"), i), `Jawaban terkait %q tidak ada di katalog. Periksa ejaan id-nya atau hapus barisnya.`, id)
		}
	}
	// Codes stand in one table: a change of the rule is one edit there.
	forms := child(child(at.node, "facets"), "forms")
	for i, code := range e.Facets.Forms {
		if !slices.ContainsFunc(l.catalog.forms.Forms, func(f Form) bool { return f.Code == code }) {
			l.report(at.doc, item(forms, i), "Kode formulir %q tidak ada di %s. Periksa kodenya atau tambahkan ke tabel itu.", code, formsFile)
		}
	}
	for i, b := range e.Basis {
		node := item(child(at.node, "basis"), i)
		if b.Rule == "" {
			l.report(at.doc, node, `Dasar ke-%d belum punya "rule". Tulis nama peraturannya.`, i+1)
		}
		if b.URL != "" && !urlShape.MatchString(b.URL) {
			l.report(at.doc, child(node, "url"), `Alamat %q tidak sah. Tulis alamat lengkap yang diawali https://.`, b.URL)
		}
	}
}

// oneOf reports a value that is not among those allowed. An empty value is
// reported elsewhere.
func (l *loader) oneOf(at place, field, value string, allowed ...string) {
	if value != "" && !slices.Contains(allowed, value) {
		l.report(at.doc, child(at.node, field), "Isian %q tidak boleh %q. Pilih salah satu: %s.", field, value, strings.Join(allowed, ", "))
	}
}

// date reports a date that is none.
func (l *loader) date(at place, field string, d Date) {
	if d == "" {
		return
	}
	if _, err := time.Parse(time.DateOnly, string(d)); err != nil {
		l.report(at.doc, child(at.node, field), "Tanggal %q pada %q tidak sah. Tulis tahun-bulan-hari, misalnya 2026-11-21.", d, field)
	}
}

// checkForms reports forms without a code or given twice.
func (l *loader) checkForms() {
	if l.forms == nil {
		return
	}
	seen := map[string]bool{}
	for i, f := range l.catalog.forms.Forms {
		node := item(child(l.forms.root, "forms"), i)
		if f.Code == "" || f.Use == "" {
			l.report(l.forms, node, `Formulir ke-%d belum lengkap. Isi "code" dan "use".`, i+1)
		}
		if seen[f.Code] {
			l.report(l.forms, node, "Kode formulir %q ditulis dua kali. Hapus salah satunya.", f.Code)
		}
		seen[f.Code] = true
	}
	at := place{doc: l.forms, node: l.forms.root}
	l.date(at, "since", l.catalog.forms.Since)
	l.date(at, "reviewed_on", l.catalog.forms.ReviewedOn)
}
