// Command loket is the whole counter in one binary: it answers citizens from a
// verified catalogue, hands the rest to staff, and measures every wait.
//
// This package is the roof: it wires the rooms of the house together and is the
// only place that knows them all. It must not decide anything a room decides.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"syscall"

	"loket/internal/loket"
)

func main() {
	runtime.MemProfileRate = heapRate("") // serve looks again, once it knows what is configured
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
	if err == nil {
		return exitOK
	}
	if wrong, ok := errors.AsType[usageError](err); ok {
		_, _ = fmt.Fprintf(stderr, "loket: %v\nBantuan: loket --help\n", wrong)
		return exitUsage
	}
	_, _ = fmt.Fprintln(stderr, "loket:", strings.Join(explain(err), "\n"))
	if loket.CodeOf(err) == "" {
		_, _ = fmt.Fprintln(stderr, "Terjadi gangguan. Periksa pesan di atas, lalu coba lagi.")
	}
	return exitFailed
}

// explain returns what a person reads of an error, one entry for each of the
// errors joined in it: of those made for people the message alone, of any other
// everything.
func explain(err error) (texts []string) {
	switch e := err.(type) { //nolint:errorlint // it walks the tree itself
	case *loket.Error:
		return []string{e.Message}
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			texts = append(texts, explain(one)...)
		}
		return texts
	case interface{ Unwrap() error }:
		if loket.CodeOf(err) != "" {
			return explain(e.Unwrap())
		}
	}
	return []string{err.Error()}
}
