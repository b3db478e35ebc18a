package faq

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// someIntents has a rule of each kind.
func someIntents() []intentFile {
	return []intentFile{
		{Intent: IntentEmergency, Rules: []intentRule{
			{Any: []string{"mau mati", "bunuh diri"}, Unless: []string{"akta", "ktp"}},
			{Any: []string{"kebakaran"}, With: []string{"tolong", "sekarang"}, Unless: []string{"kemarin"}},
			{Any: []string{"pingsan"}, Unless: []string{"dulu"}, UnlessNear: []string{"ktp"}},
		}},
		{Intent: IntentGreeting, Rules: []intentRule{{Any: []string{"selamat pagi", "halo"}}, {Any: []string{"pagi"}, MaxWords: 2, NoSubject: true}}},
		{Intent: IntentThanks, Rules: []intentRule{{Any: []string{"terima kasih"}}}},
		{Intent: IntentHuman, Rules: []intentRule{{Any: []string{"bicara ... petugas"}}}},
	}
}

func TestIntentRules(t *testing.T) {
	t.Parallel()
	n := newNormaliser(words{})
	b := newIntentBook(n, lexicon{Intents: someIntents(), Facets: facetWords{Joints: []string{"dan"}}})
	for _, tt := range []struct {
		name, text string
		subject    bool // the text names a document
		want       []Intent
	}{
		{"Any", "saya mau mati", false, []Intent{IntentEmergency}},
		{"Any/NotInSequence", "mau tidak mati", false, nil},
		{"Unless", "ktp saya mau mati", true, nil},
		{"With", "tolong kebakaran", false, []Intent{IntentEmergency}},
		{"With/Missing", "kebakaran", false, nil},
		{"With/AndUnless", "tolong, kebakaran kemarin", false, nil},
		{"UnlessNear", "ktp pingsan", true, nil},
		{"UnlessNear/AnotherClause", "urus ktp, mama pingsan", true, []Intent{IntentEmergency}},
		{"UnlessNear/BehindAJoint", "urus ktp dan mama pingsan", true, []Intent{IntentEmergency}},
		{"UnlessNear/OneOfTwo", "ktp pingsan! mama pingsan", true, []Intent{IntentEmergency}},
		{"Unless/AnotherClause", "mama pingsan, itu dulu", false, nil},
		{"Gap", "mau bicara dengan bapak petugas", false, []Intent{IntentHuman}},
		{"Gap/TooWide", "bicara satu dua tiga empat petugas", false, nil},
		{"MaxWords", "pagi kak", false, []Intent{IntentGreeting}},
		{"MaxWords/TooLong", "pagi kak saya mau tanya", false, nil},
		{"NoSubject", "pagi ktp", true, nil},
		{"Several/InOrderOfTheRules", "terima kasih, halo, saya mau mati", false, []Intent{IntentEmergency, IntentGreeting, IntentThanks}},
		{"Once", "halo halo selamat pagi", false, []Intent{IntentGreeting}},
		{"Nothing", "kk hilang", true, nil},
		{"Empty", "", false, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, _ := b.find(tt.text, n.words(tt.text), tt.subject)
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("intents of %q (-want +got):\n%s", tt.text, diff)
			}
		})
	}
}

func TestPoliteWords(t *testing.T) {
	t.Parallel()
	n := newNormaliser(words{})
	b := newIntentBook(n, lexicon{Intents: someIntents()})
	for text, want := range map[string]string{
		"selamat pagi ktp hilang":  "ktp hilang",
		"ktp hilang terima kasih":  "ktp hilang",
		"halo":                     "",
		"bicara petugas":           "bicara petugas", // only greetings and thanks are left out
		"kantor buka selamat sore": "kantor buka selamat sore",
	} {
		words := n.words(text)
		polite := b.polite(words)
		var rest []string
		for i, w := range words {
			if !polite[i] {
				rest = append(rest, w)
			}
		}
		if got := strings.Join(rest, " "); got != want {
			t.Errorf("%q without what is polite = %q, want %q", text, got, want)
		}
	}
}

func TestCardNumbers(t *testing.T) {
	t.Parallel()
	b := newIntentBook(newNormaliser(words{}), lexicon{})
	for text, want := range map[string]bool{
		"5371010101900001":              true,
		"nik 5371010101900001 ya":       true,
		"nik:5371010101900001":          true,
		"5371 0101 0190 0001":           true,
		"5371.0101.0190.0001":           true,
		"5371-010101-900001":            true,
		"537101010190000":               true, // 15 digits: one left out
		"53710101019000012":             true, // 17 digits: one too many
		"53710101019000":                false,
		"537101010190000123":            false,
		"081234567890":                  false,
		"0812 3456 7890":                false,
		"tanggal 01-01-1990 jam 08.00":  false,
		"nomor antrean 12 dan nomor 34": false,
		"a5371010101900001b":            true,
		"":                              false,
	} {
		got, _ := b.find(text, nil, false)
		if slices.Contains(got, IntentPersonalData) != want {
			t.Errorf("intents of %q = %v, want personal data %v", text, got, want)
		}
	}
}

// TestCardNumberAnywhere holds that a card number is found whatever stands
// around it, and however its digits are grouped.
func TestCardNumberAnywhere(t *testing.T) {
	t.Parallel()
	b := newIntentBook(newNormaliser(words{}), lexicon{})
	rapid.Check(t, func(t *rapid.T) {
		var number strings.Builder
		for i := range rapid.IntRange(15, 17).Draw(t, "length") {
			if i > 0 {
				number.WriteString(rapid.SampledFrom([]string{"", "", "", " ", ".", "-"}).Draw(t, "between"))
			}
			number.WriteString(rapid.StringMatching(`[0-9]`).Draw(t, "digit"))
		}
		around := rapid.StringMatching(`[a-z ?!,]{0,12}`)
		text := around.Draw(t, "before") + number.String() + around.Draw(t, "behind")
		if got, _ := b.find(text, nil, false); !slices.Contains(got, IntentPersonalData) {
			t.Errorf("intents of %q = %v, want personal data", text, got)
		}
	})
}
