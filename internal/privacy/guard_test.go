package privacy_test

import (
	"os"
	"strings"
	"testing"

	"loket/internal/loket"
	"loket/internal/privacy"
)

// saying is one line of the golden file.
type saying struct {
	section, text string
}

const mayBeSaid = "boleh"

func readSayings(t *testing.T) (sayings []saying) {
	t.Helper()
	content, err := os.ReadFile("testdata/guard.txt")
	if err != nil {
		t.Fatal(err)
	}
	section := ""
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "", strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			section = strings.Trim(line, "[]")
		default:
			sayings = append(sayings, saying{section, strings.ReplaceAll(line, `\n`, "\n")})
		}
	}
	return sayings
}

// TestGuard holds the guard to the golden file: everything forbidden is
// refused with its reason, and everything harmless goes through.
func TestGuard(t *testing.T) {
	t.Parallel()
	forbidden, refused, harmless, passed := 0, 0, 0, 0
	for _, s := range readSayings(t) {
		ban, where := privacy.Find(privacy.Guard{}, s.text)
		if s.section == mayBeSaid {
			harmless++
			if ban == "" {
				passed++
				continue
			}
			t.Errorf("%q is refused (%s, at %q), want it let through", s.text, ban, where)
			continue
		}
		forbidden++
		if string(ban) == s.section {
			refused++
			continue
		}
		t.Errorf("%q gets %q, want it refused: %s", s.text, ban, s.section)
	}
	t.Logf("%d of %d forbidden texts refused, %d of %d harmless ones let through", refused, forbidden, passed, harmless)
	if forbidden < 300 || harmless < 300 {
		t.Errorf("%d forbidden and %d harmless texts, want 300 of each", forbidden, harmless)
	}
}

func TestGuardSaysHow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, in, want string }{
		{"Number", "Selamat pagi. Tolong kirim NIK Ibu. Terima kasih.", "\"Tolong kirim NIK Ibu.\". Tulis: \"Silakan datang ke loket"},
		{"Secret", "Kode OTP-nya berapa?", "Dinas tidak pernah memerlukan kode itu"},
		{"Transfer", "Transfer ke rekening saya.", "Layanan ini tidak dipungut biaya"},
		{"App", "Pasang APK ini.", "Play Store"},
		{"Link", "Cek di bit.ly/x ya.", "loket.yaml, bagian links"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := privacy.Guard{}.Check(c.in)
			if loket.CodeOf(err) != loket.CodeInvalid || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Check(%q) = %v, want %s with %q", c.in, err, loket.CodeInvalid, c.want)
			}
		})
	}
}

func TestGuardLinks(t *testing.T) {
	t.Parallel()
	g := privacy.Guard{Links: []string{"Contoh.id", " "}}
	for text, ok := range map[string]bool{
		"Lihat contoh.id": true, "Lihat https://www.contoh.id/a?b=1.": true, "Lihat contoh.id.jahat.com": false,
		"Lihat bukancontoh.id": false, "Lihat https://contoh.id@jahat.com": false, "layanan@contoh.com": true, "dukcapil.go.id": true,
	} {
		if err := g.Check(text); (err == nil) != ok {
			t.Errorf("Check(%q) = %v, want it let through: %v", text, err, ok)
		}
	}
}

func BenchmarkGuard(b *testing.B) {
	text := strings.Repeat("Silakan datang ke loket dengan KTP dan KK asli. Jangan kirim NIK atau kode OTP di sini.\n", 15)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if err := (privacy.Guard{}).Check(text); err != nil {
			b.Fatal(err)
		}
	}
}
