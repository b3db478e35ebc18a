package main

import (
	"bytes"
	"io"
	"strings"

	"github.com/alecthomas/kong"
)

// printHelp prints a command's help in Indonesian.
func printHelp(options kong.HelpOptions, ctx *kong.Context) error {
	stdout, text := ctx.Stdout, new(bytes.Buffer)
	ctx.Stdout = text
	err := kong.DefaultHelpPrinter(options, ctx)
	ctx.Stdout = stdout
	if err != nil {
		return err
	}
	_, err = io.WriteString(stdout, inIndonesian().Replace(text.String()))
	return err
}

// inIndonesian says what kong says by itself, in its help and of a wrong
// command line. The texts of our own flags never contain these words.
func inIndonesian() *strings.Replacer {
	return strings.NewReplacer(
		"Usage: ", "Pemakaian: ", "\nArguments:\n", "\nArgumen:\n", "\nFlags:\n", "\nPilihan:\n", "\nCommands:\n", "\nPerintah:\n",
		"<command>", "<perintah>", "[flags]", "[pilihan]", "Show context-sensitive help.", "Tampilkan bantuan ini.",
		`Run "loket <command> --help" for more information on a command.`, `Rincian sebuah perintah: loket <perintah> --help`,

		`expected string value but got "EOL" (<EOL>)`, "nilainya belum ditulis",
		"bool value must be true, 1, yes, false, 0 or no", "nilainya hanya true atau false",
		"unexpected argument ", "argumen ini tidak dikenal: ", "unknown flag ", "pilihan ini tidak dikenal: ",
		", did you mean one of ", "; mungkin maksud Anda salah satu dari ", ", did you mean ", "; mungkin maksud Anda ",
		"expected one of ", "tulis salah satu dari ", "expected ", "masih kurang: ", "missing flags: ", "pilihan ini wajib: ",
		" must be one of ", " harus salah satu dari ", " but got ", ", bukan ", "unexpected flag argument ", "pilihan ini tidak menerima nilai: ",
	)
}
