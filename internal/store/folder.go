package store

import (
	"context"
	"fmt"

	"loket/internal/loket"
)

const (
	selectFolders = `SELECT id, name, query FROM folders WHERE agency_id = $1 AND staff_id = $2 ORDER BY name, id`
	// Who adds two at once is counted in turn: the row of their presence is locked.
	countFolders = `SELECT COUNT(*) FROM folders WHERE agency_id = $1 AND staff_id = $2`
	insertFolder = `
INSERT INTO folders (id, agency_id, staff_id, name, query, created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`
	renameFolder = `UPDATE folders SET name = $4 WHERE id = $1 AND agency_id = $2 AND staff_id = $3`
	deleteFolder = `DELETE FROM folders WHERE id = $1 AND agency_id = $2 AND staff_id = $3`
)

// Folders returns the folders of a member of staff by name.
func (s *Store) Folders(ctx context.Context, by loket.Staff) (all []loket.Folder, err error) {
	err = s.read.each(ctx, func(r scanner) error {
		var f loket.Folder
		err := r.Scan(&f.ID, &f.Name, &f.Query)
		all = append(all, f)
		return err
	}, selectFolders, string(by.Agency), string(by.ID))
	if err != nil {
		return nil, fmt.Errorf("read folders: %w", err)
	}
	return all, nil
}

// AddFolder keeps a filter. loket.ErrFolders: they have as many as one may;
// loket.ErrFolderTwice: they have one of that name.
func (s *Store) AddFolder(ctx context.Context, by loket.Staff, f loket.Folder) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.attend(by.Agency, by.ID); err != nil {
			return err
		}
		var n int
		err := t.one(func(r scanner) error { return r.Scan(&n) }, countFolders, string(by.Agency), string(by.ID))
		if err != nil {
			return fmt.Errorf("count folders: %w", err)
		}
		if n >= loket.MostFolders {
			return loket.ErrFolders
		}
		added, err := t.exec(insertFolder, string(f.ID), string(by.Agency), string(by.ID), f.Name, f.Query, ms(t.now))
		if err != nil {
			return fmt.Errorf("add folder: %w", err)
		}
		if added == 0 {
			return loket.ErrFolderTwice
		}
		return nil
	})
}

// RenameFolder gives a folder of the member's another name; loket.ErrNotFound,
// loket.ErrFolderTwice.
func (s *Store) RenameFolder(ctx context.Context, by loket.Staff, id loket.FolderID, name string) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(renameFolder, string(id), string(by.Agency), string(by.ID), name)
		switch {
		case duplicate(err):
			return loket.ErrFolderTwice
		case err != nil:
			return fmt.Errorf("rename folder: %w", err)
		case n == 0:
			return loket.ErrNotFound
		}
		return nil
	})
}

// DropFolder forgets a folder of the member's; loket.ErrNotFound.
func (s *Store) DropFolder(ctx context.Context, by loket.Staff, id loket.FolderID) error {
	return s.write(ctx, func(t *tx) error {
		n, err := t.exec(deleteFolder, string(id), string(by.Agency), string(by.ID))
		if err != nil {
			return fmt.Errorf("delete folder: %w", err)
		}
		if n == 0 {
			return loket.ErrNotFound
		}
		return nil
	})
}
