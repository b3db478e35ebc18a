package desk

import (
	"context"
	"fmt"
	"path"
	"strings"

	"loket/internal/attach"
	"loket/internal/loket"
)

// errNoForm is what a form is refused for that the office has not laid out.
var errNoForm = loket.Errorf(loket.CodeNotFound, "Berkas formulir ini tidak ada di folder katalog. Muat ulang tiket, atau lampirkan berkasnya sendiri.")

// attached is the file that goes with a reply, checked; nil: none does. What the
// office laid out is checked like everything else.
func (d *Desk) attached(ctx context.Context, by loket.Staff, r loket.Reply) (*loket.File, error) {
	upload := r.File
	if r.Form != "" {
		form, ok := d.Form(by.Agency, r.Form)
		if !ok {
			return nil, errNoForm
		}
		upload = &form.Upload
	}
	if upload == nil {
		return nil, nil
	}
	clean, err := d.Files.Clean(ctx, upload.Body)
	if err != nil {
		return nil, fmt.Errorf("check a file: %w", err)
	}
	name := attach.Name(upload.Name, clean.Type)
	words := strings.NewReplacer("_", " ", "-", " ").Replace(strings.TrimSuffix(name, path.Ext(name)))
	if err := d.Guard.Check(words); err != nil {
		return nil, err
	}
	if d.Redactor.Redact(words).Text != words { // a number of somebody's
		name = attach.Name("", clean.Type)
	}
	return &loket.File{Name: name, Type: clean.Type, Size: len(clean.Body), Body: clean.Body}, nil
}

// formText is what is said with a form.
func (d *Desk) formText(by loket.Staff, code string) (string, error) {
	form, ok := d.Form(by.Agency, code)
	if !ok {
		return "", errNoForm
	}
	return "Formulir " + form.Code + ": " + form.Use + ".", nil
}

// light are sends as the outbox is told of them: it reads files from the ledger.
func light(sends []loket.Send) []loket.Send {
	for i, s := range sends {
		if s.Content.File != nil {
			f := *s.Content.File
			f.Body = nil
			sends[i].Content.File = &f
		}
	}
	return sends
}
