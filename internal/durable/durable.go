// Package durable writes files that must survive a crash: a key, a mark, a list, a
// finished ledger. It must not know what is in them.
package durable

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
)

// Replace gives a file a new content that its owner alone may read (mode 0600).
// When it returns nil the content is on disk; after a crash, or on error, the
// file is as it was or whole with the new content. A crash may leave a copy
// beside it, named after it with ".baru-" and digits.
func Replace(path string, content []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".baru-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return SyncDir(filepath.Dir(path))
}

// SyncDir brings the names in a directory to disk: those of files that were made,
// moved or removed there.
func SyncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// Append adds a line to a file that its owner alone may read, and makes the file
// where there is none. When it returns nil the line is on disk. After a crash the
// last line may be cut short: the next one begins a line of its own.
func Append(path string, line []byte) (err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	whole := slices.Concat(line, []byte{'\n'})
	if size := info.Size(); size > 0 {
		last := make([]byte, 1)
		if _, err := file.ReadAt(last, size-1); err != nil {
			return err
		}
		if last[0] != '\n' {
			whole = slices.Concat([]byte{'\n'}, whole)
		}
	}
	if _, err := file.Write(whole); err != nil {
		return err
	}
	if err := file.Sync(); err != nil {
		return err
	}
	return SyncDir(filepath.Dir(path))
}
