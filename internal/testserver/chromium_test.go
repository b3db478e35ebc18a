package testserver

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestChromium(t *testing.T) {
	t.Parallel()
	t.Run("ShowsAPage", func(t *testing.T) {
		t.Parallel()
		page := filepath.Join(t.TempDir(), "page.html")
		const script = `<p id="a">before</p><script>document.getElementById("a").textContent = "loket " + (6 * 7)</script>`
		if err := os.WriteFile(page, []byte(script), 0o600); err != nil {
			t.Fatal(err)
		}
		browser := Chromium(t)
		ctx, cancel := context.WithTimeout(t.Context(), readyWithin)
		defer cancel()
		cmd := exec.CommandContext(ctx, browser.Path, append(browser.Args(), "--dump-dom", "file://"+page)...)
		got, err := cmd.Output()
		if err != nil || !strings.Contains(string(got), "loket 42") {
			t.Errorf("%v = %q, %v, want a page with %q", cmd.Args, got, err, "loket 42")
		}
	})
	t.Run("OwnProfile", func(t *testing.T) {
		t.Parallel()
		first, second := Chromium(t), Chromium(t)
		if first.Profile == second.Profile {
			t.Errorf("two browsers share the profile %s, want one each", first.Profile)
		}
	})
	t.Run("ProfileGoneWithTheTest", func(t *testing.T) {
		t.Parallel()
		var profile string
		t.Run("Inner", func(t *testing.T) { profile = Chromium(t).Profile })
		if _, err := os.Stat(profile); !os.IsNotExist(err) {
			t.Errorf("stat(%s) after the test = %v, want not exist", profile, err)
		}
	})
	t.Run("ArgsNameEveryFlagAndTheProfile", func(t *testing.T) {
		t.Parallel()
		got := Browser{Profile: "dir", Flags: []string{"headless", "no-sandbox"}}.Args()
		if want := []string{"--headless", "--no-sandbox", "--user-data-dir=dir"}; !slices.Equal(got, want) {
			t.Errorf("Args() = %q, want %q", got, want)
		}
	})
}
