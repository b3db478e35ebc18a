package faq

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
)

// checkFacets reports facets nobody knows, and subjects without words.
func (l *loader) checkFacets() {
	f := l.catalog.lexicon.Facets
	if l.facets == nil {
		return
	}
	for i, p := range f.Facets {
		node := item(child(l.facets.root, "facets"), i)
		if !p.Facet.known() {
			l.report(l.facets, child(node, "facet"), "Jenis kebutuhan %q tidak dikenal. Pakai misalnya requirements, fee, duration, where, hours, lost.", p.Facet)
		}
		l.checkPhrases(l.facets, "phrases", node, p.Phrases)
	}
	for i, s := range f.Subjects {
		node := item(child(l.facets.root, "subjects"), i)
		if s.Prefix == "" || len(s.Words) == 0 {
			l.report(l.facets, node, `Pokok ke-%d belum lengkap. Isi "prefix" (awal id) dan "words" (kata penandanya).`, i+1)
		}
		l.checkPhrases(l.facets, "words", node, s.Words)
	}
	l.checkPhrases(l.facets, "outside", l.facets.root, f.Outside)
	ordinals := child(l.facets.root, "ordinals")
	for _, n := range slices.Sorted(maps.Keys(f.Ordinals)) {
		if place, err := strconv.Atoi(n); err != nil || place < 1 {
			l.report(l.facets, child(ordinals, n), `Urutan %q bukan angka. Tulis misalnya "1": [pertama, kesatu].`, n)
		}
	}
}

// checkIntents reports intents nobody knows or that stand in two files, and
// rules that can never hold.
func (l *loader) checkIntents() {
	first := map[Intent]string{}
	for i, f := range l.catalog.lexicon.Intents {
		d := l.intents[i]
		if name, twice := first[f.Intent]; twice {
			l.report(d, child(d.root, "intent"), "Maksud khusus %q sudah ada di %s. Gabungkan aturannya dalam satu berkas.", f.Intent, name)
		} else {
			first[f.Intent] = d.name
		}
		if !f.Intent.known() && f.Intent != noIntent {
			l.report(d, child(d.root, "intent"), "Maksud khusus %q tidak dikenal. Pakai misalnya greeting, thanks, emergency.", f.Intent)
		}
		l.checkExamples(d, f)
		for j, rule := range f.Rules {
			node := item(child(d.root, "rules"), j)
			if len(rule.Any) == 0 {
				l.report(d, node, `Aturan ke-%d belum punya "any". Tulis sedikitnya satu ungkapan.`, j+1)
			}
			l.checkPhrases(d, "any", node, rule.Any)
			l.checkPhrases(d, "with", node, rule.With)
			l.checkPhrases(d, "unless", node, rule.Unless)
			l.checkPhrases(d, "unless_near", node, rule.UnlessNear)
		}
	}
}

// checkExamples reports examples that teach nothing: without a word, or said to
// have the intent and not to have it. Of what has no intent there is no rule.
func (l *loader) checkExamples(d *document, f intentFile) {
	l.checkPhrases(d, "examples", d.root, f.Examples)
	l.checkPhrases(d, "unlike", d.root, f.Unlike)
	has := map[string]bool{}
	for _, e := range f.Examples {
		has[strings.Join(rawWords(e), " ")] = true
	}
	for i, u := range f.Unlike {
		if has[strings.Join(rawWords(u), " ")] {
			l.report(d, item(child(d.root, "unlike"), i), `Pesan %q ada di "examples" dan di "unlike". Hapus salah satunya.`, u)
		}
	}
	for i, id := range f.Beside {
		if _, ok := l.catalog.byID[id]; !ok {
			l.report(d, item(child(d.root, "beside"), i), "Jawaban %q tidak ada di katalog. Periksa ejaan id-nya atau hapus barisnya.", id)
		}
	}
	if f.Intent == noIntent && (len(f.Rules) > 0 || len(f.Unlike) > 0) {
		l.report(d, child(d.root, "intent"), `Maksud %q hanya memuat "examples": pesan tanpa maksud khusus dan tanpa jawaban. Pindahkan isian lainnya.`, noIntent)
	}
}

// checkPhrases reports phrases without a word.
func (l *loader) checkPhrases(d *document, field string, node ast.Node, phrases []string) {
	for i, p := range phrases {
		if len(rawWords(strings.ReplaceAll(p, "...", " "))) == 0 {
			l.report(d, item(child(node, field), i), "Ungkapan %q tidak memuat kata. Isi atau hapus barisnya.", p)
		}
	}
}

// checkWords reports forms with two meanings, and meanings that would be
// replaced again: the same message read twice must say the same.
func (l *loader) checkWords() {
	w := l.catalog.lexicon.Words
	if l.words == nil {
		return
	}
	n := newNormaliser(w)
	meaningOf := map[string]string{}
	for _, table := range []struct {
		name  string
		pairs map[string][]string
	}{{"slang", w.Slang}, {"synonyms", w.Synonyms}} {
		node := child(l.words.root, table.name)
		for _, meaning := range sortedKeys(table.pairs) {
			at := child(node, meaning)
			l.stable(n, at, meaning)
			for i, form := range table.pairs[meaning] {
				l.checkForm(item(at, i), form, meaning, meaningOf)
			}
		}
	}
	for _, group := range sortedKeys(w.Kin) {
		l.checkPhrases(l.words, group, child(l.words.root, "kin"), w.Kin[group])
	}
	for i, f := range w.False {
		node := item(child(l.words.root, "false_friends"), i)
		if len(rawWords(f.Form)) != 1 {
			l.report(l.words, child(node, "form"), "Kata berarti ganda %q harus tepat satu kata.", f.Form)
		}
		l.stable(n, child(node, "becomes"), f.Becomes)
	}
}

// stable reports a meaning that is itself replaced.
func (l *loader) stable(n *normaliser, at ast.Node, meaning string) {
	if again := strings.Join(n.words(meaning), " "); again != meaning {
		l.report(l.words, at, "Arti %q masih diganti lagi menjadi %q. Tulis langsung arti akhirnya, dengan huruf kecil.", meaning, again)
	}
}

// checkForm reports a form without a word, too long, or with two meanings.
func (l *loader) checkForm(at ast.Node, form, meaning string, meaningOf map[string]string) {
	words := rawWords(form)
	key := strings.Join(words, " ")
	if len(words) == 0 || len(words) > longestForm {
		l.report(l.words, at, "Bentuk %q harus terdiri dari satu sampai %d kata.", form, longestForm)
		return
	}
	if letters(key) != letters(strings.ToLower(form)) {
		l.report(l.words, at, "Bentuk %q terbaca sebagai %q: huruf dan kata yang diulang dirapikan lebih dulu. Hapus atau ganti bentuk ini.", form, key)
		return
	}
	if other, twice := meaningOf[key]; twice {
		l.report(l.words, at, "Bentuk %q sudah berarti %q. Pilih satu arti saja.", form, other)
		return
	}
	meaningOf[key] = meaning
}

// letters leaves only the letters and digits of a text.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, text)
}
