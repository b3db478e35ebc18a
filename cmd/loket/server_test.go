package main_test

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// deployments is where what is shipped beside the program stands.
func deployments(path ...string) string {
	return filepath.Join(append([]string{"..", "..", "deployments"}, path...)...)
}

// TestUnits holds the services to the exposure that docs/install.md promises, by
// the judge whom an administrator would ask.
func TestUnits(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"loket.service", "loket-backup.service"} {
		path := deployments("systemd", unit)
		said, err := exec.Command("systemd-analyze", "security", "--offline=yes", "--threshold=20", path).CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", unit, err, said)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		open := bytes.ReplaceAll(text, []byte("SystemCallFilter="), []byte("#"))
		open = bytes.ReplaceAll(open, []byte("Protect"), []byte("#"))
		loose := filepath.Join(t.TempDir(), unit)
		if err := os.WriteFile(loose, open, 0o600); err != nil {
			t.Fatal(err)
		}
		if exec.Command("systemd-analyze", "security", "--offline=yes", "--threshold=20", loose).Run() == nil {
			t.Errorf("%s passes without its filter and its protections: the judge judges nothing", unit)
		}
	}
}

// machine is a server of a test: a folder in the place of its root.
type machine struct {
	t    *testing.T
	root string
}

// install runs install.sh on the machine and returns what it said.
func (m machine) install(args ...string) string {
	m.t.Helper()
	said, err := m.try("", args...)
	if err != nil {
		m.t.Fatalf("install.sh %q: %v\n%s", args, err, said)
	}
	return said
}

func (m machine) try(stdin string, args ...string) (string, error) {
	cmd := exec.Command("sh", append([]string{deployments("install.sh"), "--root", m.root}, args...)...)
	cmd.Stdin = strings.NewReader(stdin)
	said, err := cmd.CombinedOutput()
	return string(said), err
}

// files are the machine's, each with its mode and what it holds.
func (m machine) files() map[string]string {
	m.t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(m.root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(m.root, path)
		found[name] = info.Mode().String() + " " + string(text)
		return err
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return found
}

// write leaves a file on the machine, as its people do.
func (m machine) write(path, text string) {
	m.t.Helper()
	if err := os.WriteFile(filepath.Join(m.root, path), []byte(text), 0o600); err != nil {
		m.t.Fatal(err)
	}
}

// program is a program of the version, for install.sh to install.
func program(t *testing.T, version string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "loket")
	if err := os.WriteFile(path, []byte("#!/bin/sh\necho loket "+version+"\n"), 0o700); err != nil { //nolint:gosec // it is run
		t.Fatal(err)
	}
	return path
}

const (
	installed = "usr/local/lib/loket/loket"
	settings  = "etc/loket/loket.env"
	key       = "var/lib/loket/secret.key"
	saved     = "var/backups/loket/loket-1.cadangan"
)

// TestInstall installs, installs again, updates, goes back and takes away: what
// belongs to the people of the machine outlives all of it.
func TestInstall(t *testing.T) {
	t.Parallel()
	m := machine{t, t.TempDir()}
	first, second := program(t, "v1"), program(t, "v2")
	if said := m.install("--binary", first); !strings.Contains(said, "Memasang loket v1") || !strings.Contains(said, "/"+installed) {
		t.Errorf("the first time it says:\n%s", said)
	}
	fresh := m.files()
	if mode := strings.Fields(fresh[settings])[0]; mode != "-rw-r-----" {
		t.Errorf("the settings have mode %s, want -rw-r-----", mode)
	}
	for name := range fresh {
		if strings.HasSuffix(name, ".baru") {
			t.Errorf("%s was left over", name)
		}
	}
	m.write(settings, "LOKET_QUIET=3s\n")
	m.write(key, "kunci")
	m.write(saved, "cadangan")
	before := m.files()
	if said := m.install("--binary", first); strings.Contains(said, m.root) {
		t.Errorf("the second time something changed:\n%s", said)
	}
	if after := m.files(); !maps.Equal(before, after) {
		t.Errorf("the second time left other files: %v", names(after))
	}

	m.install("--binary", second)
	if updated := m.files(); !strings.Contains(updated[installed], "v2") || !strings.Contains(updated[installed+".lama"], "v1") {
		t.Errorf("an update kept %q and %q", updated[installed], updated[installed+".lama"])
	}
	m.install("--binary", filepath.Join(m.root, installed+".lama"))
	if back := m.files(); !strings.Contains(back[installed], "v1") || back[settings] != before[settings] {
		t.Errorf("going back left %q and %q", back[installed], back[settings])
	}

	m.install("--remove")
	left := m.files()
	if want := []string{settings, saved, key}; len(left) != len(want) || left[settings] != before[settings] || left[key] != before[key] || left[saved] != before[saved] {
		t.Errorf("taken away, %v are left, want %v", names(left), want)
	}
	m.install("--remove")
	m.install("--binary", first)
	if again := m.files(); again[settings] != before[settings] || again[key] != before[key] {
		t.Error("installed again, settings or key are others")
	}
}

// TestInstallPurge deletes everything, but only to whoever says so.
func TestInstallPurge(t *testing.T) {
	t.Parallel()
	m := machine{t, t.TempDir()}
	m.install("--binary", program(t, "v1"))
	m.write(key, "kunci")
	for _, answer := range []string{"", "tidak\n", "y\n"} {
		if said, err := m.try(answer, "--remove", "--purge"); err == nil || !strings.Contains(said, "Dibatalkan; tidak ada yang diubah.") {
			t.Errorf("to the answer %q it says (%v):\n%s", answer, err, said)
		}
	}
	if files := m.files(); files[key] == "" || files[installed] == "" {
		t.Fatal("refused, it deleted all the same")
	}
	if said, err := m.try("hapus\n", "--remove", "--purge"); err != nil || len(m.files()) > 0 {
		t.Errorf("left: %v (%v)\n%s", names(m.files()), err, said)
	}
}

// TestInstallRefuses names what is wrong and the cure, and changes nothing.
func TestInstallRefuses(t *testing.T) {
	t.Parallel()
	broken := filepath.Join(t.TempDir(), "loket")
	if err := os.WriteFile(broken, []byte("\x7fELF rubbish"), 0o700); err != nil { //nolint:gosec // it is run
		t.Fatal(err)
	}
	cases := map[string]struct {
		args []string
		says string
	}{
		"UnknownOption":   {[]string{"--hapus"}, `Pilihan --hapus tidak dikenal`},
		"NoValue":         {[]string{"--binary"}, `--binary tanpa nilai`},
		"PurgeAlone":      {[]string{"--purge"}, `install.sh --remove --purge`},
		"NoProgram":       {[]string{"--binary", "/tidak/ada"}, `Program /tidak/ada tidak ada`},
		"OfAnotherKind":   {[]string{"--binary", broken}, `tidak dapat dijalankan di mesin ini`},
		"OptionAsProgram": {[]string{"--binary", "--remove"}, `Program --remove tidak ada`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := machine{t, t.TempDir()}
			said, err := m.try("", c.args...)
			if err == nil || !strings.Contains(said, c.says) {
				t.Errorf("it says (%v):\n%s\nwant: %s", err, said, c.says)
			}
			if left := m.files(); len(left) > 0 {
				t.Errorf("it left %v", names(left))
			}
		})
	}
}

// TestUnitsInstalled holds the units to the places that install.sh fills: a
// service whose program stands elsewhere starts on nobody's machine.
func TestUnitsInstalled(t *testing.T) {
	t.Parallel()
	m := machine{t, t.TempDir()}
	m.install("--binary", program(t, "v1"))
	files := m.files()
	places := regexp.MustCompile(`(?m)^(?:ExecStart=|EnvironmentFile=-|Documentation=file:)(/\S+)`)
	for _, unit := range []string{"loket.service", "loket-backup.service"} {
		text := files["etc/systemd/system/"+unit]
		found := places.FindAllStringSubmatch(text, -1)
		if len(found) != 3 {
			t.Errorf("%s names %d places, want 3", unit, len(found))
		}
		for _, place := range found {
			if files[strings.TrimPrefix(place[1], "/")] == "" {
				t.Errorf("%s names %s, which install.sh does not put there", unit, place[1])
			}
		}
	}
}

// names are those of the files.
func names(files map[string]string) []string { return slices.Sorted(maps.Keys(files)) }
