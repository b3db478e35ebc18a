package webchat_test

import (
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"loket/internal/loket"
)

// shares has one of our lines bring a file and returns its path.
func (v *visitor) shares(f loket.File) (path string) {
	v.t.Helper()
	f.Size = len(f.Body)
	v.site.say(v.holder, loket.Line{Answer: loket.AnswerReply, Text: "Ini.", File: &f})
	return "/berkas/" + strconv.Itoa(len(v.site.transcript(v.holder)))
}

// TestFileOfEachVisitor: at the same place of their conversations each finds their
// own file and nobody another's, in as many browsers as there are; whoever we do not
// know finds none.
func TestFileOfEachVisitor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var all []*visitor
	for i := range 6 {
		v := s.visitor(t)
		for n := range i { // the lines before it differ
			s.say(v.holder, loket.Line{Answer: loket.AnswerReply, Text: "Kata " + strconv.Itoa(n)})
		}
		if path := v.shares(loket.File{Name: "a.pdf", Type: loket.FilePDF, Body: fmt.Appendf(nil, "%%PDF-%d", i)}); path != "/berkas/"+strconv.Itoa(i+1) {
			t.Fatalf("the file of %d lies at %s", i, path)
		}
		all = append(all, v)
	}
	for i, v := range all {
		for n := range all {
			got := v.do(http.MethodGet, "/berkas/"+strconv.Itoa(n+1), "", nil)
			if own := n == i; own && (got.status != http.StatusOK || got.body != "%PDF-"+strconv.Itoa(i)) {
				t.Errorf("visitor %d got %d %q, want their own file", i, got.status, got.body)
			} else if !own {
				wantFailure(t, got, 404, loket.CodeNotFound)
			}
		}
	}
	for name, cookie := range map[string]string{
		"none": "", "empty": "loket_chat=", "too short": "loket_chat=AAAA", "no token of ours": "loket_chat=" + all[0].person,
	} {
		stranger := &visitor{t: t, site: s, client: &http.Client{}}
		got := stranger.do(http.MethodGet, "/berkas/1", "", map[string]string{"Cookie": cookie})
		if got.status != http.StatusUnauthorized || strings.Contains(got.body, "PDF") {
			t.Errorf("with a cookie that is %s: %d %q, want 401", name, got.status, got.body)
		}
	}
	unknown := &visitor{t: t, site: s, client: &http.Client{}}
	wantFailure(t, unknown.do(http.MethodGet, "/berkas/1", "", map[string]string{"Cookie": "loket_chat=AAAAAAAAAAAAAAAAAAAAAA"}), 404, loket.CodeNotFound)
}

// TestFileHeaders: a browser saves a file under the name it has, whatever letters
// are in it, as what it is, whole, and runs nothing of it; a refusal is not saved.
func TestFileHeaders(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.visitor(t)
	for _, f := range []loket.File{
		{Name: "surat.pdf", Type: loket.FilePDF, Body: []byte("%PDF-1.7")},
		{Name: "foto (1).jpg", Type: loket.FileJPEG, Body: []byte("\xff\xd8\xff")},
		{Name: "denah.png", Type: loket.FilePNG, Body: []byte("\x89PNG\r\n\x1a\n\x00")},
		{Name: "surat kétérangan – Ölüm.pdf", Type: loket.FilePDF, Body: []byte("%PDF-")},
		{Name: "证明 😀.pdf", Type: loket.FilePDF, Body: []byte("%PDF-")},
		{Name: `tanda "kutip"; filename=lain.exe.pdf`, Type: loket.FilePDF, Body: []byte("%PDF-")},
		{Name: "besar.pdf", Type: loket.FilePDF, Body: make([]byte, loket.MostFile)},
	} {
		path := v.shares(f)
		for _, asked := range []map[string]string{nil, {"Range": "bytes=1-2"}, {"Accept": "text/html"}} {
			got := v.do(http.MethodGet, path, "", asked)
			if got.status != http.StatusOK || got.body != string(f.Body) {
				t.Fatalf("%s asked for with %v: %d, %d bytes, want all %d", f.Name, asked, got.status, len(got.body), len(f.Body))
			}
			kind, parameters, err := mime.ParseMediaType(got.header.Get("Content-Disposition"))
			if err != nil || kind != "attachment" || parameters["filename"] != f.Name || len(parameters) != 1 {
				t.Errorf("%s is saved by %q, %v", f.Name, got.header.Get("Content-Disposition"), err)
			}
			for name, want := range map[string]string{
				"Content-Type": string(f.Type), "Content-Length": strconv.Itoa(len(f.Body)), "X-Content-Type-Options": "nosniff",
				"Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "no-store", "Set-Cookie": "",
			} {
				if have := got.header.Values(name); strings.Join(have, "|") != want {
					t.Errorf("%s: %s = %q, want %q", f.Name, name, have, want)
				}
			}
		}
	}
	for _, path := range []string{"/berkas/99", "/berkas/9223372036854775807", "/berkas/9223372036854775808", "/berkas/%31%20", "/berkas/1;2", "/berkas/+"} {
		got := v.do(http.MethodGet, path, "", nil)
		if got.status != http.StatusNotFound && got.status != http.StatusBadRequest {
			t.Errorf("%s = %d", path, got.status)
		}
		if head := got.header; head.Get("Content-Disposition") != "" || head.Get("X-Content-Type-Options") != "nosniff" || head.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v, want a refusal that is neither saved nor kept", path, head)
		}
	}
	if got := v.do(http.MethodPost, "/berkas/1", "", nil); got.status != http.StatusMethodNotAllowed {
		t.Errorf("POST = %d, want 405", got.status)
	}
}
