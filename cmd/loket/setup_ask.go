package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"loket/internal/loket"
)

// asker asks a person, line by line. With yes it asks nothing and takes what stands.
type asker struct {
	stdin io.Reader
	lines *bufio.Reader // over stdin
	out   io.Writer
	yes   bool
}

func newAsker(s *shell, yes bool) *asker {
	return &asker{stdin: s.stdin, lines: bufio.NewReader(s.stdin), out: s.stdout, yes: yes}
}

// say prints lines for the person; nothing with yes.
func (a *asker) say(format string, args ...any) error {
	if a.yes {
		return nil
	}
	_, err := fmt.Fprintf(a.out, format, args...)
	return err
}

// ask returns what is typed, or what stands when that is nothing.
func (a *asker) ask(question, stands string) (string, error) {
	if a.yes {
		return stands, nil
	}
	if err := a.say("%s [%s]: ", question, stands); err != nil {
		return "", err
	}
	line, err := a.line(question)
	if line == "" {
		line = stands
	}
	return line, err
}

// line reads one line. The end of the input is a mistake: nothing may be taken for
// an answer that was not given.
func (a *asker) line(question string) (string, error) {
	line, err := a.lines.ReadString('\n')
	if errors.Is(err, io.EOF) && line == "" {
		return "", loket.Errorf(loket.CodeInvalid, fmt.Sprintf(
			"Masukan berakhir pada pertanyaan %q, jadi tidak ada yang disimpan. Jalankan lagi; tanpa bertanya: --yes dengan jawaban sebagai pilihan (loket setup --help).", question))
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read an answer: %w", err)
	}
	return strings.TrimSpace(line), nil
}

// secret is ask for what nobody may read over a shoulder; it never shows what stands.
func (a *asker) secret(question, stands string) (string, error) {
	if a.yes {
		return "", nil
	}
	if err := a.say("%s [%s]: ", question, stands); err != nil {
		return "", err
	}
	file, ok := a.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return a.line(question)
	}
	typed, err := term.ReadPassword(int(file.Fd()))
	if err != nil {
		return "", fmt.Errorf("read a secret: %w", err)
	}
	return strings.TrimSpace(string(typed)), a.say("\n")
}

// agree asks for yes or no; with yes it is yes.
func (a *asker) agree(question string, usual bool) (bool, error) {
	stands := "t"
	if usual {
		stands = "y"
	}
	answer, err := a.ask(question+" (y/t)", stands)
	return strings.HasPrefix(strings.ToLower(answer), "y"), err
}

// again asks until an answer can be used; with yes the first must be.
func (a *asker) again(try func() error) error {
	for {
		err := try()
		if a.yes || loket.CodeOf(err) != loket.CodeInvalid || errors.Is(err, io.EOF) {
			return err
		}
		if _, ended := a.lines.Peek(1); ended != nil && !a.terminal() {
			return err // nobody is there to answer anew
		}
		if told := a.say("%s\n", strings.Join(explain(err), "\n")); told != nil {
			return told
		}
	}
}

func (a *asker) terminal() bool {
	file, ok := a.stdin.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}
