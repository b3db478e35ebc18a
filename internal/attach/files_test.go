package attach_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
)

// chunk is a piece of a PNG.
func chunk(name string, body []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
	out = append(append(out, name...), body...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// header is the first piece of a PNG of one colour.
func header(width, height uint32) []byte {
	body := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	return append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(body, 8, 2, 0, 0, 0))...)
}

// huge is a PNG of 50,000 by 50,000 pixels in a few kilobytes.
func huge() []byte {
	return append(append(header(50_000, 50_000), chunk("IDAT", deflated(make([]byte, 1<<20)))...), chunk("IEND", nil)...)
}

func deflated(plain []byte) []byte {
	var out bytes.Buffer
	w := zlib.NewWriter(&out)
	_, _ = w.Write(plain)
	_ = w.Close()
	return out.Bytes()
}

// document is a PDF with a stream of so many bytes, and more objects after it.
func document(size int, more ...string) []byte {
	return fmt.Appendf(nil, "%%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n%s%s",
		size, bytes.Repeat([]byte{'x'}, size), strings.Join(more, "\n"), documentEnd)
}

const documentEnd = "\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"

// packed is an object stream that holds objects.
func packed(extra, objects string) string {
	body := deflated([]byte(objects))
	return fmt.Sprintf("9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode %s /Length %d >>\nstream\n%s\nendstream\nendobj", extra, len(body), body)
}
