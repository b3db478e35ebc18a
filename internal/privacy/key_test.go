package privacy_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loket/internal/loket"
	"loket/internal/privacy"
)

// sample is 32 bytes that pass for random.
func sample() []byte {
	sum := sha256.Sum256([]byte("sample"))
	return sum[:]
}

func TestParseKey(t *testing.T) {
	t.Parallel()
	raw := sample()
	sum := sha256.Sum256(raw)
	want := hex.EncodeToString(sum[:4])
	for _, text := range []string{
		hex.EncodeToString(raw), strings.ToUpper(hex.EncodeToString(raw)), base64.StdEncoding.EncodeToString(raw), base64.RawStdEncoding.EncodeToString(raw),
		base64.URLEncoding.EncodeToString(raw), base64.RawURLEncoding.EncodeToString(raw), "  " + hex.EncodeToString(raw) + "\n",
	} {
		if key, err := privacy.ParseKey(text); err != nil || key.ID() != want {
			t.Errorf("ParseKey(a key) = %q, %v, want id %q", key.ID(), err, want)
		}
	}
	counting := make([]byte, 32)
	for i := range counting {
		counting[i] = byte(i * 3)
	}
	for name, text := range map[string]string{
		"empty": "", "changeme": "changeme", "changeme to length": strings.Repeat("changeme", 8)[:44], "zeros": strings.Repeat("0", 64), "ones": strings.Repeat("f", 64),
		"counting": hex.EncodeToString(counting), "words": base64.StdEncoding.EncodeToString([]byte("ini kata sandi rahasia dinas kota")[:32]),
		"short": hex.EncodeToString(raw[:31]), "long": hex.EncodeToString(append(raw, 1)), "pattern": strings.Repeat("deadbeef", 8),
	} {
		if key, err := privacy.ParseKey(text); err == nil || !key.IsZero() || key.ID() != "" {
			t.Errorf("ParseKey(%s) = %q, %v, want a refusal", name, key.ID(), err)
		} else if text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("ParseKey(%s): the error repeats what was given", name)
		}
	}
}

func TestLoadKeys(t *testing.T) {
	t.Parallel()
	write := func(t *testing.T, text string, mode fs.FileMode) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "kunci")
		if err := errors.Join(os.WriteFile(path, []byte(text), mode), os.Chmod(path, mode)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good := base64.StdEncoding.EncodeToString(sample())
	t.Run("File", func(t *testing.T) {
		t.Parallel()
		for _, mode := range []fs.FileMode{0o600, 0o400} {
			if keys, err := privacy.LoadKeys("", write(t, good+"\n", mode)); err != nil || len(keys) != 1 || keys[0].IsZero() {
				t.Errorf("LoadKeys(file of mode %o): %v", mode, err)
			}
		}
	})
	t.Run("File/OpenToOthers", func(t *testing.T) {
		t.Parallel()
		for _, mode := range []fs.FileMode{0o644, 0o640, 0o604, 0o601, 0o700, 0o660} {
			path := write(t, good, mode)
			_, err := privacy.LoadKeys("", path)
			if loket.CodeOf(err) != loket.CodeInvalid || !strings.Contains(err.Error(), "chmod 600 "+path) {
				t.Errorf("LoadKeys(file of mode %o): %v, want the cure", mode, err)
			}
		}
	})
	t.Run("File/Missing", func(t *testing.T) {
		t.Parallel()
		if _, err := privacy.LoadKeys("", filepath.Join(t.TempDir(), "none")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("LoadKeys(no file): %v, want fs.ErrNotExist", err)
		}
	})
	t.Run("File/Directory", func(t *testing.T) {
		t.Parallel()
		if _, err := privacy.LoadKeys("", t.TempDir()); loket.CodeOf(err) != loket.CodeInvalid {
			t.Errorf("LoadKeys(directory): %v, want a refusal", err)
		}
	})
	t.Run("File/Placeholder", func(t *testing.T) {
		t.Parallel()
		for _, text := range []string{"", "changeme", strings.Repeat("0", 64), strings.Repeat("A", 44)} {
			if _, err := privacy.LoadKeys("", write(t, text, 0o600)); loket.CodeOf(err) != loket.CodeInvalid {
				t.Errorf("LoadKeys(file with %q): %v, want a refusal", text, err)
			}
		}
	})
	t.Run("Environment", func(t *testing.T) {
		t.Parallel()
		other := bytes.Repeat(sample()[:16], 2)
		fromEnv, err := privacy.LoadKeys(good, write(t, hex.EncodeToString(other), 0o600))
		want, _ := privacy.ParseKey(good)
		if err != nil || len(fromEnv) != 1 || fromEnv[0].ID() != want.ID() {
			t.Errorf("LoadKeys(environment and file) = %v, %v, want the environment's %q", fromEnv, err, want.ID())
		}
		if _, err := privacy.LoadKeys("changeme", ""); loket.CodeOf(err) != loket.CodeInvalid {
			t.Errorf("LoadKeys(changeme): %v, want a refusal", err)
		}
	})
}

func TestGenerateKeyFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kunci")
	key, err := privacy.GenerateKeyFile(path)
	if err != nil {
		t.Fatalf("GenerateKeyFile: %v", err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file has mode %v, %v, want 0600", info.Mode(), err)
	}
	loaded, err := privacy.LoadKeys("", path)
	if err != nil || len(loaded) != 1 || loaded[0].ID() != key.ID() {
		t.Errorf("LoadKeys = %v, %v, want the key generated, %q", loaded, err, key.ID())
	}
	if _, err := privacy.GenerateKeyFile(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("GenerateKeyFile over a key: %v, want fs.ErrExist", err)
	}
	if again, err := privacy.LoadKeys("", path); err != nil || again[0].ID() != key.ID() {
		t.Errorf("after a second GenerateKeyFile the key is %q, %v, want it untouched", again[0].ID(), err)
	}
	if _, err := privacy.GenerateKeyFile(filepath.Join(t.TempDir(), "none", "kunci")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("GenerateKeyFile in no directory: %v, want fs.ErrNotExist", err)
	}
}
