package loket_test

import (
	"testing"

	"loket/internal/loket"
)

func TestLoopback(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "127.8.9.10": true, "::1": true, "::ffff:127.0.0.1": true,
		"": false, "0.0.0.0": false, "::": false, "10.0.0.1": false, "128.0.0.1": false, "localhost.contoh.id": false,
		"127.0.0.1.contoh.id": false, "[::1]": false, "127.0.0.1:80": false, "kantor": false,
	} {
		if got := loket.Loopback(host); got != want {
			t.Errorf("Loopback(%q) = %v, want %v", host, got, want)
		}
	}
}
