package privacy_test

import (
	"os"
	"slices"
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

func readSayings(t *testing.T, file string) (sayings []saying) {
	t.Helper()
	content, err := os.ReadFile("testdata/" + file)
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
	for _, s := range readSayings(t, "guard.txt") {
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

// TestGuardAtWork counts how often the guard stands in the way of an office's
// everyday replies: at most 3 in 1,000 may be refused.
func TestGuardAtWork(t *testing.T) {
	t.Parallel()
	replies := officeReplies(t)
	refused := 0
	for _, text := range replies {
		if ban, where := privacy.Find(privacy.Guard{}, text); ban != "" {
			refused++
			t.Logf("%q is refused (%s, at %q)", text, ban, where)
		}
	}
	t.Logf("%d of %d everyday replies refused", refused, len(replies))
	if len(replies) < 1000 || 1000*refused > 3*len(replies) {
		t.Errorf("%d of %d replies are refused, want at least 1,000 replies and at most 3 in 1,000 refused", refused, len(replies))
	}
}

// officeReplies are all harmless texts, each once: those of the golden file, the
// everyday replies, and letters made of two of those, far apart in the file,
// between an opening and a closing.
func officeReplies(t *testing.T) (all []string) {
	t.Helper()
	openings, cores, closings := officeSayings(t)
	for _, s := range readSayings(t, "guard.txt") {
		if s.section == mayBeSaid {
			all = append(all, s.text)
		}
	}
	all = append(all, cores...)
	for i, core := range cores {
		other := cores[(i*7+len(cores)/3)%len(cores)]
		all = append(all, strings.Join([]string{openings[i%len(openings)], core, other, closings[i%len(closings)]}, " "))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// officeSayings are the parts of everyday replies.
func officeSayings(t *testing.T) (openings, cores, closings []string) {
	t.Helper()
	for _, s := range readSayings(t, "guard-kantor.txt") {
		switch s.section {
		case "pembuka":
			openings = append(openings, s.text)
		case "penutup":
			closings = append(closings, s.text)
		default:
			cores = append(cores, s.text)
		}
	}
	return openings, cores, closings
}

// TestGuardInLetters hides every forbidden text in a letter of harmless ones,
// the warnings of fraud among them: it is refused all the same.
func TestGuardInLetters(t *testing.T) {
	t.Parallel()
	openings, cores, closings := officeSayings(t)
	for i, s := range readSayings(t, "guard.txt") {
		if s.section == mayBeSaid {
			continue
		}
		letter := strings.Join([]string{openings[i%len(openings)], cores[i*11%len(cores)], s.text, closings[i%len(closings)]}, "\n")
		if ban, _ := privacy.Find(privacy.Guard{}, letter); ban == "" {
			t.Errorf("%q is let through, want it refused: %s", letter, s.section)
		}
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
