package main

import (
	"testing"

	"loket/internal/web/console"
)

// TestNewPasswordIsAccepted draws so many passwords that some would be refused
// if they were not drawn anew.
func TestNewPasswordIsAccepted(t *testing.T) {
	t.Parallel()
	for range 5_000 {
		if password := newPassword(demoLogin); console.CheckPassword(demoLogin, password) != nil {
			t.Fatalf("%q was drawn and would be refused", password)
		}
	}
}
