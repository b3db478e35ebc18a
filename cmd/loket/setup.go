package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/store"
	"loket/internal/web/setup"
)

// setupCommand sets Loket up in the terminal, or changes what was set up.
type setupCommand struct {
	Token bool `help:"Cetak kunci sekali pakai baru untuk halaman penyiapan /mulai, lalu selesai."`
	Yes   bool `help:"Jangan bertanya: pakai pilihan di bawah, dan yang sudah berlaku untuk sisanya."`
	Force bool `help:"Dengan --yes: ubah juga loket.yaml yang sudah ada."`

	Name  string   `help:"Nama instansi." placeholder:"NAMA"`
	Code  string   `help:"Kode tiket: 2 sampai 5 huruf besar." placeholder:"KODE"`
	ID    string   `name:"id" help:"Nama pendek tetap di alamat chat (baku: dari nama)." placeholder:"ID"`
	Zone  string   `help:"Zona waktu: WIB, WITA, WIT, atau misalnya Asia/Makassar." placeholder:"ZONA"`
	Hours []string `sep:"none" help:"Jam sehari, misalnya senin=08.00-12.00,13.00-15.00; boleh berulang, menggantikan semuanya." placeholder:"HARI=JAM"`
	Unit  []string `sep:"none" help:"Bagian dengan antrean sendiri; boleh berulang, menggantikan semuanya." placeholder:"ID=NAMA"`

	BotTokenStdin bool   `help:"Baca token bot dari masukan, satu baris (sebelum kata sandi). Juga: LOKET_TELEGRAM_TOKEN."`
	StaffChat     *int64 `help:"Nomor grup petugas; 0: tanpa grup." placeholder:"NOMOR"`
	NoTelegram    bool   `help:"Tanpa Telegram."`

	Verify   []string `help:"Jawaban yang sudah diperiksa dinas: id, dipisah koma, atau semua." placeholder:"ID"`
	VerifyBy string   `help:"Jabatan yang memeriksa." placeholder:"JABATAN"`
	VerifyOn string   `help:"Tanggal diperiksa (baku: hari ini)." placeholder:"TANGGAL"`

	Login         string `help:"Nama akun admin pertama (baku: admin)." placeholder:"AKUN"`
	AdminName     string `help:"Nama admin yang dibaca rekan." placeholder:"NAMA"`
	PasswordStdin bool   `help:"Baca kata sandi admin dari masukan, satu baris; tanpa ini dibuat dan dicetak sekali."`
}

// Help is what --help says besides.
func (*setupCommand) Help() string {
	return "Bertanya satu per satu; jawaban yang berlaku ada di dalam [kurung], Enter untuk tetap. Boleh diulang: hanya yang diminta berubah.\n" +
		"Tidak ada yang disimpan sebelum pertanyaan terakhir. Rahasia hanya dari masukan atau lingkungan, tidak pernah sebagai pilihan."
}

// Run implements the command.
func (c *setupCommand) Run(s *shell) (err error) {
	configured, err := s.load()
	if err != nil {
		return err
	}
	ledger, _, err := openLedger(s.ctx, configured, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	if c.Token {
		token, err := offerSetup(s.ctx, ledger)
		if err == nil {
			_, err = fmt.Fprintf(s.stdout, "Kunci sekali pakai: %s\nBerlaku 15 menit, di halaman /mulai server ini. Kunci sebelumnya tidak berlaku lagi.\n", token)
		}
		return err
	}
	w := &setupRun{
		setupCommand: c, shell: s, asker: newAsker(s, c.Yes),
		installer: &installer{config: configured, file: s.config, getenv: s.getenv, ledger: ledger, now: ledger.Now},
	}
	return w.run()
}

// setupRun is one run of it.
type setupRun struct {
	*setupCommand
	*shell
	*asker
	*installer

	standing setup.Standing
	opening  loket.Opening
	botToken string // that was typed and is right; not kept yet
	bot      loket.BotAnswer
	verified loket.Verification
	admin    loket.FirstAdmin
	drawn    bool // the password was drawn
	exists   bool // there is an account
}

// run asks everything, shows what will change, and writes.
func (w *setupRun) run() (err error) {
	if w.exists, err = w.ledger.HasStaff(w.ctx); err != nil {
		return err
	}
	if w.standing, err = w.Standing(w.ctx); err != nil {
		return err
	}
	w.opening = w.standing.Opening
	for i, step := range []struct {
		name string
		ask  func() error
	}{{"Kantor", w.askOffice}, {"Telegram", w.askTelegram}, {"Jawaban yang paling sering ditanyakan", w.askEntries}, {"Akun admin pertama", w.askAdmin}} {
		if err := w.say("\n%d/4 %s\n", i+1, step.name); err != nil {
			return err
		}
		if err := step.ask(); err != nil {
			return err
		}
	}
	if agreed, err := w.confirm(); err != nil || !agreed {
		return err
	}
	return w.apply()
}

func (w *setupRun) askOffice() error {
	a := &w.opening.Agency
	fresh := w.standing.File == "" && !w.exists
	zones := map[string]string{"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
	return w.again(func() (err error) {
		if a.Name, err = w.answer(w.Name, "Nama instansi, seperti dibaca warga", a.Name); err != nil {
			return err
		}
		if a.Code, err = w.answer(w.Code, "Kode tiket, 2 sampai 5 huruf besar", a.Code); err != nil {
			return err
		}
		a.Code = strings.ToUpper(a.Code)
		id := string(a.ID)
		if fresh && a.Name != w.standing.Opening.Agency.Name {
			id = setup.Slug(a.Name)
		}
		if fresh || w.ID != "" {
			if id, err = w.answer(w.ID, "Nama pendek di alamat chat, tetap", id); err != nil {
				return err
			}
		}
		if !fresh && id != string(w.standing.Opening.Agency.ID) {
			return loket.Errorf(loket.CodeConflict, fmt.Sprintf("Nama pendek %s sudah dipakai dan tidak dapat diganti menjadi %s: semua percakapan tercatat di bawahnya. Hapus --id.", w.standing.Opening.Agency.ID, id))
		}
		a.ID = loket.AgencyID(id)
		if a.Zone, err = w.answer(w.Zone, "Zona waktu: WIB, WITA, atau WIT", a.Zone); err != nil {
			return err
		}
		a.Zone = cmp.Or(zones[strings.ToUpper(a.Zone)], a.Zone)
		if err := w.askHours(); err != nil {
			return err
		}
		return config.CheckOpening(w.opening)
	})
}

// answer is a flag's value, or what is typed.
func (w *setupRun) answer(flag, question, stands string) (string, error) {
	if flag != "" {
		return flag, nil
	}
	return w.ask(question, stands)
}

// askHours asks for the hours of a week and for the sections.
func (w *setupRun) askHours() error {
	words := w.Hours
	if len(words) == 0 {
		typed, err := w.ask("Jam buka", hoursWords(w.opening.Hours))
		if err != nil {
			return err
		}
		words = strings.Fields(typed)
	}
	hours := map[string][]string{}
	for _, word := range words {
		day, text, found := strings.Cut(word, "=")
		if !found || hours[strings.ToLower(day)] != nil {
			return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Jam buka %q tidak dapat dipakai. Tulis tiap hari sekali, misalnya senin=08.00-12.00,13.00-15.00 selasa=08.00-15.00.", word))
		}
		hours[strings.ToLower(day)] = setup.Spans(text)
	}
	if hoursWords(hours) != hoursWords(w.opening.Hours) {
		w.opening.Hours = hours
	}
	lines := w.Unit
	if len(lines) == 0 {
		var stands []string
		for _, u := range w.opening.Units {
			stands = append(stands, string(u.ID)+"="+u.Name)
		}
		typed, err := w.ask("Bagian dengan antrean sendiri (id=nama; dipisah titik koma; - : tidak ada)", cmp.Or(strings.Join(stands, "; "), "-"))
		if err != nil {
			return err
		}
		lines = strings.Split(strings.TrimPrefix(typed, "-"), ";")
	}
	if units := setup.Units(strings.Join(lines, "\n")); len(units)+len(w.opening.Units) > 0 {
		w.opening.Units = units
	}
	return nil
}

// hoursWords writes the hours of a week as they are typed, what is no day last.
func hoursWords(hours map[string][]string) string {
	if len(hours) == 0 {
		return "senin=08.00-16.00 selasa=08.00-16.00 rabu=08.00-16.00 kamis=08.00-16.00 jumat=08.00-16.00"
	}
	week := []string{"senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu"}
	rank := func(day string) int {
		if at := slices.Index(week, day); at >= 0 {
			return at
		}
		return len(week)
	}
	var words []string
	for _, day := range slices.SortedFunc(maps.Keys(hours), func(a, b string) int { return rank(a) - rank(b) }) {
		words = append(words, day+"="+strings.Join(hours[day], ","))
	}
	return strings.Join(words, " ")
}
