package faq_test

import (
	"strings"
	"testing"
)

// mistake is a file with one mistake, and what a curator is told of it.
type mistake struct {
	name, content string
	line, column  int
	text          string // part of the message
}

// told holds that each mistake is told, at its place, with an excerpt. The
// files stand under the given name beside a file that has nothing wrong.
func told(t *testing.T, name string, mistakes []mistake) {
	t.Helper()
	for _, tt := range mistakes {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			found := problems(t, catalogue("baik.yaml", strings.Replace(goodEntry, "ktp-hilang", "baik", 1), name, tt.content))
			for _, p := range found {
				if p.Line != tt.line || p.Column != tt.column || !strings.Contains(p.Text, tt.text) {
					continue
				}
				if p.File != name || (p.Line > 0 && !strings.Contains(p.Excerpt, "^")) {
					t.Errorf("problem %+v, want file %s and an excerpt with a caret", p, name)
				}
				return
			}
			t.Errorf("problems = %v, want %d:%d with %q", found, tt.line, tt.column, tt.text)
		})
	}
}

func TestProblemsOfForm(t *testing.T) {
	t.Parallel()
	told(t, "uji.yaml", []mistake{
		{"UnknownField", "entries:\n  - id: a\n    titel: KTP\n", 3, 5, `Maksud Anda "title"?`},
		{"UnknownFieldFar", "entries:\n  - id: a\n    warna: biru\n", 3, 5, "pakai salah satu dari: answer"},
		{"ListExpected", "entries:\n  - id: a\n    questions: ktp hilang\n", 3, 16, "harus berupa daftar"},
		{"TextExpected", "entries:\n  - id: a\n    title: [a, b]\n", 3, 12, "harus berupa satu teks"},
		{"PairsExpected", "entries:\n  - hanya teks\n", 2, 5, `harus berisi pasangan "nama: isi"`},
		{"FieldTwice", "entries:\n  - id: a\n    id: b\n", 3, 5, "sudah ada di baris 2"},
		{"EmptyItem", "entries:\n  - id: a\n    questions:\n      -\n", 4, 8, "Butir ke-1"},
		{"Alias", "entries:\n  - id: a\n    title: *b\n", 3, 12, "tanda kutip"},
		{"Syntax", "entries:\n  - id: \"a\n", 2, 9, "Susunan berkas keliru"},
		{"Tab", "entries:\n\t- id: a\n", 2, 1, "jangan memakai Tab"},
		{"TwoParts", goodEntry + "---\nentries: []\n", 10, 1, `Hapus baris "---"`},
		{"NoEntries", "group: uji\n", 1, 1, "tidak memuat satu pun jawaban"},
		{"Empty", "", 0, 0, "tidak memuat satu pun jawaban"},
		{"TooLarge", strings.Repeat("#", 1<<20) + "\n" + goodEntry, 0, 0, "lebih besar dari 1 MB"},
	})
	told(t, "lain/uji.yaml", []mistake{{"Folder", goodEntry, 0, 0, "Folder ini tidak dikenal"}})
}

func TestProblemsOfEntries(t *testing.T) {
	t.Parallel()
	without := func(text string) string { return strings.Replace(goodEntry, text, "", 1) }
	told(t, "uji.yaml", []mistake{
		{"NoTitle", without("    title: KTP hilang\n"), 3, 5, `belum punya "title"`},
		{"NoAnswer", without("    answer: Bawa surat polisi.\n"), 3, 5, `belum punya "answer"`},
		{"NoQuestions", without("    questions:\n      - ktp saya hilang\n"), 3, 5, `belum punya "questions"`},
		{"NoStatus", without("    status: published\n"), 3, 5, `belum punya "status"`},
		{"NoID", strings.Replace(goodEntry, "id: ktp-hilang", "group: x", 1), 3, 5, "tidak sah"},
		{"BadID", strings.Replace(goodEntry, "ktp-hilang", "KTP Hilang", 1), 3, 9, "huruf kecil"},
		{"BadStatus", strings.Replace(goodEntry, "published", "terbit", 1), 8, 13, "Pilih salah satu: draft"},
		{"BadAudience", goodEntry + "    audience: semua\n", 9, 15, "Pilih salah satu: warga"},
		{"BadRisk", goodEntry + "    risk: tinggi\n", 9, 11, "Pilih salah satu: normal"},
		{"SureAtTooLow", goodEntry + "    sure_at: 0.49\n", 9, 14, "angka 0.5 sampai 1"},
		{"SureAtTooHigh", goodEntry + "    sure_at: 1.01\n", 9, 14, "angka 0.5 sampai 1"},
		{"SureAtNothing", goodEntry + "    sure_at: 0\n", 9, 14, "angka 0.5 sampai 1"},
		{"SureAtNoNumber", goodEntry + "    sure_at: \"0,95\"\n", 9, 14, "angka dengan titik"},
		{"BadReviewedOn", goodEntry + "    reviewed_on: 21-11-2026\n", 9, 18, "misalnya 2026-11-21"},
		{"BadValidUntil", goodEntry + "    valid_until: 2026-02-30\n", 9, 18, "misalnya 2026-11-21"},
		{"HalfVerified", goodEntry + "    verified: {on: 2026-11-21}\n", 9, 16, "by_role"},
		{"BadVerified", goodEntry + "    verified: {by_role: Kepala, on: kemarin}\n", 9, 16, "misalnya 2026-11-21"},
		{"NoRule", goodEntry + "    basis:\n      - {article: Pasal 1}\n", 10, 10, `belum punya "rule"`},
		{"BadURL", goodEntry + "    basis:\n      - {rule: UU, url: dukcapil}\n", 10, 25, "https://"},
		{"BrokenRelated", goodEntry + "    related: [ktp-rusak]\n", 9, 15, "tidak ada di katalog"},
		{"UnknownForm", goodEntry + "    facets:\n      forms: [F-9.99]\n", 10, 15, "tidak ada di forms.yaml"},
		{"IDTwice", goodEntry + strings.TrimPrefix(goodEntry, "group: uji\nentries:\n"), 9, 9, "sudah dipakai di uji.yaml baris 3"},
		{"TooLong", strings.Replace(goodEntry, "Bawa surat polisi.", strings.Repeat("Bawa surat. ", 80), 1), 7, 14, "paling banyak"},
	})
}

func TestProblemsOfTables(t *testing.T) {
	t.Parallel()
	told(t, "forms.yaml", []mistake{
		{"NoUse", "forms:\n  - {code: F-1}\n", 2, 6, "belum lengkap"},
		{"NoCode", "forms:\n  - {use: lapor}\n", 2, 6, "belum lengkap"},
		{"CodeTwice", "forms:\n  - {code: F-1, use: a}\n  - {code: F-1, use: b}\n", 3, 6, "ditulis dua kali"},
		{"BadSince", "since: dulu\nforms: []\n", 1, 8, "misalnya 2026-11-21"},
		{"BadReviewedOn", "reviewed_on: dulu\nforms: []\n", 1, 14, "misalnya 2026-11-21"},
	})
	told(t, "words.yaml", []mistake{
		{"MeaningIsAForm", "slang:\n  gmn: [gimana]\n  bagaimana: [gmn]\n", 2, 8, "masih diganti lagi"},
		{"MeaningIsATypedForm", "slang:\n  Bagaimana: [gmn]\n", 2, 14, "huruf kecil"},
		{"FormTooLong", "slang:\n  kk: [satu dua tiga empat lima]\n", 2, 8, "satu sampai 4 kata"},
		{"FormWithoutWord", "synonyms:\n  kk: [\"-\"]\n", 2, 8, "satu sampai 4 kata"},
		{"FormReadOtherwise", "slang:\n  kk: [kkku]\n", 2, 8, `terbaca sebagai "ku"`},
		{"TwoMeanings", "slang:\n  tidak: [gak, ga]\n  belum: [gak]\n", 2, 11, `sudah berarti "belum"`},
		{"FriendOfTwoWords", "false_friends:\n  - {form: kk mau, becomes: kakak}\n", 2, 12, "tepat satu kata"},
		{"FriendReplacedAgain", "slang:\n  kakak: [kak]\nfalse_friends:\n  - {form: kk, becomes: kak}\n", 4, 25, "masih diganti lagi"},
		{"PairsExpected", "slang: [gmn]\n", 1, 8, `pasangan "kata: arti"`},
	})
	told(t, "facets.yaml", []mistake{
		{"UnknownFacet", "facets:\n  - {facet: harga, phrases: [biaya]}\n", 2, 13, "tidak dikenal"},
		{"PhraseWithoutWord", "facets:\n  - {facet: fee, phrases: [biaya, \"...\"]}\n", 2, 35, "tidak memuat kata"},
		{"SubjectWithoutWords", "subjects:\n  - {prefix: kk}\n", 2, 6, "belum lengkap"},
		{"SubjectWithoutPrefix", "subjects:\n  - {words: [kk]}\n", 2, 6, "belum lengkap"},
		{"SubjectNoTruth", "subjects:\n  - {prefix: kk, words: [kk], topic: ya}\n", 2, 38, "true atau false"},
		{"OutsideWithoutWord", "outside:\n  - paspor\n  - \"?\"\n", 3, 5, "tidak memuat kata"},
		{"OrdinalNoNumber", "ordinals:\n  satu: [pertama]\n", 2, 9, "bukan angka"},
		{"OrdinalZero", "ordinals:\n  \"0\": [nol]\n", 2, 8, "bukan angka"},
	})
	told(t, "intents/uji.yaml", []mistake{
		{"UnknownIntent", "intent: salam\nrules:\n  - any: [halo]\n", 1, 9, "tidak dikenal"},
		{"RuleWithoutAny", "intent: greeting\nrules:\n  - max_words: 3\n", 3, 5, `belum punya "any"`},
		{"NoNumber", "intent: greeting\nrules:\n  - {any: [halo], max_words: tiga}\n", 3, 30, "angka bulat"},
		{"AnyWithoutWord", "intent: greeting\nrules:\n  - any: [halo, \"!\"]\n", 3, 17, "tidak memuat kata"},
		{"WithWithoutWord", "intent: greeting\nrules:\n  - {any: [halo], with: [\"!\"]}\n", 3, 26, "tidak memuat kata"},
		{"UnlessWithoutWord", "intent: greeting\nrules:\n  - {any: [halo], unless: [\"!\"]}\n", 3, 28, "tidak memuat kata"},
	})
}
