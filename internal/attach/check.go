package attach

import (
	"bytes"
	"context"
	"fmt"
	"runtime/debug"

	"loket/internal/loket"
)

// What a file is refused for.
var (
	errNone   = loket.Errorf(loket.CodeInvalid, "Berkas ini kosong. Pilih berkas lain.")
	errLarge  = loket.Errorf(loket.CodeTooLarge, "Berkas ini lebih dari 10 MB. Kecilkan, atau bagi menjadi beberapa berkas.")
	errKind   = loket.Errorf(loket.CodeInvalid, "Berkas ini bukan PDF, JPEG, atau PNG (dilihat dari isinya, bukan namanya). Simpan sebagai salah satunya.")
	errBroken = loket.Errorf(loket.CodeInvalid, "Gambar ini rusak atau tidak lengkap. Simpan ulang sebagai JPEG atau PNG.")
	errPixels = loket.Errorf(loket.CodeTooLarge, "Gambar ini terlalu besar untuk diperiksa: paling banyak 40 megapiksel. Kecilkan ukurannya.")
	errShape  = loket.Errorf(loket.CodeInvalid, "Gambar ini terlalu panjang: satu sisi lebih dari 20 kali sisi lainnya. Potong menjadi beberapa gambar.")
)

// Clean is a file that may pass.
type Clean struct {
	Type loket.FileType
	Body []byte
}

// Checker checks files, one at a time, so that two large images never stand in
// memory together. Make it with New.
type Checker struct{ turn chan struct{} }

// New makes a checker.
func New() *Checker { return &Checker{turn: make(chan struct{}, 1)} }

// The longest sides of images, in pixels: of one that is sent, of one that is
// looked at on a screen.
const (
	sentSide   = 4096
	viewedSide = 2048
)

// Clean returns a file as it may be sent; the error says why it may not.
func (c *Checker) Clean(ctx context.Context, raw []byte) (out Clean, err error) {
	err = c.alone(ctx, raw, func() error {
		out, err = clean(raw, sentSide)
		return err
	})
	return out, err
}

// View returns a file as staff may look at it: an image no larger than a screen.
func (c *Checker) View(ctx context.Context, raw []byte) (out Clean, err error) {
	err = c.alone(ctx, raw, func() error {
		out, err = clean(raw, viewedSide)
		return err
	})
	return out, err
}

// Preview checks a file and returns what can be told of it without showing it: of
// an image a small JPEG in which no word and no face can be made out, of a PDF
// nothing but its type.
func (c *Checker) Preview(ctx context.Context, raw []byte) (out Clean, err error) {
	err = c.alone(ctx, raw, func() error {
		out, err = preview(raw)
		return err
	})
	return out, err
}

// heavy is how many bytes of pixels are given back at once.
const heavy = 4 << 20

// alone runs a check when no other does. What a large image took of memory is given
// back before the next begins: left to the collector, two would stand together.
func (c *Checker) alone(ctx context.Context, raw []byte, check func() error) error {
	select {
	case c.turn <- struct{}{}:
	case <-ctx.Done():
		return fmt.Errorf("await a file's check: %w", ctx.Err())
	}
	defer func() {
		if kind, err := kindOf(raw); err == nil && kind.Image() {
			if h, err := readHeader(kind, raw); err == nil && h.cost > heavy {
				debug.FreeOSMemory()
			}
		}
		<-c.turn
	}()
	return check()
}

// kindOf tells a file's type by how it begins.
func kindOf(raw []byte) (loket.FileType, error) {
	switch {
	case len(raw) == 0:
		return "", errNone
	case len(raw) > loket.MostFile:
		return "", errLarge
	case bytes.HasPrefix(raw, []byte("\xff\xd8\xff")):
		return loket.FileJPEG, nil
	case bytes.HasPrefix(raw, []byte("\x89PNG\r\n\x1a\n")):
		return loket.FilePNG, nil
	case bytes.HasPrefix(raw, []byte("%PDF-")):
		return loket.FilePDF, nil
	}
	return "", errKind
}

func clean(raw []byte, longest int) (Clean, error) {
	kind, err := kindOf(raw)
	if err != nil {
		return Clean{}, err
	}
	if kind == loket.FilePDF {
		return Clean{Type: kind, Body: raw}, checkPDF(raw)
	}
	picture, err := decode(kind, raw, longest)
	if err != nil {
		return Clean{}, err
	}
	return encode(kind, picture)
}

func preview(raw []byte) (Clean, error) {
	kind, err := kindOf(raw)
	if err != nil {
		return Clean{}, err
	}
	if kind == loket.FilePDF {
		return Clean{Type: kind}, checkPDF(raw)
	}
	picture, err := decode(kind, raw, viewedSide)
	if err != nil {
		return Clean{}, err
	}
	return encode(loket.FileJPEG, blur(picture))
}
