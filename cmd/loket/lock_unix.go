package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"loket/internal/loket"
)

// dirLock is the lock of a data directory. In it stands what its holder tells
// the commands beside it: the ids of the keys it uses, the current first.
type dirLock struct{ file *os.File }

func lockPath(dir string) string { return filepath.Join(dir, "loket.lock") }

// lockDir makes sure that one server at most uses a data directory. The lock
// ends with the process, however it ends.
func lockDir(dir string) (dirLock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return dirLock{}, fmt.Errorf("make the data directory: %w", err)
	}
	file, err := os.OpenFile(lockPath(dir), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return dirLock{}, fmt.Errorf("open the lock file: %w", err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return dirLock{}, errors.Join(loket.Errorf(loket.CodeConflict, "Loket lain sudah berjalan dengan folder data "+dir+
			". Hentikan dahulu, atau pakai LOKET_DATA_DIR lain."), file.Close())
	}
	if err != nil {
		return dirLock{}, errors.Join(fmt.Errorf("lock the data directory: %w", err), file.Close())
	}
	lock := dirLock{file}
	return lock, lock.tell(nil) // what a former holder told is over
}

// tell writes the ids of the keys in use, on one line that ends.
func (l dirLock) tell(ids []string) error {
	if err := l.file.Truncate(0); err != nil {
		return fmt.Errorf("write the lock file: %w", err)
	}
	if len(ids) == 0 {
		return nil
	}
	if _, err := l.file.WriteAt([]byte(strings.Join(ids, " ")+"\n"), 0); err != nil {
		return fmt.Errorf("write the lock file: %w", err)
	}
	return nil
}

func (l dirLock) unlock() error { return l.file.Close() }

// lockFolder makes sure that one command at most changes what stands in a folder:
// keys, or a ledger being restored. A server may use it meanwhile.
func lockFolder(dir string) (unlock func() error, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder: %w", err)
	}
	folder, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("open the folder: %w", err)
	}
	err = syscall.Flock(int(folder.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = loket.Errorf(loket.CodeConflict, "Pemulihan atau penggantian kunci lain sedang berjalan di folder "+dir+". Tunggu sampai selesai, lalu ulangi.")
	}
	if err != nil {
		return nil, errors.Join(err, folder.Close())
	}
	return folder.Close, nil
}

// lockForChange is lockFolder without a server.
func lockForChange(dir string) (unlock func() error, err error) {
	folder, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	server, err := lockDir(dir)
	if err != nil {
		return nil, errors.Join(err, folder())
	}
	return func() error { return errors.Join(server.unlock(), folder()) }, nil
}

// heldKeys are the ids that the server of a data directory has told; running
// tells whether there is one.
func heldKeys(dir string) (ids []string, running bool, err error) {
	lock, err := lockDir(dir)
	if err == nil {
		return nil, false, lock.unlock()
	}
	if loket.CodeOf(err) != loket.CodeConflict {
		return nil, false, err
	}
	told, err := os.ReadFile(lockPath(dir))
	line, _, whole := strings.Cut(string(told), "\n")
	if err != nil || !whole {
		return nil, true, err
	}
	return strings.Fields(line), true, nil
}
