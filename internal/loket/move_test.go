package loket

import (
	"regexp"
	"strings"
	"testing"
)

func TestMoveToken(t *testing.T) {
	t.Parallel()
	token := NewMoveToken()
	if !regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`).MatchString(token) || token == NewMoveToken() {
		t.Errorf("NewMoveToken() = %q, want another each time that a link may carry", token)
	}
	hash, ok := HashMoveToken(token)
	if !ok || len(hash) != 32 {
		t.Fatalf("HashMoveToken(%q) = %x, %v", token, hash, ok)
	}
	for _, forged := range []string{"", moveBegins, token[:len(token)-1], token + "A", strings.TrimPrefix(token, moveBegins), token[:len(token)-1] + "\n", "ktp-el-hilang"} {
		if _, ok := HashMoveToken(forged); ok {
			t.Errorf("HashMoveToken(%q) takes it for ours", forged)
		}
	}
	if hidden := HideOpeners("https://t.me/x?start=" + token + " PIN: 482913"); strings.Contains(hidden, token) || strings.Contains(hidden, "482913") {
		t.Errorf("HideOpeners() = %q, want nothing that opens", hidden)
	}
}

func FuzzHashMoveToken(f *testing.F) {
	for _, seed := range []string{"", NewMoveToken(), moveBegins, moveBegins + "AAAAAAAAAAAAAAAAAAAAAA", moveBegins + "AAAAAAAAAAAAAAAAAAAAAB", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, token string) {
		hash, ok := HashMoveToken(token)
		if ok != (len(hash) == 32) {
			t.Fatalf("HashMoveToken(%q) = %x, %v", token, hash, ok)
		}
		if ok && !moveToken.MatchString(token) {
			t.Fatalf("%q is a token that is not masked", token)
		}
		if strings.Contains(HideOpeners(token), token) && ok {
			t.Fatalf("HideOpeners(%q) shows it", token)
		}
	})
}
