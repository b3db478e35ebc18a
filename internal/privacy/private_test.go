package privacy

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestPrivateTo(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		mode               fs.FileMode
		ownedByRoot, asker bool
		want               bool
	}{
		"OurOwn":                 {0o600, false, false, true},
		"OurOwnReadOnly":         {0o400, false, false, true},
		"OurOwnLentToAGroup":     {0o640, false, false, false},
		"OfRootLentToOurGroup":   {0o440, true, false, true},
		"OfRootKeptByRoot":       {0o640, true, false, true},
		"OfRootWrittenByOthers":  {0o660, true, false, false},
		"OfRootReadByEverybody":  {0o444, true, false, false},
		"OfRootRunByItsGroup":    {0o450, true, false, false},
		"RootLendsNothingItself": {0o440, true, true, false},
		"RootsOwn":               {0o600, true, true, true},
	}
	for name, c := range cases {
		if got := privateTo(c.mode, c.ownedByRoot, c.asker); got != c.want {
			t.Errorf("%s: privateTo(%04o, of root %v, asked by root %v) = %v, want %v", name, c.mode, c.ownedByRoot, c.asker, got, c.want)
		}
	}
}

func TestPrivate(t *testing.T) {
	t.Parallel()
	for mode, want := range map[fs.FileMode]bool{0o600: true, 0o644: false, 0o666: false} {
		path := filepath.Join(t.TempDir(), "secret")
		if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := Private(info); got != want {
			t.Errorf("Private(a file of mode %04o) = %v, want %v", mode, got, want)
		}
	}
}
