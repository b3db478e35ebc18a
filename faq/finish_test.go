package faq

import (
	"os"
	"runtime"
	"testing"
	"weak"
)

// TestFinish: what was read to make a catalogue is ten times as large as the
// catalogue, and nobody needs it again.
func TestFinish(t *testing.T) {
	l, err := read(os.DirFS("disdukcapil/catalogue"))
	if err != nil {
		t.Fatal(err)
	}
	file := weak.Make(l.words)
	c, err := l.finish()
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	if file.Value() != nil {
		t.Error("the catalogue keeps the files it was read from")
	}
	if len(c.entries) == 0 {
		t.Error("the catalogue is empty")
	}
}
