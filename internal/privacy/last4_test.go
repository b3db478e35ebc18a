package privacy_test

import (
	"testing"

	"loket/internal/privacy"
)

func TestLast4(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"": "", "7": "••••", "12345678": "••••", "123456789": "•••••6789", "Maria 😀 Loe": "••••••• Loe",
		"12345678901234567890123": "••••••••••••0123",
	} {
		if got := privacy.Last4(value); got != want {
			t.Errorf("Last4(%q) = %q, want %q", value, got, want)
		}
	}
}
