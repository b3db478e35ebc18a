package setup_test

import (
	"net/http"
	"strings"
	"testing"

	"loket/internal/loket"
	"loket/internal/web/setup"
	"loket/internal/web/webtest"
)

// stage is one step of the way, with what takes it.
type stage struct {
	path   string
	fields []string
}

func stages() []stage {
	return []stage{
		{"/mulai/kantor", week},
		{"/mulai/telegram", []string{"token", "1:a", "grup", "-5"}},
		{"/mulai/jawaban", []string{"jabatan", "Kepala Dinas", "tanggal", "2026-11-01", "periksa", "ktp-el-hilang@r1"}},
		{"/mulai/admin", []string{"akun", "ina", "nama", "Ina", "sandi", "empat kata", "ulang", "empat kata"}},
	}
}

// entered is a room whose token was used, with so many steps taken.
func entered(t *testing.T, taken int) (*office, *webtest.Browser, *int) {
	t.Helper()
	o, b, finished := room(nil)
	wantTo(t, "the token", b.Post("/mulai", "kunci", token), "/mulai/kantor")
	for i, s := range stages()[:taken] {
		wantTo(t, s.path, b.Post(s.path, s.fields...), stages()[i+1].path)
	}
	return o, b, finished
}

// TestStepsOutOfOrder: a step opens when those before it were taken; asked for or
// sent in sooner it leads to the one that is next and writes nothing down. Those that
// were taken stay open, and taking one again loses none of the others.
func TestStepsOutOfOrder(t *testing.T) {
	t.Parallel()
	for taken := range stages() {
		o, b, finished := entered(t, taken)
		next := stages()[taken].path
		wantTo(t, "who comes back", b.Get("/mulai"), next)
		for i, s := range stages() {
			if i <= taken {
				if got := b.Get(s.path); got.Status != http.StatusOK || !strings.Contains(got.Body, `action="`+s.path+`"`) {
					t.Errorf("after %d steps, %s: status %d, want its form", taken, s.path, got.Status)
				}
				continue
			}
			rows := len(o.ledger.Rows)
			wantTo(t, "GET "+s.path, b.Get(s.path), next)
			wantTo(t, "POST "+s.path, b.Post(s.path, s.fields...), next)
			if len(o.ledger.Rows) != rows || o.ledger.Staff || *finished != 0 {
				t.Errorf("after %d steps, POST %s was carried out: %+v", taken, s.path, o.ledger.Rows[rows:])
			}
		}
		if taken == 0 {
			continue
		}
		again := append(append([]string{}, week...), "selasa", "10.00-11.00")
		wantTo(t, "the office again", b.Post("/mulai/kantor", again...), "/mulai/telegram")
		wantTo(t, "who comes back then", b.Get("/mulai"), next)
		if taken == len(stages())-1 {
			last := stages()[taken]
			if got := b.Post(last.path, last.fields...); got.Status != http.StatusOK || o.opening.Hours["selasa"] == nil || o.opening.StaffChat != -5 || o.verified.Entries["ktp-el-hilang"] != "r1" {
				t.Errorf("the last step: status %d, %+v, %+v; want the office changed and the rest as it was", got.Status, o.opening, o.verified)
			}
		}
	}
}

// TestTokenInTwoBrowsers: the first to use a token goes on alone; however the second
// writes it, and however far the first has come, it is told where to get another.
// Another token lets it in beside the first, without what that has said; who ends
// first closes the room for both.
func TestTokenInTwoBrowsers(t *testing.T) {
	t.Parallel()
	o, first, finished := entered(t, 0)
	for i, s := range stages()[:2] { // four tries each, of the ten an address has
		second := webtest.NewBrowser(first.Handler)
		for _, written := range []string{token, strings.ToLower(token), setup.Printed(token), " " + token + "\n"} {
			wantProblem(t, "the token again", second.Post("/mulai", "kunci", written), http.StatusUnauthorized, "loket setup --token")
		}
		wantTo(t, "the second", second.Get(s.path), "/mulai")
		if len(second.Cookies) != 0 {
			t.Errorf("the second browser was given %v", second.Cookies)
		}
		wantTo(t, "the first", first.Post(s.path, s.fields...), stages()[i+1].path)
	}
	o.ledger.Token = "BARU" + token
	second := webtest.NewBrowser(first.Handler)
	second.Peer = "[::1]:4000"
	wantTo(t, "another token", second.Post("/mulai", "kunci", "baru"+token), "/mulai/kantor")
	wantTo(t, "a step the first has taken", second.Get("/mulai/telegram"), "/mulai/kantor")
	if page := second.Get("/mulai/kantor"); strings.Contains(page.Body, "Disdukcapil Ende") || !strings.Contains(page.Body, `value="Dinas"`) {
		t.Errorf("the second sees what the first has said:\n%s", page.Body)
	}
	for i, s := range stages()[2:] {
		if got := first.Post(s.path, s.fields...); i == 0 && got.Status != http.StatusSeeOther || i == 1 && got.Status != http.StatusOK {
			t.Fatalf("the first, %s: status %d", s.path, got.Status)
		}
	}
	for _, s := range stages() {
		wantTo(t, "the second afterwards", second.Post(s.path, s.fields...), "/masuk")
	}
	if *finished != 1 || o.opening.Agency.Name != "Disdukcapil Ende" {
		t.Errorf("finished %d times as %+v", *finished, o.opening)
	}
}

// TestVisitLost: who has lost their cookie, or brings one that is none, is asked for
// a token, and none of what they send is carried out; a fresh token begins at the
// first step with what stands.
func TestVisitLost(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(b *webtest.Browser){
		"Gone":    func(b *webtest.Browser) { clear(b.Cookies) },
		"Empty":   func(b *webtest.Browser) { b.Cookies["loket-mulai"] = "" },
		"Garbage": func(b *webtest.Browser) { b.Cookies["loket-mulai"] = "bukan-kunci" },
		"Longer":  func(b *webtest.Browser) { b.Cookies["loket-mulai"] += "x" },
		"Secure": func(b *webtest.Browser) {
			b.Cookies = map[string]string{"__Host-loket-mulai": b.Cookies["loket-mulai"]}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, b, finished := entered(t, 3)
			rows := len(o.ledger.Rows)
			lose(b)
			for _, s := range stages() {
				wantTo(t, "GET "+s.path, b.Get(s.path), "/mulai")
				wantTo(t, "POST "+s.path, b.Post(s.path, s.fields...), "/mulai")
			}
			if len(o.ledger.Rows) != rows || o.ledger.Staff || *finished != 0 {
				t.Errorf("it was carried out: %+v", o.ledger.Rows[rows:])
			}
			if got := b.Get("/mulai"); got.Status != http.StatusOK || !strings.Contains(got.Body, `name="kunci"`) {
				t.Errorf("status %d, want to be asked for a token", got.Status)
			}
			wantProblem(t, "the used token", b.Post("/mulai", "kunci", token), http.StatusUnauthorized, "loket setup --token")
			o.ledger.Token = "LAGI" + token
			wantTo(t, "a fresh token", b.Post("/mulai", "kunci", "LAGI"+token), "/mulai/kantor")
			wantTo(t, "a step of before", b.Get("/mulai/admin"), "/mulai/kantor")
		})
	}
}

// TestFieldErrors: each field that is wrong is told on its own page with the cure,
// beside what was typed; the step is not taken, nothing is written down, and no
// secret is shown.
func TestFieldErrors(t *testing.T) {
	t.Parallel()
	marked := func(role, on string) []string {
		return []string{"periksa", "ktp-el-hilang@r1", "jabatan", role, "tanggal", on}
	}
	for name, c := range map[string]struct {
		step        int
		fields      []string
		cure, typed string
	}{
		"Office/ClosedAllWeek": {0, []string{"nama", "Dinas Alor", "kode", "ALR", "bagian", "Akta"}, "Tulis misalnya Senin 08.00-16.00.", `value="Dinas Alor"`},
		"Office/OnlySpaces":    {0, []string{"nama", "Dinas Alor", "kode", "ALR", "senin", "  "}, "belum ada satu hari pun", `value="ALR"`},
		"Office/NoCode":        {0, []string{"nama", "Dinas", "kode", " ", "senin", "08.00 - 12.00"}, "code masih kosong", `value="08.00 - 12.00"`},
		"Bot/AName":            {1, []string{"token", "1:rahasia", "grup", "@petugas"}, "misalnya -1001234567890", `value="@petugas"`},
		"Bot/AFraction":        {1, []string{"token", "1:rahasia", "grup", "-5.0"}, "Kosongkan bila belum ada grup.", `value="-5.0"`},
		"Bot/Spaced":           {1, []string{"token", "1:rahasia", "grup", "-100 123"}, "bilangan bulat", `value="-100 123"`},
		"Bot/TooMuch":          {1, []string{"token", "1:rahasia", "grup", "-9223372036854775809"}, "bilangan bulat", `value="-9223372036854775809"`},
		"Answers/NoRole":       {2, marked(" \t", "2026-11-01"), "Jabatan yang memeriksa: tulis jabatannya", `value="ktp-el-hilang@r1" checked`},
		"Answers/LongRole":     {2, marked(strings.Repeat("é", 101), "2026-11-01"), "paling banyak 100 karakter", strings.Repeat("é", 101)},
		"Answers/NoDay":        {2, marked("Kabid", ""), "Tulis sebagai tahun-bulan-hari", `value="Kabid"`},
		"Answers/DayTurned":    {2, marked("Kabid", "01-11-2026"), "bukan tanggal", `value="Kabid"`},
		"Answers/NoSuchDay":    {2, marked("Kabid", "2026-02-30"), "bukan tanggal", `value="2026-02-30"`},
		"Answers/Tomorrow":     {2, marked("Kabid", "9999-12-31"), "Tulis hari ini atau sebelumnya.", `value="9999-12-31"`},
		"Admin/Unlike":         {3, []string{"akun", "Ina", "nama", "Bu Ina", "sandi", "1:rahasia", "ulang", "1:rahasia "}, "Tulis keduanya lagi.", `value="Bu Ina"`},
		"Admin/NotRepeated":    {3, []string{"akun", "INA", "sandi", "1:rahasia"}, "tidak sama", `value="ina"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, b, finished := entered(t, c.step)
			path, rows := stages()[c.step].path, len(o.ledger.Rows)
			got := b.Post(path, c.fields...)
			wantProblem(t, path, got, http.StatusBadRequest, c.cure)
			if !strings.Contains(got.Body, c.typed) || strings.Contains(got.Body, "rahasia") {
				t.Errorf("want %s on the page and no secret\n%s", c.typed, got.Body)
			}
			wantTo(t, "who comes back", b.Get("/mulai"), path)
			if len(o.ledger.Rows) != rows || o.ledger.Staff || *finished != 0 || o.admin != (loket.FirstAdmin{}) {
				t.Errorf("it was carried out: %+v", o.ledger.Rows[rows:])
			}
		})
	}
}
