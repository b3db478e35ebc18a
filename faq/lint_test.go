package faq_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"loket/faq"
	"loket/faq/disdukcapil"
)

// cleanEntry is a file in which Lint finds nothing, ready for one fault.
const cleanEntry = `entries:
  - id: kartu-hilang
    title: Kartu hilang
    questions: [satu, dua, tiga, empat, lima, enam, tujuh, delapan, sembilan, sepuluh]
    answer: |
      Bawa surat polisi.
      Datang ke loket.
    facets:
      requirements:
        - Surat polisi.
    basis:
      - {rule: UU 1/2000, url: "https://contoh.go.id/uu"}
    verified: {by_role: Kepala Bidang, on: 2026-11-01}
    status: published
`

const cleanStyle = "links: [go.id]\nabbreviations: {KTP-el: kartu tanda penduduk elektronik, KTP: kartu, NIK: nomor}\n"

// lintDay is the day on which the tests look.
func lintDay() faq.LintOptions {
	return faq.LintOptions{Now: time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC), Facts: map[string]string{"alamat": "Jalan A."}}
}

// lint checks a catalogue.
func lint(t *testing.T, fsys fs.FS) []faq.Finding {
	t.Helper()
	report, err := faq.Lint(fsys, lintDay())
	if err != nil {
		t.Fatal(err)
	}
	return report.Findings
}

// with is cleanEntry with one text in place of another, and files beside it.
func with(from, to string, files ...string) fstest.MapFS {
	text := strings.Replace(cleanEntry, from, to, 1)
	if from != "" && text == cleanEntry {
		panic("no such text: " + from)
	}
	return catalogue(append([]string{"uji.yaml", text, "style.yaml", cleanStyle}, files...)...)
}

// other is a second entry, with the given lines behind its id.
func other(lines string) string {
	return "entries:\n  - id: lain\n    title: Lain\n    answer: Ya.\n    refer_to: Polisi\n    verified: {by_role: Kepala, on: 2026-11-01}\n" + lines
}

const tenQuestions = "    questions: [bumi, laut, gunung, sungai, danau, hutan, pantai, pulau, teluk, rawa]\n"

func TestLintFindsNothing(t *testing.T) {
	t.Parallel()
	for name, fsys := range map[string]fstest.MapFS{
		"Clean":       with("", ""),
		"NoStyle":     catalogue("uji.yaml", strings.Replace(cleanEntry, "contoh.go.id", "contoh.com", 1)),
		"Withdrawn":   with("published", "withdrawn", "lain.yaml", other(tenQuestions+"    status: published\n")),
		"Explained":   with("Datang", "KUA (Kantor Urusan Agama): datang"),
		"Roman":       with("Datang", "Kantor kelas II. Datang"),
		"LastDay":     with("status", "valid_until: 2026-12-22\n    status"),
		"LocalGiven":  with("status", "local: [alamat]\n    status", "facts.yaml", "facts:\n  - {id: alamat, about: Alamat, facet: where}\n"),
		"ServiceCall": with("Datang", "Telepon 112 atau 0811-800-5373. Datang"),
		"SameTwice":   with("satu, dua", "satu, satu, dua"),
		"CurrentCode": with("Datang", "Isi F-1.02. Datang", "forms.yaml", "forms:\n  - {code: F-1.02, use: lapor}\n"),
		"Subsite":     with("Datang", "Lihat https://www.kupang.go.id/a. Datang"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if found := lint(t, fsys); len(found) > 0 {
				t.Errorf("Lint finds %v, want nothing", found)
			}
		})
	}
}

// fault is a catalogue with one fault and what Lint says of it.
type fault struct {
	name         string
	files        fstest.MapFS
	rule         faq.Rule
	line, column int
	text         string // part of the message
}

func faults() []fault {
	long := "Kata" + strings.Repeat(" kata", 18)
	seven := strings.Repeat("        - Ada.\n", 7)
	return []fault{
		{"Load", with("title", "titel"), faq.RuleLoad, 3, 5, `Maksud Anda "title"?`},
		{"PatternTwice", with("", "", "lain.yaml", other(strings.Replace(tenQuestions, "bumi", "tiga", 1)+"    status: draft\n")), faq.RulePatternTwice, 4, 28, `"lain" (lain.yaml baris 7)`},
		{"Expired", with("status", "valid_until: 2026-11-20\n    status"), faq.RuleExpired, 14, 18, "20 November 2026"},
		{"LinkInAnswer", with("Datang", "Lihat contoh.com. Datang"), faq.RuleLink, 7, 13, `"contoh.com"`},
		{"LinkInBasis", with("contoh.go.id", "contogo.id"), faq.RuleLink, 12, 33, `"contogo.id"`},
		{"LinkInFacet", with("Surat polisi.\n    b", "Surat polisi, lihat bit.ly/ktp.\n    b"), faq.RuleLink, 10, 31, `"bit.ly"`},
		{"AsksData", with("Datang", "Lalu kirim NIK Anda. Datang"), faq.RuleAsksData, 7, 7, "mengirim data pribadi"},
		{"Number", with("Datang", "NIK 5371012345678901. Datang"), faq.RuleNumber, 7, 11, "sepanjang NIK"},
		{"NumberInPattern", with("dua", "cek 5371 0123 4567 8901"), faq.RuleNumber, 4, 27, "sepanjang NIK"},
		{"Claim", with("Datang", "Fotokopi dilegalisir. Datang"), faq.RuleClaim, 7, 7, "tidak perlu dilegalisir"},
		{"FewPatterns", with(", sepuluh", ""), faq.RuleFewPatterns, 4, 16, "baru punya 9"},
		{"PatternAsSet", with("dua", "kartu tetangga", "lain.yaml", other(strings.Replace(tenQuestions, "bumi", "tetangga kartu", 1)+"    status: draft\n")), faq.RulePatternNear, 4, 23, "Kata-katanya sama"},
		{"PatternOneLetter", with("dua", "kartu tetangga", "lain.yaml", other(strings.Replace(tenQuestions, "bumi", "kartu tetanga", 1)+"    status: draft\n")), faq.RulePatternNear, 4, 23, "satu huruf"},
		{"NoSource", with("    basis:\n      - {rule: UU 1/2000, url: \"https://contoh.go.id/uu\"}\n", ""), faq.RuleNoSource, 2, 5, "refer_to"},
		{"LongSentence", with("Datang", "Mulai. "+long+". Datang"), faq.RuleLongSentence, 7, 14, "19 kata"},
		{"LongSentenceOnTwoLines", with("Datang ke loket.", "Mulai.\n      "+long[:59]+"\n      "+long[60:]), faq.RuleLongSentence, 8, 7, "19 kata"},
		{"LongList", with("        - Surat polisi.\n", seven+"        - Delapan.\n"), faq.RuleLongList, 10, 9, "8 butir"},
		{"OpenItem", with("- Surat polisi.", "- Surat polisi"), faq.RuleOpenItem, 10, 11, "tanda titik"},
		{"Abbreviation", with("Datang ke", "KTP dan KTP-el dari DPMPTSP, datang ke DPMPTSP di"), faq.RuleAbbreviation, 7, 27, `"DPMPTSP"`},
		{"LongAnswer", with("- Surat polisi.", "- "+strings.Repeat("Surat polisi. ", 70)), faq.RuleLongAnswer, 5, 13, "Rincian"},
		{"Expiring", with("status", "valid_until: 2026-12-21\n    status"), faq.RuleExpiring, 14, 18, "21 Desember 2026"},
		{"Today", with("status", "valid_until: 2026-11-21\n    status"), faq.RuleExpiring, 14, 18, "21 November 2026"},
		{"RelatedHidden", with("status", "related: [lain]\n    status", "lain.yaml", other(tenQuestions+"    status: draft\n")), faq.RuleRelatedHidden, 14, 15, "berstatus draft"},
		{"FormCode", with("Datang", "Isi F-9.99. Datang"), faq.RuleFormCode, 7, 11, "tambahkan ke tabel"},
		{"FormerCode", with("Datang", "Isi F-2.01. Datang", "forms.yaml", "forms:\n  - {code: F-2.01A, use: lapor, formerly: [F-2.01]}\n"), faq.RuleFormCode, 7, 11, "misalnya F-2.01A"},
		{"Unverified", with("    verified: {by_role: Kepala Bidang, on: 2026-11-01}\n", ""), faq.RuleUnverified, 2, 9, "jabatan"},
		{"LocalMissing", with("status", "local: [jam]\n    status", "facts.yaml", "facts:\n  - {id: jam, about: Jam, facet: hours}\n"), faq.RuleLocalMissing, 14, 13, `"jam"`},
		{"Style", with("", "", "style.yaml", "links: [https://go.id]\n"), faq.RuleLoad, 1, 9, "tanpa https://"},
	}
}

func TestLintFindsEachFault(t *testing.T) {
	t.Parallel()
	for _, tt := range faults() {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			found := lint(t, tt.files)
			if !slices.ContainsFunc(found, func(f faq.Finding) bool {
				return f.Rule == tt.rule && f.Line == tt.line && f.Column == tt.column && strings.Contains(f.Text, tt.text) && strings.Contains(f.Excerpt, "^")
			}) {
				t.Errorf("Lint finds %+v, want %s at %d:%d with %q", found, tt.rule, tt.line, tt.column, tt.text)
			}
			for _, f := range found {
				if f.Rule != tt.rule && tt.rule != faq.RuleLoad {
					t.Errorf("Lint also finds %v, want nothing but %s", f, tt.rule)
				}
			}
		})
	}
}

// TestLintRules holds that every rule has a fault that shows it, a title, and
// errors before warnings.
func TestLintRules(t *testing.T) {
	t.Parallel()
	var shown, titles []string
	for _, f := range faults() {
		shown = append(shown, string(f.rule))
	}
	warned := false
	for _, rule := range faq.LintRules() {
		if !slices.Contains(shown, string(rule)) || rule.Title() == "" || slices.Contains(titles, rule.Title()) {
			t.Errorf("rule %s: title %q, a test of it: %v; want both, the title its own", rule, rule.Title(), slices.Contains(shown, string(rule)))
		}
		titles = append(titles, rule.Title())
		for _, f := range faults() {
			if f.rule != rule {
				continue
			}
			severity := lint(t, f.files)[0].Severity
			if warned = warned || severity == faq.SeverityWarning; warned && severity == faq.SeverityError {
				t.Errorf("%s is an error among warnings", rule)
			}
			break
		}
	}
}

func TestLintGoesOnBehindABrokenFile(t *testing.T) {
	t.Parallel()
	var got []string
	for _, f := range lint(t, with("Datang", "Kirim NIK Anda. Datang", "a.yaml", "entries:\n  - id: \"a\n", "forms.yaml", "forms:\n  - {code: F-1}\n")) {
		got = append(got, fmt.Sprintf("%s:%d %s", f.File, f.Line, f.Rule))
	}
	want := []string{"a.yaml:0 load", "a.yaml:2 load", "forms.yaml:2 load", "uji.yaml:7 asks-data"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

func TestLintCannotRead(t *testing.T) {
	t.Parallel()
	if _, err := faq.Lint(os.DirFS(filepath.Join(t.TempDir(), "none")), lintDay()); err == nil {
		t.Error("Lint of a folder that is not there = nil, want an error")
	}
}

func TestLintReport(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name          string
		rules         []faq.Rule
		severity      faq.Severity
		fails, strict bool
	}{
		{"Empty", nil, "", false, false},
		{"Agency", []faq.Rule{faq.RuleUnverified, faq.RuleLocalMissing}, faq.SeverityWarning, false, false},
		{"Warning", []faq.Rule{faq.RuleUnverified, faq.RuleLongList}, faq.SeverityWarning, false, true},
		{"Error", []faq.Rule{faq.RuleLink}, faq.SeverityError, true, true},
	} {
		var r faq.LintReport
		for _, rule := range tt.rules {
			r.Findings = append(r.Findings, faq.Finding{Rule: rule, Severity: tt.severity})
		}
		if r.Failed(false) != tt.fails || r.Failed(true) != tt.strict {
			t.Errorf("%s: failed %v, strict %v; want %v, %v", tt.name, r.Failed(false), r.Failed(true), tt.fails, tt.strict)
		}
		if len(tt.rules) > 0 && r.Count(tt.rules[0]) != 1 {
			t.Errorf("%s: Count = %d, want 1", tt.name, r.Count(tt.rules[0]))
		}
	}
}

// TestShippedCatalogueHasNoError holds the shelf to the rules it is sold with.
func TestShippedCatalogueHasNoError(t *testing.T) {
	t.Parallel()
	files, err := disdukcapil.Files()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range lint(t, files) {
		if f.Severity == faq.SeverityError {
			t.Errorf("%s\n[%s]", f.Problem, f.Rule)
		}
	}
}

// backwards lists every folder from its end, as a file system may.
type backwards struct{ fstest.MapFS }

func (b backwards) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := b.MapFS.ReadDir(name)
	slices.Reverse(entries)
	return entries, err
}

// TestLintDoesNotDependOnTheOrderOfFiles puts drawn entries into drawn files.
func TestLintDoesNotDependOnTheOrderOfFiles(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		fsys := fstest.MapFS{"style.yaml": {Data: []byte(cleanStyle)}}
		for i := range rapid.IntRange(1, 6).Draw(t, "files") {
			text := strings.Replace(cleanEntry, "kartu-hilang", fmt.Sprintf("kartu-%d", rapid.IntRange(0, 4).Draw(t, "id")), 1)
			text = strings.Replace(text, "Datang", rapid.SampledFrom([]string{"Kirim NIK.", "Lihat contoh.com.", "Datang"}).Draw(t, "fault"), 1)
			fsys[fmt.Sprintf("%c.yaml", 'a'+i)] = &fstest.MapFile{Data: []byte(text)}
		}
		first, err := faq.Lint(fsys, lintDay())
		if err != nil {
			t.Fatal(err)
		}
		for _, again := range []fs.FS{fsys, backwards{fsys}} {
			second, err := faq.Lint(again, lintDay())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(first, second); diff != "" {
				t.Fatalf("another run finds something else (-first +second):\n%s", diff)
			}
		}
	})
}

// FuzzLint holds that whatever stands in the files, every finding has a place
// in one of them, and none is told twice.
func FuzzLint(f *testing.F) {
	f.Add(cleanEntry, cleanStyle)
	f.Add(cleanEntry, cleanEntry)
	f.Add("entries:\n\t- id", "")
	f.Add("entries: {id: [\"\xff\"]}", "max_sentence: -1\nlinks: [\"\", x]")
	for _, fault := range faults() {
		f.Add(string(fault.files["uji.yaml"].Data), string(fault.files["style.yaml"].Data))
	}
	f.Fuzz(func(t *testing.T, entries, second string) {
		for _, name := range []string{"lain.yaml", "style.yaml"} {
			fsys := catalogue("uji.yaml", entries, name, second)
			report, err := faq.Lint(fsys, lintDay())
			if err != nil {
				t.Fatal(err)
			}
			for i, found := range report.Findings {
				placed(t, fsys, found)
				if i > 0 && found == report.Findings[i-1] {
					t.Errorf("%v is told twice", found)
				}
			}
		}
	})
}

// placed holds that a finding stands in its file.
func placed(t *testing.T, fsys fstest.MapFS, f faq.Finding) {
	t.Helper()
	if f.File == "." {
		return // the catalogue as a whole
	}
	file, ok := fsys[f.File]
	if !ok {
		t.Fatalf("%v is of no file", f)
	}
	lines := strings.Split(string(file.Data), "\n")
	if f.Line < 0 || f.Line > len(lines) {
		t.Fatalf("%v: the file has %d lines", f, len(lines))
	}
	if f.Line > 0 && (f.Column < 1 || f.Column > utf8.RuneCountInString(lines[f.Line-1])+1) {
		t.Errorf("%v: the line has %d characters", f, utf8.RuneCountInString(lines[f.Line-1]))
	}
}
