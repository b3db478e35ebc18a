package trial_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// TestSecondFactor is a member of staff's first days in a real Chromium: the second
// factor is set up at the first sign-in, then opened with a code, then, without the
// phone, with a recovery code.
func TestSecondFactor(t *testing.T) {
	t.Parallel()
	config := filepath.Join(t.TempDir(), "loket.yaml")
	if err := os.WriteFile(config, []byte("console: {second_factor: required}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := newCounter(t, map[string]string{"LOKET_CONFIG": config})
	c.start()
	staff := newChromium(t)
	shoot := func(name string) {
		for _, scheme := range []string{"light", "dark"} {
			staff.photograph(name+"-360-"+scheme, 360, scheme)
			staff.photograph(name+"-1280-"+scheme, 1280, scheme)
		}
	}

	staff.giveSecond(c.base, c.password)
	staff.untilSays("h1", "Pasang langkah kedua")
	staff.until("shows the picture to scan", `document.querySelector('.qr').naturalWidth > 0`)
	shown := get[string](staff, `document.querySelector("[name=kunci]").value`)
	shoot("pasang")
	staff.goTo(c.base + "/akun") // nothing else is open
	staff.untilSays("h1", "Masuk")
	staff.goTo(c.base + "/masuk/kode")
	secret := get[string](staff, `document.querySelector('[name=kunci]').value`)
	if shown == secret {
		t.Error("another page shows the same secret, want one of its own")
	}
	staff.code(secret, 0)
	staff.untilSays("h1", "Kode pemulihan")
	recovery := get[[]string](staff, `[...document.querySelectorAll('.pemulihan code')].map(n => n.textContent)`)
	if len(recovery) != 10 {
		t.Fatalf("%d recovery codes, want 10", len(recovery))
	}
	shoot("pemulihan")
	staff.press(".lanjut a")
	staff.untilSays("h1", "Antrean")
	staff.press(".siapa a")
	staff.untilSays("h1", "Akun Anda")
	shoot("akun")
	staff.press(`a[href="/akun/langkah-kedua"]`)
	staff.untilSays("h1", "Ganti langkah kedua")
	shoot("ganti")

	staff.press(`form[action="/keluar"] button`)
	staff.untilSays("h1", "Masuk")
	staff.giveSecond(c.base, c.password)
	staff.untilSays("h1", "Langkah kedua")
	shoot("kode")
	staff.code(secret, 30*time.Second) // the step after the one that was used
	staff.untilSays("h1", "Antrean")

	staff.press(`form[action="/keluar"] button`)
	staff.untilSays("h1", "Masuk")
	staff.giveSecond(c.base, c.password)
	staff.fill("#kode", recovery[0])
	staff.press(`form[action="/masuk/kode"] button`)
	staff.untilSays("h1", "Antrean")
	staff.goTo(c.base + "/akun")
	staff.untilSays("#h-langkah + p", "yang tersisa: 9")
	staff.wantQuiet()
}

// giveSecond gives the demo account's password, on the way to the queue.
func (b *tab) giveSecond(base, password string) {
	b.t.Helper()
	b.goTo(base + "/loket")
	b.fill("#akun", "demo")
	b.fill("#sandi", password)
	b.press(`form[action="/masuk"] button`)
	b.untilSays("h1", "angkah kedua")
}

// code types what an authenticator shows, or shows so much later.
func (b *tab) code(secret string, later time.Duration) {
	b.t.Helper()
	code, err := totp.GenerateCode(secret, time.Now().Add(later))
	if err != nil {
		b.t.Fatal(err)
	}
	b.fill("#kode", code)
	b.press(`main form:not([action="/keluar"]) button`)
}
