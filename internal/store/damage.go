package store

import (
	"encoding/binary"
	"errors"
	"io"
	"os"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"loket/internal/loket"
)

// damagedFile says for a person that a file is no whole database, where that is
// what err says.
func damagedFile(path string, err error) error {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xff {
		case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
			return errDamaged(path)
		}
	}
	return err
}

func errDamaged(path string) error {
	return loket.Errorf(loket.CodeInvalid, "Basis data "+path+" rusak. Hentikan Loket, pindahkan "+path+", "+path+"-wal dan "+path+
		"-shm ke tempat lain (jangan dihapus), lalu: loket restore CADANGAN")
}

// checkLength refuses a file that is shorter than its own header says: SQLite
// would find out only when it comes to read what is missing. A file with a log
// beside it may be short, for the log has the rest.
func checkLength(path string) error {
	if log, err := os.Stat(path + "-wal"); err == nil && log.Size() > 0 {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil // a file that is not there yet is as long as it should be
	}
	defer func() { _ = file.Close() }() // it was only read
	info, err := file.Stat()
	if err != nil || info.Size() == 0 {
		return err
	}
	var head [32]byte
	if _, err := io.ReadFull(file, head[:]); err != nil {
		return errDamaged(path)
	}
	page := int64(binary.BigEndian.Uint16(head[16:]))
	if page == 1 {
		page = 1 << 16
	}
	// The count of pages holds only when the two counters of changes agree.
	var tail [4]byte
	if _, err := file.ReadAt(tail[:], 92); err != nil {
		return errDamaged(path)
	}
	counted := binary.BigEndian.Uint32(head[24:]) == binary.BigEndian.Uint32(tail[:])
	if counted && info.Size() < page*int64(binary.BigEndian.Uint32(head[28:])) {
		return errDamaged(path)
	}
	return nil
}
