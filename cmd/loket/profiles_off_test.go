package main

import (
	"io"
	"net"
	"strings"
	"testing"

	"loket/internal/loket"
)

// TestProfilesOff: by default there is no such door, and one that is taken is told.
func TestProfilesOff(t *testing.T) {
	t.Parallel()
	if off, on := heapRate(""), heapRate("127.0.0.1:6060"); off != 0 || on != 512<<10 {
		t.Errorf("the heap is sampled every %d bytes without the door and every %d with it, want never and 524288", off, on)
	}
	h := &house{}
	if err := h.openProfiles(nil); err != nil || h.profiles != nil || h.closeProfiles() != nil {
		t.Errorf("openProfiles(by default) = %v, %v; want none", h.profiles, err)
	}
	taken, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	h.config.AdminAddr = taken.Addr().String()
	if err := h.openProfiles(&shell{stdout: io.Discard}); loket.CodeOf(err) != loket.CodeConflict || !strings.Contains(err.Error(), "LOKET_ADMIN_ADDR") {
		t.Errorf("openProfiles(a taken address) = %v, want the setting to change", err)
	}
}
