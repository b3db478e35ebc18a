package privacy

import (
	"fmt"
	"path/filepath"
	"strings"

	"loket/internal/durable"
)

// AddKey draws a key and puts it before the others of a key file, so that it is
// the current one and they still open what they sealed. The file is replaced
// as a whole: after a crash it holds either all keys or the ones before.
func AddKey(path string) (Key, error) {
	written, err := writtenKeys(path)
	if err != nil {
		return Key{}, err
	}
	key, line, err := draw()
	if err != nil {
		return Key{}, err
	}
	if err := writeKeys(path, append([]string{line}, written...)...); err != nil {
		return Key{}, fmt.Errorf("add a key: %w", err)
	}
	return key, nil
}

// retired stands between the name of a key file and the id of a key that was put
// aside.
const retired = ".lama-"

// RetireKeys leaves the current key alone in a key file. Each of the others goes
// into a file beside it, whose name ends in its id: old backups and old lines of
// the audit log need it. It returns those files.
func RetireKeys(path string) (files []string, err error) {
	written, err := writtenKeys(path)
	if err != nil || len(written) < 2 {
		return nil, err
	}
	for _, line := range written[1:] {
		key, err := ParseKey(line)
		if err != nil {
			return files, fmt.Errorf("read key file: %w", err)
		}
		old := path + retired + key.ID()
		if err := writeKeys(old, line); err != nil {
			return files, fmt.Errorf("put an old key aside: %w", err)
		}
		files = append(files, old)
	}
	if err := writeKeys(path, written[0]); err != nil {
		return files, fmt.Errorf("leave the current key: %w", err)
	}
	return files, nil
}

// RetiredKeys reads the keys that RetireKeys has put beside a key file. Its errors
// are those of LoadKeys.
func RetiredKeys(path string) (keys []Key, err error) {
	files, err := filepath.Glob(globbed(path) + retired + "*")
	if err != nil {
		return nil, fmt.Errorf("look for retired keys: %w", err)
	}
	for _, file := range files {
		held, err := LoadKeys("", file)
		if err != nil {
			return nil, err
		}
		keys = append(keys, held...)
	}
	return keys, nil
}

// globbed writes a path so that Glob reads nothing in it as a pattern.
func globbed(path string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(path)
}

// ReadmitKeys puts retired keys, by their ids, behind the others of a key file: a
// restored ledger needs them until everything has moved to the current key.
func ReadmitKeys(path string, ids ...string) error {
	written, err := writtenKeys(path)
	if err != nil {
		return err
	}
	for _, id := range ids {
		old, err := writtenKeys(path + retired + id)
		if err != nil {
			return err
		}
		written = append(written, old...)
	}
	if err := writeKeys(path, written...); err != nil {
		return fmt.Errorf("readmit retired keys: %w", err)
	}
	return nil
}

// writtenKeys are the keys of a file as they are written there.
func writtenKeys(path string) ([]string, error) {
	text, err := readKeyFile(path)
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	return keyLines(text), nil
}

func writeKeys(path string, written ...string) error {
	return durable.Replace(path, []byte(strings.Join(written, "\n")+"\n"))
}
