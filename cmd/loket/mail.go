package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"mime"
	"mime/multipart"
	"net"
	"net/smtp"
	"net/textproto"
	"strings"
	"time"

	"loket/internal/config"
	"loket/internal/loket"
)

// letter is an e-mail with files.
type letter struct {
	id      string // of Message-ID: a letter sent twice is one
	to      string
	subject string
	date    time.Time
	text    string
	files   []enclosure
}

// enclosure is a file in a letter.
type enclosure struct {
	name, media string
	content     []byte
}

// postman hands letters to a mail server.
type postman struct {
	mail config.Mail
	tls  *tls.Config // nil: the system's roots
}

const (
	mailTime     = time.Minute // a whole delivery
	implicitPort = "465"       // TLS from the first byte
)

// errPlain says that a server would have the letter, and the password, in the open.
var errPlain = errors.New("server surel tidak menawarkan TLS")

// send hands over a letter. committed is called with all but the last byte gone: when
// it fails the letter is not sent, and before it nothing has been.
func (p postman) send(ctx context.Context, l letter, committed func() error) error {
	ctx, cancel := context.WithTimeout(ctx, mailTime)
	defer cancel()
	client, err := p.dial(ctx)
	if err != nil {
		return err
	}
	defer client.Close() //nolint:errcheck // after QUIT it is closed already; before, the letter was not accepted
	if err := errors.Join(client.Mail(p.mail.From), client.Rcpt(l.to)); err != nil {
		return fmt.Errorf("name sender and receiver: %w", err)
	}
	body, err := l.bytes(p.mail.From)
	if err != nil {
		return err
	}
	data, err := client.Data()
	if err != nil {
		return fmt.Errorf("begin a letter: %w", err)
	}
	if _, err := data.Write(body); err != nil {
		return fmt.Errorf("write a letter: %w", err)
	}
	if err := committed(); err != nil {
		return err
	}
	if err := data.Close(); err != nil {
		return fmt.Errorf("end a letter: %w", err)
	}
	_ = client.Quit() // the letter is theirs
	return nil
}

// dial connects, encrypted unless the server is on this machine, and signs in.
func (p postman) dial(ctx context.Context) (*smtp.Client, error) {
	host, port, err := net.SplitHostPort(p.mail.Server)
	if err != nil {
		return nil, fmt.Errorf("read the address of the mail server: %w", err)
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", p.mail.Server)
	if err != nil {
		return nil, fmt.Errorf("reach the mail server: %w", err)
	}
	deadline, _ := ctx.Deadline()
	settings := &tls.Config{MinVersion: tls.VersionTLS12}
	if p.tls != nil {
		settings = p.tls.Clone()
	}
	settings.ServerName = host
	if port == implicitPort {
		conn = tls.Client(conn, settings)
	}
	if err := conn.SetDeadline(deadline); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	client, err := smtp.NewClient(conn, host)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("greet the mail server: %w", err), conn.Close())
	}
	if err := p.secure(client, host, port, settings); err != nil {
		return nil, errors.Join(err, client.Close())
	}
	return client, nil
}

func (p postman) secure(client *smtp.Client, host, port string, settings *tls.Config) error {
	if offered, _ := client.Extension("STARTTLS"); offered && port != implicitPort {
		if err := client.StartTLS(settings); err != nil {
			return fmt.Errorf("encrypt: %w", err)
		}
	} else if port != implicitPort && !loket.Loopback(host) {
		return errPlain
	}
	if p.mail.User == "" {
		return nil
	}
	if err := client.Auth(smtp.PlainAuth("", p.mail.User, p.mail.Password, host)); err != nil {
		return fmt.Errorf("sign in: %w", err)
	}
	return nil
}

// bytes writes a letter. What comes from outside is encoded, so that it ends no line.
func (l letter) bytes(from string) ([]byte, error) {
	var b bytes.Buffer
	parts := multipart.NewWriter(&b)
	head := [][2]string{
		{"From", from},
		{"To", l.to},
		{"Subject", mime.QEncoding.Encode("utf-8", l.subject)},
		{"Date", l.date.Format(time.RFC1123Z)},
		{"Message-ID", "<" + l.id + ">"},
		{"MIME-Version", "1.0"},
		{"Auto-Submitted", "auto-generated"},
		{"Content-Type", `multipart/mixed; boundary="` + parts.Boundary() + `"`},
	}
	for _, h := range head {
		b.WriteString(h[0] + ": " + strings.NewReplacer("\r", "", "\n", "").Replace(h[1]) + "\r\n")
	}
	b.WriteString("\r\n")
	all := append([]enclosure{{media: "text/plain; charset=utf-8", content: []byte(l.text)}}, l.files...)
	for _, f := range all {
		header := textproto.MIMEHeader{"Content-Type": {f.media}, "Content-Transfer-Encoding": {"base64"}}
		if f.name != "" {
			header.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", f.name))
		}
		part, err := parts.CreatePart(header)
		if err != nil {
			return nil, fmt.Errorf("write a part of a letter: %w", err)
		}
		text := base64.StdEncoding.EncodeToString(f.content)
		for len(text) > 0 {
			n := min(len(text), 76)
			if _, err := part.Write([]byte(text[:n] + "\r\n")); err != nil {
				return nil, fmt.Errorf("write a part of a letter: %w", err)
			}
			text = text[n:]
		}
	}
	if err := parts.Close(); err != nil {
		return nil, fmt.Errorf("end a letter: %w", err)
	}
	return b.Bytes(), nil
}
