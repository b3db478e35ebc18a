package console_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/alexedwards/argon2id"

	"loket/internal/loket"
	"loket/internal/web/console"
)

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	good := []string{
		"kuda laut makan jagung", "tR7#vQ2!mXp9", "empatbelaskodokhijau", "правильная лошадь",
		strings.Repeat("é日本ñ語ü", 10) + "kupu", // 64 characters
		"hujan di Fatululi tadi pagi",
	}
	for _, password := range good {
		if err := console.CheckPassword("petugas1", password); err != nil {
			t.Errorf("CheckPassword(%q) = %v, want it taken", password, err)
		}
	}
	bad := map[string]string{
		"pendek":          "kuda laut",
		"angka":           "123456789012345",
		"satu huruf":      "aaaaaaaaaaaaaaaa",
		"kata umum":       "passwordpassword",
		"kantor":          "DisdukcapilKupang2026",
		"nama akun":       "petugas1petugas1!",
		"papan ketik":     "qwertyuiop123456",
		"salam":           "bismillah786786",
		"deret dan kata":  "admin1234567890",
		"bukan UTF-8":     "kuda laut makan \xff\xfe jagung",
		"terlalu panjang": strings.Repeat("kuda laut ", 30),
	}
	for name, password := range bad {
		err := console.CheckPassword("petugas1", password)
		if loket.CodeOf(err) != loket.CodeInvalid {
			t.Errorf("CheckPassword(%s: %q) = %v, want a refusal to show", name, password, err)
		}
	}
}

func TestHashPassword(t *testing.T) {
	t.Parallel()
	hash, err := console.HashPassword("petugas1", "kuda laut makan jagung")
	if err != nil {
		t.Fatalf("hash password: %v", err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash = %q, want argon2id with 19 MiB, two passes, one lane", hash)
	}
	if right, err := argon2id.ComparePasswordAndHash("kuda laut makan jagung", hash); err != nil || !right {
		t.Errorf("the password against its hash = %v, %v, want true", right, err)
	}
	again, err := console.HashPassword("petugas1", "kuda laut makan jagung")
	if err != nil || again == hash {
		t.Errorf("hashing twice gives %q twice, %v, want another salt", hash, err)
	}
	if _, err := console.HashPassword("petugas1", "pendek"); loket.CodeOf(err) != loket.CodeInvalid {
		t.Errorf("HashPassword(pendek) = %v, want a refusal", err)
	}
}

// FuzzCheckPassword: every answer is a plain yes or a refusal to show.
func FuzzCheckPassword(f *testing.F) {
	f.Add("petugas1", "kuda laut makan jagung")
	f.Add("", "\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	f.Fuzz(func(t *testing.T, login, password string) {
		err := console.CheckPassword(login, password)
		if _, shown := errors.AsType[*loket.Error](err); err != nil && !shown {
			t.Errorf("CheckPassword(%q, %q) = %v, want nil or a loket.Error", login, password, err)
		}
	})
}
