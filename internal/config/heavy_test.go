package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/internal/config"
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
