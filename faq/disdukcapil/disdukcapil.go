// Package disdukcapil is the reference catalogue: what a civil-registration
// office (Dinas Kependudukan dan Pencatatan Sipil) is asked every day,
// written from public sources and not yet verified by any agency.
//
// It is data with a door; it must not know how entries are matched or shown.
package disdukcapil

import (
	"embed"
	"fmt"
	"io/fs"

	"loket/faq"
)

//go:embed catalogue
var files embed.FS

//go:embed learned.gob
var learned []byte

// Learned is what a matcher learned from the reference catalogue, for
// faq.NewMatcher; `make catalogue` learns it anew. It is not to be changed.
func Learned() []byte { return learned }

// MostAsked are the entries an office is asked for most, the first first: those to
// verify before any other, until its own questions tell.
func MostAsked() []string {
	return []string{
		"ktp-el-hilang", "akta-kelahiran", "kk-perubahan-data", "ktp-el-perekaman-pertama", "kk-baru",
		"pindah-keluar", "pindah-datang", "kia-baru", "jam-layanan", "akta-kematian",
	}
}

// Files returns the catalogue's files as they are embedded, for those who
// check or export them.
func Files() (fs.FS, error) {
	sub, err := fs.Sub(files, "catalogue")
	if err != nil {
		return nil, fmt.Errorf("open reference catalogue: %w", err)
	}
	return sub, nil
}

// Catalogue loads the reference catalogue. It fails only when the embedded
// files have a mistake, which the tests exclude.
func Catalogue() (*faq.Catalog, error) {
	sub, err := Files()
	if err != nil {
		return nil, err
	}
	c, err := faq.Load(sub)
	if err != nil {
		return nil, fmt.Errorf("load reference catalogue: %w", err)
	}
	return c, nil
}
