package trial_test

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"loket/internal/faketelegram"
)

// setupLine is the line with the token of the first-run page.
var setupLine = regexp.MustCompile(`^Kunci sekali pakai: ([A-Z2-7-]+)$`)

// printed starts the program in an empty folder and returns the token it prints.
func (c *counter) printed() (token string) {
	c.t.Helper()
	c.cmd = c.invocation("serve")
	c.cmd.Cancel = nil
	c.cmd.Stderr = c.log
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		c.t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if m := setupLine.FindStringSubmatch(lines.Text()); m != nil {
			token = m[1]
		}
		if m := readyLine.FindStringSubmatch(lines.Text()); m != nil {
			c.base = m[1]
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return token
		}
	}
	c.t.Fatalf("the program ended before it was ready:\n%s", c.log.tail())
	return ""
}

// TestFirstRun is the first hour of an office in a real Chromium: from an empty
// folder over the first-run page to a bot that answers.
func TestFirstRun(t *testing.T) {
	t.Parallel()
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	c := newCounter(t, map[string]string{
		"LOKET_TELEGRAM_API_URL": fake.URL(), "LOKET_TELEGRAM_RATE": "0", "LOKET_TELEGRAM_CHAT_RATE": "0",
	})
	token := c.printed()
	if len(strings.ReplaceAll(token, "-", "")) < 26 {
		t.Fatalf("the printed token is %q, want 26 characters of base32 (130 bits)", token)
	}
	admin := newChromium(t)
	shoot := func(name string) { admin.picturesOf("mulai-" + name) }
	signedOut := func() { // no page takes what is typed for who is signed in
		admin.until("nobody is signed in", `!document.querySelector('.siapa')`)
	}
	send := func(button string) { admin.press(`main form ` + button) }

	admin.goTo(c.base + "/")
	admin.press(`a[href="/mulai"]`)
	admin.untilSays("h1", "Siapkan Loket")
	shoot("kunci")
	admin.fill("#kunci", "salah")
	send("button")
	admin.untilSays(".pesan", "Kunci ini tidak berlaku")
	admin.fill("#kunci", strings.ToLower(token))
	send("button")
	admin.untilSays("h1", "Kantor")
	for field, words := range map[string]string{"#nama": "Disdukcapil Kabupaten Ende", "#kode": "END", "#id": "", "#sabtu": "08.00-11.00", "#bagian": "Seksi Pengaduan"} {
		admin.put(field, words)
	}
	shoot("kantor")
	signedOut()
	send("button")
	admin.untilSays("h1", "Telegram")
	admin.fill("#token", "123:bukan")
	send("button:not(.kedua)")
	admin.untilSays(".pesan", "Telegram menolak token ini")
	shoot("telegram")
	admin.fill("#token", fake.Token())
	admin.fill("#grup", "-1000000000007")
	send("button:not(.kedua)")
	admin.untilSays("h1", "Jawaban")
	admin.put("#jabatan", "Kepala Bidang Pelayanan")
	get[bool](admin, `(document.querySelector('[value^="ktp-el-hilang@"]').click(), true)`)
	shoot("jawaban")
	send("button")
	admin.untilSays("h1", "Akun admin pertama")
	admin.untilSays(".tahap", "@"+fake.Username()+", grup Grup")
	admin.put("#akun", "ina")
	admin.fill("#nama", "Bu Ina")
	admin.fill("#sandi", firstPassword[:8])
	admin.fill("#ulang", firstPassword[:8])
	send("button")
	admin.untilSays(".pesan", "Kata sandi terlalu pendek")
	shoot("admin")
	signedOut()
	admin.fill("#sandi", firstPassword)
	admin.fill("#ulang", firstPassword)
	send("button")
	admin.untilSays("h1", "Loket siap")
	shoot("selesai")

	admin.press(`a[href="/masuk"]`)
	admin.fill("#akun", "ina")
	admin.fill("#sandi", firstPassword)
	admin.press(`form[action="/masuk"] button`)
	admin.untilSays("h1", "Pasang langkah kedua")
	admin.code(get[string](admin, `document.querySelector('[name=kunci]').value`), 0)
	admin.untilSays("h1", "Kode pemulihan")
	admin.goTo(c.base + "/mulai") // closed
	admin.untilSays("h1", "Antrean")
	admin.goTo(c.base + "/chat/disdukcapil-kabupaten-ende")
	admin.untilSays("#state", "Terhubung")

	fake.Deliver(faketelegram.Text(41, "syarat ktp hilang"))
	if err := fake.WaitSent(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	answered := ""
	for _, sent := range fake.Sent() {
		answered += sent.Text
	}
	if !strings.Contains(answered, "Diperiksa Kepala Bidang Pelayanan") {
		t.Errorf("the bot answers %q, want the entry that was verified", answered)
	}
	wantSecrets(t, c, fake.Token())
	admin.wantQuiet()
}

const firstPassword = "jendela empat sungai biru"

// put fills in a field that has something in it.
func (b *tab) put(selector, words string) {
	b.t.Helper()
	get[bool](b, `(document.querySelector(`+quoted(selector)+`).value = `+quoted(words)+`, true)`)
}

// wantSecrets holds the bot's token to its file, that nobody else may read.
func wantSecrets(t *testing.T, c *counter, token string) {
	t.Helper()
	config, err := os.ReadFile(filepath.Join(c.dir, "loket.yaml"))
	if err != nil || strings.Contains(string(config), token) || !strings.Contains(string(config), "token_file:") {
		t.Errorf("loket.yaml says %q, %v; want the token's file and not the token", config, err)
	}
	info, err := os.Stat(filepath.Join(c.data(), "telegram.token"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the token's file: %v, %v, want mode 0600", info, err)
	}
	if strings.Contains(c.log.tail(), token) {
		t.Error("the log holds the token")
	}
}
