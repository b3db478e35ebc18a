package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
)

// pickyServer speaks SMTP without TLS. It answers some commands as it is told to, and
// hangs up on an empty answer.
type pickyServer struct {
	port    string
	answers map[string]string // a verb with what follows it, or "." for the end of a letter → the answer

	mu   sync.Mutex // guards said
	said []string   // what it was told
}

func openPicky(t *testing.T, answers map[string]string) *pickyServer {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &pickyServer{answers: answers}
	_, s.port, _ = net.SplitHostPort(listener.Addr().String())
	var calls sync.WaitGroup
	calls.Go(func() {
		for conn, err := listener.Accept(); err == nil; conn, err = listener.Accept() {
			calls.Go(func() { s.talk(conn) })
		}
	})
	t.Cleanup(func() {
		if err := listener.Close(); err != nil {
			t.Error(err)
		}
		calls.Wait()
	})
	return s
}

// talk answers one call until it ends.
func (s *pickyServer) talk(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	_, _ = io.WriteString(conn, "220 uji ESMTP\r\n")
	letter := false
	for in := bufio.NewScanner(conn); in.Scan(); {
		line := in.Text()
		if letter && line != "." {
			continue
		}
		s.mu.Lock()
		s.said = append(s.said, line)
		s.mu.Unlock()
		answer := "250 ok"
		switch verb, _, _ := strings.Cut(line, " "); verb {
		case "EHLO":
			answer = "250-uji\r\n250 AUTH PLAIN"
		case "DATA":
			answer, letter = "354 go on", true
		case ".":
			letter = false
		}
		for begin, told := range s.answers {
			if strings.HasPrefix(line, begin) {
				answer, letter = told, false
			}
		}
		if answer == "" {
			return
		}
		_, _ = io.WriteString(conn, answer+"\r\n")
	}
}

// heard counts the lines that begin so.
func (s *pickyServer) heard(begin string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, line := range s.said {
		if strings.HasPrefix(line, begin) {
			n++
		}
	}
	return n
}

func (s *pickyServer) postman(host string) postman {
	return postman{mail: config.Mail{Server: net.JoinHostPort(host, s.port), From: "loket@contoh.go.id"}}
}

// TestMailRefused promises that what a server refuses is an error that repeats what it
// said, and that nothing counts as gone before the letter's end.
func TestMailRefused(t *testing.T) {
	t.Parallel()
	for begin, c := range map[string]struct {
		answer    string
		said      string
		committed bool
	}{
		"EHLO":      {"421 busy", `421 "busy"`, false},
		"MAIL FROM": {"550 who are you", `550 "who are you"`, false},
		"RCPT TO":   {"550 no such user", `550 "no such user"`, false},
		"DATA":      {"451 not now", `451 "not now"`, false},
		".":         {"554 spam", `554 "spam"`, true},
	} {
		t.Run(begin, func(t *testing.T) {
			t.Parallel()
			s := openPicky(t, map[string]string{begin: c.answer, "HELO": c.answer})
			committed := false
			err := s.postman("127.0.0.1").send(t.Context(), aLetter(), func() error {
				committed = true
				return nil
			})
			if err == nil || !strings.Contains(err.Error(), c.said) || committed != c.committed || !refused(err) {
				t.Errorf("send() = %v, committed %v, refused %v, want %s, %v, true", err, committed, refused(err), c.said, c.committed)
			}
		})
	}
	t.Run("HungUpAtTheEnd/IsNoRefusal", func(t *testing.T) {
		t.Parallel()
		s := openPicky(t, map[string]string{".": ""})
		if err := s.postman("127.0.0.1").send(t.Context(), aLetter(), fine); err == nil || refused(err) {
			t.Errorf("send() = %v, refused %v, want an error of a line that broke", err, refused(err))
		}
	})
}

// TestMailInTheOpen promises that neither password nor letter goes to another machine
// unless it offers TLS. 0.0.0.0 is this machine by a name that does not say so.
func TestMailInTheOpen(t *testing.T) {
	t.Parallel()
	s := openPicky(t, nil)
	p := s.postman("0.0.0.0")
	p.mail.User, p.mail.Password = "loket", "rahasia"
	err := p.send(t.Context(), aLetter(), func() error {
		t.Error("a letter was about to go in the open")
		return nil
	})
	if !errors.Is(err, errPlain) || s.heard("AUTH") != 0 || s.heard("MAIL") != 0 || s.heard("DATA") != 0 {
		t.Errorf("send() = %v, told %q, want it to stop after the greeting", err, s.said)
	}
}

// TestMailEncryption promises that TLS goes before the password, and that a server
// known by another name than its certificate's gets neither.
func TestMailEncryption(t *testing.T) {
	t.Parallel()
	server, client := certificate(t)
	s := openMailServer(t, &mailServer{tls: server})
	_, port, _ := net.SplitHostPort(s.address)
	settings := config.Mail{Server: net.JoinHostPort("localhost", port), From: "a@b.id", User: "loket", Password: "rahasia"}
	var wrong *tls.CertificateVerificationError
	err := postman{mail: settings, tls: client}.send(t.Context(), aLetter(), fine)
	if !errors.As(err, &wrong) || len(s.accepted()) != 0 || len(s.users) != 0 {
		t.Errorf("send() = %v with %d letters, signed in %q, want it to stop at the certificate", err, len(s.accepted()), s.users)
	}
}

// TestMailSignInRefused promises that what is said of a refused password does not
// repeat it.
func TestMailSignInRefused(t *testing.T) {
	t.Parallel()
	s := openPicky(t, map[string]string{"AUTH": "535 wrong"})
	p := s.postman("127.0.0.1")
	p.mail.User, p.mail.Password = "loket", "rahasia-sekali"
	err := p.send(t.Context(), aLetter(), fine)
	if err == nil || !refused(err) || strings.Contains(err.Error(), "rahasia-sekali") || s.heard("MAIL") != 0 {
		t.Errorf("send() = %v, want a refusal without the password, and no letter", err)
	}
}

// TestDigestOfARefusedReader promises that one whose address is refused keeps no
// letter from the others, is tried eight times, and then never again.
func TestDigestOfARefusedReader(t *testing.T) {
	t.Parallel()
	ledger, clock := digestLedger(t)
	s := openPicky(t, map[string]string{"RCPT TO:<a@": "550 no such user"})
	d := replica(t, ledger, func() time.Time { return *clock }, s.postman("127.0.0.1").send)
	for try := 1; try <= digestTries+2; try++ {
		err := d.once(t.Context())
		told := err != nil && strings.Contains(err.Error(), `550 "no such user"`)
		if told != (try <= digestTries) {
			t.Errorf("try %d: %v, told %v", try, err, told)
		}
		*clock = clock.Add(digestTries * digestPause)
	}
	if a, b := s.heard("RCPT TO:<a@"), s.heard("RCPT TO:<b@"); a != digestTries || b != 1 || s.heard("DATA") != 1 {
		t.Errorf("tried the refused one %d times, the other %d, %d letters, want %d, 1, 1", a, b, s.heard("DATA"), digestTries)
	}
}

// TestDigestInDoubtIsNotRepeated has a server hang up when it has the whole letter: it
// may have taken it.
func TestDigestInDoubtIsNotRepeated(t *testing.T) {
	t.Parallel()
	ledger, clock := digestLedger(t)
	s := openPicky(t, map[string]string{".": ""})
	d := replica(t, ledger, func() time.Time { return *clock }, s.postman("127.0.0.1").send)
	if err := d.once(t.Context()); err == nil {
		t.Fatal("a line that broke was not told")
	}
	for range 3 {
		*clock = clock.Add(2 * time.Hour)
		if err := d.once(t.Context()); err != nil {
			t.Errorf("told again: %v", err)
		}
	}
	if n := s.heard("DATA"); n != 2 {
		t.Errorf("%d letters begun, want one to each", n)
	}
}

// TestDigestTakenFromASlowSender has another replica take a digest over while the
// first is still busy with it: the first must not end its letter.
func TestDigestTakenFromASlowSender(t *testing.T) {
	t.Parallel()
	ledger, clock := digestLedger(t)
	now, sent := func() time.Time { return *clock }, map[string]int{}
	sends := func(_ context.Context, l letter, committed func() error) error {
		if err := committed(); err != nil {
			return err
		}
		sent[l.to]++
		return nil
	}
	fast := replica(t, ledger, now, sends)
	slow := replica(t, ledger, now, func(ctx context.Context, l letter, committed func() error) error {
		*clock = clock.Add(digestLease + time.Second)
		if err := fast.once(ctx); err != nil {
			return fmt.Errorf("the other replica: %w", err)
		}
		return sends(ctx, l, committed)
	})
	if err := slow.once(t.Context()); err == nil || !strings.Contains(err.Error(), "taken by another replica") {
		t.Errorf("once() of the slow one = %v, want it told", err)
	}
	if sent["a@contoh.go.id"] != 1 || sent["b@contoh.go.id"] != 1 {
		t.Errorf("sent %v, want one to each", sent)
	}
	if owed, err := ledger.OwedDigests(t.Context(), loket.AgencyID("kupang")); err != nil || len(owed) != 0 {
		t.Errorf("owed %v, %v, want nothing", owed, err)
	}
}
