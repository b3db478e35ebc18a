package webchat_test

import (
	"net/http"
	"testing"

	"loket/internal/loket"
)

// TestFile: a file opens with the cookie of whose conversation it stands in, and
// is saved, never shown.
func TestFile(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	owner, other := s.visitor(t), s.visitor(t)
	file := &loket.File{Name: "surat balasan.pdf", Type: loket.FilePDF, Size: 5, Body: []byte("%PDF-")}
	s.say(owner.holder, loket.Line{Answer: loket.AnswerReply, Text: "Ini suratnya.", File: file})
	s.say(owner.holder, loket.Line{Answer: loket.AnswerReply, Text: "Hanya kata."})
	lines := owner.listen(0, "").upToReady()
	if len(lines) != 2 || lines[0].File == nil || lines[0].File.Name != file.Name || lines[0].File.Size != 5 || lines[1].File != nil {
		t.Fatalf("transcript = %+v, want the file told of", lines)
	}
	got := owner.do(http.MethodGet, "/berkas/1", "", nil)
	if got.status != http.StatusOK || got.body != "%PDF-" {
		t.Fatalf("GET file = %d %q", got.status, got.body)
	}
	for name, want := range map[string]string{
		"Content-Type": "application/pdf", "Content-Disposition": `attachment; filename="surat balasan.pdf"`,
		"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "no-store",
	} {
		if got := got.header.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	wantFailure(t, other.do(http.MethodGet, "/berkas/1", "", nil), 404, loket.CodeNotFound)
	wantFailure(t, owner.do(http.MethodGet, "/berkas/2", "", nil), 404, loket.CodeNotFound)
	for _, seq := range []string{"0", "-1", "x", "1e3"} {
		wantFailure(t, owner.do(http.MethodGet, "/berkas/"+seq, "", nil), 400, loket.CodeInvalid)
	}
}
