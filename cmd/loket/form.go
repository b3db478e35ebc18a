package main

import (
	"context"
	"io"
	"io/fs"

	"loket/internal/loket"
)

// formFile opens the file of a form that an agency has laid out in the folder of
// its catalogue, as forms/F-1.01.pdf. Only codes of its own catalogue are looked
// for, so that no address can be made of one.
func (h *house) formFile(agency loket.AgencyID, code string) (file fs.File, use string, ok bool) {
	a, served := h.office(agency)
	book := h.shelves.book(agency)
	if !served || book == nil || a.Catalogue == "" {
		return nil, "", false
	}
	form, known := book.Catalog.Form(code)
	name := "forms/" + code + ".pdf"
	if !known || !fs.ValidPath(name) {
		return nil, "", false
	}
	files, err := filesOf(a)
	if err != nil {
		return nil, "", false
	}
	file, err = files.Open(name)
	return file, form.Use, err == nil
}

// hasForm tells whether a form is laid out.
func (h *house) hasForm(agency loket.AgencyID, code string) bool {
	file, _, ok := h.formFile(agency, code)
	if ok {
		_ = file.Close() // it was only looked for
	}
	return ok
}

// form reads a form that is laid out.
func (h *house) form(agency loket.AgencyID, code string) (f loket.Form, ok bool) {
	file, use, ok := h.formFile(agency, code)
	if !ok {
		return f, false
	}
	defer func() { _ = file.Close() }() // it was only read
	f.Code, f.Use, f.Name = code, use, code+".pdf"
	var err error
	if f.Body, err = io.ReadAll(io.LimitReader(file, loket.MostFile+1)); err != nil {
		h.log.Warn("a form cannot be read", "agency", agency, "form", code, "err", err)
		return f, false
	}
	return f, true
}

// errNoFetch is what a citizen's file is asked for on a channel that brings none.
var errNoFetch = loket.Errorf(loket.CodeNotFound, "Lampiran di saluran ini tidak dapat diambil. Minta warga mengirimnya sekali lagi.")

// fetchFile gets a citizen's file from the channel it came by.
func (h *house) fetchFile(ctx context.Context, in loket.Incoming) ([]byte, error) {
	b := h.botAt(in.Channel)
	if b == nil {
		return nil, errNoFetch
	}
	return b.Fetch(ctx, in.File)
}
