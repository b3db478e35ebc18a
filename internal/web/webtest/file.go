package webtest

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"

	"loket/internal/loket"
)

// LookAt shows File, or refuses like Unmask; of a look that is not full it shows
// what File was set to be blurred.
func (d *Desk) LookAt(ctx context.Context, staff loket.Staff, l loket.Look) (loket.File, error) {
	if _, err := d.Unmask(ctx, staff, l.Ticket, l.Reason); err != nil {
		return loket.File{}, err
	}
	if d.Attached == nil {
		return loket.File{}, loket.ErrFileGone
	}
	return d.Attached(l)
}

// Uploads are the files that replies brought, and the forms that were sent.
func (d *Desk) Uploads() (files []loket.Upload, forms []string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.files, d.forms
}

// PostFile sends a form as a browser does that holds a file in one of its fields;
// an empty name: none was chosen. The other fields are name, value, name, value….
func (b *Browser) PostFile(address, field, name string, body []byte, fields ...string) Answer {
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = w.WriteField(fields[i], fields[i+1]) // a buffer takes everything
	}
	part, _ := w.CreateFormFile(field, name)
	_, _ = part.Write(body)
	_ = w.Close()
	r := httptest.NewRequestWithContext(context.Background(), http.MethodPost, address, &form)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return b.do(r)
}
