package api

import (
	"strings"
	"testing"
)

// FuzzDecode: whatever is sent, it is read or refused, and what is read has the
// shape that was asked for.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"epoch":1,"text":"Silakan datang."}`, `{"epoch":1e400}`, `{"epoch":"1"}`, `[[[[]]]]`, `{"text":"\ud800"}`, `null`, `{"text":null}`,
		`{"epoch":1,"unit":"aduan","reason":"x","agency":""}`, `{"url":"https://a.example.org","events":["ticket.opened"]}`, "\xff", `{"TEXT":"a"}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, to := range []any{&Nothing{}, &NextTicket{}, &Epoch{}, &Reply{}, &Note{}, &Transfer{}, &Question{}, &WebhookWish{}} {
			err := decode(body, to)
			if err == nil {
				continue
			}
			p, _ := problemOf(err, "x")
			if p.Status != 400 || p.Code != "invalid" || p.Detail == "" {
				t.Errorf("decode(%q) = %v, which is told as %+v", body, err, p)
			}
		}
	})
}

// FuzzCursor: a cursor is one we made, or refused; one we made is read as it was.
func FuzzCursor(f *testing.F) {
	for _, seed := range []string{"", "a1.", "a1.MDE", cursorOf("01M8K55B6Z0001G6Q7K70XT9K0"), "a2.MDE", "a1.MDE=", "a1.MD\nE", "a1.MDE\r\n", "a1.\x00", "ktp-el-hilang"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		last, err := readCursor(cursor)
		if err == nil && cursor != "" && cursorOf(last) != cursor {
			t.Errorf("readCursor(%q) = %q, whose cursor is %q", cursor, last, cursorOf(last))
		}
		if err != nil && last != "" {
			t.Errorf("readCursor(%q) = %q with %v", cursor, last, err)
		}
		if len(cursor) > 0 && len(cursor) <= maxCursor && printable(cursor) {
			if back, err := readCursor(cursorOf(cursor)); err != nil || back != cursor {
				t.Errorf("the cursor of %q is read as %q, %v", cursor, back, err)
			}
		}
	})
}

func printable(text string) bool {
	for i := range len(text) {
		if text[i] <= ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// FuzzGuard: an address that passes is one that could be asked for over TLS.
func FuzzGuard(f *testing.F) {
	for _, seed := range []string{"https://hook.example.org/", "https://[::1]/", "http://a.b/", "https://a.b:99999/", "https://a@b.c/", "%"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		if err := (Guard{}).Check(address); err == nil && (len(address) < 8 || !strings.EqualFold(address[:8], "https://")) {
			t.Errorf("Check(%q) = nil, want only https", address)
		}
	})
}
