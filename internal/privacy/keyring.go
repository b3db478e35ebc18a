package privacy

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// AddKey draws a key and puts it before the others of a key file, so that it is
// the current one and they still open what they sealed. The file is replaced
// as a whole: after a crash it holds either all keys or the ones before.
func AddKey(path string) (Key, error) {
	text, err := readKeyFile(path)
	if err != nil {
		return Key{}, fmt.Errorf("read key file: %w", err)
	}
	key, line, err := draw()
	if err != nil {
		return Key{}, err
	}
	if err := replaceFile(path, append([]string{line}, keyLines(text)...)); err != nil {
		return Key{}, fmt.Errorf("add a key: %w", err)
	}
	return key, nil
}

// RetireKeys leaves the current key alone in a key file. Each of the others goes
// into a file beside it, whose name ends in its id: old backups and old lines of
// the audit log need it. It returns those files.
func RetireKeys(path string) (retired []string, err error) {
	text, err := readKeyFile(path)
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	written := keyLines(text)
	if len(written) < 2 {
		return nil, nil
	}
	for _, line := range written[1:] {
		key, err := ParseKey(line)
		if err != nil {
			return retired, fmt.Errorf("read key file: %w", err)
		}
		old := path + ".lama-" + key.ID()
		if err := replaceFile(old, []string{line}); err != nil {
			return retired, fmt.Errorf("put an old key aside: %w", err)
		}
		retired = append(retired, old)
	}
	if err := replaceFile(path, written[:1]); err != nil {
		return retired, fmt.Errorf("leave the current key: %w", err)
	}
	return retired, nil
}

// replaceFile writes a key file beside its place and moves it there. When it
// returns nil the file is on disk.
func replaceFile(path string, written []string) error {
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".baru-*") // mode 0600
	if err != nil {
		return err
	}
	_, err = file.WriteString(strings.Join(written, "\n") + "\n")
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return syncDir(filepath.Dir(path))
}
