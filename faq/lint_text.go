package faq

import (
	"regexp"
	"slices"
	"strings"
)

// The shapes of what is not plain words.
var (
	shortShape = regexp.MustCompile(`\b[A-Z](?:[A-Z0-9]*[A-Z][A-Z0-9]*|[0-9]+[A-Z][A-Z0-9]*)(?:-el)?\b`)
	romanShape = regexp.MustCompile(`^[IVX]+$`)
	codeShape  = regexp.MustCompile(`\bF-\d\.\d+[A-Z]?\b`)
)

// sentences finds sentences that are too long to be read once.
func (l *linter) sentences(e *Entry, s prose) {
	most := l.catalog.style.sentence()
	for _, sentence := range sentencesOf(s.text) {
		if n := countWords(sentence); n > most {
			l.note(RuleLongSentence, e, s.spot(sentence), "Kalimat ini %d kata, paling banyak %d. Bagi menjadi dua kalimat.", n, most)
		}
	}
}

// abbreviationsIn returns the abbreviations of a text, each once, in the order
// they occur.
func abbreviationsIn(text string) (shorts []string) {
	for _, short := range shortShape.FindAllString(codeShape.ReplaceAllString(text, ""), -1) {
		if !romanShape.MatchString(short) && !slices.Contains(shorts, short) {
			shorts = append(shorts, short)
		}
	}
	return shorts
}

// abbreviations finds those that neither the house style nor the entry
// explains, where each first occurs.
func (l *linter) abbreviations(e *Entry, at place) {
	texts := e.texts(at)
	var all strings.Builder
	for _, s := range texts {
		all.WriteString(s.text + "\n")
	}
	told := map[string]bool{}
	for _, s := range texts {
		for _, short := range abbreviationsIn(s.text) {
			if told[short] || l.catalog.style.Abbreviations[short] != "" || explained(all.String(), short) {
				continue
			}
			told[short] = true
			l.note(RuleAbbreviation, e, s.spot(short), "Singkatan %q belum dijelaskan. Tulis kepanjangannya dalam kurung, misalnya KUA (Kantor Urusan Agama), atau tambahkan ke %s.", short, styleFile)
		}
	}
}

// explained reports whether an abbreviation stands before or in brackets, or
// before a word that explains: KUA (Kantor Urusan Agama), Kantor Urusan Agama
// (KUA), KUA adalah Kantor Urusan Agama.
func explained(text, short string) bool {
	for _, behind := range [...]string{" (", `" (`, "” (", ", yaitu ", " adalah ", " artinya "} {
		if strings.Contains(text, short+behind) {
			return true
		}
	}
	return strings.Contains(text, "("+short+")") || strings.Contains(text, "("+short+",")
}

// codes finds form codes that the table does not have: codes stand there, so
// that a change of the rule is one edit.
func (l *linter) codes(e *Entry, s prose) {
	for _, code := range codeShape.FindAllString(s.text, -1) {
		current := slices.ContainsFunc(l.catalog.forms.Forms, func(f Form) bool { return f.Code == code })
		if current {
			continue
		}
		cure := "Periksa kodenya, atau tambahkan ke tabel itu."
		for _, f := range l.catalog.forms.Forms {
			if slices.Contains(f.Formerly, code) {
				cure = "Itu kode lama; pakai kode barunya, misalnya " + f.Code + "."
				break
			}
		}
		l.note(RuleFormCode, e, s.spot(code), "Kode formulir %q tidak ada di %s. %s", code, formsFile, cure)
	}
}
