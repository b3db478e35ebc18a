package faq

import (
	"reflect"
	"testing"
)

func TestPlain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, block, flow string }{
		{"KTP-el", "KTP-el", "KTP-el"},
		{"Bawa KTP-el, lalu isi.", "Bawa KTP-el, lalu isi.", `"Bawa KTP-el, lalu isi."`},
		{"2026-11-21", "2026-11-21", "2026-11-21"},
		{"2026-11-21 pagi", `"2026-11-21 pagi"`, `"2026-11-21 pagi"`},
		{"0812", `"0812"`, `"0812"`},
		{"24 jam", "24 jam", "24 jam"},
		{"1e3", `"1e3"`, `"1e3"`},
		{"True", `"True"`, `"True"`},
		{"no", `"no"`, `"no"`},
		{"a: b", `"a: b"`, `"a: b"`},
		{"jam 08:00", "jam 08:00", `"jam 08:00"`},
		{"a #b", `"a #b"`, `"a #b"`},
		{"- a", `"- a"`, `"- a"`},
		{"a\nb", `"a\nb"`, `"a\nb"`},
		{`dia bilang "ya"`, `'dia bilang "ya"'`, `'dia bilang "ya"'`},
		{`'a' \ "b"`, `'''a'' \ "b"'`, `'''a'' \ "b"'`},
		{"", `""`, `""`},
	} {
		if got := plain(tt.text, false); got != tt.block {
			t.Errorf("plain(%q) = %s, want %s", tt.text, got, tt.block)
		}
		if got := plain(tt.text, true); got != tt.flow {
			t.Errorf("plain(%q) in a list on one line = %s, want %s", tt.text, got, tt.flow)
		}
	}
}

func TestSlug(t *testing.T) {
	t.Parallel()
	for group, want := range map[string]string{"ktp-el": "ktp-el", "Akta & KK": "akta-kk", "": "jawaban", "情報": "jawaban", "../x": "x"} {
		if got := slug(group); got != want {
			t.Errorf("slug(%q) = %q, want %q", group, got, want)
		}
	}
}

func TestYAMLLayout(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		data any
		want string
	}{
		{"NumbersInOrder", facetWords{Ordinals: map[string][]string{"10": {"sepuluh"}, "2": {"dua"}}}, "ordinals:\n  \"2\": [dua]\n  \"10\": [sepuluh]\n"},
		{"EmptyListUnderAName", words{Slang: map[string][]string{"a": nil}}, "slang:\n  a: []\n"},
		{"LongItemsBelowEachOther", words{Keep: []string{"kata", "kata yang lebih panjang dari satu baris"}}, "keep:\n  - kata\n  - kata yang lebih panjang dari satu baris\n"},
		{"TextInAnItem", words{Keep: []string{"satu\ndua"}}, "keep:\n  - |\n    satu\n    dua\n"},
		{"TextWithEdges", words{Keep: []string{"satu\n  dua"}}, "keep:\n  - \"satu\\n  dua\"\n"},
		{"NumberAndTruth", intentFile{Intent: "thanks", Rules: []intentRule{{Any: []string{"a"}, MaxWords: 3, NoSubject: true}}}, "intent: thanks\nrules:\n  - {any: [a], max_words: 3, no_subject: true}\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var w yamlWriter
			w.fields(reflect.ValueOf(tt.data), 0)
			if got := w.String(); got != tt.want {
				t.Errorf("YAML =\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}
