package words_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"loket/internal/words"
)

func TestText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text               words.Text
		indonesian, inside string
	}{
		{"", "", ""},
		{"Menunggu", "Menunggu", "Waiting"},
		{"tidak ada di tabel", "tidak ada di tabel", "tidak ada di tabel"},
		{words.Say("memegang %d tiket", 5), "memegang 5 tiket", "holds 5 tickets"},
		{words.Say("sisa %s", words.Both("5 mnt", "5 min")), "sisa 5 mnt", "5 min left"},
		{words.Say("memegang %d tiket", 1), "memegang 1 tiket", "holds 1 ticket"},
		{words.Say("%s: %s", words.Text("Menunggu"), "Menunggu"), "Menunggu: Menunggu", "Waiting: Menunggu"},
		{words.Both("satu", "one") + words.Both("dua", "two"), "satudua", "onetwo"},
		{words.Map(strings.ToUpper, "Menunggu"), "MENUNGGU", "WAITING"},
		{words.Join([]words.Text{"Menunggu", words.Name("KPG"), ""}, ", "), "Menunggu, KPG, ", "Waiting, KPG, "},
	} {
		if got := c.text.In(words.Indonesian); got != c.indonesian {
			t.Errorf("%q in Indonesian = %q, want %q", c.text, got, c.indonesian)
		}
		if got := c.text.In(words.English); got != c.inside {
			t.Errorf("%q in English = %q, want %q", c.text, got, c.inside)
		}
		if got := fmt.Sprintf("%s %v", c.text, c.text); got != c.indonesian+" "+c.indonesian {
			t.Errorf("%q printed = %q, want it in Indonesian", c.text, got)
		}
	}
}

// TestForged: what people write cannot pass for a Text.
func TestForged(t *testing.T) {
	t.Parallel()
	forged := string(words.Both("Tutup", "Close"))
	for _, text := range []words.Text{words.Name(forged), words.Say("oleh %s", forged)} {
		for _, l := range []words.Language{words.Indonesian, words.English} {
			if got := text.In(l); !strings.Contains(got, "TutupClose") || strings.ContainsAny(got, "\x02\x03\x04") {
				t.Errorf("forged words in %s = %q, want them as they were written", l, got)
			}
		}
	}
}

func TestEntries(t *testing.T) {
	t.Parallel()
	entries, err := words.Entries()
	if err != nil || len(entries) == 0 {
		t.Fatalf("entries: %d, %v", len(entries), err)
	}
	seen := map[string]string{}
	for _, e := range entries {
		if e.English == "" || strings.TrimSpace(e.Indonesian) != e.Indonesian || strings.TrimSpace(e.English) != e.English {
			t.Errorf("%s: %q → %q: both are wanted, without spaces around them", e.File, e.Indonesian, e.English)
		}
		if other, twice := seen[e.Indonesian]; twice {
			t.Errorf("%q stands twice: in %s and %s", e.Indonesian, other, e.File)
		}
		seen[e.Indonesian] = e.File
		want := verbs(e.Indonesian)
		for _, english := range []string{e.English, e.One} {
			if got := verbs(english); english != "" && got != want {
				t.Errorf("%s: %q has the arguments %s, its English %q %s", e.File, e.Indonesian, want, english, got)
			}
		}
	}
}

var verb = regexp.MustCompile(`%(\[(\d+)\])?[-+#0]*\d*(\.\d+)?[a-zA-Z]`)

// verbs lists what a format makes of each argument, in the order of the arguments.
func verbs(format string) string {
	var of []string
	for i, found := range verb.FindAllStringSubmatch(strings.ReplaceAll(format, "%%", ""), -1) {
		at := strconv.Itoa(i + 1)
		if found[2] != "" {
			at = found[2]
		}
		of = append(of, at+found[0][len(found[0])-1:])
	}
	slices.Sort(of)
	return fmt.Sprint(of)
}
