package trial_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loket/internal/faketelegram"
)

// surveyed is an office that offers its survey to everybody.
func surveyed(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "loket.yaml")
	text := "agencies:\n  - {id: disdukcapil-kota-kupang, code: KPG, name: Disdukcapil Kota Kupang, zone: Asia/Makassar, " +
		"survey: {every: 1, profile: [sex]}}\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestSurvey has a citizen on a Telegram served, asked and surveyed, by buttons and by
// numbers, with the program killed in the middle; page, file and command say what they
// answered.
func TestSurvey(t *testing.T) {
	t.Parallel()
	fake := faketelegram.New(faketelegram.Options{})
	t.Cleanup(fake.Close)
	c := newCounter(t, onTelegram(fake))
	c.env["LOKET_CONFIG"] = surveyed(t)
	c.start()
	staff := newOfficer(t, c)
	presses := func(under string, row, column int) {
		asked := phoneReads(t, fake, under)
		fake.Deliver(faketelegram.Callback(phoneChat, asked.MessageID, asked.Buttons[row][column].Data))
	}
	writes := func(after, text string) {
		phoneReads(t, fake, after)
		fake.Deliver(faketelegram.Text(phoneChat, text))
	}

	fake.Deliver(faketelegram.Text(phoneChat, "saya mau bicara dengan petugas"))
	phoneReads(t, fake, "Nomor: KPG-")
	if !staff.one(t.Context()) {
		t.Fatalf("nobody was served: %q", staff.refused)
	}
	presses("Apakah pertanyaan Anda sudah terjawab?", 0, 0)
	presses("Bagaimana pelayanan kami?", 0, 3)
	presses("menambah catatan", 0, 0)
	presses("9 pertanyaan", 0, 0)
	for element := 1; element <= 4; element++ {
		presses(fmt.Sprintf("Survei %d dari 9", element), 3, 0)
	}
	phoneReads(t, fake, "Survei 5 dari 9")
	c.kill()
	c.start()
	for element := 5; element <= 9; element++ {
		writes(fmt.Sprintf("Survei %d dari 9", element), "3")
	}
	writes("jenis kelamin Anda?", "lewati")
	phoneReads(t, fake, "Survei selesai")

	// 4 × 4 + 5 × 3 = 31 of 36, × 25 ÷ 9.
	said := c.command("report", "ikm", "--json")
	var read struct {
		N           int
		Value       float64
		Grade       string
		Respondents [][]int
	}
	if err := json.Unmarshal([]byte(said), &read); err != nil {
		t.Fatal(err)
	}
	if read.N != 1 || read.Value != 86.11 || read.Grade != "B" || fmt.Sprint(read.Respondents) != "[[4 4 4 4 3 3 3 3 3]]" {
		t.Errorf("the command says %s", said)
	}
	staff = newOfficer(t, c)
	if page := staff.page("/laporan/ikm"); !strings.Contains(page, "86,11") || !strings.Contains(page, "cukup: perlu 1 dari 1 warga") {
		t.Errorf("the page says:\n%s", page)
	}
	if sheet := staff.page("/laporan/unduh?baris=ikm&format=csv"); !strings.Contains(sheet, `"1","4","4","4","4","3","3","3","3","3"`) || !strings.Contains(sheet, `"86.11","B"`) {
		t.Errorf("the file says:\n%s", sheet)
	}
	if log := c.command("audit", "list"); !strings.Contains(log, "report.export") || !strings.Contains(log, "ikm csv") {
		t.Errorf("the audit log does not say who took the file:\n%s", log)
	}
	c.stop()
}
