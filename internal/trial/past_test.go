package trial_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"loket/internal/testserver"
)

// TestImportKilled ends an import by kill -9 at random moments of its second pass and
// begins it again: nothing of it is seen before its end, and then it is what one run
// makes. What is exported is the file itself, for the file is an export.
func TestImportKilled(t *testing.T) {
	t.Parallel()
	for name, env := range map[string]func(*testing.T) map[string]string{
		"SQLite": func(*testing.T) map[string]string { return nil },
		"Postgres": func(t *testing.T) map[string]string {
			return map[string]string{"LOKET_DATABASE_URL": testserver.Postgres(t)}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := &counter{t: t, argv: []string{binary}, dir: t.TempDir(), env: map[string]string{"LOKET_DATA_DIR": t.TempDir()}}
			for k, v := range env(t) {
				c.env[k] = v
			}
			text := pastOf(2500)
			file := filepath.Join(c.dir, "riwayat.jsonl")
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			for killed := 0; killed < 4; {
				cmd := c.invocation("history", "import", file)
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				end := time.AfterFunc(time.Duration(150+rand.IntN(600))*time.Millisecond, func() { _ = cmd.Process.Kill() })
				err := cmd.Wait()
				if end.Stop(); err == nil {
					break
				}
				killed++
				if seen := c.command("history", "export"); seen != "" && seen != text {
					t.Fatalf("after %d kills part of it is seen: %d of %d lines", killed, strings.Count(seen, "\n"), strings.Count(text, "\n"))
				}
			}
			c.command("history", "import", file)
			if got := c.command("history", "export"); got != text {
				t.Errorf("exported %d bytes, want the file's %d as they are", len(got), len(text))
			}
		})
	}
}

// pastOf is a history in the form of an export: of people who each asked a human.
func pastOf(people int) string {
	var b strings.Builder
	at := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)
	id := func(n int) string { return fmt.Sprintf("0%025d", n) }
	for p := range people {
		line := func(n int, event, more string) {
			at = at.Add(time.Second)
			fmt.Fprintf(&b, `{"at":%q,"conversation":%q,"contact":%q,"channel":"wa","event":%q,"id":%q%s}`+"\n",
				at.Format(time.RFC3339), id(p), id(p), event, id(1_000_000+10*p+n), more)
		}
		episode, ticket := fmt.Sprintf(`"episode":%q`, id(2_000_000+p)), fmt.Sprintf(`"ticket":%q`, id(3_000_000+p))
		message := fmt.Sprintf(`"answers":%q`, id(1_000_000+10*p))
		line(0, "message", ","+episode)
		line(1, "handoff", ","+message+","+ticket+","+episode+`,"unit":"umum","kind":"question"`)
		line(2, "claim", ","+ticket+","+episode+`,"unit":"umum","staff":"ani"`)
		line(3, "reply", ","+message+","+ticket+","+episode+`,"unit":"umum","staff":"ani"`)
		line(4, "close", ","+ticket+","+episode+`,"unit":"umum","staff":"ani","by":"staff"`)
	}
	return b.String()
}
