//go:build unix

package privacy_test

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"loket/internal/privacy"
)

const ordinary = "selamat pagi min, KTP saya hilang, NIK 5371011203900001, bisa urus di kantor jam 08.00-15.00? hp 0812-3456-7890\n"

// cpu is the processor time that work takes of this process.
func cpu(t *testing.T, work func()) time.Duration {
	t.Helper()
	used := func() time.Duration {
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			t.Fatal(err)
		}
		return time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	before := used()
	work()
	return used() - before
}

// TestRedactLinear takes texts that would punish a second pass over what was
// seen: eight times the text may take eight times the work, not sixty-four. It
// counts the processor time of the process, so it does not run beside others.
func TestRedactLinear(t *testing.T) {
	for _, unit := range []string{
		"5", "5 ", "5371 ", "0812 ", "5371011203900001 ", "O", "@", "a@", "a@b.co ", "08.00-16.00 ", "1.500.000 ", "otp ", "ibu kandung: ", "bpjs 1 ", "ﷺ",
		"1\u0301", "\u200b", "[NIK ••••0001]", "[NIK •", "12/01/26 ", "2026 ", "62", "(0", "tgl lahir 12", "a̐", "⑯", ordinary,
	} {
		short, long := strings.Repeat(unit, 1+4<<10/len(unit)), strings.Repeat(unit, 1+32<<10/len(unit))
		few, many := time.Hour, time.Hour
		for range 2 {
			few = min(few, cpu(t, func() { privacy.Redactor{}.Redact(short) }))
			many = min(many, cpu(t, func() { privacy.Redactor{}.Redact(long) }))
		}
		if many > 24*few+50*time.Millisecond {
			t.Errorf("Redact of %q… takes %v for %d bytes and %v for %d", unit, few, len(short), many, len(long))
		}
	}
}

func TestRedactMegabyte(t *testing.T) {
	t.Parallel()
	const times = 1 << 20 / len(ordinary)
	out := privacy.Redactor{}.Redact(strings.Repeat(ordinary, times))
	if len(out.Hidden) != 2*times || strings.Count(out.Text, "0001]") != times || leaks(out.Text) != "" {
		t.Errorf("Redact(1 MB) hid %d, want %d", len(out.Hidden), 2*times)
	}
}

func BenchmarkRedact(b *testing.B) {
	b.SetBytes(int64(len(ordinary)))
	for b.Loop() {
		privacy.Redactor{}.Redact(ordinary)
	}
}
