package console

import (
	"bufio"
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"

	"loket/internal/loket"
)

// The cost of a password: 19 MiB, two passes, one lane.
const (
	hashMemory  = 19 << 10 // KiB
	hashPasses  = 2
	hashLanes   = 1
	atOnce      = 2               // verified at one time: each holds hashMemory
	verifyQueue = 5 * time.Second // longest wait for a turn
)

// How long a password is, in characters.
const (
	minPassword = 12
	maxPassword = 256
)

// noPassword is a hash of the same cost that no password fits: what an unknown
// account is checked against.
const noPassword = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// commonWords is what guessers try first, one lower-case word a line.
//
//go:embed umum.txt
var commonWords string

// HashPassword makes what loket.Staff.PasswordHash holds. It refuses what
// CheckPassword refuses.
func HashPassword(login, password string) (string, error) {
	if err := CheckPassword(login, password); err != nil {
		return "", err
	}
	hash, err := argon2id.CreateHash(password, &argon2id.Params{
		Memory: hashMemory, Iterations: hashPasses, Parallelism: hashLanes, SaltLength: 16, KeyLength: 32,
	})
	if err != nil {
		return "", fmt.Errorf("hash password: %w", err)
	}
	return hash, nil
}

// CheckPassword refuses, with a loket.Error that says why, a password shorter
// than 12 or longer than 256 characters, and one of which less than six
// different letters remain once common words, the login and digits are taken
// out, and one of those that were leaked most often. There are no rules about kinds
// of characters.
func CheckPassword(login, password string) error {
	switch n := utf8.RuneCountInString(password); {
	case !utf8.ValidString(password):
		return loket.Errorf(loket.CodeInvalid, "Kata sandi berisi tanda yang tidak dikenal.")
	case n < minPassword:
		return loket.Errorf(loket.CodeInvalid, "Kata sandi terlalu pendek: pakai sedikitnya 12 karakter, misalnya empat kata yang tidak berkaitan.")
	case n > maxPassword:
		return loket.Errorf(loket.CodeInvalid, "Kata sandi terlalu panjang: paling banyak 256 karakter.")
	case guessable(login, password) || leaked(password):
		return loket.Errorf(loket.CodeInvalid, "Kata sandi terlalu mudah ditebak: jangan tersusun dari kata umum, nama kantor, nama akun, atau deret angka.")
	}
	return nil
}

// guessable tells whether little remains of a password without what everybody
// would try.
func guessable(login, password string) bool {
	rest := strings.ToLower(password)
	words := []string{strings.ToLower(login)}
	for scanner := bufio.NewScanner(strings.NewReader(commonWords)); scanner.Scan(); {
		words = append(words, scanner.Text())
	}
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	for _, word := range words {
		if len(word) >= 3 {
			rest = strings.ReplaceAll(rest, word, "\x00")
		}
	}
	letters := map[rune]bool{}
	for _, r := range rest {
		if unicode.IsLetter(r) || unicode.IsSymbol(r) {
			letters[r] = true
		}
	}
	return len(letters) < 6
}

// verifier checks passwords, two at a time, so that guessing cannot take the
// machine's memory. The zero verifier is ready.
type verifier struct {
	once  sync.Once
	turns chan struct{}
}

// verify tells whether the password fits the hash; an empty hash fits none and
// takes as long. It gives up with CodeUnavailable when no turn comes.
func (v *verifier) verify(ctx context.Context, password, hash string) (bool, error) {
	v.once.Do(func() { v.turns = make(chan struct{}, atOnce) })
	ctx, cancel := context.WithTimeout(ctx, verifyQueue)
	defer cancel()
	select {
	case v.turns <- struct{}{}:
		defer func() { <-v.turns }()
	case <-ctx.Done():
		return false, loket.Errorf(loket.CodeUnavailable, "Sedang banyak yang masuk. Tunggu sebentar, lalu coba lagi.")
	}
	if hash == "" {
		hash = noPassword
	}
	right, err := argon2id.ComparePasswordAndHash(password, hash)
	if err != nil {
		return false, fmt.Errorf("compare password: %w", err)
	}
	return right, nil
}
