package loket

import "time"

// SetupTokenLife is how long a token opens the first-run page.
const SetupTokenLife = 15 * time.Minute

// What setting up refuses.
var (
	ErrSetUp = Errorf(CodeConflict, "Loket sudah disiapkan: sudah ada akun petugas. Masuk dengan akun itu; akun lain dibuat dengan: loket staff add.")

	ErrSetupToken = Errorf(CodeUnauthorized, "Kunci ini tidak berlaku: salah tulis, sudah dipakai, atau lewat 15 menit. "+
		"Buat yang baru di komputer server: loket setup --token")
)

// Opening is what an office says of itself when Loket is set up. The bot's token is
// no part of it: it is a secret, and goes into a file of its own.
type Opening struct {
	Agency    Agency
	Hours     map[string][]string // "senin" → "08.00-12.00", "13.00-16.00"; empty: Monday to Friday, 08.00 to 16.00
	Units     []Unit              // beside the first desk
	TokenFile string              // where the bot's token stands; empty: there is none, or the environment has it
	StaffChat int64               // the staff group on Telegram; 0: none
}

// Verification is what an admin says of entries: that somebody of the office, by
// role, has verified these revisions on a day.
type Verification struct {
	Role    string
	On      string            // 2026-11-29
	Entries map[string]string // id → the revision that was read
}

// FirstAdmin is the account that setting up ends with.
type FirstAdmin struct {
	Login, Name, Password string
}

// BotAnswer is what Telegram says of a bot and of the staff group.
type BotAnswer struct {
	Username string // of the bot, without @
	Group    string // title of the staff group; empty: none was asked for
}
