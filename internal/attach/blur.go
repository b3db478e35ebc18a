package attach

import (
	"image"
	"image/color"
)

const (
	cells   = 12  // across the longer side: what is left of an image
	samples = 8   // looked at in each cell, across and down
	shown   = 320 // pixels of the longer side of what is shown
)

// blur makes of an image one of a few soft patches of colour, from which no word
// and no face can be had back: the rest is not in it.
func blur(picture image.Image) image.Image {
	size := picture.Bounds()
	longer := max(size.Dx(), size.Dy())
	across, down := max(1, cells*size.Dx()/longer), max(1, cells*size.Dy()/longer)
	small := image.NewRGBA(image.Rect(0, 0, across, down))
	for y := range down {
		for x := range across {
			small.SetRGBA(x, y, meanOf(picture, x, y, across, down))
		}
	}
	out := image.NewRGBA(image.Rect(0, 0, max(1, shown*size.Dx()/longer), max(1, shown*size.Dy()/longer)))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.SetRGBA(x, y, between(small, place(x, out.Rect.Dx(), across), place(y, out.Rect.Dy(), down)))
		}
	}
	return out
}

// meanOf is the mean colour of a cell, by some of its pixels.
func meanOf(picture image.Image, x, y, across, down int) color.RGBA {
	size := picture.Bounds()
	var sum [3]int
	for i := range samples {
		for j := range samples {
			px := size.Min.X + (x*samples+i)*size.Dx()/(across*samples)
			py := size.Min.Y + (y*samples+j)*size.Dy()/(down*samples)
			r, g, b, a := picture.At(px, py).RGBA()
			white := 0xffff - int(a) // what lets through stands on white
			sum[0], sum[1], sum[2] = sum[0]+int(r)+white, sum[1]+int(g)+white, sum[2]+int(b)+white
		}
	}
	mean := func(of int) byte { return byte(of / (samples * samples) >> 8) } //nolint:gosec // at most 0xffff before the shift
	return color.RGBA{R: mean(sum[0]), G: mean(sum[1]), B: mean(sum[2]), A: 255}
}

// place is where a pixel of a larger row lies between the middles of a smaller
// one, in 1/256 of a step.
func place(at, of, within int) int {
	return min(max((at*2+1)*within*256/(of*2)-128, 0), (within-1)*256)
}

// between mixes the four colours around a place.
func between(from *image.RGBA, x, y int) color.RGBA {
	left, top := x/256, y/256
	right, bottom := min(left+1, from.Rect.Dx()-1), min(top+1, from.Rect.Dy()-1)
	fx, fy := x%256, y%256
	mix := func(of func(color.RGBA) byte) byte {
		upper := int(of(from.RGBAAt(left, top)))*(256-fx) + int(of(from.RGBAAt(right, top)))*fx
		lower := int(of(from.RGBAAt(left, bottom)))*(256-fx) + int(of(from.RGBAAt(right, bottom)))*fx
		return byte((upper*(256-fy) + lower*fy) >> 16) //nolint:gosec // weights add up to 1<<16
	}
	return color.RGBA{
		R: mix(func(c color.RGBA) byte { return c.R }), G: mix(func(c color.RGBA) byte { return c.G }),
		B: mix(func(c color.RGBA) byte { return c.B }), A: 255,
	}
}
