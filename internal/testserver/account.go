package testserver

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"strconv"
)

// account is who a server runs as.
type account struct {
	uid, gid uint32
}

// postgresAccount returns the account that PostgreSQL's programs run under: nil
// for our own, the packaged one for root, whom PostgreSQL refuses.
func postgresAccount(uid int) (*account, error) {
	if uid != 0 {
		return nil, nil
	}
	return lookUp("postgres")
}

// lookUp returns the account of that name; one that does not exist is a
// *MissingError.
func lookUp(name string) (*account, error) {
	u, err := user.Lookup(name)
	if unknown := user.UnknownUserError(""); errors.As(err, &unknown) {
		return nil, &MissingError{Name: "the account " + name}
	}
	if err != nil {
		return nil, fmt.Errorf("look up account %s: %w", name, err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("look up account %s: %w", name, err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		return nil, fmt.Errorf("look up account %s: %w", name, err)
	}
	return &account{uid: uint32(uid), gid: uint32(gid)}, nil
}

// give makes dir the account's own.
func (a *account) give(dir string) error {
	if a == nil {
		return nil
	}
	if err := os.Chown(dir, int(a.uid), int(a.gid)); err != nil {
		return fmt.Errorf("give directory to postgres: %w", err)
	}
	return nil
}
