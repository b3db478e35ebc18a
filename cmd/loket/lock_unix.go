package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"loket/internal/loket"
)

// lockDir makes sure that one server at most uses a data directory. The lock
// ends with the process, however it ends.
func lockDir(dir string) (unlock func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data directory: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(dir, "loket.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the lock file: %w", err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, errors.Join(loket.Errorf(loket.CodeConflict, "Loket lain sudah berjalan dengan folder data "+dir+
			". Hentikan dahulu, atau pakai LOKET_DATA_DIR lain."), file.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock the data directory: %w", err), file.Close())
	}
	return file.Close, nil
}
