package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
)

// bar shows how far a long command is, on a terminal and nowhere else.
type bar struct{ shown *progressbar.ProgressBar }

// newBar begins a bar of total steps; bytes tells that the steps are bytes.
func newBar(to io.Writer, what string, total int64, bytes bool) bar {
	file, ok := to.(*os.File)
	if !ok {
		return bar{}
	}
	if info, err := file.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return bar{}
	}
	return bar{progressbar.NewOptions64(total, progressbar.OptionSetWriter(to), progressbar.OptionSetDescription(what),
		progressbar.OptionShowBytes(bytes), progressbar.OptionShowCount(), progressbar.OptionSetWidth(30),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())}
}

// at moves the bar.
func (b bar) at(done int64) {
	if b.shown != nil {
		_ = b.shown.Set64(done) // a bar that cannot be drawn is no reason to stop
	}
}

// end takes the bar away.
func (b bar) end() {
	if b.shown != nil {
		_ = b.shown.Finish()
	}
}

// bar is newBar for work that tells how much of all is done, the total with it.
func (s *shell) bar(what string) func(done, total int) {
	var shown bar
	return func(done, total int) {
		if shown.shown == nil {
			shown = newBar(s.stderr, what, int64(total), false)
		}
		shown.at(int64(done))
		if done >= total {
			shown.end()
		}
	}
}
