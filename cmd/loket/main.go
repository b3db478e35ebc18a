// Command loket is the whole counter in one binary: it answers citizens from a
// verified catalogue, hands the rest to staff, and measures every wait.
//
// This package is the roof: it wires the rooms of the house together and is the
// only place that knows them all. It must not decide anything a room decides.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"loket/internal/loket"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(exitCode(err, os.Stderr))
}

// The exit codes scripts rely on.
const (
	exitOK = iota
	exitFailed
	exitUsage
)

// exitCode tells a person what went wrong and a script how it went.
func exitCode(err error, stderr io.Writer) int {
	switch e := err.(type) { //nolint:errorlint // a usage error is never wrapped
	case nil:
		return exitOK
	case usageError:
		_, _ = fmt.Fprintln(stderr, "loket:", e.Error())
		return exitUsage
	}
	_, _ = fmt.Fprintln(stderr, "loket:", err)
	if loket.CodeOf(err) == "" {
		_, _ = fmt.Fprintln(stderr, "Terjadi gangguan. Periksa pesan di atas, lalu coba lagi.")
	}
	return exitFailed
}
