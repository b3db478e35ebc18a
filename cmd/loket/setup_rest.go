package main

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"loket/internal/loket"
	"loket/internal/web/console"
	"loket/internal/web/setup"
)

// askTelegram asks for a token and a group until Telegram knows both, or goes on
// without. The token is kept when everything is.
func (w *setupRun) askTelegram() error {
	if w.NoTelegram {
		w.opening.TokenFile, w.opening.StaffChat = "", 0
		return nil
	}
	given := ""
	if w.BotTokenStdin {
		var err error
		if given, err = w.line("Token bot"); err != nil {
			return err
		}
	}
	group := w.opening.StaffChat
	if w.StaffChat != nil {
		group = *w.StaffChat
	}
	for {
		token := given
		if !w.BotTokenStdin {
			stands := cmp.Or(w.standing.Token, "tanpa Telegram")
			var err error
			if token, err = w.secret("Token bot dari @BotFather", stands); err != nil {
				return err
			}
		}
		if token == "" && w.standing.Token == "" {
			w.opening.StaffChat = 0
			return w.say("Tanpa Telegram: warga bertanya lewat chat web. Memasangnya nanti: loket setup\n")
		}
		var err error
		if group, err = w.askGroup(group); err != nil {
			return err
		}
		answer, err := w.probe(w.ctx, cmp.Or(token, w.installer.config.Telegram.Token), group)
		if err == nil {
			w.botToken, w.bot, w.opening.StaffChat = token, answer, group
			return w.say("Bot @%s dikenal Telegram.%s\n", answer.Username, w.toldGroup())
		}
		if loket.CodeOf(err) == "" || w.yes || w.BotTokenStdin {
			return err
		}
		if err := w.say("%s\nEnter tanpa token: lanjut tanpa Telegram.\n", strings.Join(explain(err), "\n")); err != nil {
			return err
		}
		w.standing.Token = ""
	}
}

func (w *setupRun) toldGroup() string {
	if w.bot.Group == "" {
		return ""
	}
	return " Ia anggota grup " + w.bot.Group + "."
}

func (w *setupRun) askGroup(stands int64) (group int64, err error) {
	if w.StaffChat != nil || w.standing.Group {
		return stands, nil
	}
	err = w.again(func() error {
		typed, err := w.ask("Nomor grup petugas (0: tanpa grup)", strconv.FormatInt(stands, 10))
		if err != nil {
			return err
		}
		if group, err = strconv.ParseInt(typed, 10, 64); err != nil {
			return loket.Errorf(loket.CodeInvalid, fmt.Sprintf("Nomor grup %q harus bilangan bulat, misalnya -1001234567890.", typed))
		}
		return nil
	})
	return group, err
}

// askEntries shows what is asked most and takes what somebody vouches for.
func (w *setupRun) askEntries() error {
	entries, err := w.Entries(w.ctx, w.opening)
	if err != nil {
		return err
	}
	today := w.installer.now().Format(time.DateOnly)
	if zone, err := time.LoadLocation(w.opening.Agency.Zone); err == nil {
		today = w.installer.now().In(zone).Format(time.DateOnly)
	}
	w.verified = loket.Verification{Role: w.VerifyBy, On: cmp.Or(w.VerifyOn, today), Entries: map[string]string{}}
	open := slices.DeleteFunc(entries, func(e setup.Entry) bool { return e.Verified != "" })
	if err := w.say("%d jawaban belum diperiksa dinas; yang tidak diperiksa dijawab dengan catatan itu.\n", len(open)); err != nil {
		return err
	}
	if len(w.Verify) > 0 || w.yes {
		return w.takeVerified(open, today)
	}
	if len(open) == 0 {
		return nil
	}
	if w.verified.Role, err = w.answer(w.VerifyBy, "Jabatan yang memeriksa sekarang (- : nanti saja)", "-"); err != nil || w.verified.Role == "-" {
		w.verified.Role = ""
		return err
	}
	for n, e := range open {
		if err := w.say("\n--- %d dari %d: %s (%s)\n%s\n%s", n+1, len(open), e.Title, e.ID, e.Text, gapsOf(e)); err != nil {
			return err
		}
		right, err := w.agree("Sudah diperiksa dan benar?", false)
		if err != nil {
			return err
		}
		if right {
			w.verified.Entries[e.ID] = e.Revision
		}
	}
	return setup.CheckVerification(w.verified, today)
}

// gapsOf tells what an entry leaves open.
func gapsOf(e setup.Entry) string {
	var text strings.Builder
	for _, fact := range e.Unfilled {
		text.WriteString("  Belum diisi: " + fact + "; isi di facts dalam loket.yaml.\n")
	}
	if len(e.Silent) > 0 {
		text.WriteString("  Tidak memuat: " + strings.Join(e.Silent, ", ") + ".\n")
	}
	return text.String()
}

// takeVerified takes the entries that are named on the command line.
func (w *setupRun) takeVerified(open []setup.Entry, today string) error {
	a := w.agency(w.opening)
	catalog, _, _, err := w.catalogue(w.ctx, a)
	if err != nil {
		return err
	}
	for _, id := range w.Verify {
		if id == "semua" {
			for _, e := range open {
				w.verified.Entries[e.ID] = e.Revision
			}
			continue
		}
		e, known := catalog.Entry(id)
		if !known {
			return loket.Errorf(loket.CodeNotFound, fmt.Sprintf("--verify: jawaban %q tidak ada di katalog. Lihat daftarnya: loket faq export.", id))
		}
		if e.Verified == nil {
			w.verified.Entries[id] = e.Revision
		}
	}
	return setup.CheckVerification(w.verified, today)
}

// askAdmin asks for the first account, when there is none.
func (w *setupRun) askAdmin() error {
	if w.exists {
		return w.say("Sudah ada akun petugas. Akun lain: loket staff add\n")
	}
	return w.again(func() (err error) {
		if w.admin.Login, err = w.answer(w.Login, "Nama akun", "admin"); err != nil {
			return err
		}
		if w.admin.Name, err = w.answer(w.AdminName, "Nama yang dibaca rekan", w.admin.Login); err != nil {
			return err
		}
		switch {
		case w.PasswordStdin:
			w.admin.Password, err = w.line("Kata sandi")
		default:
			w.admin.Password, err = w.secret("Kata sandi, sedikitnya 12 karakter", "dibuat dan dicetak sekali")
		}
		if err != nil {
			return err
		}
		if w.drawn = w.admin.Password == "" && !w.PasswordStdin; w.drawn {
			w.admin.Password = newPassword(w.admin.Login)
		}
		if !loginForm.MatchString(w.admin.Login) {
			return errLogin
		}
		return console.CheckPassword(w.admin.Login, w.admin.Password)
	})
}

// confirm shows how the configuration file will change, and asks.
func (w *setupRun) confirm() (bool, error) {
	if w.botToken != "" {
		w.opening.TokenFile = w.tokenFile()
	}
	diff, err := w.Preview(w.ctx, w.opening)
	if err != nil {
		return false, err
	}
	if diff == "" {
		return true, nil
	}
	if _, err := fmt.Fprintf(w.stdout, "\nPerubahan pada %s:\n%s", w.path(), diff); err != nil {
		return false, err
	}
	if w.yes {
		if !w.Force {
			return false, loket.Errorf(loket.CodeConflict, w.path()+" sudah ada dan akan berubah seperti di atas. Bila memang itu, ulangi dengan --force. Tidak ada yang disimpan.")
		}
		return true, nil
	}
	agreed, err := w.agree("Simpan perubahan itu?", false)
	if err == nil && !agreed {
		err = w.say("Tidak ada yang disimpan.\n")
	}
	return agreed, err
}

// apply writes everything down and tells what was done and what is next.
func (w *setupRun) apply() error {
	running, err := w.running()
	if err != nil {
		return err
	}
	done := []string{}
	if w.botToken != "" {
		if _, w.opening.TokenFile, err = w.Bot(w.ctx, w.botToken, w.opening.StaffChat); err != nil {
			return err
		}
		done = append(done, fmt.Sprintf("Token bot @%s disimpan di %s.", w.bot.Username, w.tokenFile()))
	}
	changed, err := w.write(w.ctx, w.opening)
	if err != nil {
		return err
	}
	if changed {
		done = append(done, "Pengaturan ditulis ke "+w.path()+".")
		if err := w.note("setup.office", ""); err != nil {
			return err
		}
	}
	if n := len(w.verified.Entries); n > 0 {
		if err := w.verify(w.ctx, w.opening, w.verified, "cli"); err != nil {
			return err
		}
		if err := w.note("setup.verify", fmt.Sprintf("%d jawaban: %s", n, w.verified.Role)); err != nil {
			return err
		}
		done = append(done, fmt.Sprintf("%d jawaban dinyatakan sudah diperiksa %s.", n, w.verified.Role))
	}
	if !w.exists {
		if done, err = w.addAdmin(done); err != nil {
			return err
		}
	}
	return w.tell(done, changed || w.botToken != "", running)
}

func (w *setupRun) addAdmin(done []string) ([]string, error) {
	member, err := newStaff(w.agency(w.opening), w.admin.Login, w.admin.Name, loket.RoleAdmin, w.admin.Password)
	if err == nil {
		err = w.ledger.AddFirstStaff(loket.WithOrigin(w.ctx, "cli"), member)
	}
	done = append(done, fmt.Sprintf("Akun %s (admin) dibuat.", member.Login))
	if w.drawn {
		done = append(done, "Kata sandi: "+w.admin.Password, "Catat sekarang; tidak akan dicetak lagi.")
	}
	return append(done, "Langkah kedua (kode dari ponsel) dipasang saat pertama masuk."), err
}

// note has the audit log tell of a step.
func (w *setupRun) note(action, reason string) error {
	return w.ledger.Audit(w.ctx, loket.AuditEntry{
		Actor: loket.ByStaff, ActorID: "cli", Action: action, Object: "setup", ID: string(w.opening.Agency.ID), Reason: reason, Origin: "cli",
	})
}

// running tells whether a server uses the data directory.
func (w *setupRun) running() (bool, error) {
	_, running, err := heldKeys(w.installer.config.DataDir)
	return running, err
}

// tell prints what was done, and what it takes to count.
func (w *setupRun) tell(done []string, settings, running bool) error {
	before := w.standing.Opening
	before.Hours = w.opening.Hours
	switch hoursOnly := sameOpening(before, w.opening) && w.botToken == ""; {
	case len(done) == 0:
		done = append(done, "Tidak ada yang berubah.")
	case settings && running && hoursOnly:
		done = append(done, "Loket sedang berjalan. Jam baru berlaku setelah: kill -HUP <nomor proses loket serve>")
	case settings && running:
		done = append(done, "Loket sedang berjalan dengan pengaturan lama: hentikan loket serve, lalu jalankan lagi.")
	case !running:
		done = append(done, fmt.Sprintf("Buka loket: loket serve, lalu masuk di http://%s/masuk dan coba tanya di http://%[1]s/chat/%s", w.installer.config.HTTPAddr, w.opening.Agency.ID))
	}
	if err := w.say("\n"); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w.stdout, strings.Join(done, "\n"))
	return err
}

func sameOpening(a, b loket.Opening) bool {
	return a.Agency == b.Agency && slices.Equal(a.Units, b.Units) && a.TokenFile == b.TokenFile && a.StaffChat == b.StaffChat
}
