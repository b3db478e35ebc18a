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

// TestOne: the third column is said where the first number is one, whatever comes
// before and after it.
func TestOne(t *testing.T) {
	t.Parallel()
	entries, err := words.Entries()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, e := range entries {
		kinds := verb.FindAllString(strings.ReplaceAll(e.Indonesian, "%%", ""), -1)
		if e.One == "" || e.One == e.English || len(kinds) == 0 {
			continue
		}
		n++
		said := func(first any) string {
			var args []any
			for _, v := range kinds {
				switch {
				case strings.HasSuffix(v, "d"):
					args, first = append(args, first), 7
				default:
					args = append(args, "x")
				}
			}
			return words.Say(e.Indonesian, args...).In(words.English)
		}
		if !strings.Contains(strings.Join(kinds, " "), "d") {
			t.Errorf("%s: %q has an English for one, and no number", e.File, e.Indonesian)
			continue
		}
		one, one64, two, eleven, none := said(1), said(int64(1)), said(2), said(11), said(0)
		mend := func(text, figure string) string { return strings.Replace(text, figure, "#", 1) }
		if one != one64 || mend(one, "1") == mend(two, "2") || mend(two, "2") != mend(eleven, "11") || mend(two, "2") != mend(none, "0") {
			t.Errorf("%s: of 1 %q and %q, of 2 %q, of 11 %q, of 0 %q; want one alone said otherwise", e.File, one, one64, two, eleven, none)
		}
	}
	if n == 0 {
		t.Error("no line has an English for one: this test tests nothing")
	}
}

// TestNested: Texts in Texts are said in the language of the outermost, however deep,
// and what is no Text stays as it is.
func TestNested(t *testing.T) {
	t.Parallel()
	inner := words.Say("sisa %s", words.Both("5 mnt", "5 min"))
	joined := words.Join([]words.Text{"Menunggu", inner}, " · ")
	deep := words.Say("%s: %s", words.Say("%s: %s", joined, "Menunggu"), words.Map(strings.ToUpper, joined))
	for l, want := range map[words.Language]string{
		words.Indonesian: "Menunggu · sisa 5 mnt: Menunggu: MENUNGGU · SISA 5 MNT",
		words.English:    "Waiting · 5 min left: Menunggu: WAITING · 5 MIN LEFT",
	} {
		if got := deep.In(l); got != want {
			t.Errorf("nested words in %s = %q, want %q", l, got, want)
		}
	}
	for text, want := range map[words.Text]string{words.Join(nil, ", "): "", words.Map(strings.ToUpper, ""): "", words.Name(""): "", words.Join([]words.Text{"Menunggu"}, ", "): "Waiting"} {
		if got := text.In(words.English); got != want {
			t.Errorf("%q in English = %q, want %q", text, got, want)
		}
	}
	if got := words.Text("  Menunggu ").In(words.English); got != "  Waiting " {
		t.Errorf("spaces around words in English = %q, want them kept", got)
	}
	if got := words.Say("100 %").In(words.Indonesian); got != "100 %" {
		t.Errorf("a text without arguments = %q, want it as it is", got)
	}
}

// FuzzForged: whatever people write, it can neither end a Text nor begin one: what it
// says is itself but for the signs, in both languages, wherever it stands.
func FuzzForged(f *testing.F) {
	f.Add("Ina", "x")
	f.Add("\x02Tutup\x03Close\x04", "\x04")
	f.Add("\x03\x02", "\x04\x04\x02\x02")
	f.Add("a\x02b", "%d %s %!")
	f.Fuzz(func(t *testing.T, name, other string) {
		clean := strings.NewReplacer("\x02", "", "\x03", "", "\x04", "").Replace
		for _, l := range []words.Language{words.Indonesian, words.English} {
			for what, c := range map[string]struct {
				text words.Text
				want string
			}{
				"Name": {words.Name(name), clean(name)},
				"Both": {words.Both(name, name) + words.Both(other, other), clean(name) + clean(other)},
				"Join": {words.Join([]words.Text{words.Name(name), words.Name(other)}, "/"), clean(name) + "/" + clean(other)},
				"Say":  {words.Say("%s: %s", words.Name(name), other), clean(name) + ": " + clean(other)},
				"Map":  {words.Map(func(s string) string { return s + other }, words.Name("a"+name)), clean("a" + name + other)},
			} {
				if got := c.text.In(l); got != c.want {
					t.Errorf("%s of %q and %q in %s = %q, want %q", what, name, other, l, got, c.want)
				}
			}
		}
	})
}
