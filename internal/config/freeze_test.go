package config_test

import (
	"strings"
	"testing"
	"time"

	"loket/internal/config"
)

// TestFreeze reads after how long an office closes a month, and refuses what leaves no
// time for a resolution to last.
func TestFreeze(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"": config.DefaultFreeze, "    freeze_days: 7\n": 7 * days, "    freeze_days: 31\n": 31 * days, "    freeze_days: 366\n": 366 * days,
	} {
		got, err := config.Load(written(t, office()+text), environment(nil))
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if freeze := got.Agencies[0].Freeze; freeze != want {
			t.Errorf("%q: months are closed after %v, want %v", text, freeze, want)
		}
	}
	for text, want := range map[string]string{
		"-1": "freeze_days: -1 hari tidak dapat dipakai. Tulis 7 sampai 366.", "0": "freeze_days: 0 hari", "6": "freeze_days: 6 hari",
		"367": "freeze_days: 367 hari", "9000000000000": "freeze_days: 100000 hari", "lama": "nilai ini bukan jenis yang diminta",
	} {
		_, err := config.Load(written(t, office()+"    freeze_days: "+text+"\n"), environment(nil))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("freeze_days: %s = %v, want %q in it", text, err, want)
		}
	}
}
