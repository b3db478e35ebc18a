package desk

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"unicode/utf8"

	"loket/internal/loket"
)

// FileLedger is what the desk needs of the store to show what citizens sent.
type FileLedger interface {
	// Incoming tells where a file lies, or what may has against it, and has the audit
	// log say so; loket.ErrNotFound, loket.ErrFileGone.
	Incoming(ctx context.Context, by loket.Staff, l loket.Look, may func(loket.Ticket) error) (loket.Incoming, error)
}

var errNotTheirFile = loket.Errorf(loket.CodeForbidden, "Lampiran hanya untuk pemegang tiket ini atau penyelia. Ambil tiketnya dahulu.")

// LookAt fetches what a citizen sent and returns what may be shown of it: of a
// picture its colours only, or with Full the picture, encoded anew; of a PDF what it
// is, or with Full itself, to be saved. It is for the ticket's holder and for
// supervisors, with a reason that stands in the audit log, and nothing of it is
// kept here.
func (d *Desk) LookAt(ctx context.Context, by loket.Staff, l loket.Look) (f loket.File, err error) {
	if err := mayServe(by); err != nil {
		return f, err
	}
	reason := strings.Join(strings.Fields(l.Reason), " ")
	l.Reason = d.Redactor.Redact(reason).Text
	in, err := d.Attachments.Incoming(ctx, by, l, func(t loket.Ticket) error {
		if !MayUnmask(by, t) {
			return errNotTheirFile
		}
		return checkReason(reason)
	})
	if err != nil {
		return f, fmt.Errorf("find an attachment: %w", err)
	}
	raw, err := d.Fetch(ctx, in)
	if err != nil {
		return f, fmt.Errorf("fetch an attachment: %w", err)
	}
	look := d.Files.Preview
	if l.Full {
		look = d.Files.View
	}
	clean, err := look(ctx, raw)
	if err != nil {
		return f, fmt.Errorf("check an attachment: %w", err)
	}
	return loket.File{
		Name: "lampiran-" + strings.ToLower(rand.Text()[:8]) + clean.Type.Ending(), Type: clean.Type, Size: len(raw), Body: clean.Body,
	}, nil
}

// checkReason wants a reason that says something.
func checkReason(reason string) error {
	switch n := utf8.RuneCountInString(reason); {
	case n < loket.LeastReason:
		return errShortReason
	case n > mostReason:
		return errWordyReason
	}
	return nil
}
