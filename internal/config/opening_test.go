package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"loket/internal/config"
	"loket/internal/loket"
)

func anOpening() loket.Opening {
	return loket.Opening{
		Agency: loket.Agency{ID: "disdukcapil-ende", Code: "END", Name: "Disdukcapil: Kab. #1 \"Ende\"", Zone: "Asia/Makassar"},
		Hours:  map[string][]string{"senin": {"08.00-12.00", "13.00-15.30"}, "minggu": {"09.00-10.00"}},
		Units:  []loket.Unit{{ID: "pengaduan", Name: "Seksi Pengaduan"}}, TokenFile: "", StaffChat: -1001234567890,
	}
}

// loaded is what a file's content configures.
func loaded(t *testing.T, content []byte) config.Config {
	t.Helper()
	c, err := config.Load(written(t, string(content)), environment(nil))
	if err != nil {
		t.Fatalf("the written file is refused: %v\n%s", err, content)
	}
	return c
}

// TestWriteNew: a new file says the opening, and reads back as it.
func TestWriteNew(t *testing.T) {
	t.Parallel()
	content, err := config.Write("loket.yaml", nil, anOpening())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(anOpening(), loaded(t, content).Opening()); diff != "" {
		t.Errorf("the file says (-want +got):\n%s\n%s", diff, content)
	}
	if again, err := config.Write("loket.yaml", content, anOpening()); err != nil || string(again) != string(content) {
		t.Errorf("writing the same again = %v\n%s\nwant it unchanged", err, again)
	}
}

// TestWriteChange: of a file that exists only what differs is changed; comments and
// every other setting stay.
func TestWriteChange(t *testing.T) {
	t.Parallel()
	example, err := os.ReadFile(filepath.Join("..", "..", "deployments", "loket.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"Example": string(example), "Flow": office(), "OtherSettings": "# milik kami\nquiet: 3s\n",
		"Two": office() + "  - {id: lain, code: LAI, name: Lain, zone: Asia/Jakarta}\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := config.Write("loket.yaml", []byte(content), anOpening())
			if err != nil {
				t.Fatal(err)
			}
			before, after := loaded(t, []byte(content)), loaded(t, got)
			if diff := cmp.Diff(anOpening(), after.Opening()); diff != "" {
				t.Errorf("the file says (-want +got):\n%s\n%s", diff, got)
			}
			before.Agencies[0].Agency, before.Agencies[0].Hours, before.Agencies[0].Units = after.Agencies[0].Agency, after.Agencies[0].Hours, after.Agencies[0].Units
			before.Telegram = after.Telegram
			if diff := cmp.Diff(before, after, samePrefix()); diff != "" {
				t.Errorf("something else has changed (-was +is):\n%s", diff)
			}
			for line := range strings.Lines(content) {
				if comment := strings.TrimLeft(strings.TrimSpace(line), "- "); strings.HasPrefix(comment, "# ") && !strings.Contains(string(got), comment) {
					t.Errorf("the comment %q is lost", comment)
				}
			}
		})
	}
}

// TestWriteWithoutTelegram: a bot that is given up goes from the file.
func TestWriteWithoutTelegram(t *testing.T) {
	t.Parallel()
	with := "telegram:\n  token_file: \"\"\n  staff_chat: -5 # grup lama\n"
	o, err := config.Stated("loket.yaml", []byte(with))
	if err != nil || o.StaffChat != -5 {
		t.Fatalf("Stated() = %+v, %v", o, err)
	}
	o.StaffChat = 0
	got, err := config.Write("loket.yaml", []byte(with), o)
	if err != nil || loaded(t, got).Telegram.StaffChat != 0 {
		t.Errorf("Write() = %s, %v, want no staff group", got, err)
	}
}

func TestWriteRefuses(t *testing.T) {
	t.Parallel()
	if _, err := config.Write("loket.yaml", []byte("agencies: 5\n"), anOpening()); loket.CodeOf(err) != loket.CodeInvalid {
		t.Errorf("Write() over a broken file = %v, want why it is broken", err)
	}
	bad := anOpening()
	bad.Agency.Code, bad.Hours["senin"] = "e", []string{"16.00-08.00"}
	if err := config.CheckOpening(bad); err == nil || !strings.Contains(err.Error(), `code "e"`) || !strings.Contains(err.Error(), "tutup sebelum buka") {
		t.Errorf("CheckOpening() = %v, want both mistakes", err)
	}
}

// TestTokenFile: the token is read from a file that nobody else may read; the
// environment wins over it.
func TestTokenFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "token")
	load := func(env map[string]string) (config.Config, error) {
		return config.Load(written(t, "telegram: {token_file: "+file+", staff_chat: -5}\n"), environment(env))
	}
	if _, err := load(nil); err == nil || !strings.Contains(err.Error(), "tidak dapat dibaca") {
		t.Errorf("without the file: %v, want it named", err)
	}
	for content, want := range map[string]string{"  \n": "kosong", "1:rahasia\n": ""} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if c, err := load(nil); want != "" && (err == nil || !strings.Contains(err.Error(), want)) || want == "" && (err != nil || c.Telegram.Token != "1:rahasia" || c.Telegram.StaffChat != -5) {
			t.Errorf("a file with %q: %+v, %v, want %q", content, c.Telegram, err, want)
		}
	}
	if c, err := load(map[string]string{"LOKET_TELEGRAM_TOKEN": "2:lain"}); err != nil || c.Telegram.Token != "2:lain" {
		t.Errorf("with a token in the environment: %q, %v, want that", c.Telegram.Token, err)
	}
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := load(nil); err == nil || !strings.Contains(err.Error(), "chmod 600 "+file) || strings.Contains(err.Error(), "rahasia") {
		t.Errorf("a file others may read: %v, want the cure and no token", err)
	}
}
