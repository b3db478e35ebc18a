package faq_test

import (
	"strings"
	"testing"

	"loket/faq"
)

// TestWhy asks for each kind of reason in a message that can have no other.
func TestWhy(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	for _, tt := range []struct {
		name    string
		q       faq.Query
		verdict faq.Verdict
		ground  faq.Ground
		why     string
	}{
		{"Sure", faq.Query{Text: "syarat ktp hilang"}, faq.Sure, faq.ByModel, "Dijawab: peluang benarnya 0,9"},
		{"Topic", faq.Query{Text: "biayanya?", Topic: "ktp-el-hilang"}, faq.Sure, faq.ByTopic, `jawaban terakhir ktp-el-hilang memuat bagian "fee"`},
		{"Neighbour", faq.Query{Text: "kalau hilang?", Topic: "kk-baru"}, faq.Sure, faq.ByNeighbour, "menuju jawaban di dekat yang terakhir"},
		{"Choice", faq.Query{Text: "yang kedua", Choices: []string{"kk-baru", "ktp-el-hilang"}}, faq.Sure, faq.ByChoice, "warga memilihnya"},
		{"DocumentAlone", faq.Query{Text: "ktp"}, faq.Unsure, faq.ByModel, "hanya menyebut dokumennya"},
		{"UnknownWord", faq.Query{Text: "ktp hilang zxqvw"}, faq.Unsure, faq.ByModel, `kata yang tidak dikenal: "zxqvw"`},
		{"OwnCase", faq.Query{Text: "ktp saya sudah jadi belum"}, faq.Unsure, faq.ByModel, "warga menanyakan berkasnya sendiri"},
		{"NoWordKnown", faq.Query{Text: "zxqvw wkrtt plmnb"}, faq.Unknown, faq.ByModel, "tidak satu kata pun dikenal"},
		{"Greeting", faq.Query{Text: "halo"}, faq.Unknown, faq.ByNothing, "Tidak dicari di katalog"},
		{"Emergency", faq.Query{Text: "ada orang mau bunuh diri tolong"}, faq.Unknown, faq.ByNothing, "pesan ini menyebut bahaya"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := m.Explain(tt.q).Parts[0]
			if a.Verdict != tt.verdict || a.Ground != tt.ground || !strings.Contains(a.Why, tt.why) {
				t.Errorf("Explain(%+v) = %s by %s: %s\nwant %s by %s: %s", tt.q, a.Verdict, a.Ground, a.Why, tt.verdict, tt.ground, tt.why)
			}
		})
	}
}

// TestWhyByOwnBar promises that a curator who set a bar is told that it is the
// bar that keeps the entry from being quoted.
func TestWhyByOwnBar(t *testing.T) {
	t.Parallel()
	m, _ := withBars(t, func(string) float64 { return 1 })
	if got := m.Explain(faq.Query{Text: "ktp hilang"}).Parts[0].Why; !strings.HasSuffix(got, "tetapi belum sure_at jawaban ini, 1,000.") {
		t.Errorf("why = %q, want the entry's own bar named", got)
	}
}

// TestWhyIsTold counts the reasons of all test messages: each kind of verdict
// has its opening, and no sentence breaks off where a list of words is empty.
func TestWhyIsTold(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	opening := map[faq.Verdict]string{faq.Sure: "Dijawab: ", faq.Unsure: "Ditanya balik: ", faq.Unknown: ""}
	seen := map[string]bool{}
	for _, name := range []string{"nonsense.txt", "outside.txt", "questions.txt", "intents.txt", "emergencies.txt"} {
		for _, text := range textLines(t, name) {
			for _, a := range m.Explain(faq.Query{Text: text}).Parts {
				if !strings.HasPrefix(a.Why, opening[a.Verdict]) || strings.Contains(a.Why, ": .") || strings.HasSuffix(a.Why, " .") {
					t.Errorf("Explain(%q) is %s: %q", text, a.Verdict, a.Why)
				}
				for _, part := range []string{"di luar katalog", "hampir sama kuat", "tidak memakai kata", "tidak menyebut dokumen", "belum mencapai ambang", "cukup dekat", "tidak pernah dibahas"} {
					seen[part] = seen[part] || strings.Contains(a.Why, part)
				}
			}
		}
	}
	for part, found := range seen {
		if !found {
			t.Errorf("no test message is explained by %q", part)
		}
	}
}

func TestCues(t *testing.T) {
	t.Parallel()
	m, _ := reference(t)
	e := m.Explain(faq.Query{Text: "halo, biaya ktp hilang berapa"})
	if len(e.Intents) != 1 || e.Intents[0].Cue != (faq.Cue{Name: "greeting", Phrase: "halo"}) {
		t.Errorf("intents = %v, want the greeting by its word", e.Intents)
	}
	if got, want := e.Parts[0].Facet, (faq.Cue{Name: "fee", Phrase: "biaya"}); got != want {
		t.Errorf("facet = %v, want %v", got, want)
	}
	status := m.Explain(faq.Query{Text: "ktp saya sudah jadi belum"})
	if status.Parts[0].Facet.Phrase == "" || status.Parts[0].Facet.Phrase != status.Intents[0].Phrase {
		t.Errorf("status = %v by %v, want the words that revealed the intent", status.Parts[0].Facet, status.Intents)
	}
	number := m.Explain(faq.Query{Text: "ini nik saya 5371010101900001"})
	for _, c := range number.Intents {
		if strings.Contains(c.Phrase, "5371") {
			t.Errorf("intents = %v repeat a number that must not be repeated", number.Intents)
		}
	}
}
