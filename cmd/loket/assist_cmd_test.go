package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loket/internal/assist/assisttest"
)

// smallShelf is a catalogue of two entries.
const smallShelf = `
entries:
  - {id: ktp-hilang, title: KTP hilang, answer: Bawa surat kepolisian., status: published, questions: [ktp saya hilang, kehilangan ktp]}
  - {id: akta-lahir, title: Akta kelahiran, answer: Bawa surat lahir., status: published, questions: [bikin akta lahir, akta anak]}
`

// assistRun runs commands of an office with the fake endpoint and the small shelf.
type assistRun struct {
	t      *testing.T
	server *assisttest.Server
	env    map[string]string
}

func newAssistRun(t *testing.T, more string) *assistRun {
	t.Helper()
	dir := t.TempDir()
	r := &assistRun{t: t, server: assisttest.New(t)}
	r.server.Writes(func(assisttest.Chat) string { return `{"ok": true}` })
	text, env := assistedOffice(r.server, more)
	text = strings.Replace(text, "assist: {", "catalogue: '"+filepath.Join(dir, "katalog")+"', assist: {", 1)
	for name, content := range map[string]string{"loket.yaml": text, "katalog/isi.yaml": smallShelf, "tanya.tsv": "ktp-hilang\tktp hilang\nakta-lahir\takta anak\n"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r.env = env
	r.env["LOKET_CONFIG"], r.env["LOKET_DATA_DIR"], r.env["DIR"] = filepath.Join(dir, "loket.yaml"), filepath.Join(dir, "data"), dir
	return r
}

func (r *assistRun) run(args ...string) (string, error) {
	var out bytes.Buffer
	args = append([]string{"--config", r.env["LOKET_CONFIG"]}, args...)
	err := run(r.t.Context(), args, func(name string) string { return r.env[name] }, strings.NewReader(""), &out, io.Discard)
	return out.String(), err
}

func TestAssistCheck(t *testing.T) {
	t.Parallel()
	r := newAssistRun(t, ", location: abroad, accepted_by: Kepala Dinas")
	out, err := r.run("assist", "check")
	for _, want := range []string{"model-uji: jalan", "vektor-uji: jalan", "256 angka", "LUAR NEGERI, atas keputusan Kepala Dinas", "dari 1000000000 token"} {
		if err != nil || !strings.Contains(out, want) {
			t.Errorf("assist check = %v\n%s\nwant %q in it", err, out, want)
		}
	}
	if out, _ := r.run("doctor"); !strings.Contains(out, "LUAR NEGERI, atas keputusan Kepala Dinas") {
		t.Errorf("doctor does not tell where texts go:\n%s", out)
	}
	for _, format := range []string{"table", "json", "html"} {
		out, err := r.run("report", "--format", format)
		if err != nil || !strings.Contains(out, "Kepala Dinas") || format != "json" && !strings.Contains(out, "Perhatian: teks warga tanpa data pribadi diolah model bahasa di luar negeri") {
			t.Errorf("report as %s does not tell where texts go, %v:\n%s", format, err, out)
		}
	}
	r.server.Fails(assisttest.Status(http.StatusUnauthorized, ""))
	out, err = r.run("assist", "check", "--json")
	var found checkedAssist
	if jsonErr := json.Unmarshal([]byte(out), &found); jsonErr != nil || err == nil || found.Text.OK || found.Vectors.OK || !strings.Contains(found.Text.Error, "periksa kunci") {
		t.Errorf("with a wrong key: %v\n%s, want it refused with the cure", err, out)
	}
	if found.Tokens == 0 || found.Tokens > 100 {
		t.Errorf("the checks before spent %d tokens", found.Tokens)
	}
	for _, sent := range r.server.Sent() {
		if strings.Contains(out, assisttest.Key) || strings.Contains(sent.Body, assisttest.Key) {
			t.Error("the key is told")
		}
	}
}

func TestAssistCommands(t *testing.T) {
	t.Parallel()
	r := newAssistRun(t, "")
	out, err := r.run("assist", "index")
	if err != nil || !strings.Contains(out, "Vektor 2 jawaban (6 teks) siap.") {
		t.Fatalf("assist index = %q, %v", out, err)
	}
	before := len(r.server.Sent())
	for _, args := range [][]string{
		{"assist", "index"}, {"ask", "--assist", "ktp hilang"}, {"faq", "eval", "--assist", "--questions", filepath.Join(r.env["DIR"], "tanya.tsv")},
	} {
		if out, err := r.run(args...); err != nil || out == "" {
			t.Errorf("%v = %q, %v", args, out, err)
		}
	}
	if n := len(r.server.Sent()); n != before {
		t.Errorf("%d more requests, want none: what is kept is not made again, and sure questions need no help", n-before)
	}
	r.server.Fails(assisttest.Status(http.StatusInternalServerError, ""))
	if out, err := r.run("ask", "--assist", "ktp hilang"); err != nil || !strings.Contains(out, "surat kepolisian") {
		t.Errorf("ask --assist with a broken endpoint = %q, %v, want the answer of the words", out, err)
	}
	for name, args := range map[string][]string{
		"NoAgency": {"assist", "check", "--agency", "lain"}, "TrainAndAssist": {"faq", "eval", "--assist", "--train", "a", "--test", "b"},
	} {
		if out, err := r.run(args...); err == nil {
			t.Errorf("%s was not refused: %s", name, out)
		}
	}
	r.env["LOKET_CONFIG"] = ""
	if err := os.WriteFile(filepath.Join(r.env["DIR"], "mati.yaml"), []byte(twoOffices), 0o600); err != nil {
		t.Fatal(err)
	}
	r.env["LOKET_CONFIG"] = filepath.Join(r.env["DIR"], "mati.yaml")
	if _, err := r.run("assist", "check"); err == nil || !strings.Contains(err.Error(), "docs/assistant.md") {
		t.Errorf("without a model: %v, want where to read", err)
	}
}
