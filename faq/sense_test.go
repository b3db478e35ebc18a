package faq

import (
	"slices"
	"strings"
	"testing"
)

// TestSenseWords holds the list to what it is for: a word has one sense.
func TestSenseWords(t *testing.T) {
	t.Parallel()
	owner := map[string]string{}
	for line := range strings.Lines(senseWords) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		name, list, ok := strings.Cut(line, ": ")
		if !ok || line != strings.ToLower(line) {
			t.Errorf("line %q, want a name, a colon and words, all in lower case", line)
		}
		for _, word := range strings.Split(list, ", ") {
			if other, again := owner[word]; again {
				t.Errorf("%q is of %q and %q, want one sense", word, other, name)
			}
			owner[word] = name
		}
	}
}

func TestSenses(t *testing.T) {
	t.Parallel()
	s, _ := newSpace(examplesOf("a: ktp hilang", "b: ktp jam"))
	for text, want := range map[string]string{
		"":                     "",
		"bagaimana prosedur":   "=cara",
		"persyaratan paspor":   "=syarat, paspor, =syarat paspor",
		"dokumen paspor anak":  "=syarat, paspor, =syarat paspor, =lahir, paspor =lahir",
		"jam berapa kantor":    "=waktu, =jumlah, =waktu =jumlah, =tempat, =jumlah =tempat",
		"berkas berkas paspor": "=syarat, paspor, =syarat paspor",
	} {
		var got []string
		s.eachSense(strings.Fields(text), func(key []byte) { got = append(got, string(key)) })
		if strings.Join(got, ", ") != want {
			t.Errorf("senses of %q = %q, want %q", text, got, want)
		}
	}
}

// TestSenseLength holds that senses weigh less the more texts a class has, and
// are left out, with all they cost, where there are enough.
func TestSenseLength(t *testing.T) {
	t.Parallel()
	texts := func(each int) []example { return slices.Repeat(examplesOf("a: ktp hilang", "b: ktp jam"), each) }
	few, some, many := senseLength(texts(3)), senseLength(texts(10)), senseLength(texts(30))
	if few <= some || some <= 0 || many != 0 {
		t.Errorf("lengths = %v, %v, %v, want them falling to 0", few, some, many)
	}
	s, encoded := newSpace(texts(30))
	if n := s.numbers[senseBlock].count; n != 0 || len(encoded[0][senseBlock]) != 0 {
		t.Errorf("%d senses learned from many texts, want none", n)
	}
}
