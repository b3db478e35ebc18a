package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"errors"
	"io"
	"math/big"
	"mime"
	"mime/multipart"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
)

// mailServer speaks SMTP: it offers what it is told to and keeps what it accepts.
type mailServer struct {
	address string
	tls     *tls.Config // nil: it offers none

	mu      sync.Mutex // guards what follows
	full    bool       // it refuses every letter at its end
	letters []string
	secure  []bool
	users   []string
}

func openMailServer(t *testing.T, s *mailServer) *mailServer {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.address = listener.Addr().String()
	var calls sync.WaitGroup
	calls.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			calls.Go(func() { s.serve(conn) })
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

// serve answers one call until it ends.
func (s *mailServer) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	secure, in := false, bufio.NewReader(conn)
	say := func(line string) { _, _ = io.WriteString(conn, line+"\r\n") }
	say("220 uji ESMTP")
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		switch verb, rest, _ := strings.Cut(strings.TrimSpace(line), " "); strings.ToUpper(verb) {
		case "EHLO":
			say("250-uji")
			if s.tls != nil && !secure {
				say("250-STARTTLS")
			}
			say("250 AUTH PLAIN")
		case "STARTTLS":
			say("220 go on")
			conn = tls.Server(conn, s.tls)
			secure, in = true, bufio.NewReader(conn)
		case "AUTH":
			_, secret, _ := strings.Cut(rest, " ")
			plain, _ := base64.StdEncoding.DecodeString(secret)
			s.mu.Lock()
			s.users = append(s.users, string(plain))
			s.mu.Unlock()
			say("235 welcome")
		case "DATA":
			say("354 go on")
			s.take(in, secure, say)
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *mailServer) take(in *bufio.Reader, secure bool, say func(string)) {
	var letter strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		if line == ".\r\n" {
			break
		}
		letter.WriteString(strings.TrimPrefix(line, "."))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.full {
		say("452 no room")
		return
	}
	s.letters, s.secure = append(s.letters, letter.String()), append(s.secure, secure)
	say("250 accepted")
}

func (s *mailServer) setFull(full bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.full = full
}

func (s *mailServer) accepted() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string{}, s.letters...)
}

// certificate is one for 127.0.0.1, and who trusts it.
func certificate(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "uji"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, form, form, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	own := tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	return &tls.Config{Certificates: []tls.Certificate{own}, MinVersion: tls.VersionTLS12}, &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}
}

func aLetter() letter {
	return letter{
		id: "ringkasan.1@contoh.go.id", to: "pimpinan@contoh.go.id", subject: "Ringkasan mingguan 9–15 November\r\nBcc: lain@contoh.id",
		date: time.Date(2026, 11, 16, 8, 0, 0, 0, time.UTC), text: ".\nBaris pertama\n",
		files: []enclosure{{name: "ringkasan.pdf", media: "application/pdf", content: []byte(strings.Repeat("\x00.\r\n", 200))}},
	}
}

func fine() error { return nil }

func TestMail(t *testing.T) {
	t.Parallel()
	server, client := certificate(t)
	t.Run("STARTTLS/Whole", func(t *testing.T) {
		t.Parallel()
		s := openMailServer(t, &mailServer{tls: server})
		p := postman{mail: config.Mail{Server: s.address, From: "loket@contoh.go.id", User: "loket", Password: "rahasia"}, tls: client}
		if err := p.send(t.Context(), aLetter(), fine); err != nil {
			t.Fatal(err)
		}
		got := s.accepted()
		if len(got) != 1 || !s.secure[0] || len(s.users) != 1 || s.users[0] != "\x00loket\x00rahasia" {
			t.Fatalf("%d letters, secure %v, signed in as %q", len(got), s.secure, s.users)
		}
		wantLetter(t, got[0], aLetter())
	})
	t.Run("Unknown/Certificate", func(t *testing.T) {
		t.Parallel()
		s := openMailServer(t, &mailServer{tls: server})
		if err := (postman{mail: config.Mail{Server: s.address, From: "a@b.id"}}).send(t.Context(), aLetter(), fine); err == nil || len(s.accepted()) != 0 {
			t.Errorf("a server nobody vouches for: %v, %d letters", err, len(s.accepted()))
		}
	})
	t.Run("Plain/OnThisMachineOnly", func(t *testing.T) {
		t.Parallel()
		s := openMailServer(t, &mailServer{})
		if err := (postman{mail: config.Mail{Server: s.address, From: "a@b.id"}}).send(t.Context(), aLetter(), fine); err != nil || len(s.accepted()) != 1 {
			t.Errorf("a plain server on this machine: %v, %d letters", err, len(s.accepted()))
		}
		for host, want := range map[string]bool{"127.0.0.1": true, "::1": true, "localhost": true, "10.0.0.1": false, "smtp.contoh.go.id": false, "localhost.contoh.id": false} {
			if got := loket.Loopback(host); got != want {
				t.Errorf("loket.Loopback(%s) = %v, want %v", host, got, want)
			}
		}
	})
	t.Run("Refused/BeforeTheEnd", func(t *testing.T) {
		t.Parallel()
		s := openMailServer(t, &mailServer{})
		stop := errors.New("taken")
		err := (postman{mail: config.Mail{Server: s.address, From: "a@b.id"}}).send(t.Context(), aLetter(), func() error { return stop })
		if !errors.Is(err, stop) || len(s.accepted()) != 0 {
			t.Errorf("send() = %v with %d letters, want none", err, len(s.accepted()))
		}
	})
	t.Run("Silent/GivesUp", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := (postman{mail: config.Mail{Server: "127.0.0.1:1", From: "a@b.id"}}).send(ctx, aLetter(), fine); err == nil {
			t.Error("a letter went to nobody")
		}
	})
}

// wantLetter reads a letter as a mail program does.
func wantLetter(t *testing.T, raw string, want letter) {
	t.Helper()
	read, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(read.Header.Get("Subject"))
	if err != nil || !strings.HasPrefix(subject, "Ringkasan mingguan 9–15 November") || read.Header.Get("Bcc") != "" ||
		read.Header.Get("Message-Id") != "<"+want.id+">" || read.Header.Get("To") != want.to {
		t.Errorf("head %v, subject %q, %v", read.Header, subject, err)
	}
	_, params, err := mime.ParseMediaType(read.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(read.Body, params["boundary"])
	for _, content := range []string{want.text, string(want.files[0].content)} {
		part, err := parts.NextPart()
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
		if err != nil || string(got) != content {
			t.Errorf("a part reads %q, %v, want %q", got, err, content)
		}
	}
}
