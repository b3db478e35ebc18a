package loket

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestHidePIN(t *testing.T) {
	t.Parallel()
	const number = "KPG-123456-" // its body looks like a PIN
	whole := number + string(checkCharacter("KPG", "123456"))
	check := string(checkCharacter("KPG", "123456"))
	for _, c := range []struct{ text, hidden, pin string }{
		{whole + " 482913", whole + " [PIN ••••••]", "482913"},
		{whole + " PIN: 482913", whole + " PIN: [PIN ••••••]", "482913"},
		{"pin=482913 " + whole, "pin=[PIN ••••••] " + whole, "482913"},
		{strings.ToLower(whole) + ",482 913.", strings.ToLower(whole) + ",[PIN ••••••].", "482913"},
		{"cek " + whole + " 482-913 ya", "cek " + whole + " [PIN ••••••] ya", "482913"},
		{"KPG 123456 " + check + " 482913", "KPG 123456 " + check + " [PIN ••••••]", "482913"},
		{whole + " 482913 111111", whole + " [PIN ••••••] [PIN ••••••]", "482913"},
		{"PIN: 482913", "PIN: [PIN ••••••]", ""},
		{"pin 482913 atau 111111", "pin [PIN ••••••] atau 111111", ""},
		{"pin 482913, 111111", "pin [PIN ••••••], [PIN ••••••]", ""},
		{whole, whole, ""},
		{whole + " 48291", whole + " 48291", ""},
		{whole + " 4829134", whole + " 4829134", ""},
		{"syarat 482913", "syarat 482913", ""},
		{"KPG-123456-" + "?" + " 482913", "KPG-123456-? 482913", ""},
		{"", "", ""},
	} {
		hidden, found, pin := HidePIN(c.text)
		if hidden != c.hidden || pin.Digits() != c.pin || (found != "") != (c.pin != "") || found != "" && found != whole {
			t.Errorf("HidePIN(%q) = %q, %q, %q, want %q and %q", c.text, hidden, found, pin.Digits(), c.hidden, c.pin)
		}
	}
}

func TestPINIsNeverPrinted(t *testing.T) {
	t.Parallel()
	pin := NewPIN()
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "pin", pin, "ticket", fmt.Sprintf("%v %s %q %d %#v", pin, pin, pin, pin, pin),
		"of", fmt.Sprintf("%+v", TicketPIN{PIN: pin}))
	if strings.Contains(log.String(), pin.Digits()) {
		t.Errorf("logged: %s", log.String())
	}
	if _, ok := ParsePIN(pin.Digits()); !ok {
		t.Errorf("NewPIN() drew %q", pin.Digits())
	}
}

func FuzzHidePIN(f *testing.F) {
	number := NewTicketNumber("KPG")
	for _, seed := range []string{"", number + " 482913", "pin 482 913", "KPG 7F3Q9K X 123456", "\xff" + number + "\x00123456", "۱۲۳۴۵۶ " + number, "123 456 789 " + number} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		hidden, found, pin := HidePIN(text)
		if utf8.ValidString(text) && !utf8.ValidString(hidden) {
			t.Fatalf("HidePIN(%q) = %q, which is broken", text, hidden)
		}
		if (found == "") != (pin == "") {
			t.Fatalf("HidePIN(%q) found %q and %q, want both or neither", text, found, pin.Digits())
		}
		if again, _, _ := HidePIN(hidden); again != hidden {
			t.Fatalf("hiding twice changes %q to %q", hidden, again)
		}
		if found == "" {
			return
		}
		if canonical, ok := ParseTicketNumber(found); !ok || canonical != found {
			t.Fatalf("HidePIN(%q) found the number %q", text, found)
		}
		if _, ok := ParsePIN(pin.Digits()); !ok {
			t.Fatalf("HidePIN(%q) found the PIN %q", text, pin.Digits())
		}
	})
}
