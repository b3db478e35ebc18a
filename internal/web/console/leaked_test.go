package console

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/trustelem/zxcvbn/frequency"

	"loket/internal/loket"
)

var update = flag.Bool("update", false, "write bocor.bin anew")

// TestLeakedList holds the list to the words it is made of.
func TestLeakedList(t *testing.T) {
	t.Parallel()
	var sums [][]byte
	for _, list := range []string{"passwords", "male_names", "female_names"} {
		for _, word := range frequency.FrequencyLists[list] {
			sums = append(sums, leakedSum(word))
		}
	}
	slices.SortFunc(sums, bytes.Compare)
	want := bytes.Join(slices.CompactFunc(sums, bytes.Equal), nil)
	if *update {
		if err := os.WriteFile("bocor.bin", want, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if leakedSums != string(want) {
		t.Errorf("bocor.bin has %d bytes that are not those of the list's %d words: run go test -run TestLeakedList -update", len(leakedSums), len(want)/leakedBytes)
	}
}

// TestCommonPasswords tries the words that were leaked most often, in the ways people
// make twelve characters of them.
func TestCommonPasswords(t *testing.T) {
	t.Parallel()
	const most = 3000
	words := frequency.FrequencyLists["passwords"]
	tried := map[string]bool{}
	for i, word := range words {
		if len(word) >= minPassword {
			tried[word] = true
		}
		if i >= most {
			continue
		}
		padded := word
		for n := 1; len(padded) < minPassword; n++ {
			padded += fmt.Sprint(n % 10)
		}
		tried[padded] = true
		tried[strings.ToUpper(word[:1])+padded[1:]+"!"] = true
		if len(word) >= 6 {
			tried[word+word] = true
		}
	}
	if len(tried) < most {
		t.Fatalf("%d passwords to try, want %d and more", len(tried), most)
	}
	for password := range tried {
		if err := CheckPassword("petugas1", password); loket.CodeOf(err) != loket.CodeInvalid {
			t.Errorf("CheckPassword(%q) = %v, want it refused", password, err)
		}
	}
	t.Logf("%d passwords made of leaked ones are refused", len(tried))
}

// TestLongUnicode: 64 characters of any script are taken, and open the account.
func TestLongUnicode(t *testing.T) {
	t.Parallel()
	password := strings.Repeat("é日本ñ語ü", 10) + "kupu"
	if n := len([]rune(password)); n != 64 {
		t.Fatalf("the password has %d characters, want 64", n)
	}
	hash, err := HashPassword("petugas1", password)
	if err != nil {
		t.Fatalf("HashPassword(64 characters) = %v, want it taken", err)
	}
	var v verifier
	if right, err := v.verify(t.Context(), password, hash); err != nil || !right {
		t.Errorf("64 characters against their hash = %v, %v, want true", right, err)
	}
	if right, _ := v.verify(t.Context(), password[:len(password)-1], hash); right {
		t.Error("63 of 64 characters open the account: want none cut off")
	}
}
