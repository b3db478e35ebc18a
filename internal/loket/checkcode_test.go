package loket

import (
	"strings"
	"testing"
)

func TestCheckCode(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 2000 {
		code := NewCheckCode()
		shown := FormatCheckCode(code)
		if seen[code] || !strings.ContainsAny(code, "0123456789") || strings.Trim(code, "0123456789") == "" {
			t.Fatalf("NewCheckCode() = %q, want a new one of letters and digits", code)
		}
		seen[code] = true
		for _, typed := range []string{code, shown, strings.ToLower(shown), " " + shown[:4] + " " + shown[5:] + "\n"} {
			if got, ok := ParseCheckCode(typed); !ok || got != code {
				t.Fatalf("ParseCheckCode(%q) = %q, %v, want %q", typed, got, ok, code)
			}
		}
		if hidden, _, _ := HidePIN("/cek " + shown + " untuk " + code); hidden != "/cek "+shown+" untuk "+code {
			t.Fatalf("HidePIN() = %q, want the code as it stands", hidden)
		}
	}
	for typed, want := range map[string]string{"7f3q-9kxo": "7F3Q9KX0", "iiii-LLL2": "11111112", "7F3Q9KXU": "7F3Q9KXV"} {
		if got, ok := ParseCheckCode(typed); !ok || got != want {
			t.Errorf("ParseCheckCode(%q) = %q, %v, want %q", typed, got, ok, want)
		}
	}
	for _, typed := range []string{"", "7F3Q-9KX", "7F3Q-9KXMM", "7F3Q/9KXM", "7F3Q_9KXM", "7F3Q-9KXé"} {
		if got, ok := ParseCheckCode(typed); ok {
			t.Errorf("ParseCheckCode(%q) = %q, want none", typed, got)
		}
	}
	if got := FormatCheckCode(""); got != "" {
		t.Errorf("FormatCheckCode of none = %q", got)
	}
}

func TestResembles(t *testing.T) {
	t.Parallel()
	parts := []string{"Bawa KK.\n\n", "PIN: 482913. https://t.me/x?start=" + NewMoveToken()}
	for text, want := range map[string]Likeness{
		parts[0] + parts[1]:                    LikenessSame,
		"Bawa  KK.":                            LikenessSame,
		"Bawa KK.\nKode cek: 7F3Q-9KXM":        LikenessSame,
		"Bawa KK.\nKode cek: 7F3Q-9KXN":        LikenessOther,
		strings.Replace(parts[1], "4", "5", 1): LikenessSame, // the PIN is no secret to be found by comparing
		"Bawa KK dan Rp50.000.":                LikenessOther,
		"":                                     LikenessOther,
	} {
		if got := Resembles(text, "7F3Q9KXM", parts); got != want {
			t.Errorf("Resembles(%q) = %q, want %q", text, got, want)
		}
	}
}
