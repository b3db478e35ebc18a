package console_test

import (
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"loket/internal/loket"
)

// endless is a form whose file never ends; it counts what is read of it.
type endless struct {
	head *strings.Reader
	read int
}

func (e *endless) Read(b []byte) (n int, err error) {
	if n, err = e.head.Read(b); err != nil {
		n, err = copy(b, strings.Repeat("x", len(b))), nil
	}
	e.read += n
	return n, err
}

// TestUploadStopsReading: a form that says it is too large is not read at all, one
// that does not say so no further than a file may go; the desk gets nothing of either.
func TestUploadStopsReading(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		said int64 // of its length; -1: nothing
		most int   // bytes that may be read
	}{
		"Said": {12 << 20, 0}, "NotSaid": {-1, loket.MostFile + 2<<20},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, b := holding(t)
			var form strings.Builder
			w := multipart.NewWriter(&form)
			if _, err := w.CreateFormFile("berkas", "a.pdf"); err != nil {
				t.Fatal(err)
			}
			body := &endless{head: strings.NewReader(form.String())}
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/loket/tiket/t1/balas", body)
			r.ContentLength, r.Host, r.RemoteAddr = c.said, b.Host, b.Peer
			r.Header.Set("Content-Type", w.FormDataContentType())
			for name, value := range b.Cookies {
				r.AddCookie(&http.Cookie{Name: name, Value: value})
			}
			got := httptest.NewRecorder()
			b.Handler.ServeHTTP(got, r)
			if got.Code != http.StatusRequestEntityTooLarge || !strings.Contains(got.Body.String(), "Kecilkan, atau bagi menjadi beberapa berkas") {
				t.Errorf("status %d, want 413 with the cure\n%s", got.Code, got.Body)
			}
			if body.read > c.most {
				t.Errorf("%d bytes were read, want at most %d", body.read, c.most)
			}
			if files, _ := o.desk.Uploads(); len(files) != 0 {
				t.Errorf("the desk got %d files", len(files))
			}
		})
	}
}
