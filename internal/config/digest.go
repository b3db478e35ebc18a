package config

import (
	"cmp"
	"fmt"
	"net"
	"net/mail"
	"strconv"
	"strings"

	"loket/internal/calendar"
	"loket/internal/loket"
)

// Digest is when the page for the head of an office is made, in its zone, and who gets
// it. An empty time: never.
type Digest struct {
	Daily   string // "08.00", on days on which the office is open
	Weekly  string // on the first of these in a week
	Monthly string // on the first of these in a month
	Email   []string

	// Telegram is the chat it goes to as a picture and a PDF: DigestToStaff, or the number of
	// another the bot is in. Empty: none.
	Telegram string
}

// DigestToStaff is the chat of a digest that goes to the staff group.
const DigestToStaff = "staff"

// Any tells whether there is a digest to send at all.
func (d Digest) Any() bool {
	return d.Daily+d.Weekly+d.Monthly != "" && (len(d.Email) > 0 || d.Telegram != "")
}

// Mail is the server that takes letters. Without an address there is none.
type Mail struct {
	Server       string // host:port; port 465: TLS from the first byte; any other: STARTTLS
	From         string // the address letters come from
	User         string // empty: nobody signs in
	Password     string // LOKET_SMTP_PASSWORD, or what PasswordFile holds
	PasswordFile string
}

type fileDigest struct {
	Daily    string   `yaml:"daily"`
	Weekly   string   `yaml:"weekly"`
	Monthly  string   `yaml:"monthly"`
	Email    []string `yaml:"email"`
	Telegram string   `yaml:"telegram"`
}

type fileMail struct {
	Server       string `yaml:"server"`
	From         string `yaml:"from"`
	User         string `yaml:"user"`
	PasswordFile string `yaml:"password_file"`
}

// readPassword fills in the password from its file, unless the environment gave it.
func (m *Mail) readPassword() error {
	if m.Password != "" || m.PasswordFile == "" {
		return nil
	}
	text, err := readSecret(m.PasswordFile, "sandi surel", "Periksa mail, password_file di loket.yaml.")
	m.Password = strings.TrimSpace(text)
	return err
}

// check finds what cannot be used of a mail server.
func (m Mail) check(complain func(format string, args ...any)) {
	if m.Server == "" {
		return
	}
	host, port, err := net.SplitHostPort(m.Server)
	if n, bad := strconv.ParseUint(port, 10, 16); err != nil || host == "" || bad != nil || n == 0 {
		complain("mail, server: %q bukan alamat. Tulis misalnya smtp.contoh.go.id:587.", m.Server)
	}
	if parsed, err := mail.ParseAddress(m.From); err != nil || parsed.Address != m.From { // a name beside it is refused by servers
		complain("mail, from: %q bukan alamat surel. Tulis misalnya loket@contoh.go.id.", m.From)
	}
	if m.User != "" && m.Password == "" {
		complain("mail, user: sandinya belum ada. Isi password_file atau LOKET_SMTP_PASSWORD.")
	}
}

// mostReaders bounds who gets a digest by e-mail.
const mostReaders = 20

// check finds what cannot be used of a digest.
func (d Digest) check(m Mail, complain func(format string, args ...any)) {
	for _, at := range []struct{ name, text string }{{"daily", d.Daily}, {"weekly", d.Weekly}, {"monthly", d.Monthly}} {
		if clock, err := calendar.ParseClock(cmp.Or(at.text, "08.00")); err != nil || clock >= 24*60 {
			complain("digest, %s: jam %q tidak dikenal. Tulis misalnya \"08.00\".", at.name, at.text)
		}
	}
	for _, to := range d.Email {
		if parsed, err := mail.ParseAddress(to); err != nil || parsed.Address != to {
			complain("digest, email: %q bukan alamat surel. Tulis misalnya pimpinan@contoh.go.id.", to)
		}
	}
	switch {
	case len(d.Email) > mostReaders:
		complain("digest, email: %d alamat, paling banyak %d.", len(d.Email), mostReaders)
	case len(d.Email) > 0 && m.Server == "":
		complain("digest, email: server surel belum diisi. Isi mail, server di loket.yaml.")
	case d.Daily+d.Weekly+d.Monthly == "" && (len(d.Email) > 0 || d.Telegram != ""):
		complain("digest: ada penerima, tetapi jamnya belum ada, jadi tidak pernah terkirim. Isi daily, weekly, atau monthly, misalnya weekly: \"08.00\".")
	case d.Daily+d.Weekly+d.Monthly != "" && len(d.Email) == 0 && d.Telegram == "":
		complain("digest: tidak ada penerima. Isi email: [pimpinan@contoh.go.id]. Untuk Telegram, isi telegram: staff.")
	}
}

// checkChat finds what keeps a digest from its chat.
func (d Digest) checkChat(t Telegram, complain func(format string, args ...any)) {
	chat, err := strconv.ParseInt(d.Telegram, 10, 64)
	switch {
	case d.Telegram == "":
	case d.Telegram != DigestToStaff && (err != nil || chat == 0):
		complain("digest, telegram: %q bukan ruang obrolan. Tulis staff untuk grup petugas, atau nomornya, misalnya -1001234567890.", d.Telegram)
	case t.Token == "":
		complain("digest, telegram: bot belum diisi. Isi telegram, token_file di loket.yaml, dari instansi pertama juga dengan LOKET_TELEGRAM_TOKEN.")
	case d.Telegram == DigestToStaff && t.StaffChat == 0:
		complain("digest, telegram: grup petugas belum diisi. Isi telegram, staff_chat di loket.yaml, dari instansi pertama juga dengan LOKET_TELEGRAM_STAFF_CHAT.")
	}
}

func (c *Config) checkDigests() (errs []error) {
	c.Mail.check(func(format string, args ...any) {
		errs = append(errs, loket.Errorf(loket.CodeInvalid, fmt.Sprintf(format, args...)))
	})
	for _, a := range c.Agencies {
		complain := func(format string, args ...any) {
			errs = append(errs, loket.Errorf(loket.CodeInvalid, "Instansi "+string(a.ID)+": "+fmt.Sprintf(format, args...)))
		}
		a.Digest.check(c.Mail, complain)
		a.Digest.checkChat(c.TelegramOf(a), complain)
	}
	return errs
}
