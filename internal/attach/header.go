package attach

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"image/png"

	"loket/internal/loket"
)

const (
	mostPixels  = 40_000_000
	mostDecoded = 64 << 20 // bytes a decoder may need for the pixels
	mostRatio   = 20       // Telegram's limit on a picture's sides
	mostScans   = 100      // of a JPEG: each is a walk over the whole picture
)

// header is what an image says of itself before its pixels are read.
type header struct {
	width, height int
	cost          int // bytes its decoder will need
	turn          int // EXIF orientation, 1 to 8
}

// readHeader reads and checks what an image says of itself.
func readHeader(kind loket.FileType, raw []byte) (h header, err error) {
	var size image.Config
	if kind == loket.FilePNG {
		if size, err = png.DecodeConfig(bytes.NewReader(raw)); err == nil {
			h = pngHeader(raw)
		}
	} else {
		if size, err = jpeg.DecodeConfig(bytes.NewReader(raw)); err == nil {
			h = jpegHeader(raw)
		}
	}
	switch {
	case err != nil || h.width != size.Width || h.height != size.Height || h.width <= 0 || h.height <= 0:
		return h, errBroken
	case h.width > mostPixels/h.height || h.cost > mostDecoded:
		return h, errPixels
	case h.width > mostRatio*h.height || h.height > mostRatio*h.width:
		return h, errShape
	case kind == loket.FileJPEG && bytes.Count(raw, []byte{0xff, 0xda}) > mostScans:
		return h, errBroken
	}
	return h, nil
}

// pngHeader reads the first chunk of a PNG, which DecodeConfig has found whole.
func pngHeader(raw []byte) header {
	const at = 16 // behind signature, length and name
	if len(raw) < at+13 {
		return header{}
	}
	h := header{
		width: int(binary.BigEndian.Uint32(raw[at:])), height: int(binary.BigEndian.Uint32(raw[at+4:])), turn: 1,
	}
	depth, colour, interlaced := raw[at+8], raw[at+9], raw[at+12] != 0
	bytesEach := 4
	if colour == 3 { // a palette
		bytesEach = 1
	}
	if depth == 16 {
		bytesEach *= 2
	}
	if interlaced { // its passes stand beside it
		bytesEach *= 2
	}
	h.cost = costOf(h.width, h.height, bytesEach)
	return h
}

// costOf multiplies without running over.
func costOf(width, height, bytesEach int) int {
	if width <= 0 || height <= 0 || width > 2*mostPixels/height {
		return mostDecoded + 1
	}
	return width * height * bytesEach
}

// jpegHeader walks over the segments of a JPEG up to its frame.
func jpegHeader(raw []byte) header {
	h := header{turn: 1}
	for at := 2; at+4 <= len(raw); {
		if raw[at] != 0xff {
			return header{}
		}
		marker := raw[at+1]
		if marker == 0xff { // fill
			at++
			continue
		}
		length := int(binary.BigEndian.Uint16(raw[at+2:]))
		if length < 2 || at+2+length > len(raw) {
			return header{}
		}
		body := raw[at+4 : at+2+length]
		switch {
		case marker == 0xe1:
			if turn := orientation(body); turn != 0 {
				h.turn = turn
			}
		case marker >= 0xc0 && marker <= 0xc2:
			return h.frame(marker, body)
		}
		at += 2 + length
	}
	return header{}
}

// frame reads the frame of a JPEG: its size, and what decoding it takes. A
// progressive one is held as coefficients of four bytes before its pixels.
func (h header) frame(marker byte, body []byte) header {
	if len(body) < 6 || len(body) < 6+3*int(body[5]) || body[5] == 0 {
		return header{}
	}
	h.height, h.width = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
	samples, widest, highest := 0, 1, 1
	for i := range int(body[5]) {
		across, down := int(body[7+3*i]>>4), int(body[7+3*i]&15)
		samples, widest, highest = samples+across*down, max(widest, across), max(highest, down)
	}
	bytesEach := 1
	if marker == 0xc2 {
		bytesEach = 5
	}
	if body[5] == 4 { // four colours are put together once more
		bytesEach += 4
	}
	padded := costOf(h.width+8*widest, h.height+8*highest, bytesEach)
	h.cost = padded / (widest * highest) * samples
	return h
}

// orientation reads how a picture has to be turned out of an EXIF segment; 0: it
// does not say.
func orientation(segment []byte) int {
	tiff, found := bytes.CutPrefix(segment, []byte("Exif\x00\x00"))
	if !found || len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	if bytes.HasPrefix(tiff, []byte("MM")) {
		order = binary.BigEndian
	}
	at := int(order.Uint32(tiff[4:]))
	if at < 8 || at+2 > len(tiff) {
		return 0
	}
	const field = 12 // bytes of an entry
	for i := range int(order.Uint16(tiff[at:])) {
		entry := at + 2 + field*i
		if entry+field > len(tiff) {
			return 0
		}
		if order.Uint16(tiff[entry:]) != 0x0112 {
			continue
		}
		if turn := int(order.Uint16(tiff[entry+8:])); turn >= 1 && turn <= 8 {
			return turn
		}
	}
	return 0
}
