// Package faqtest makes catalogues for tests: right by every rule of the
// loader, and as awkward to write down as an editor's texts can be. It must not
// be used by the program.
package faqtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"loket/faq"
	"loket/internal/loket"
)

// Text draws a text that survives trimming: words among signs that mean
// something to YAML, to a spreadsheet or to nobody. A line end comes only where
// lines is true.
func Text(t *rapid.T, lines bool, label string) string {
	awkward := []string{
		"kata", "KTP-el", "F-1.02", "0812", "007", "1e3", "2026-11-21", "08.00", "true", "null", "~", "=SUM(A1)", "'kutip", `"dua"`,
		": ", " #", "- ", "[", "]", "{", "}", ",", "|", `\`, `\n`, `\|`, "&a", "*b", "!c", "%", "@", "`", "?", "<b>", "&amp;", "+62", "é", "ß",
		"👨‍👩‍👧", "🪪", "\t", " ", "  ", ";", "...", "_x0041_", "_x000D_", "---", "https://contoh.id/a?b=c#d", "(", ")", "→",
	}
	if lines {
		awkward = append(awkward, "\n", "\n\n", "\n  ", "\n- ", "\n# ", "\n=")
	}
	parts := rapid.SliceOfN(rapid.SampledFrom(awkward), 1, 6).Draw(t, label)
	text := strings.TrimSpace(strings.Join(parts, ""))
	if text == "" {
		return "kata"
	}
	return text
}

// texts draws a list of texts, perhaps an empty one.
func texts(t *rapid.T, most int, label string) []string {
	list := make([]string, rapid.IntRange(0, most).Draw(t, label))
	for i := range list {
		list[i] = Text(t, true, label)
	}
	return list
}

// Catalogue draws a catalogue with some entries and any of the tables.
func Catalogue(t *rapid.T) *faq.Catalog {
	ids := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z]{1,3}(-[a-z0-9]{1,3})?`), 1, 4, rapid.ID[string]).Draw(t, "ids")
	codes := rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) string { return Text(t, false, "code") }), 0, 3, rapid.ID[string]).Draw(t, "codes")
	facts := rapid.SliceOfNDistinct(rapid.StringMatching(`fakta-[a-z]{1,2}`), 0, 3, rapid.ID[string]).Draw(t, "facts")
	items := tables(t, codes, facts)
	for _, id := range ids {
		e := entry(t, id)
		e.Related = subset(t, ids, "related")
		e.Facets.Forms = subset(t, codes, "forms")
		e.Local = subset(t, facts, "local")
		items = append(items, newItem("entry", id, e))
	}
	c, err := faq.Assemble(items)
	if err != nil {
		t.Fatalf("assemble a drawn catalogue: %v", err)
	}
	return c
}

// subset draws some of a list, in its order.
func subset(t *rapid.T, list []string, label string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(string) bool { return rapid.Bool().Draw(t, label) })
}

func newItem(kind, id string, data any) loket.CatalogueItem {
	content, err := json.Marshal(data)
	if err != nil {
		panic(err) // strings and slices always marshal
	}
	return loket.CatalogueItem{Kind: kind, ID: id, Content: content}
}

// entry draws an entry without references.
func entry(t *rapid.T, id string) faq.Entry {
	maybe := func(lines bool, label string) string {
		if rapid.Bool().Draw(t, label+"?") {
			return ""
		}
		return Text(t, lines, label)
	}
	day := rapid.SampledFrom([]faq.Date{"", "2026-11-21", "2027-02-28"})
	e := faq.Entry{
		ID: id, Title: Text(t, false, "title"), Answer: Text(t, true, "answer"), Plain: maybe(true, "plain"),
		Group:     rapid.SampledFrom([]string{"", "uji", "Uji", "forms", "Akta & KK"}).Draw(t, "group"),
		Unit:      rapid.SampledFrom([]string{"", "layanan", "arsip"}).Draw(t, "unit"),
		Audience:  rapid.SampledFrom([]string{"warga", "pelaku-usaha"}).Draw(t, "audience"),
		Risk:      rapid.SampledFrom([]string{"normal", "sensitive"}).Draw(t, "risk"),
		Status:    rapid.SampledFrom([]faq.Status{faq.Draft, faq.Published, faq.Withdrawn}).Draw(t, "status"),
		SureAt:    rapid.SampledFrom([]float64{0, 0.5, 0.95, 0.999, 1}).Draw(t, "sure_at"),
		Questions: append(texts(t, 3, "questions"), "pertanyaan "+id),
		Facets: faq.Facets{
			Requirements: texts(t, 3, "requirements"), Steps: texts(t, 2, "steps"), NotNeeded: texts(t, 2, "not_needed"),
			Cases: texts(t, 2, "cases"), Where: maybe(true, "where"), Hours: maybe(false, "hours"), Fee: maybe(false, "fee"),
			Duration: maybe(false, "duration"), Deadline: maybe(false, "deadline"),
		},
		ReviewedOn: day.Draw(t, "reviewed_on"), ValidUntil: day.Draw(t, "valid_until"), ReferTo: maybe(false, "refer_to"),
	}
	for range rapid.IntRange(0, 2).Draw(t, "basis") {
		url := rapid.SampledFrom([]string{"", "https://contoh.id/a|b#c"}).Draw(t, "url")
		e.Basis = append(e.Basis, faq.Basis{Rule: Text(t, false, "rule"), Article: maybe(false, "article"), URL: url})
	}
	if rapid.Bool().Draw(t, "verified?") {
		e.Verified = &faq.Verified{ByRole: Text(t, false, "by_role"), On: "2026-11-20"}
	}
	return e
}

// tables draws the tables that entries refer to, and perhaps the others.
func tables(t *rapid.T, codes, facts []string) []loket.CatalogueItem {
	type object = map[string]any
	var forms, about []object
	for _, code := range codes {
		forms = append(forms, object{"code": code, "use": Text(t, false, "use"), "formerly": texts(t, 2, "formerly")})
	}
	for _, id := range facts {
		about = append(about, object{"id": id, "about": "Tentang " + id, "facet": rapid.SampledFrom([]string{"where", "fee"}).Draw(t, "facet")})
	}
	items := []loket.CatalogueItem{
		newItem("forms", "", object{"rule": Text(t, false, "rule"), "since": "2026-01-02", "forms": forms}),
		newItem("facts", "", object{"facts": about}),
	}
	if rapid.Bool().Draw(t, "words?") {
		items = append(items, newItem("words", "", object{
			"slang": object{"tidak": []string{"gak", "ga"}, "0812": []string{"nolnol"}}, "synonyms": object{"kartu anggota": []string{"kartu perpus"}},
			"false_friends": []object{{"form": "su", "becomes": rapid.SampledFrom([]string{"", "sudah"}).Draw(t, "becomes"), "before": []string{"hilang", "$"}}},
			"keep":          []string{"tanya"}, "fillers": texts(t, 2, "fillers"),
		}))
	}
	if rapid.Bool().Draw(t, "facets?") {
		items = append(items, newItem("facets", "", object{
			"facets":   []object{{"facet": "fee", "phrases": []string{"biaya", "berapa ... uang"}}, {"facet": "lost", "phrases": subset(t, []string{"hilang"}, "phrases")}},
			"subjects": []object{{"prefix": "a", "words": []string{"akta " + Text(t, false, "words"), "surat"}, "topic": rapid.Bool().Draw(t, "topic")}},
			"outside":  []string{Text(t, false, "outside") + " rapat"}, "ordinals": object{"1": []string{"satu"}, "10": []string{"sepuluh"}, "2": []string{}},
			"joints": texts(t, 2, "joints"),
		}))
	}
	for _, intent := range subset(t, []string{"emergency", "greeting", "hoax-check"}, "intents") {
		rules := []object{}
		for i := range rapid.IntRange(0, 3).Draw(t, "rules") {
			rules = append(rules, object{
				"any": []string{fmt.Sprint("kata ", i)}, "with": subset(t, []string{"tolong", "0812 itu"}, "with"), "unless": subset(t, []string{"bukan"}, "unless"),
				"max_words": rapid.IntRange(0, 9).Draw(t, "max_words"), "no_subject": rapid.Bool().Draw(t, "no_subject"),
			})
		}
		items = append(items, newItem("intents", intent, object{"intent": intent, "rules": rules}))
	}
	return append(items, newItem("style", "", object{
		"links": subset(t, []string{"contoh.id", "dukcapil.kemendagri.go.id"}, "links"), "abbreviations": object{"KK": Text(t, false, "KK")},
		"max_sentence": rapid.IntRange(0, 30).Draw(t, "max_sentence"),
	}))
}
