package attach_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"loket/internal/attach"
)

// peak is the most memory this process has held since forget, in MiB; 0: the
// system does not say.
func peak(t testing.TB) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	kib, err := strconv.Atoi(strings.Fields(after)[0])
	if err != nil {
		t.Fatal(err)
	}
	return kib >> 10
}

// forget has peak begin anew with what is held now.
func forget() {
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) // where it is not there peak tells less
}

// busy is how long this process has had a processor, in seconds: what a check takes
// on a machine that does nothing else.
func busy(t testing.TB) float64 {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano()).Seconds()
}

// BenchmarkLargest checks the largest files that pass, and some that do not, and
// tells how long each takes and how far the memory of the process grew at most.
func BenchmarkLargest(b *testing.B) {
	files := map[string][]byte{
		"jpeg-40MP": photo(b, 7300, 5470), "jpeg-12MP": photo(b, 4000, 3000), "png-16MP": drawing(b, 4096, 4090),
		"png-50000x50000": huge(), "pdf-10MB": document(10<<20 - 300),
	}
	check := attach.New()
	for name, raw := range files {
		for _, do := range []struct {
			name string
			run  func() error
		}{
			{"clean", func() error { _, err := check.Clean(b.Context(), raw); return err }},
			{"preview", func() error { _, err := check.Preview(b.Context(), raw); return err }},
		} {
			b.Run(name+"/"+do.name, func(b *testing.B) {
				forget()
				before, longest, began := peak(b), time.Duration(0), busy(b)
				runs := 0
				for b.Loop() {
					runs++
					began := time.Now()
					if err := do.run(); (err != nil) != strings.HasPrefix(name, "png-5") {
						b.Fatal(err)
					}
					longest = max(longest, time.Since(began))
				}
				b.ReportMetric(float64(peak(b)-before), "MiB-grown")
				b.ReportMetric(float64(len(raw))/(1<<20), "MiB-file")
				b.ReportMetric(longest.Seconds(), "s-longest")
				b.ReportMetric((busy(b)-began)/float64(runs), "cpu-s")
			})
		}
	}
}

// photo is a JPEG with some noise, as cameras make them.
func photo(t testing.TB, width, height int) []byte {
	t.Helper()
	p := image.NewYCbCr(image.Rect(0, 0, width, height), image.YCbCrSubsampleRatio420)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range p.Y {
		p.Y[i] = byte(i/97) + byte(random.IntN(3))
	}
	for i := range p.Cb {
		p.Cb[i], p.Cr[i] = byte(i/211), byte(i/307)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, p, &jpeg.Options{Quality: 50}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// drawing is a PNG as screens and scanners make them.
func drawing(t testing.TB, width, height int) []byte {
	t.Helper()
	p := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			p.SetNRGBA(x, y, color.NRGBA{R: byte(x / 16), G: byte(y / 16), B: byte(x * y / 4096), A: 255})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, p); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
