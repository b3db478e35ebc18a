package faq_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"pgregory.net/rapid"

	"loket/faq"
	"loket/faq/faqtest"
)

// asJSON writes a catalogue as JSON.
func asJSON(t teller, c *faq.Catalog) []byte {
	t.Helper()
	content, err := c.JSON()
	if err != nil {
		t.Fatalf("JSON: %v", err)
	}
	return content
}

// inASCII writes JSON as programs do that keep to ASCII.
func inASCII(content []byte) []byte {
	var b bytes.Buffer
	for _, r := range string(content) {
		if r < 0x80 {
			b.WriteRune(r)
			continue
		}
		for _, half := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, `\u%04x`, half)
		}
	}
	return b.Bytes()
}

func TestLoadJSONIsTheInverseOfJSON(t *testing.T) {
	t.Parallel()
	check := func(t teller, c *faq.Catalog) {
		t.Helper()
		content := asJSON(t, c)
		var short bytes.Buffer
		if err := json.Compact(&short, content); err != nil {
			t.Fatalf("Compact: %v", err)
		}
		for _, written := range [][]byte{content, inASCII(content), short.Bytes()} {
			again, err := faq.LoadJSON("katalog.json", written)
			if err != nil {
				t.Fatalf("LoadJSON(%s): %v", written, err)
			}
			sameContent(t, again, c)
		}
	}
	t.Run("Shipped", func(t *testing.T) {
		t.Parallel()
		_, c := reference(t)
		check(t, c)
	})
	t.Run("AnyCatalogue", func(t *testing.T) {
		t.Parallel()
		rapid.Check(t, func(t *rapid.T) { check(t, faqtest.Catalogue(t)) })
	})
}

func TestLoadJSONNamesThePlace(t *testing.T) {
	t.Parallel()
	const good = `{
  "entries": [
    {"id": "a", "title": "A", "questions": ["apa"], "answer": "A.", "status": "published"}
  ],
  "forms": {"forms": [{"code": "F-1", "use": "uji"}]},
  "intents": [
    {"intent": "thanks", "rules": []}
  ]
}
`
	if _, err := faq.LoadJSON("katalog.json", []byte(good)); err != nil {
		t.Fatalf("LoadJSON: %v", err)
	}
	for _, tt := range []struct{ name, old, new, want string }{
		{"Comma", `"A.", "status"`, `"A." "status"`, "katalog.json:3:68: Ini bukan JSON yang utuh."},
		{"CutOff", "\n}\n", "", "katalog.json:8:3: Ini bukan JSON yang utuh."},
		{"Field", `"title"`, `"titel"`, `katalog.json:3:17: Isian "titel" tidak dikenal. Maksud Anda "title"?`},
		{"Status", `"published"`, `"terbit"`, `katalog.json:3:79: Isian "status" tidak boleh "terbit".`},
		{"Form", `"use": "uji"`, `"use": ""`, "katalog.json:5:24: Formulir ke-1 belum lengkap."},
		{"Intent", `"thanks"`, `"salam"`, `katalog.json:7:16: Maksud khusus "salam" tidak dikenal.`},
		{"Table", `"forms": {`, `"formulir": {`, `katalog.json:5:3: Isian "formulir" tidak dikenal.`},
		{"Nothing", good, "[]", `katalog.json:1:1: Isian "katalog" harus berisi pasangan`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := faq.LoadJSON("katalog.json", []byte(strings.Replace(good, tt.old, tt.new, 1)))
			wrong, ok := errors.AsType[*faq.LoadError](err)
			if !ok || !strings.Contains(wrong.Error(), tt.want) {
				t.Errorf("LoadJSON = %v, want %q", err, tt.want)
			}
		})
	}
	if _, err := faq.LoadJSON("besar.json", make([]byte, 17<<20)); err == nil || !strings.Contains(err.Error(), "16 MB") {
		t.Errorf("LoadJSON of 17 MB = %v, want a refusal", err)
	}
}

func FuzzLoadJSON(f *testing.F) {
	f.Add([]byte(`{"entries": [{"id": "a", "title": "\u0041", "questions": ["b"], "answer": "\\u0041", "status": "draft"}]}`))
	f.Add([]byte(`{"entries": 1, "words": [], "intents": {}}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		c, err := faq.LoadJSON("katalog.json", content)
		if err == nil {
			again, err := faq.LoadJSON("katalog.json", asJSON(t, c))
			if err != nil {
				t.Fatalf("LoadJSON(JSON): %v", err)
			}
			sameContent(t, again, c)
		}
		if _, ok := errors.AsType[*faq.LoadError](err); err != nil && !ok {
			t.Errorf("LoadJSON = %v, want a *LoadError", err)
		}
	})
}
