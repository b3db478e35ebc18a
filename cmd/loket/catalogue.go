package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"

	"loket/faq"
	"loket/faq/disdukcapil"
	"loket/internal/config"
	"loket/internal/loket"
	"loket/internal/privacy"
	"loket/internal/store"
)

// sourceOf names where the files of an agency's catalogue come from.
func sourceOf(a config.Agency) string {
	if a.Catalogue == "" {
		return loket.SourceShipped
	}
	return loket.SourceFolder
}

// filesOf opens the files of an agency's catalogue: its folder, or what the
// program brings along.
func filesOf(a config.Agency) (fs.FS, error) {
	if a.Catalogue == "" {
		return disdukcapil.Files()
	}
	if _, err := os.Stat(a.Catalogue); errors.Is(err, fs.ErrNotExist) {
		return nil, loket.Errorf(loket.CodeInvalid, fmt.Sprintf(
			"Instansi %s: folder katalog %q tidak ada. Periksa catalogue di konfigurasi.", a.ID, a.Catalogue))
	}
	return os.DirFS(a.Catalogue), nil
}

// openCatalogue loads an agency's catalogue from its files.
func openCatalogue(a config.Agency) (*faq.Catalog, error) {
	files, err := filesOf(a)
	if err != nil {
		return nil, err
	}
	catalog, err := faq.Load(files)
	if wrong, ok := errors.AsType[*faq.LoadError](err); ok && a.Catalogue != "" {
		return nil, loket.Errorf(loket.CodeInvalid, "Folder "+a.Catalogue+": "+wrong.Error())
	}
	if err != nil {
		return nil, fmt.Errorf("load the catalogue of %s: %w", a.ID, err)
	}
	return catalog, nil
}

// hashFiles names the content of a catalogue's files without reading what they
// say: SHA-256 over names and bytes, of the files the loader would read.
func hashFiles(files fs.FS) (string, error) {
	sum := sha256.New()
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if ext := path.Ext(name); err != nil || entry.IsDir() || (ext != ".yaml" && ext != ".yml") {
			return err
		}
		content, err := fs.ReadFile(files, name)
		if err == nil {
			_, err = fmt.Fprintf(sum, "%s\n%d\n%s", name, len(content), content)
		}
		return err
	})
	if err != nil {
		return "", fmt.Errorf("hash the catalogue's files: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// changedItems returns what has to be published to go from one state of a
// catalogue to another: new and changed items, and without content those that
// are no longer there.
func changedItems(from, to []loket.CatalogueItem) (changed []loket.CatalogueItem) {
	type key struct{ kind, id string }
	gone := map[key]string{}
	for _, i := range from {
		gone[key{i.Kind, i.ID}] = i.Revision
	}
	for _, i := range to {
		if revision, there := gone[key{i.Kind, i.ID}]; !there || revision != i.Revision {
			changed = append(changed, i)
		}
		delete(gone, key{i.Kind, i.ID})
	}
	for _, i := range from {
		if _, is := gone[key{i.Kind, i.ID}]; is {
			changed = append(changed, loket.CatalogueItem{Kind: i.Kind, ID: i.ID})
		}
	}
	return changed
}

// liveCatalogue returns what a server with this configuration answers from:
// the agency's folder; else what somebody published into the ledger; else, and
// where there is no ledger yet, the shipped catalogue.
func (s *shell) liveCatalogue(c config.Config, a config.Agency) (*faq.Catalog, error) {
	if a.Catalogue != "" || !hasLedger(c) {
		return openCatalogue(a)
	}
	ledger, _, err := openLedger(s.ctx, c, store.Options{})
	if err != nil {
		s.log.Warn("the ledger is out of reach: this is the shipped catalogue", "err", err)
		return openCatalogue(a)
	}
	catalog, err := publishedCatalogue(s.ctx, ledger, a.ID)
	if err = errors.Join(err, ledger.Close()); err != nil {
		return nil, err
	}
	if catalog == nil {
		return openCatalogue(a)
	}
	return catalog, nil
}

// publishedCatalogue returns what stands in the ledger, nil when that is
// nothing, or only a shipped catalogue, which the program itself has newest.
func publishedCatalogue(ctx context.Context, ledger *store.Store, agency loket.AgencyID) (*faq.Catalog, error) {
	items, latest, err := ledger.Catalogue(ctx, agency)
	if errors.Is(err, loket.ErrNotFound) || err == nil && latest.Source == loket.SourceShipped {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return faq.Assemble(items)
}

// hasLedger tells whether there may be a ledger, without making one.
func hasLedger(c config.Config) bool {
	if file, ok := strings.CutPrefix(c.DatabaseURL, "sqlite:"); ok {
		_, err := os.Stat(strings.TrimPrefix(file, "//"))
		return err == nil
	}
	_, err := privacy.LoadKeys(c.SecretKey, c.SecretKeyFile)
	return err == nil
}
