package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
)

// TestHeavyFile reads files that grow when they are read: names of names ten deep, in
// fields that there are.
func TestHeavyFile(t *testing.T) {
	t.Parallel()
	laughs := "quiet: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]\n"
	for i := range 9 {
		laughs += fmt.Sprintf("a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), 10), ", "))
	}
	for name, text := range map[string]string{"Aliases": laughs, "AliasesAsAgencies": laughs + "agencies: *a9\n"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "loket.yaml")
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			if _, err := config.Load(path, func(string) string { return "" }); err == nil {
				t.Error("it was read as a configuration")
			}
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("refusing it takes %v", took)
			}
		})
	}
}

// TestDeepFile reads what needs no line of its own to go deeper: it is refused before
// it is read, with its place and what to do.
func TestDeepFile(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"[", "{", "{a: ", "[a, ", "- ", "- !a ", "- [", "[\n", "a: ["} {
		path := written(t, "data_dir: x\nagencies:\n  - facts: "+strings.Repeat(unit, 200_000/len(unit)))
		began := time.Now()
		_, err := config.Load(path, environment(nil))
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("200,000 bytes of %q take %v", unit, took)
		}
		if loket.CodeOf(err) != loket.CodeInvalid || len(err.Error()) > 2000 {
			t.Fatalf("200,000 bytes of %q: %.300v, want a short refusal for a person", unit, err)
		}
		for _, want := range []string{path, "baris ", "bersarang lebih dari 64 tingkat; tulis"} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("200,000 bytes of %q: %v, want %q in it", unit, err, want)
			}
		}
	}
}
