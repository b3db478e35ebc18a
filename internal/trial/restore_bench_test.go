package trial_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// drillMessages is how large a ledger the drill is held with, unless
// LOKET_DRILL_MESSAGES says otherwise.
const drillMessages = 10_000

// BenchmarkRestore measures how long a backup of a large ledger takes, and how
// long from a lost ledger to one that was checked and can be served from.
func BenchmarkRestore(b *testing.B) {
	messages := drillMessages
	if named := os.Getenv("LOKET_DRILL_MESSAGES"); named != "" {
		var err error
		if messages, err = strconv.Atoi(named); err != nil {
			b.Fatal(err)
		}
	}
	c := newCounter(b, nil)
	data := c.env["LOKET_DATA_DIR"]
	if err := os.MkdirAll(data, 0o700); err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	fillYear(b, data, max(1, messages/messagesEach), messagesEach)
	filled := time.Since(began)
	file := filepath.Join(c.dir, "cadangan")
	var backup, restore time.Duration
	for b.Loop() {
		_ = os.Remove(file)
		b.Logf("load average %s", loadAverage())
		began = time.Now()
		c.command("backup", "--out", file)
		backup = time.Since(began)
		c.loseLedger()
		began = time.Now()
		c.command("restore", file)
		restore = time.Since(began)
	}
	b.ReportMetric(filled.Seconds(), "fill-s")
	b.ReportMetric(backup.Seconds(), "backup-s")
	b.ReportMetric(restore.Seconds(), "restore-s")
	for name, path := range map[string]string{"backup-MB": file, "ledger-MB": filepath.Join(data, "loket.db")} {
		info, err := os.Stat(path)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(info.Size())/(1<<20), name)
	}
}

// loadAverage tells what else the machine was doing; empty where it cannot be
// read.
func loadAverage() string {
	said, _ := os.ReadFile("/proc/loadavg") // absent on other systems
	return strings.TrimSpace(string(said))
}
