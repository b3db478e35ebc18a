package main

import (
	"fmt"
	"syscall"
)

// diskFree returns the bytes and the files a user may still write where dir is.
func diskFree(dir string) (bytes, files int64, err error) {
	var at syscall.Statfs_t
	if err := syscall.Statfs(dir, &at); err != nil {
		return 0, 0, fmt.Errorf("ask for free space: %w", err)
	}
	free := int64(at.Bavail) * int64(at.Bsize) //nolint:unconvert // another type on other systems
	if at.Files == 0 {                         // a file system that does not count them
		return free, inodesAtAll, nil
	}
	return free, int64(at.Ffree), nil
}
