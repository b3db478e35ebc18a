package calendar

import (
	"strings"
	"testing"
)

func TestParseHolidays(t *testing.T) {
	t.Parallel()
	const good = "2026-08-17\tlibur_nasional\tProklamasi Kemerdekaan\tSenin\n"
	if got, err := parseHolidays("# catatan\n\n" + good); err != nil || len(got) != 1 || got[0].Name != "Proklamasi Kemerdekaan" {
		t.Errorf("parseHolidays(%q) = %v, %v", good, got, err)
	}
	for _, line := range []string{
		"2026-08-17\tlibur_nasional\tProklamasi Kemerdekaan\tSelasa", "2026-08-32\tlibur_nasional\tx\tSenin", "2026-08-17\tlibur\tx\tSenin",
		"2026-08-17\tlibur_nasional\t\tSenin", "2026-08-17 libur_nasional x Senin",
	} {
		if _, err := parseHolidays(good + line + "\n"); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("parseHolidays(%q): %v, want an error in line 2", line, err)
		}
	}
}
