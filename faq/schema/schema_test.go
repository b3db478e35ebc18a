package schema_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"loket/faq"
	"loket/faq/disdukcapil"
	"loket/faq/schema"
)

// checkers compiles every schema by the standard's own rules, dates included.
func checkers(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	documents, err := schema.Documents()
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	compiled := map[string]*jsonschema.Schema{}
	for _, d := range documents {
		parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(d.Content))
		if err != nil {
			t.Fatalf("%s is no JSON: %v", d.File, err)
		}
		if err := compiler.AddResource(d.File, parsed); err != nil {
			t.Fatal(err)
		}
		if compiled[d.Name], err = compiler.Compile(d.File); err != nil {
			t.Fatalf("%s is no schema: %v", d.File, err)
		}
	}
	return compiled
}

// kindOf returns the kind of a file; tables have a name of their own, so the
// files of entries are those left over.
func kindOf(name string) string {
	kind := ""
	for _, k := range faq.FileKinds() {
		if ok, _ := path.Match(k.Files, name); ok && (kind == "" || kind == "entries") {
			kind = k.Name
		}
	}
	return kind
}

// validate checks YAML as an editor does.
func validate(t *testing.T, against *jsonschema.Schema, content []byte) error {
	t.Helper()
	asJSON, err := yaml.YAMLToJSON(content)
	if err != nil {
		t.Fatalf("turn into JSON: %v", err)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(asJSON))
	if err != nil {
		t.Fatal(err)
	}
	return against.Validate(value)
}

// TestCheckedInFiles promises that docs/schema is what the program makes.
func TestCheckedInFiles(t *testing.T) {
	t.Parallel()
	documents, err := schema.Documents()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join("..", "..", "docs", "schema")
	var want []string
	for _, d := range documents {
		want = append(want, d.File)
		content, err := os.ReadFile(filepath.Join(folder, d.File))
		if err != nil {
			t.Errorf("%v; run make catalogue", err)
		} else if diff := cmp.Diff(string(content), string(d.Content)); diff != "" {
			t.Errorf("%s is old; run make catalogue (-file +made):\n%s", d.File, diff)
		}
	}
	var got []string
	files, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		got = append(got, filepath.Base(file))
	}
	if diff := cmp.Diff(want, got, cmp.Transformer("set", setOf)); diff != "" {
		t.Errorf("files in docs/schema (-want +got):\n%s", diff)
	}
}

func setOf(names []string) map[string]bool {
	set := map[string]bool{}
	for _, name := range names {
		set[name] = true
	}
	return set
}

// TestShippedFilesAreValid holds every file of the reference catalogue to the
// schema an editor shows for it.
func TestShippedFilesAreValid(t *testing.T) {
	t.Parallel()
	shipped, err := disdukcapil.Files()
	if err != nil {
		t.Fatal(err)
	}
	compiled, seen := checkers(t), map[string]bool{}
	err = fs.WalkDir(shipped, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(shipped, name)
		if err != nil {
			return err
		}
		seen[kindOf(name)] = true
		if err := validate(t, compiled[kindOf(name)], content); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []string{"entries", "facets", "facts", "forms", "intents", "words"} {
		if !seen[kind] {
			t.Errorf("no shipped file of kind %s was checked", kind)
		}
	}
}

// good is a catalogue that loads and has every kind of file. Each case below
// changes one thing in it.
func good() map[string]string {
	return map[string]string{
		"kk.yaml": `entries:
  - id: kk-hilang
    title: KK hilang
    questions: [kk hilang]
    answer: Bawa surat polisi.
    audience: warga
    facets: {fee: Gratis., steps: [Lapor.], forms: [F-1.02], duration: 1}
    basis: [{rule: UU 24/2013, article: 7, url: "https://contoh.go.id/uu"}]
    reviewed_on: 2026-11-21
    verified: {by_role: Kepala Bidang, on: 2026-11-20}
    risk: normal
    local: [alamat]
    related: [kk-hilang]
    status: published
`,
		"forms.yaml":       "since: 2026-01-01\nforms:\n  - {code: F-1.02, use: pendaftaran, formerly: [F-1.15]}\n",
		"facts.yaml":       "facts:\n  - {id: alamat, about: Alamat, facet: where}\n",
		"words.yaml":       "slang:\n  tidak: [gak]\nfalse_friends:\n  - {form: su, becomes: sudah, before: [hilang]}\nkeep: [tanya]\n",
		"facets.yaml":      "facets:\n  - {facet: lost, phrases: [hilang]}\nsubjects:\n  - {prefix: kk, words: [kk]}\nordinals:\n  \"1\": [satu]\n",
		"intents/hai.yaml": "intent: greeting\nrules:\n  - any: [halo]\n    max_words: 3\n",
		"style.yaml":       "links: [kupangkota.go.id]\nabbreviations: {KK: Kartu Keluarga}\nmax_list: 7\n",
	}
}

// refusedBy loads and validates a catalogue and returns the files each of the
// two refuses; a file that only hangs on another may be the loader's alone.
func refusedBy(t *testing.T, compiled map[string]*jsonschema.Schema, files map[string]string) (loader, editor map[string]bool) {
	t.Helper()
	fsys := fstest.MapFS{}
	loader, editor = map[string]bool{}, map[string]bool{}
	for name, content := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(content)}
		if validate(t, compiled[kindOf(name)], []byte(content)) != nil {
			editor[name] = true
		}
	}
	_, err := faq.Load(fsys)
	if wrong, ok := errors.AsType[*faq.LoadError](err); ok {
		for _, p := range wrong.Problems {
			loader[p.File] = true
		}
	} else if err != nil {
		t.Fatal(err)
	}
	return loader, editor
}

// TestRefusedAlike promises that what one file can tell by itself, the schema
// refuses and takes as the loader does.
func TestRefusedAlike(t *testing.T) {
	t.Parallel()
	compiled := checkers(t)
	for _, tt := range []struct {
		name, file, from, to string
		refused              bool
	}{
		{"Good", "kk.yaml", "Gratis.", "Rp5.000.", false},
		{"NumbersAreTexts", "kk.yaml", "[kk hilang]", "[kk hilang, 1708]", false},
		{"LeftOut", "kk.yaml", "    risk: normal\n", "", false},
		{"UnknownField", "kk.yaml", "title:", "judul: x\n    title:", true},
		{"UnknownFacet", "kk.yaml", "fee:", "biaya:", true},
		{"NoID", "kk.yaml", "- id: kk-hilang\n    title", "- title", true},
		{"IDShape", "kk.yaml", "kk-hilang", "KK_hilang", true},
		{"NoTitle", "kk.yaml", "    title: KK hilang\n", "", true},
		{"NoQuestions", "kk.yaml", "[kk hilang]", "[]", true},
		{"BlankQuestion", "kk.yaml", "[kk hilang]", `["  "]`, true},
		{"QuestionsNoList", "kk.yaml", "[kk hilang]", "kk hilang", true},
		{"NoAnswer", "kk.yaml", "    answer: Bawa surat polisi.\n", "", true},
		{"NoStatus", "kk.yaml", "    status: published\n", "", true},
		{"Status", "kk.yaml", "published", "terbit", true},
		{"Audience", "kk.yaml", "audience: warga", "audience: umum", true},
		{"Risk", "kk.yaml", "risk: normal", "risk: tinggi", true},
		{"SureAt", "kk.yaml", "risk: normal", "sure_at: 0.95", false},
		{"SureAtAll", "kk.yaml", "risk: normal", "sure_at: 1", false},
		{"SureAtTooLow", "kk.yaml", "risk: normal", "sure_at: 0.49", true},
		{"SureAtTooHigh", "kk.yaml", "risk: normal", "sure_at: 95", true},
		{"SureAtComma", "kk.yaml", "risk: normal", "sure_at: 0,95", true},
		{"Date", "kk.yaml", "2026-11-21", "21-11-2026", true},
		{"NoSuchDay", "kk.yaml", "2026-11-21", "2026-02-30", true},
		{"URL", "kk.yaml", "https://contoh", "http://contoh", true},
		{"BasisWithoutRule", "kk.yaml", "rule: UU 24/2013, ", "", true},
		{"VerifiedWithoutDate", "kk.yaml", ", on: 2026-11-20", "", true},
		{"LocalIsFreeText", "kk.yaml", "[alamat]", "[alamat kantor]", true},
		{"NoEntries", "kk.yaml", good()["kk.yaml"], "group: kk\n", true},
		{"FormWithoutUse", "forms.yaml", "use: pendaftaran, ", "", true},
		{"FactFacet", "facts.yaml", "where", "tempat", true},
		{"FactOfASituation", "facts.yaml", "where", "lost", true},
		{"FactWithoutAbout", "facts.yaml", "about: Alamat, ", "", true},
		{"LongAbout", "facts.yaml", "Alamat", strings.Repeat("x", 81), true},
		{"FalseFriendWithoutForm", "words.yaml", "form: su, ", "", true},
		{"SlangNoList", "words.yaml", "[gak]", "gak", true},
		{"NeedOfNoEntry", "facets.yaml", "lost", "harga", true},
		{"SubjectWithoutWords", "facets.yaml", "words: [kk]", "words: []", true},
		{"Intent", "intents/hai.yaml", "greeting", "salam", true},
		{"RuleWithoutAny", "intents/hai.yaml", "any: [halo]", "with: [halo]", true},
		{"MaxWords", "intents/hai.yaml", "max_words: 3", "max_words: tiga", true},
		{"NoSubject", "intents/hai.yaml", "max_words: 3", "no_subject: ya", true},
		{"Link", "style.yaml", "kupangkota.go.id", "https://kupangkota.go.id", true},
		{"MaxList", "style.yaml", "max_list: 7", "max_list: tujuh", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			files := good()
			changed := strings.ReplaceAll(files[tt.file], tt.from, tt.to)
			if changed == files[tt.file] {
				t.Fatalf("%q is not in %s", tt.from, tt.file)
			}
			files[tt.file] = changed
			loader, editor := refusedBy(t, compiled, files)
			if loader[tt.file] != tt.refused || editor[tt.file] != tt.refused {
				t.Errorf("refused by the loader: %v, by the schema: %v, want %v:\n%s", loader[tt.file], editor[tt.file], tt.refused, changed)
			}
			if delete(editor, tt.file); len(editor) > 0 {
				t.Errorf("the schema refuses %v too, want only %s", editor, tt.file)
			}
		})
	}
}
