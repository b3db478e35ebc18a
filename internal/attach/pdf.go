package attach

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"io"

	"loket/internal/loket"
)

// What a PDF is refused for.
var (
	errPDF     = loket.Errorf(loket.CodeInvalid, "PDF ini rusak, atau ada isi lain di belakangnya. Cetak ulang ke PDF, lalu pilih hasilnya.")
	errActive  = loket.Errorf(loket.CodeInvalid, "PDF ini memuat program, berkas lain, atau perintah yang berjalan sendiri. Cetak ulang ke PDF, lalu pilih hasilnya.")
	errLocked  = loket.Errorf(loket.CodeInvalid, "PDF ini terkunci atau dienkripsi, jadi tidak dapat diperiksa. Simpan tanpa kata sandi.")
	errUnclear = loket.Errorf(loket.CodeInvalid, "PDF ini disusun dengan cara yang tidak dapat diperiksa. Cetak ulang ke PDF, lalu pilih hasilnya.")
)

const (
	tailSpace   = 64       // bytes that may stand behind the end of a PDF
	mostObjects = 32 << 20 // bytes of object streams that are read
)

// active are the names by which a PDF does something by itself or carries
// another file. They are long, so that compressed bytes do not hold them by
// chance; a short one ("JS") never works without one of these.
func active() []string {
	return []string{"/JavaScript", "/Launch", "/EmbeddedFile", "/RichMedia", "/SubmitForm", "/ImportData", "/GoToE", "/XFA"}
}

// checkPDF looks a PDF through: that it ends where it says, that it is not
// another file besides, and that no name in it, nor in its object streams, acts.
func checkPDF(raw []byte) error {
	if !bytes.HasPrefix(raw, []byte("%PDF-1.")) && !bytes.HasPrefix(raw, []byte("%PDF-2.")) {
		return errPDF
	}
	end := bytes.LastIndex(raw, []byte("%%EOF"))
	if end < 0 || len(raw)-end > len("%%EOF")+tailSpace || len(bytes.TrimSpace(raw[end+len("%%EOF"):])) > 0 || isZip(raw) {
		return errPDF
	}
	if head := bytes.ToLower(raw[:min(len(raw), 1024)]); bytes.Contains(head, []byte("<html")) || bytes.Contains(head, []byte("<script")) {
		return errPDF
	}
	if err := checkNames(raw); err != nil {
		return err
	}
	return checkObjectStreams(raw)
}

// checkNames looks for names that act, however they are written.
func checkNames(text []byte) error {
	text = plainNames(text)
	if bytes.Contains(text, []byte("/Encrypt")) {
		return errLocked
	}
	for _, name := range active() {
		if bytes.Contains(text, []byte(name)) {
			return errActive
		}
	}
	return nil
}

// plainNames undoes the hex escapes of names ("/J#61vaScript"). The text itself
// stays as it is.
func plainNames(text []byte) []byte {
	if bytes.IndexByte(text, '#') < 0 {
		return text
	}
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] == '#' && i+2 < len(text) {
			high, low := hexDigit(text[i+1]), hexDigit(text[i+2])
			if high >= 0 && low >= 0 {
				out = append(out, byte(high<<4|low)) //nolint:gosec // two hex digits are a byte
				i += 2
				continue
			}
		}
		out = append(out, text[i])
	}
	return out
}

func hexDigit(b byte) int {
	switch {
	case b >= '0' && b <= '9':
		return int(b - '0')
	case b >= 'a' && b <= 'f':
		return int(b-'a') + 10
	case b >= 'A' && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}

const (
	mostStreams = 10_000  // object streams that are read
	nearBefore  = 4 << 10 // bytes before "/ObjStm" that may say how it is packed
	nearBehind  = 64 << 10
)

// checkObjectStreams reads the objects that a PDF keeps compressed. It takes the
// one packing programs write (Flate, nothing besides); what is packed otherwise,
// or hides that it is an object stream, is refused unread.
func checkObjectStreams(raw []byte) error {
	name, left := []byte("/ObjStm"), mostObjects
	if n := bytes.Count(raw, name); n > mostStreams || n != bytes.Count(plainNames(raw), name) {
		return errUnclear
	}
	for at := 0; ; at += len(name) {
		next := bytes.Index(raw[at:], name)
		if next < 0 {
			return nil
		}
		at += next
		behind := raw[at:min(len(raw), at+nearBehind)]
		start := bytes.Index(behind, []byte("stream"))
		if start < 0 || isPacked(raw[max(0, at-nearBefore):at], behind[:start]) {
			return errUnclear
		}
		if err := checkObjects(bytes.TrimLeft(raw[at+start+len("stream"):], "\r\n"), &left); err != nil {
			return err
		}
	}
}

// isPacked tells whether the dictionary around a name speaks of a packing other
// than Flate. Of what stands before, only the last object counts.
func isPacked(before, behind []byte) bool {
	if i := bytes.LastIndex(before, []byte("endobj")); i >= 0 {
		before = before[i:]
	}
	for _, way := range []string{"ASCIIHex", "ASCII85", "LZW", "RunLength", "/Crypt", "/Predictor"} {
		if bytes.Contains(before, []byte(way)) || bytes.Contains(behind, []byte(way)) {
			return true
		}
	}
	return false
}

// checkObjects reads one object stream. left is how many bytes may still be read.
func checkObjects(stream []byte, left *int) error {
	inflate, err := zlib.NewReader(bytes.NewReader(stream))
	if err != nil {
		return errUnclear
	}
	body, err := io.ReadAll(io.LimitReader(inflate, int64(*left)+1))
	if *left -= len(body); err != nil || *left < 0 {
		return errUnclear
	}
	return checkNames(body)
}

// isZip tells whether a file can be opened as a ZIP archive: its directory ends,
// with a comment, exactly where the file ends.
func isZip(raw []byte) bool {
	const record, comment = 22, 20
	tail := raw[max(0, len(raw)-record-1<<16):]
	for i := bytes.LastIndex(tail, []byte("PK\x05\x06")); i >= 0; i = bytes.LastIndex(tail[:i], []byte("PK\x05\x06")) {
		if i+record <= len(tail) && i+record+int(binary.LittleEndian.Uint16(tail[i+comment:])) == len(tail) {
			return true
		}
	}
	return false
}
