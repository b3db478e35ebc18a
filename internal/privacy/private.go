package privacy

import (
	"io/fs"
	"os"
	"syscall"
)

// The modes a file with a secret may have at most.
const (
	ownMode  = 0o600 // of whoever runs the program
	lentMode = 0o440 // of root, read by the program through its group
)

// Private tells whether a file keeps a secret: its owner alone may open it, or
// root owns it and the one group that may read it is how a program without
// root's rights comes to it. The second is how Kubernetes mounts a secret and how
// systemd hands over a credential.
func Private(info fs.FileInfo) bool {
	stat, known := info.Sys().(*syscall.Stat_t)
	return privateTo(info.Mode().Perm(), known && stat.Uid == 0, os.Geteuid() == 0)
}

// privateTo is Private of a mode, by who owns the file and who asks.
func privateTo(mode fs.FileMode, ownedByRoot, asksRoot bool) bool {
	return mode&^ownMode == 0 || mode&^(ownMode|lentMode) == 0 && ownedByRoot && !asksRoot
}
