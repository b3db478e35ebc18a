package disdukcapil_test

import (
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"loket/faq"
	"loket/faq/disdukcapil"
)

// drafted loads the drafts together with the shelf, as a curator would who
// takes them up.
func drafted(t *testing.T) []faq.Entry {
	t.Helper()
	shelf, err := disdukcapil.Files()
	if err != nil {
		t.Fatal(err)
	}
	both := fstest.MapFS{}
	for _, from := range []fs.FS{shelf, os.DirFS("drafts")} {
		err := fs.WalkDir(from, ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			content, err := fs.ReadFile(from, path)
			if both[path] != nil {
				t.Errorf("%s stands on the shelf and among the drafts", path)
			}
			both[path] = &fstest.MapFile{Data: content}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	c, err := faq.Load(both)
	if err != nil {
		t.Fatalf("shelf and drafts do not load together: %v", err)
	}
	return slices.DeleteFunc(c.Entries(), func(e faq.Entry) bool { return e.Status != faq.Draft })
}

func TestDrafts(t *testing.T) {
	t.Parallel()
	drafts := drafted(t)
	if len(drafts) < 80 {
		t.Errorf("%d drafts, want at least 80", len(drafts))
	}
	asked := map[string]string{}
	for _, e := range append(drafts, entries(t)...) {
		for _, q := range e.Questions {
			q = strings.ToLower(strings.Join(strings.Fields(q), " "))
			if other := asked[q]; other != "" && other != e.ID {
				t.Errorf("%q is a pattern of %s and of %s", q, other, e.ID)
			}
			asked[q] = e.ID
		}
	}
	for _, e := range drafts {
		if len(e.Questions) < 12 || e.Verified != nil || e.ValidUntil != "" || e.ReviewedOn == "" {
			t.Errorf("%s: %d patterns, verified %v, valid until %q, reviewed on %q; want at least 12, reviewed and not yet verified",
				e.ID, len(e.Questions), e.Verified, e.ValidUntil, e.ReviewedOn)
		}
	}
}
