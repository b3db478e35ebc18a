package console

import (
	"bytes"
	"crypto/rand"
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"html/template"
	"image/png"
	"strings"
	"time"

	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"loket/internal/loket"
)

// A code is made of the step of time it is shown in, as RFC 6238 says: six digits,
// SHA-1, 30 s. One step before and after is taken too, for clocks that differ.
const (
	stepLength  = 30 * time.Second
	secretBytes = 20
	codeDigits  = 6
	stepsOff    = 1
)

// How recovery codes are drawn: 120 random bits each, for a hash without salt.
const (
	recoveryCodes = 10
	recoveryBytes = 15
	recoveryGroup = 6 // characters between two dashes
)

// secretForm is how authenticators write a secret.
func secretForm() *base32.Encoding { return base32.StdEncoding.WithPadding(base32.NoPadding) }

// recoveryForm has no two characters that look alike.
func recoveryForm() *base32.Encoding {
	return base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)
}

// newSecret draws what codes are computed from.
func newSecret() []byte {
	secret := make([]byte, secretBytes)
	_, _ = rand.Read(secret) // crypto/rand.Read never returns an error
	return secret
}

// readSecret reads what a page of ours carried while it was being set up.
func readSecret(text string) ([]byte, error) {
	secret, err := secretForm().DecodeString(text)
	if err != nil || len(secret) != secretBytes {
		return nil, loket.Errorf(loket.CodeInvalid, "Isian tidak lengkap. Muat ulang halaman, lalu pindai kode QR yang baru.")
	}
	return secret, nil
}

// stepOf tells of which step of time, around now, a code is.
func stepOf(secret []byte, code string, now time.Time) (step int64, right bool) {
	current := now.Unix() / int64(stepLength/time.Second)
	for step = current - stepsOff; step <= current+stepsOff; step++ {
		if hotp.Validate(code, uint64(step), secretForm().EncodeToString(secret)) {
			return step, true
		}
	}
	return 0, false
}

// newRecovery draws recovery codes, as they are kept.
func newRecovery() []string {
	codes := make([]string, recoveryCodes)
	for i := range codes {
		var raw [recoveryBytes]byte
		_, _ = rand.Read(raw[:]) // crypto/rand.Read never returns an error
		codes[i] = recoveryForm().EncodeToString(raw[:])
	}
	return codes
}

// printed writes a recovery code for people.
func printed(code string) string {
	var groups []string
	for ; len(code) > recoveryGroup; code = code[recoveryGroup:] {
		groups = append(groups, code[:recoveryGroup])
	}
	return strings.Join(append(groups, code), "-")
}

// typed reads a code as somebody typed it: without spaces and dashes, and with the
// letters no code has as the digits they look like.
func typed(text string) (code string, recovery bool) {
	text = strings.NewReplacer(" ", "", "-", "", "\t", "", "\u00a0", "").Replace(strings.ToUpper(strings.TrimSpace(text)))
	if len(text) == recoveryForm().EncodedLen(recoveryBytes) {
		return strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(text), true
	}
	return text, false
}

// qrSize is the width and height of a picture, in pixels.
const qrSize = 240

// pictured is a secret as an authenticator takes it: to scan, to open on the same
// phone, to type.
type pictured struct {
	Secret string       // base32, as the page carries it
	Groups string       // the same in groups of four
	QR     template.URL // a picture in itself
	Link   template.URL // otpauth://…
}

func picture(secret []byte, house, login string) (pictured, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: house, AccountName: login, Secret: secret})
	if err != nil {
		return pictured{}, fmt.Errorf("write the second factor: %w", err)
	}
	image, err := key.Image(qrSize, qrSize)
	if err != nil {
		return pictured{}, fmt.Errorf("draw the second factor: %w", err)
	}
	var out bytes.Buffer
	if err := png.Encode(&out, image); err != nil {
		return pictured{}, fmt.Errorf("draw the second factor: %w", err)
	}
	text := secretForm().EncodeToString(secret)
	var groups []string
	for i := 0; i < len(text); i += 4 {
		groups = append(groups, text[i:min(i+4, len(text))])
	}
	return pictured{
		Secret: text, Groups: strings.Join(groups, " "), Link: template.URL(key.URL()),
		QR: template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(out.Bytes())),
	}, nil
}
