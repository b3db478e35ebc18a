package attach

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"loket/internal/loket"
)

// decode reads the pixels of an image, makes its longer side at most longest, and
// turns it the way it is to be looked at.
func decode(kind loket.FileType, raw []byte, longest int) (image.Image, error) {
	h, err := readHeader(kind, raw)
	if err != nil {
		return nil, err
	}
	read := jpeg.Decode
	if kind == loket.FilePNG {
		read = png.Decode
	}
	picture, err := read(bytes.NewReader(raw))
	if err != nil {
		return nil, errBroken
	}
	factor := (max(h.width, h.height) + longest - 1) / longest
	if factor > 1 {
		picture = shrink(picture, factor)
	}
	return turned(picture, h.turn), nil
}

const (
	quality = 88
	smaller = 75 // of what would be too large otherwise

	mostPNG = 6_000_000 // pixels that are written as a PNG in reasonable time
)

// encode writes an image anew. A large PNG is written as a JPEG.
func encode(kind loket.FileType, picture image.Image) (Clean, error) {
	size := picture.Bounds()
	if kind == loket.FilePNG && size.Dx()*size.Dy() <= mostPNG {
		var out bytes.Buffer
		encoder := png.Encoder{CompressionLevel: png.BestSpeed}
		if err := encoder.Encode(&limited{to: &out}, picture); err == nil {
			return Clean{Type: loket.FilePNG, Body: out.Bytes()}, nil
		}
	}
	for _, q := range []int{quality, smaller} {
		var out bytes.Buffer
		if err := jpeg.Encode(&limited{to: &out}, picture, &jpeg.Options{Quality: q}); err == nil {
			return Clean{Type: loket.FileJPEG, Body: out.Bytes()}, nil
		}
	}
	return Clean{}, errLarge
}

// limited takes no more bytes than a file may have.
type limited struct{ to *bytes.Buffer }

// Write implements io.Writer.
func (l *limited) Write(b []byte) (int, error) {
	if l.to.Len()+len(b) > loket.MostFile {
		return 0, errLarge
	}
	return l.to.Write(b)
}

// shrink makes an image smaller by a whole factor; every pixel is the mean of
// those it stands for, or one of them where the kind of image is rare.
func shrink(picture image.Image, by int) image.Image {
	size := picture.Bounds()
	to := image.Rect(0, 0, max(1, size.Dx()/by), max(1, size.Dy()/by))
	switch p := picture.(type) {
	case *image.YCbCr:
		out := image.NewYCbCr(to, p.SubsampleRatio)
		colours := planeSize(p.Rect, p.SubsampleRatio)
		planeMean(plane{out.Y, out.YStride, to.Dx(), to.Dy()}, plane{p.Y, p.YStride, size.Dx(), size.Dy()}, by, 1)
		half := planeSize(out.Rect, out.SubsampleRatio)
		planeMean(plane{out.Cb, out.CStride, half.X, half.Y}, plane{p.Cb, p.CStride, colours.X, colours.Y}, by, 1)
		planeMean(plane{out.Cr, out.CStride, half.X, half.Y}, plane{p.Cr, p.CStride, colours.X, colours.Y}, by, 1)
		return out
	case *image.Gray:
		out := image.NewGray(to)
		planeMean(plane{out.Pix, out.Stride, to.Dx(), to.Dy()}, plane{p.Pix, p.Stride, size.Dx(), size.Dy()}, by, 1)
		return out
	case *image.RGBA:
		out := image.NewRGBA(to)
		planeMean(plane{out.Pix, out.Stride, to.Dx(), to.Dy()}, plane{p.Pix, p.Stride, size.Dx(), size.Dy()}, by, 4)
		return out
	}
	out := image.NewNRGBA(to)
	for y := range to.Dy() {
		for x := range to.Dx() {
			out.Set(x, y, picture.At(size.Min.X+x*by, size.Min.Y+y*by))
		}
	}
	return out
}

// plane is a rectangle of samples.
type plane struct {
	pix                   []byte
	stride, width, height int
}

// planeSize is how many colour samples an image has across and down.
func planeSize(size image.Rectangle, ratio image.YCbCrSubsampleRatio) image.Point {
	one := image.NewYCbCr(image.Rectangle{}, ratio)
	across, down := 1, 1
	switch one.SubsampleRatio {
	case image.YCbCrSubsampleRatio422:
		across = 2
	case image.YCbCrSubsampleRatio420:
		across, down = 2, 2
	case image.YCbCrSubsampleRatio440:
		down = 2
	case image.YCbCrSubsampleRatio411:
		across = 4
	case image.YCbCrSubsampleRatio410:
		across, down = 4, 2
	case image.YCbCrSubsampleRatio444:
	}
	return image.Pt((size.Dx()+across-1)/across, (size.Dy()+down-1)/down)
}

// planeMean fills a plane with the means of squares of another, of samples that
// have a number of bytes each. At the edges squares may lack a part.
func planeMean(to, from plane, by, each int) {
	for y := range to.height {
		top, bottom := min(y*by, from.height-1), min(y*by+by, from.height)
		for x := range to.width {
			left, right := min(x*by, from.width-1), min(x*by+by, from.width)
			for c := range each {
				sum := 0
				for row := top; row < bottom; row++ {
					line := from.pix[row*from.stride:]
					for column := left; column < right; column++ {
						sum += int(line[column*each+c])
					}
				}
				to.pix[y*to.stride+x*each+c] = byte(sum / ((bottom - top) * (right - left))) //nolint:gosec // a mean of bytes is a byte
			}
		}
	}
}

// turned turns and mirrors an image by its EXIF orientation.
func turned(picture image.Image, turn int) image.Image {
	if turn <= 1 {
		return picture
	}
	size := picture.Bounds()
	width, height := size.Dx(), size.Dy()
	to := image.Rect(0, 0, width, height)
	if turn >= 5 {
		to = image.Rect(0, 0, height, width)
	}
	out := image.NewRGBA(to)
	for y := range to.Dy() {
		for x := range to.Dx() {
			at := source(turn, x, y, width, height)
			r, g, b, a := picture.At(size.Min.X+at.X, size.Min.Y+at.Y).RGBA()
			out.SetRGBA(x, y, color.RGBA{R: byte(r >> 8), G: byte(g >> 8), B: byte(b >> 8), A: byte(a >> 8)})
		}
	}
	return out
}

// source is where a pixel of a turned image comes from.
func source(turn, x, y, width, height int) image.Point {
	switch turn {
	case 2:
		return image.Pt(width-1-x, y)
	case 3:
		return image.Pt(width-1-x, height-1-y)
	case 4:
		return image.Pt(x, height-1-y)
	case 5:
		return image.Pt(y, x)
	case 6:
		return image.Pt(y, height-1-x)
	case 7:
		return image.Pt(width-1-y, height-1-x)
	case 8:
		return image.Pt(width-1-y, x)
	}
	return image.Pt(x, y)
}
