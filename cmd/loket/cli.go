package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"github.com/alecthomas/kong"

	"loket/internal/config"
	"loket/internal/loket"
)

// cli is every command and flag; kong makes the parser and --help of it.
type cli struct {
	Config string `help:"Konfigurasi (baku: loket.yaml bila ada)." placeholder:"FILE" env:"LOKET_CONFIG"`

	Setup    setupCommand    `cmd:"" help:"Siapkan Loket: kantor, Telegram, jawaban, akun admin pertama."`
	Serve    serveCommand    `cmd:"" help:"Buka loket: chat warga, halaman petugas, laporan."`
	Ask      askCommand      `cmd:"" help:"Tanya katalog sekali, tanpa server."`
	FAQ      faqCommand      `cmd:"" name:"faq" help:"Katalog jawaban: periksa, simpan, terbitkan, telusuri."`
	Report   reportCommand   `cmd:"" help:"Laporan waktu tanggap."`
	History  pastCommand     `cmd:"" help:"Kejadian lampau: masukkan dari sistem lain, keluarkan."`
	Demo     demoCommand     `cmd:"" help:"Isi kantor contoh dengan sebulan riwayat buatan, atau hapus lagi."`
	Agency   agencyCommand   `cmd:"" help:"Instansi di loket ini: daftar, tambah, serahkan, hapus."`
	Staff    staffCommand    `cmd:"" help:"Akun petugas."`
	Queue    queueCommand    `cmd:"" help:"Antrean di Redis: keadaan, samakan dengan basis data."`
	Switch   switchCommand   `cmd:"" help:"Sakelar: bot, saluran, dan jawaban yang dimatikan."`
	Openness opennessCommand `cmd:"" help:"Angka layanan untuk umum: buka, tutup."`
	Assist   assistCommand   `cmd:"" help:"Model bahasa yang membantu memilih jawaban dan menulis rancangan: periksa, siapkan."`
	Closure  closureCommand  `cmd:"" help:"Tutup kantor mendadak, dan cabut penutupannya."`
	Key      keyCommand      `cmd:"" help:"Kunci rahasia: periksa, ganti."`
	Breach   breachCommand   `cmd:"" help:"Laporan kebocoran data: siapa terkena, data apa, kapan, sampai kapan wajib lapor."`
	Audit    auditCommand    `cmd:"" help:"Catatan audit: periksa keutuhannya, baca, cetak jangkar."`
	Backup   backupCommand   `cmd:"" help:"Cadangkan seluruh basis data ke satu berkas, juga saat loket berjalan."`
	Restore  restoreCommand  `cmd:"" help:"Pulihkan cadangan ke tempat kosong."`
	Doctor   doctorCommand   `cmd:"" help:"Periksa pengaturan, basis data, Redis, Telegram, jam, disk, kunci, katalog."`
	Health   healthCommand   `cmd:"" help:"Tanya loket yang sedang berjalan apakah semua bagiannya bergerak."`
	Version  versionCommand  `cmd:"" help:"Versi program."`
}

// shell is what a command may use of the world.
type shell struct {
	ctx    context.Context
	getenv func(string) string
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer
	now    func() time.Time
	log    *slog.Logger
	config string // path of the configuration file; empty: the default
}

// load reads the configuration, and refuses one that would send secrets in the open.
func (s *shell) load() (config.Config, error) {
	c, err := config.Load(s.config, s.getenv)
	return c, errors.Join(err, refuseOpenly(c))
}

// usageError is a wrong command line.
type usageError struct{ error }

// run parses the command line and runs the command.
func run(
	ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout, stderr io.Writer,
) error {
	var c cli
	exited := false
	parser, err := kong.New(&c,
		kong.Name("loket"),
		kong.Description("Loket menjawab warga dari jawaban yang sudah diperiksa, meneruskan sisanya ke petugas, dan mencatat waktu tanggap."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { exited = true }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.Help(printHelp),
	)
	if err != nil {
		return err
	}
	command, err := parser.Parse(args)
	if exited {
		return nil
	}
	if err != nil {
		return usageError{errors.New(inIndonesian().Replace(err.Error()))}
	}
	return command.Run(&shell{
		ctx: ctx, getenv: getenv, stdin: stdin, stdout: stdout, stderr: stderr, now: time.Now, config: c.Config,
		log: slog.New(slog.NewTextHandler(stderr, nil)),
	})
}

// configured reads the configuration and picks the agency a command is about.
func (s *shell) configured(agency string) (c config.Config, a config.Agency, err error) {
	if c, err = s.load(); err == nil {
		a, err = agencyOf(c, agency)
	}
	return c, a, err
}

// agencyOf picks the agency a command is about: the one named, or the first.
func agencyOf(c config.Config, id string) (config.Agency, error) {
	for _, a := range c.Agencies {
		if id == "" || string(a.ID) == id {
			return a, nil
		}
	}
	return config.Agency{}, loket.Errorf(loket.CodeNotFound, "Instansi \""+id+"\" tidak ada di konfigurasi.")
}
