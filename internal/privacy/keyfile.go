package privacy

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"loket/internal/durable"
	"loket/internal/loket"
)

// What a key file may be.
const (
	keyFileMode = 0o600
	keyFileMax  = 4096 // bytes read of it
)

// LoadKeys reads the master keys, the current first: env, the value of
// LOKET_SECRET_KEY, where it is not empty, else the file. While keys are being
// changed there are several, with commas or line ends between them. What is
// wrong with either comes as a *loket.Error that names the cure; a file that is
// not there as fs.ErrNotExist.
func LoadKeys(env, file string) ([]Key, error) {
	if env != "" {
		keys, err := readableKeys(env)
		if err != nil {
			return nil, fmt.Errorf("read key from the environment: %w", err)
		}
		return keys, nil
	}
	text, err := readKeyFile(file)
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	keys, err := readableKeys(text)
	if err != nil {
		return nil, fmt.Errorf("read key file: %w", err)
	}
	return keys, nil
}

// GenerateKeyFile draws a key and writes it to a new file that its owner alone
// may read. When it returns nil the key is on disk; a file that is already
// there stays as it is, and the error is fs.ErrExist.
func GenerateKeyFile(path string) (Key, error) {
	key, text, err := draw()
	if err != nil {
		return Key{}, err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, keyFileMode)
	if err != nil {
		return Key{}, fmt.Errorf("create key file: %w", err)
	}
	_, err = io.WriteString(file, text+"\n")
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = durable.SyncDir(filepath.Dir(path))
	}
	if err != nil {
		// Nothing was sealed under it yet: half a key must not be found later.
		return Key{}, fmt.Errorf("write key file: %w", errors.Join(err, os.Remove(path)))
	}
	return key, nil
}

// draw makes a new key, and writes it as a line of a key file.
func draw() (Key, string, error) {
	raw := make([]byte, keySize)
	_, _ = rand.Read(raw) // crypto/rand.Read never returns an error
	key, err := NewKey(raw)
	return key, base64.StdEncoding.EncodeToString(raw), err
}

// readKeyFile reads a regular file that is Private.
func readKeyFile(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { _ = file.Close() }() // it was only read
	info, err := file.Stat()
	if err != nil {
		return "", err
	}
	if err := checkKeyFile(path, info); err != nil {
		return "", err
	}
	text, err := io.ReadAll(io.LimitReader(file, keyFileMax))
	return string(text), err
}

func checkKeyFile(path string, info fs.FileInfo) error {
	if !info.Mode().IsRegular() {
		return loket.Errorf(loket.CodeInvalid, "Berkas kunci "+path+" bukan berkas biasa. Tunjuk berkas yang berisi kunci.")
	}
	if !Private(info) {
		return loket.Errorf(loket.CodeInvalid, fmt.Sprintf(
			"Berkas kunci %s dapat dibuka pengguna lain (mode %04o). Jalankan: chmod 600 %s", path, info.Mode().Perm(), path))
	}
	return nil
}

// readableKeys parses keys for a person: whatever is wrong with one, a
// placeholder included, has the same cure.
func readableKeys(text string) ([]Key, error) {
	var keys []Key
	for _, line := range keyLines(text) {
		key, err := ParseKey(line)
		if err != nil {
			return nil, errNotSecret()
		}
		keys = append(keys, key)
	}
	if len(keys) == 0 {
		return nil, errNotSecret()
	}
	return keys, nil
}

// keyLines are the keys of a file or a variable, as they are written.
func keyLines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || unicode.IsSpace(r) })
}

func errNotSecret() error {
	return loket.Errorf(loket.CodeInvalid, "Kunci rahasia bukan 32 bita acak (base64 atau heksadesimal). "+
		"Buat yang baru dengan: openssl rand -base64 32. Bila sudah ada data, pakai kunci yang lama.")
}
