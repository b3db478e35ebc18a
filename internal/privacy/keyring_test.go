package privacy_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"loket/internal/loket"
	"loket/internal/privacy"
)

// ids loads the keys of a file and names them.
func ids(t *testing.T, path string) (ids []string) {
	t.Helper()
	keys, err := privacy.LoadKeys("", path)
	if err != nil {
		t.Fatalf("LoadKeys: %v", err)
	}
	for _, key := range keys {
		ids = append(ids, key.ID())
	}
	return ids
}

// TestKeyFileChange takes a key file through a change of keys.
func TestKeyFileChange(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kunci")
	old, err := privacy.GenerateKeyFile(path)
	if err != nil {
		t.Fatal(err)
	}
	anew, err := privacy.AddKey(path)
	if err != nil {
		t.Fatalf("AddKey: %v", err)
	}
	if got, want := ids(t, path), []string{anew.ID(), old.ID()}; !slices.Equal(got, want) {
		t.Errorf("keys = %v, want the new one before the old: %v", got, want)
	}
	retired, err := privacy.RetireKeys(path)
	if want := []string{path + ".lama-" + old.ID()}; err != nil || !slices.Equal(retired, want) {
		t.Fatalf("RetireKeys = %v, %v, want %v", retired, err, want)
	}
	if got := ids(t, path); !slices.Equal(got, []string{anew.ID()}) {
		t.Errorf("keys after retiring = %v, want %s alone", got, anew.ID())
	}
	if got := ids(t, retired[0]); !slices.Equal(got, []string{old.ID()}) {
		t.Errorf("the file put aside holds %v, want %s", got, old.ID())
	}
	for _, file := range []string{path, retired[0]} {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v, %v, want 0600", file, info.Mode(), err)
		}
	}
	if again, err := privacy.RetireKeys(path); err != nil || len(again) != 0 {
		t.Errorf("RetireKeys of one key = %v, %v, want nothing", again, err)
	}
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) != 2 {
		t.Errorf("files = %v, %v, want the two", files, err)
	}
}

// TestSealerAdopt changes a sealer's keys while it is used.
func TestSealerAdopt(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "kunci")
	old, err := privacy.GenerateKeyFile(path)
	if err != nil {
		t.Fatal(err)
	}
	anew, err := privacy.AddKey(path)
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := privacy.NewSealer(old)
	if err != nil {
		t.Fatal(err)
	}
	place := privacy.AAD{Table: "contacts", Column: "key_sealed", Row: "1"}
	key, sealed, keyID := sealer.NewDataKey(place)
	text := key.Seal([]byte("halo"), place)
	if err := sealer.Adopt(anew, old); err != nil {
		t.Fatalf("Adopt: %v", err)
	}
	if got, want := sealer.KeyIDs(), []string{anew.ID(), old.ID()}; !slices.Equal(got, want) {
		t.Errorf("KeyIDs = %v, want %v", got, want)
	}
	wrapped, newID, err := sealer.Rewrap(sealed, keyID, place)
	if err != nil || newID != anew.ID() {
		t.Fatalf("Rewrap = %s, %v, want it under %s", newID, err, anew.ID())
	}
	if _, _, err := sealer.Rewrap(sealed, keyID, privacy.AAD{Table: "contacts", Column: "key_sealed", Row: "2"}); !errors.Is(err, privacy.ErrBroken) {
		t.Errorf("Rewrap for another place = %v, want %v", err, privacy.ErrBroken)
	}
	if err := sealer.Adopt(anew); err != nil {
		t.Fatal(err)
	}
	again, err := sealer.OpenDataKey(wrapped, newID, place)
	if err != nil {
		t.Fatalf("OpenDataKey under the new key: %v", err)
	}
	if plain, err := again.Open(text, place); err != nil || string(plain) != "halo" {
		t.Errorf("Open = %q, %v, want what was sealed before the change", plain, err)
	}
	if _, err := sealer.OpenDataKey(sealed, keyID, place); !errors.Is(err, privacy.ErrUnknownKey) {
		t.Errorf("OpenDataKey under the key that is gone = %v, want %v", err, privacy.ErrUnknownKey)
	}
	if err := sealer.Adopt(privacy.Key{}); err == nil || sealer.KeyID() != anew.ID() {
		t.Errorf("Adopt of no key = %v, want a refusal that changes nothing", err)
	}
}

// TestRetiredKeysComeBack puts a key aside and brings it back behind the current
// one, as a restore of an old backup does. The folder's name is a pattern.
func TestRetiredKeysComeBack(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data[1]*")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "kunci")
	old, err := privacy.GenerateKeyFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if keys, err := privacy.RetiredKeys(path); err != nil || len(keys) != 0 {
		t.Errorf("RetiredKeys before a change = %d keys, %v, want none", len(keys), err)
	}
	anew, err := privacy.AddKey(path)
	if err != nil {
		t.Fatal(err)
	}
	retired, err := privacy.RetireKeys(path)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := privacy.RetiredKeys(path)
	if err != nil || len(keys) != 1 || keys[0].ID() != old.ID() {
		t.Fatalf("RetiredKeys = %d keys, %v, want %s", len(keys), err, old.ID())
	}
	if err := privacy.ReadmitKeys(path, old.ID()); err != nil {
		t.Fatalf("ReadmitKeys: %v", err)
	}
	if got, want := ids(t, path), []string{anew.ID(), old.ID()}; !slices.Equal(got, want) {
		t.Errorf("keys = %v, want the old one behind the current: %v", got, want)
	}
	if err := privacy.ReadmitKeys(path, "00000000"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("ReadmitKeys of a key that was never there = %v, want %v", err, os.ErrNotExist)
	}
	if err := os.Chmod(retired[0], 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := privacy.RetiredKeys(path); loket.CodeOf(err) != loket.CodeInvalid {
		t.Errorf("RetiredKeys open to others = %v, want %s", err, loket.CodeInvalid)
	}
}
