package faq

import "slices"

// Rule names what a finding is about. The names are stable: reports and
// scripts rely on them.
type Rule string

// The rules of Lint: errors first, then warnings. Each is explained in
// docs/catalogue.md.
const (
	RuleLoad         Rule = "load"          // the loader refuses it
	RulePatternTwice Rule = "pattern-twice" // one question, two entries
	RuleExpired      Rule = "expired"       // published beyond its last day
	RuleLink         Rule = "link"          // leads to a site that is not on the list
	RuleAsksData     Rule = "asks-data"     // asks the citizen to send personal data
	RuleNumber       Rule = "number"        // holds what looks like a NIK or a KK number

	RuleFewPatterns   Rule = "few-patterns"
	RulePatternNear   Rule = "pattern-near" // nearly one question, two entries
	RuleNoSource      Rule = "no-source"
	RuleLongSentence  Rule = "long-sentence"
	RuleLongList      Rule = "long-list"
	RuleOpenItem      Rule = "open-item" // an item that does not end as a sentence
	RuleAbbreviation  Rule = "abbreviation"
	RuleLongAnswer    Rule = "long-answer" // hides its requirements behind the button
	RuleExpiring      Rule = "expiring"
	RuleRelatedHidden Rule = "related-hidden" // leads to an entry that is not published
	RuleFormCode      Rule = "form-code"      // a code in prose that the table does not have
	RuleClaim         Rule = "claim"          // repeats what is widely told and wrong
	RuleUnverified    Rule = "unverified"
	RuleLocalMissing  Rule = "local-missing" // the agency has not given the value
)

// LintRules returns all rules, errors first.
func LintRules() []Rule {
	return []Rule{
		RuleLoad, RulePatternTwice, RuleExpired, RuleLink, RuleAsksData, RuleNumber,
		RuleFewPatterns, RulePatternNear, RuleNoSource, RuleLongSentence, RuleLongList, RuleOpenItem, RuleAbbreviation,
		RuleLongAnswer, RuleExpiring, RuleRelatedHidden, RuleFormCode, RuleClaim, RuleUnverified, RuleLocalMissing,
	}
}

// Agency reports whether only the agency can cure what the rule finds, by
// verifying or by giving a value: a fresh catalogue is full of it.
func (r Rule) Agency() bool { return r == RuleUnverified || r == RuleLocalMissing }

// severity is that of all findings of the rule.
func (r Rule) severity() Severity {
	if slices.Contains([]Rule{RuleLoad, RulePatternTwice, RuleExpired, RuleLink, RuleAsksData, RuleNumber}, r) {
		return SeverityError
	}
	return SeverityWarning
}

// Title says what the rule finds, as a curator reads it.
func (r Rule) Title() string {
	return map[Rule]string{
		RuleLoad:          "tidak dapat dimuat",
		RulePatternTwice:  "pertanyaan sama pada dua jawaban",
		RuleExpired:       "sudah lewat masa berlaku",
		RuleLink:          "tautan di luar daftar",
		RuleAsksData:      "meminta data pribadi",
		RuleNumber:        "memuat nomor pribadi",
		RuleFewPatterns:   "contoh pertanyaan kurang",
		RulePatternNear:   "pertanyaan hampir sama pada dua jawaban",
		RuleNoSource:      "tanpa dasar",
		RuleLongSentence:  "kalimat panjang",
		RuleLongList:      "daftar panjang",
		RuleOpenItem:      "butir tanpa tanda akhir",
		RuleAbbreviation:  "singkatan tidak dijelaskan",
		RuleLongAnswer:    "jawaban panjang",
		RuleExpiring:      "segera lewat masa berlaku",
		RuleRelatedHidden: "jawaban terkait belum terbit",
		RuleFormCode:      "kode formulir di luar tabel",
		RuleClaim:         "kekeliruan yang umum",
		RuleUnverified:    "belum diperiksa dinas",
		RuleLocalMissing:  "fakta setempat belum diisi",
	}[r]
}
