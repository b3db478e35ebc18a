package testserver

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
)

// MissingError says that a program the tests need is not on this machine.
type MissingError struct {
	Name string // what was looked for
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("%s is missing on this machine: run `make deps`", e.Name)
}

// postgresDirs are where Debian keeps PostgreSQL's server programs, which it
// leaves out of the PATH.
const postgresDirs = "/usr/lib/postgresql/*/bin"

// find returns the path of the first of names that the PATH has, or else that
// a directory matching pattern has, the last such directory first. An empty
// pattern matches none.
func find(pattern string, names ...string) (string, error) {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return filepath.Abs(path)
		}
	}
	dirs, err := filepath.Glob(pattern)
	if err != nil {
		return "", fmt.Errorf("look for %s: %w", names[0], err)
	}
	for _, dir := range slices.Backward(dirs) {
		for _, name := range names {
			if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
				return path, nil
			}
		}
	}
	return "", &MissingError{Name: names[0]}
}
