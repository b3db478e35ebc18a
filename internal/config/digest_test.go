package config_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"loket/internal/config"
	"loket/internal/loket"
)

// mailed is a file of one agency with a mail server and a digest, each as the cases say.
func mailed(mail, digest string) string {
	return "mail: {" + mail + "}\n" + office() + "    digest: {" + digest + "}\n"
}

const (
	goodMail   = "server: 'smtp.contoh.go.id:587', from: loket@contoh.go.id"
	goodDigest = "daily: '08.00', email: [pimpinan@contoh.go.id]"
)

// TestDigestRefuses promises that whatever cannot be used of a digest or of its mail
// server is named by its place, with what to write instead.
func TestDigestRefuses(t *testing.T) {
	t.Parallel()
	many := strings.Repeat("a@b.id, ", 20) + "a@b.id"
	for name, c := range map[string]struct {
		mail, digest string
		want         []string
	}{
		"Server/NoPort":        {"server: smtp.contoh.go.id, from: a@b.id", goodDigest, []string{`mail, server: "smtp.contoh.go.id" bukan alamat.`, "smtp.contoh.go.id:587"}},
		"Server/NoHost":        {"server: ':587', from: a@b.id", goodDigest, []string{`mail, server: ":587" bukan alamat.`}},
		"Server/EmptyPort":     {"server: 'smtp.contoh.go.id:', from: a@b.id", goodDigest, []string{`mail, server: "smtp.contoh.go.id:" bukan alamat.`}},
		"Server/PortName":      {"server: 'smtp.contoh.go.id:submission', from: a@b.id", goodDigest, []string{`mail, server: "smtp.contoh.go.id:submission" bukan alamat.`, "smtp.contoh.go.id:587"}},
		"Server/PortZero":      {"server: 'smtp.contoh.go.id:0', from: a@b.id", goodDigest, []string{`mail, server: "smtp.contoh.go.id:0" bukan alamat.`}},
		"Server/PortTooHigh":   {"server: 'smtp.contoh.go.id:65536', from: a@b.id", goodDigest, []string{`mail, server: "smtp.contoh.go.id:65536" bukan alamat.`}},
		"Server/PortSigned":    {"server: 'smtp.contoh.go.id:+25', from: a@b.id", goodDigest, []string{`mail, server: "smtp.contoh.go.id:+25" bukan alamat.`}},
		"Server/URL":           {"server: 'smtp://contoh.go.id:587', from: a@b.id", goodDigest, []string{`mail, server: "smtp://contoh.go.id:587" bukan alamat.`}},
		"From/None":            {"server: 'smtp.contoh.go.id:587'", goodDigest, []string{`mail, from: "" bukan alamat surel.`, "loket@contoh.go.id"}},
		"From/NoDomain":        {"server: 'smtp.contoh.go.id:587', from: loket", goodDigest, []string{`mail, from: "loket" bukan alamat surel.`}},
		"From/WithName":        {"server: 'smtp.contoh.go.id:587', from: 'Loket <loket@contoh.go.id>'", goodDigest, []string{`mail, from: "Loket <loket@contoh.go.id>" bukan alamat surel.`, "loket@contoh.go.id."}},
		"User/NoPassword":      {goodMail + ", user: loket", goodDigest, []string{"mail, user: sandinya belum ada.", "password_file atau LOKET_SMTP_PASSWORD"}},
		"PasswordFile/Missing": {goodMail + ", user: loket, password_file: tidak/ada", goodDigest, []string{"Berkas sandi surel tidak/ada tidak dapat dibaca", "Periksa mail, password_file di loket.yaml."}},
		"Mail/Misspelt":        {goodMail + ", sandi: rahasia", goodDigest, []string{`tidak ada pengaturan bernama "sandi"`}},
		"Daily/NotATime":       {goodMail, "daily: pagi, email: [a@b.id]", []string{`Instansi dinas: digest, daily: jam "pagi" tidak dikenal. Tulis misalnya "08.00".`}},
		"Daily/Midnight":       {goodMail, "daily: '24.00', email: [a@b.id]", []string{`digest, daily: jam "24.00" tidak dikenal.`}},
		"Weekly/NoSuchMinute":  {goodMail, "weekly: '08.60', email: [a@b.id]", []string{`digest, weekly: jam "08.60" tidak dikenal.`}},
		"Monthly/NoSuchHour":   {goodMail, "monthly: '25.00', email: [a@b.id]", []string{`digest, monthly: jam "25.00" tidak dikenal.`}},
		"Digest/Misspelt":      {goodMail, "harian: '08.00', email: [a@b.id]", []string{`tidak ada pengaturan bernama "harian"`}},
		"Email/NotAnAddress":   {goodMail, "daily: '08.00', email: [pimpinan]", []string{`digest, email: "pimpinan" bukan alamat surel. Tulis misalnya pimpinan@contoh.go.id.`}},
		"Email/WithName":       {goodMail, "daily: '08.00', email: ['Kepala <a@b.id>']", []string{`digest, email: "Kepala <a@b.id>" bukan alamat surel.`}},
		"Email/TwoLines":       {goodMail, `daily: '08.00', email: ["a@b.id\nBcc: c@d.id"]`, []string{`digest, email: "a@b.id\nBcc: c@d.id" bukan alamat surel.`}},
		"Email/NotAList":       {goodMail, "daily: '08.00', email: {a: b}", []string{"nilai ini bukan jenis yang diminta"}},
		"Email/TooMany":        {goodMail, "daily: '08.00', email: [" + many + "]", []string{"digest, email: 21 alamat, paling banyak 20."}},
		"Email/NoServer":       {"", goodDigest, []string{"digest, email: server surel belum diisi. Isi mail, server di loket.yaml."}},
		"Email/NoTime":         {goodMail, "email: [a@b.id]", []string{"Instansi dinas: digest: ada penerima, tetapi jamnya belum ada", "Isi daily, weekly, atau monthly"}},
		"Email/None":           {goodMail, "weekly: '08.00'", []string{"Instansi dinas: digest: tidak ada penerima. Isi email: [pimpinan@contoh.go.id]."}},
		"Telegram/NoTime":      {"", "telegram: staff", []string{"digest: ada penerima, tetapi jamnya belum ada"}},
		"Telegram/NotAChat":    {"", "daily: '08.00', telegram: '@pimpinan'", []string{`digest, telegram: "@pimpinan" bukan ruang obrolan. Tulis staff untuk grup petugas`}},
		"Telegram/NoChat":      {"", "daily: '08.00', telegram: 0", []string{`digest, telegram: "0" bukan ruang obrolan.`}},
		"Telegram/NoBot":       {"", "daily: '08.00', telegram: -1001234567890", []string{"digest, telegram: bot belum diisi.", "LOKET_TELEGRAM_TOKEN"}},
		"Together": {"server: smtp, from: loket", "daily: pagi, monthly: malam, email: [x]", []string{
			`mail, server: "smtp"`, `mail, from: "loket"`, `digest, daily: jam "pagi"`, `digest, monthly: jam "malam"`, `digest, email: "x"`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Load(written(t, mailed(c.mail, c.digest)), environment(nil))
			if loket.CodeOf(err) != loket.CodeInvalid {
				t.Fatalf("Load(mail {%s}, digest {%s}) = %v, want it refused", c.mail, c.digest, err)
			}
			rest := err.Error()
			for _, want := range c.want {
				_, after, found := strings.Cut(rest, want)
				if !found {
					t.Fatalf("Load(mail {%s}, digest {%s}) =\n%v\nwant %q in it, in this order: %q", c.mail, c.digest, err, want, c.want)
				}
				rest = after
			}
		})
	}
}

// TestMailPassword promises where the password comes from: the environment before the
// file, and from a file only if nobody else may read it; no complaint repeats it.
func TestMailPassword(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		content string
		mode    os.FileMode
		env     string
		want    string // the password, or
		refused string // what the refusal says
	}{
		"FromTheFile":          {"  rahasia-berkas\n", 0o600, "", "rahasia-berkas", ""},
		"InnerSpacesKept":      {"abcd efgh ijkl\r\n", 0o400, "", "abcd efgh ijkl", ""},
		"EnvironmentFirst":     {"rahasia-berkas\n", 0o600, "rahasia-lain", "rahasia-lain", ""},
		"EnvironmentUnread":    {"rahasia-berkas\n", 0o644, "rahasia-lain", "rahasia-lain", ""},
		"OthersMayReadIt":      {"rahasia-berkas\n", 0o644, "", "", "dapat dibuka pengguna lain (mode 0644). Jalankan: chmod 600 "},
		"TheGroupMayReadIt":    {"rahasia-berkas\n", 0o640, "", "", "dapat dibuka pengguna lain (mode 0640). Jalankan: chmod 600 "},
		"EmptyIsNone":          {"", 0o600, "", "", "mail, user: sandinya belum ada."},
		"BlankIsNone":          {" \n\n", 0o600, "", "", "mail, user: sandinya belum ada."},
		"BlankEnvironmentIsNo": {"rahasia-berkas", 0o600, "  ", "rahasia-berkas", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "sandi")
			if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, c.mode); err != nil {
				t.Fatal(err)
			}
			file := mailed(goodMail+", user: loket, password_file: '"+path+"'", goodDigest)
			got, err := config.Load(written(t, file), environment(map[string]string{"LOKET_SMTP_PASSWORD": c.env}))
			if c.refused == "" {
				if err != nil || got.Mail.Password != c.want {
					t.Errorf("Load() = password %q, %v, want %q", got.Mail.Password, err, c.want)
				}
				return
			}
			if loket.CodeOf(err) != loket.CodeInvalid || !strings.Contains(err.Error(), c.refused) || strings.Contains(err.Error(), "rahasia") {
				t.Errorf("Load() = %v, want %q and no password", err, c.refused)
			}
		})
	}
}

// TestDigestToTelegram promises which chats are taken, with a bot at hand, and of which
// offices.
func TestDigestToTelegram(t *testing.T) {
	t.Parallel()
	const bot, group = "700000001:rahasia", "-1001234567890"
	other := "  - {id: lain, code: LLN, name: Dinas Lain, zone: Asia/Jakarta, digest: {weekly: '08.00', telegram: -5}}\n"
	for name, c := range map[string]struct {
		chat, more string
		env        map[string]string
		want       string // of the refusal; empty: taken
	}{
		"StaffGroup":        {"staff", "", map[string]string{"LOKET_TELEGRAM_TOKEN": bot, "LOKET_TELEGRAM_STAFF_CHAT": group}, ""},
		"StaffGroup/None":   {"staff", "", map[string]string{"LOKET_TELEGRAM_TOKEN": bot}, "grup petugas belum diisi. Isi telegram, staff_chat"},
		"AnotherGroup":      {group, "", map[string]string{"LOKET_TELEGRAM_TOKEN": bot}, ""},
		"Person":            {"77", "", map[string]string{"LOKET_TELEGRAM_TOKEN": bot}, ""},
		"OfTheSecondOffice": {"staff", other, map[string]string{"LOKET_TELEGRAM_TOKEN": bot, "LOKET_TELEGRAM_STAFF_CHAT": group}, "Instansi lain: digest, telegram: bot belum diisi. Isi telegram, token_file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := config.Load(written(t, office()+"    digest: {daily: '08.00', telegram: "+c.chat+"}\n"+c.more), environment(c.env))
			switch {
			case c.want == "" && (err != nil || got.Agencies[0].Digest.Telegram != c.chat || !got.Agencies[0].Digest.Any()):
				t.Errorf("Load() = %+v, %v, want %s taken", got.Agencies[0].Digest, err, c.chat)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("Load() = %v, want it refused with %q", err, c.want)
			}
		})
	}
}
